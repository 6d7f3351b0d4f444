"""Orders, as whoever placed them sees them."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from uuid import UUID

import strawberry

from galleria.core.context import Context
from galleria.graphql import ids
from galleria.graphql.access import PUBLIC
from galleria.graphql.context import Info
from galleria.graphql.definitions import object_type
from galleria.graphql.edge import field
from galleria.graphql.money import Money
from galleria.graphql.node import Node
from galleria.graphql.selling.addresses import Address
from galleria.graphql.selling.totals import Totals
from galleria.orders import models, queries
from galleria.orders.rows import OrderRow
from galleria.shipping import rules as shipping


@strawberry.enum(description="Where an order stands as a whole.")
class OrderStatus(Enum):
    """Where an order stands as a whole."""

    OPEN = "open"
    COMPLETED = "completed"
    CANCELED = "canceled"


@strawberry.enum(description="Whether an order has been paid for.")
class PaymentStatus(Enum):
    """Whether an order has been paid for."""

    PENDING = "pending"
    PAID = "paid"
    REFUNDED = "refunded"


@strawberry.enum(description="How much of an order is on its way.")
class FulfillmentStatus(Enum):
    """How much of an order is on its way."""

    UNFULFILLED = "unfulfilled"
    PARTIAL = "partial"
    FULFILLED = "fulfilled"


@object_type(PUBLIC)
class OrderLine:
    """One variant in an order, as it was called and priced then."""

    id: strawberry.ID
    """Names the line for good."""
    product_id: strawberry.ID
    """The product it was."""
    title: str
    """What the product was called."""
    variant_title: str
    """Which variant of it; may be empty."""
    sku: str
    """The merchant's own number; may be empty."""
    quantity: int
    """How many."""
    unit_price: Money
    """What one cost."""
    total: Money
    """What all of them cost, before discounts."""
    discount: Money
    """What coupons took off this line."""


@object_type(PUBLIC)
class Order(Node):
    """What was agreed with a shopper; it does not change by itself."""

    id: strawberry.ID
    """Names the order for good."""
    number: str
    """What people call it; counted in each store."""
    token: str
    """Opens the order to whoever knows it; keep it as a secret."""
    status: OrderStatus
    """Where it stands as a whole."""
    payment_status: PaymentStatus
    """Whether it has been paid for."""
    fulfillment_status: FulfillmentStatus
    """How much of it is on its way."""
    email: str
    """How the shopper is reached."""
    phone: str
    """The shopper's phone; may be empty."""
    note: str
    """The shopper's words for whoever packs it; may be empty."""
    delivery_title: str
    """How it is brought; empty where nothing has to be."""
    placed_at: datetime
    """When it was placed."""
    row: strawberry.Private[models.Order | OrderRow]

    @field()
    def total(self, info: Info) -> Money:
        """What is to be paid."""
        return info.context.money(self.row.total_minor, self.row.currency)

    @field()
    def totals(self, info: Info) -> Totals:
        """What it costs, figure by figure."""
        return Totals.of_order(self.row, info.context)

    @field()
    def shipping_address(self, info: Info) -> Address | None:
        """Where it is brought."""
        return _address(self.row.shipping_address, info)

    @field()
    def billing_address(self, info: Info) -> Address | None:
        """Where the bill goes, if that is elsewhere."""
        return _address(self.row.billing_address, info)

    @field()
    async def lines(self, info: Info) -> list[OrderLine]:
        """What was ordered, at most 100 lines."""
        lines = await info.context.load(load_lines, self.row.id) or []
        currency, money = self.row.currency, info.context.money
        return [
            OrderLine(
                id=ids.show(ids.ORDER_LINE, line.id),
                product_id=ids.show(ids.PRODUCT, line.product_id),
                title=line.title,
                variant_title=line.variant_title,
                sku=line.sku,
                quantity=line.quantity,
                unit_price=money(line.unit_price_minor, currency),
                total=money(line.total_minor, currency),
                discount=money(line.discount_minor, currency),
            )
            for line in lines
        ]

    @classmethod
    def of(cls, row: models.Order | OrderRow) -> "Order":
        """Show an order."""
        return cls(
            id=ids.show(ids.ORDER, row.id),
            number=str(row.number),
            token=row.token,
            status=OrderStatus(row.status),
            payment_status=PaymentStatus(row.payment_status),
            fulfillment_status=FulfillmentStatus(row.fulfillment_status),
            email=row.email,
            phone=row.phone,
            note=row.note,
            delivery_title=row.shipping_title,
            placed_at=row.placed_at,
            row=row,
        )


async def load_lines(ctx: Context, order_ids: Sequence[UUID]) -> dict[UUID, list[models.OrderLine]]:
    """What was ordered, by order."""
    return await queries.load_lines(ctx, order_ids)


def _address(stored: dict[str, str] | None, info: Info) -> Address | None:
    if not stored:
        return None
    return Address.of(shipping.Address.from_json(stored), info.context.locale)


@object_type(PUBLIC)
class OrderQuery:
    """What a shopper asks about an order."""

    @field(PUBLIC)
    async def order(self, info: Info, token: str) -> Order | None:
        """The order that the token opens; none if there is no such order here."""
        found = await info.context.ask(lambda ctx: queries.find_order(ctx, token=token))
        return Order.of(found) if found else None
