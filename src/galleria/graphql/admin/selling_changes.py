"""What staff do with coupons, tax, delivery, orders and reviews."""

from datetime import datetime
from typing import Annotated, Literal, cast
from uuid import UUID

import strawberry
from sqlalchemy import select
from strawberry import UNSET

from galleria.core.context import Context
from galleria.core.errors import InvalidInput as Invalid
from galleria.core.errors import NotFound as Missing
from galleria.core.errors import Problem
from galleria.graphql import ids
from galleria.graphql.access import STAFF, staff
from galleria.graphql.admin.selling import (
    AdminReview,
    Coupon,
    ShippingMethod,
    TaxRate,
)
from galleria.graphql.admin.selling_filters import CouponKind, ReviewStatus
from galleria.graphql.context import Info
from galleria.graphql.definitions import given, input_type, object_type
from galleria.graphql.edge import mutation
from galleria.graphql.errors.keeping import NothingAwaited, PaymentNotAwaited
from galleria.graphql.errors.requests import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
)
from galleria.graphql.money import MoneyInput
from galleria.graphql.selling.orders import Order
from galleria.graphql.writes import write
from galleria.orders import queries as orders
from galleria.orders import service as order_service
from galleria.pricing import models as pricing_models
from galleria.pricing import queries as pricing
from galleria.pricing import service as pricing_service
from galleria.reviews import queries as reviews
from galleria.reviews import service as review_service
from galleria.shipping import models as shipping_models
from galleria.shipping import queries as shipping
from galleria.shipping import service as shipping_service
from galleria.tenancy.permissions import Permission
from galleria.tenancy.queries import get_store

WRITES_DISCOUNTS = staff(Permission.DISCOUNTS_WRITE)
WRITES_SETTINGS = staff(Permission.SETTINGS_WRITE)
WRITES_ORDERS = staff(Permission.ORDERS_WRITE)
WRITES_CUSTOMERS = staff(Permission.CUSTOMERS_WRITE)


CreateCouponResult = Annotated[
    Coupon | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("CreateCouponResult"),
]
DisableCouponResult = Annotated[
    Coupon | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("DisableCouponResult"),
]
SetTaxRateResult = Annotated[
    TaxRate | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("SetTaxRateResult"),
]
SetShippingMethodResult = Annotated[
    ShippingMethod | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("SetShippingMethodResult"),
]
RecordManualPaymentResult = Annotated[
    Order
    | NothingAwaited
    | PaymentNotAwaited
    | NotFound
    | InvalidInput
    | IdempotencyKeyMissing
    | IdempotencyKeyReused,
    strawberry.union("RecordManualPaymentResult"),
]
ModerateReviewResult = Annotated[
    AdminReview | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("ModerateReviewResult"),
]


@input_type
class CreateCouponInput:
    """A new code. It takes off either a share or an amount."""

    code: str
    """The code that shoppers type, in whatever case."""
    basis_points: int | None = UNSET
    """The share it takes off, in ten-thousandths: 1000 is 10 %."""
    amount: MoneyInput | None = UNSET
    """The amount it takes off."""
    store_id: strawberry.ID | None = UNSET
    """The store it is good for; left out, all of them."""
    minimum: MoneyInput | None = UNSET
    """The goods must be worth so much."""
    starts_at: datetime | None = UNSET
    """From when on; left out, at once."""
    ends_at: datetime | None = UNSET
    """Until when; left out, for good."""
    usage_limit: int | None = UNSET
    """How often it can be used in all."""
    customer_limit: int | None = UNSET
    """How often each shopper can use it."""


@input_type
class DisableCouponInput:
    """A code to stop."""

    coupon_id: strawberry.ID
    """The coupon."""


@input_type
class SetTaxRateInput:
    """The tax on one category of goods in a store."""

    store_id: strawberry.ID
    """The store."""
    tax_category: str = "standard"
    """The category; `standard` also taxes delivery."""
    basis_points: int
    """The rate in ten-thousandths: 2000 is 20 %."""
    is_inclusive: bool
    """Whether the store's prices, all of them, already hold the tax."""


