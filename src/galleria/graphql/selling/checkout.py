"""A cart becomes an order."""

from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry
from strawberry import UNSET

from galleria.checkout import queries, service
from galleria.checkout.rows import AttemptRow, Begun
from galleria.core.context import Context
from galleria.core.ids import new_id
from galleria.graphql import ids
from galleria.graphql.access import PUBLIC
from galleria.graphql.context import Info
from galleria.graphql.definitions import given, input_type, object_type
from galleria.graphql.edge import field, mutation
from galleria.graphql.errors.buying import (
    AlreadyOrdered,
    CartClosed,
    CheckoutIncomplete,
    CheckoutUnderWay,
    CouponRefused,
    NotForSale,
    OutOfStock,
    PaymentNotStarted,
    TotalChanged,
    UnknownGateway,
)
from galleria.graphql.errors.requests import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
    VersionConflict,
)
from galleria.graphql.faults import read_money
from galleria.graphql.money import MoneyInput
from galleria.graphql.selling.orders import Order
from galleria.graphql.writes import write
from galleria.orders import queries as orders
from galleria.orders.rows import OrderRow
from galleria.payments.queries import Due


@strawberry.enum(description="How the placing of an order is going.")
class CheckoutStatus(Enum):
    """How the placing of an order is going."""

    PROCESSING = strawberry.enum_value("processing", description="The gateway is being asked.")
    PLACED = strawberry.enum_value("placed", description="There is an order.")
    FAILED = strawberry.enum_value("failed", description="No money moved; the cart is open again.")


@object_type(PUBLIC)
class CheckoutFailure:
    """Why no order was placed."""

    code: str
    """What kind of failure it is, such as `PAYMENT_DECLINED`."""
    message: str
    """The same in words fit for the shopper."""


@object_type(PUBLIC)
class CheckoutAttempt:
    """One press of the place-order button, and what became of it."""

    id: strawberry.ID
    """Names the attempt for good."""
    status: CheckoutStatus
    """How it is going."""
    failure: CheckoutFailure | None
    """Why it failed, if it did."""
    started_at: datetime
    """When the button was pressed."""
    finished_at: datetime | None
    """When it was decided."""
    row: strawberry.Private[AttemptRow]
    placed: strawberry.Private[OrderRow | None]

    @field()
    async def order(self, info: Info) -> Order | None:
        """The order that was placed."""
        if self.row.status != "placed":
            return None
        if self.placed:
            return Order.of(self.placed)
        found = await info.context.ask(lambda ctx: orders.find_order(ctx, order_id=self.row.id))
        return Order.of(found) if found else None

    @classmethod
    def of(cls, row: AttemptRow, placed: OrderRow | None = None) -> "CheckoutAttempt":
        """Show an attempt, and the order if it has just been placed."""
        failure = CheckoutFailure(code=row.failure_code, message=row.failure_message)
        return cls(
            id=ids.show(ids.CHECKOUT_ATTEMPT, row.id),
            status=CheckoutStatus(row.status),
            failure=failure if row.status == "failed" else None,
            started_at=row.started_at,
            finished_at=row.finished_at,
            row=row,
            placed=placed,
        )


@object_type(PUBLIC)
class PaymentSession:
    """How a cart will be paid for; the money is taken when the order is placed."""

    id: strawberry.ID
    """Names the payment for good."""
    gateway: str
    """The gateway that was chosen."""


@input_type
class StartPaymentInput:
    """How a cart is to be paid for."""

    cart_token: str
    """Opens the cart."""
    gateway: str
    """One of the store's `paymentGateways`."""
    method: str | None = UNSET
    """The gateway's own one-time token for how the shopper pays; never a card number."""


@input_type
class CompleteCheckoutInput:
    """What the shopper agrees to."""

    cart_token: str
    """Opens the cart."""
    expected_total: MoneyInput
    """The total that the shopper saw; another one is refused and nothing is taken."""
    expected_version: int | None = UNSET
    """The version of the cart that was seen; another one is refused."""


StartPaymentResult = Annotated[
    PaymentSession
    | UnknownGateway
    | CartClosed
    | CheckoutUnderWay
    | NotFound
    | InvalidInput
    | IdempotencyKeyMissing
    | IdempotencyKeyReused,
    strawberry.union("StartPaymentResult"),
]
CompleteCheckoutResult = Annotated[
    CheckoutAttempt
    | TotalChanged
    | OutOfStock
    | NotForSale
    | CouponRefused
    | CheckoutIncomplete
    | PaymentNotStarted
    | AlreadyOrdered
    | CartClosed
    | CheckoutUnderWay
    | VersionConflict
    | NotFound
    | InvalidInput
    | IdempotencyKeyMissing
    | IdempotencyKeyReused,
    strawberry.union("CompleteCheckoutResult"),
]


@object_type(PUBLIC)
class CheckoutQuery:
    """What a shopper asks about the placing of an order."""

    @field(PUBLIC)
    async def checkout_attempt(
        self, info: Info, id: strawberry.ID, cart_token: str
    ) -> CheckoutAttempt | None:
        """How the placing of an order is going, for whoever holds the cart."""
        attempt_id = ids.find(ids.CHECKOUT_ATTEMPT, id)
        if attempt_id is None:
            return None
        found = await info.context.ask(
            lambda ctx: queries.find_attempt(ctx, attempt_id=attempt_id, cart_token=cart_token)
        )
        return CheckoutAttempt.of(found) if found else None


@object_type(PUBLIC)
class CheckoutMutation:
    """How a cart becomes an order."""

    @mutation(PUBLIC, needs_key=True)
    async def start_payment(self, info: Info, input: StartPaymentInput) -> StartPaymentResult:
        """Choose how to pay. No money is taken before the order is placed."""
        new_payment = new_id()
        payment_id = await write(
            info,
            input,
            lambda ctx: service.start_payment(
                ctx,
                cart_token=input.cart_token,
                gateway=input.gateway,
                known=info.context.house.cashier.gateways,
                method=input.method or "",
                payment_id=new_payment,
            ),
            result=new_payment,
        )
        # A repetition has the same input, so its gateway is the payment's, too.
        return PaymentSession(id=ids.show(ids.PAYMENT, payment_id), gateway=input.gateway)

    @mutation(PUBLIC, needs_key=True)
    async def complete_checkout(
        self, info: Info, input: CompleteCheckoutInput
    ) -> CompleteCheckoutResult:
        """Place the order and take the money, once, whatever happens on the way."""
        due: Due | None = None
        new_order = new_id()

        async def begin(ctx: Context) -> Begun:
            nonlocal due
            begun = await service.begin_checkout(
                ctx,
                cart_token=input.cart_token,
                expected_total=read_money(input.expected_total, "expectedTotal"),
                expected_version=given(input.expected_version),
                order_id=new_order,
            )
            due = begun.due
            return begun

        request, attempt_id = info.context, await write(info, input, begin, result=new_order)
        decided = await request.house.cashier.finish(request.store, attempt_id, due=due)
        return CheckoutAttempt.of(decided, decided.order)