@input_type
class SetShippingMethodInput:
    """A way to have orders brought."""

    store_id: strawberry.ID
    """The store that offers it."""
    method_id: strawberry.ID | None = UNSET
    """The method to change; left out, a new one is made."""
    title: str
    """What it is called."""
    price: MoneyInput
    """What it costs, in the store's currency."""
    is_active: bool = True
    """Whether it is offered."""


@input_type
class RecordManualPaymentInput:
    """An order whose money has come."""

    order_id: strawberry.ID
    """The order."""


@input_type
class ModerateReviewInput:
    """What becomes of a review."""

    review_id: strawberry.ID
    """The review."""
    status: ReviewStatus
    """`APPROVED` lets it be seen, `REJECTED` does not."""


@object_type(STAFF)
class SellingMutation:
    """What staff do with coupons, tax, delivery, orders and reviews."""

    @mutation(WRITES_DISCOUNTS)
    async def create_coupon(self, info: Info, input: CreateCouponInput) -> CreateCouponResult:
        """Make a code that shoppers can type."""
        store_id = ids.read(ids.STORE, input.store_id, "storeId") if input.store_id else None
        kind, value, currency = _discount(input)
        minimum = input.minimum.read() if input.minimum else None
        if minimum and currency not in {None, minimum.currency}:
            message = "Name one currency for both."
            raise Invalid([Problem(("minimum", "currency"), "OTHER_CURRENCY", message)])

        async def create(ctx: Context) -> pricing_models.Coupon:
            if store_id:
                await get_store(ctx, store_id)
            elif ctx.actor.store_ids is not None:
                message = "Name a store that you may act for."
                raise Invalid([Problem(("storeId",), "REQUIRED", message)])
            return await pricing_service.create_coupon(
                ctx,
                code=input.code,
                kind=kind.value,
                value=value,
                store_id=store_id,
                currency=minimum.currency if minimum else currency,
                minimum=minimum.minor if minimum else 0,
                starts_at=given(input.starts_at),
                ends_at=given(input.ends_at),
                usage_limit=given(input.usage_limit),
                customer_limit=given(input.customer_limit),
            )

        coupon_id = await write(info, input, create)
        row = await info.context.ask(lambda ctx: pricing.get_coupon(ctx, coupon_id))
        return Coupon.of(row, info.context)

    @mutation(WRITES_DISCOUNTS)
    async def disable_coupon(self, info: Info, input: DisableCouponInput) -> DisableCouponResult:
        """Stop a code from being used; orders that used it keep their discount."""
        coupon_id = ids.read(ids.COUPON, input.coupon_id, "couponId")

        async def disable(ctx: Context) -> UUID:
            store_id = (await pricing.get_coupon(ctx, coupon_id)).store_id
            is_ours = store_id and ctx.actor.may_act_for(store_id)
            if not is_ours and ctx.actor.store_ids is not None:
                raise Missing("coupon", path=("couponId",))
            await pricing_service.deactivate_coupon(ctx, coupon_id=coupon_id)
            return coupon_id

        await write(info, input, disable)
        row = await info.context.ask(lambda ctx: pricing.get_coupon(ctx, coupon_id))
        return Coupon.of(row, info.context)

    @mutation(WRITES_SETTINGS)
    async def set_tax_rate(self, info: Info, input: SetTaxRateInput) -> SetTaxRateResult:
        """Set the tax on one category of goods in a store."""
        store_id = ids.read(ids.STORE, input.store_id, "storeId")

        async def set_rate(ctx: Context) -> UUID:
            await get_store(ctx, store_id)
            await pricing_service.set_tax_rate(
                ctx,
                store_id=store_id,
                rate_basis_points=input.basis_points,
                is_inclusive=input.is_inclusive,
                tax_category=input.tax_category,
            )
            return store_id

        await write(info, input, set_rate)
        rates = select(pricing_models.TaxRate).where(
            pricing_models.TaxRate.store_id == store_id,
            pricing_models.TaxRate.tax_category == input.tax_category,
        )
        rows = await info.context.ask(lambda ctx: ctx.session.scalars(rates))
        return TaxRate.of(rows.one())

    @mutation(WRITES_SETTINGS)
    async def set_shipping_method(
        self, info: Info, input: SetShippingMethodInput
    ) -> SetShippingMethodResult:
        """Offer a way to have orders brought, or change one."""
        store_id = ids.read(ids.STORE, input.store_id, "storeId")
        known = (
            ids.read(ids.DELIVERY_OPTION, input.method_id, "methodId") if input.method_id else None
        )
        price = input.price.read()

        async def set_method(ctx: Context) -> shipping_models.ShippingMethod:
            store = await get_store(ctx, store_id)
            if price.currency != store.currency:
                message = f"The store's prices are in {store.currency}."
                raise Invalid([Problem(("price", "currency"), "OTHER_CURRENCY", message)])
            if known is None:
                return await shipping_service.create_method(
                    ctx, store_id=store_id, title=input.title, price=price.minor
                )
            if (await shipping.get_method(ctx, known)).store_id != store_id:
                raise Missing("delivery method", path=("methodId",))
            return await shipping_service.update_method(
                ctx,
                method_id=known,
                title=input.title,
                price=price.minor,
                is_active=input.is_active,
            )

        method_id = await write(info, input, set_method)
        row = await info.context.ask(lambda ctx: shipping.get_method(ctx, method_id))
        return ShippingMethod.of(row, price.currency, info.context)

    @mutation(WRITES_ORDERS, needs_key=True)
    async def record_manual_payment(
        self, info: Info, input: RecordManualPaymentInput
    ) -> RecordManualPaymentResult:
        """Note that the money for an order has come by bank or by hand."""
        order_id = ids.read(ids.ORDER, input.order_id, "orderId")

        async def record(ctx: Context) -> UUID:
            if not ctx.actor.may_act_for((await orders.get_order(ctx, order_id)).store_id):
                raise Missing("order", path=("orderId",))
            await order_service.record_manual_payment(ctx, order_id=order_id)
            return order_id

        await write(info, input, record)
        return Order.of(await info.context.ask(lambda ctx: orders.get_order(ctx, order_id)))

    @mutation(WRITES_CUSTOMERS)
    async def moderate_review(self, info: Info, input: ModerateReviewInput) -> ModerateReviewResult:
        """Let a review be seen, or not; the product's rating follows at once."""
        review_id = ids.read(ids.REVIEW, input.review_id, "reviewId")
        if input.status is ReviewStatus.PENDING:
            message = "Approve or reject the review."
            raise Invalid([Problem(("status",), "NOT_A_DECISION", message)])

        async def moderate(ctx: Context) -> UUID:
            if not ctx.actor.may_act_for((await reviews.get_review(ctx, review_id)).store_id):
                raise Missing("review", path=("reviewId",))
            status = cast('Literal["approved", "rejected"]', input.status.value)
            await review_service.moderate_review(ctx, review_id=review_id, status=status)
            return review_id

        await write(info, input, moderate)
        row = await info.context.ask(lambda ctx: reviews.get_review(ctx, review_id))
        return AdminReview.of(row)


def _discount(given: CreateCouponInput) -> tuple[CouponKind, int, str | None]:
    if bool(given.basis_points) == bool(given.amount):
        message = "Say either which share is taken off, or which amount."
        raise Invalid([Problem(("basisPoints",), "ONE_OF", message)])
    if given.amount:
        amount = given.amount.read()
        return CouponKind.FIXED, amount.minor, amount.currency
    return CouponKind.PERCENTAGE, given.basis_points or 0, None
