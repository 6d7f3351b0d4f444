"""What can be asked of orders."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select, text

from galleria.core.context import Context
from galleria.core.errors import NotFound
from galleria.core.ids import new_id
from galleria.core.statements import Statement
from galleria.orders.errors import NothingAwaited
from galleria.orders.events import OrderPaid, OrderPlaced
from galleria.orders.models import Order, OrderLine
from galleria.payments import queries as payments
from galleria.payments import service as payment_service
from galleria.pricing.rules import Totals

FIRST_NUMBER = 1001

_NEXT_NUMBER: Statement[int] = Statement(
    text(
        "INSERT INTO order_counters (tenant_id, store_id, last_number)"
        " VALUES (:tenant_id, :store_id, :first)"
        " ON CONFLICT (tenant_id, store_id)"
        " DO UPDATE SET last_number = order_counters.last_number + 1 RETURNING last_number"
    )
)


@dataclass(frozen=True, slots=True)
class NewLine:
    """One variant as it is called and priced at this moment."""

    product_id: UUID
    variant_id: UUID
    title: str
    variant_title: str
    sku: str
    quantity: int
    unit_price: int


@dataclass(frozen=True, slots=True)
class NewOrder:
    """All that a shopper and a store agree on; ``lines`` and ``totals.lines`` go together."""

    id: UUID
    cart_id: UUID
    email: str
    phone: str
    shipping_address: dict[str, Any] | None
    billing_address: dict[str, Any] | None
    shipping_title: str
    note: str
    coupon_codes: Sequence[str]
    lines: Sequence[NewLine]
    totals: Totals

    def to_json(self) -> dict[str, Any]:
        """Write the agreement for storing."""
        written: dict[str, Any] = _AGREEMENT.dump_python(self, mode="json")
        return written

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "NewOrder":
        """Read an agreement as it was stored."""
        return _AGREEMENT.validate_python(data)


_AGREEMENT = TypeAdapter(NewOrder)


async def create_order(ctx: Context, *, new: NewOrder, is_paid: bool) -> Order:
    """Write an order down and number it.

    The store's counter is locked from here to the end of the transaction, so call this last:
    numbers have no gaps, since one that is not used rolls back with its order.
    """
    order = Order(
        id=new.id,
        store_id=ctx.store.store_id,
        cart_id=new.cart_id,
        number=await _next_number(ctx),
        token=secrets.token_urlsafe(24),
        payment_status="paid" if is_paid else "pending",
        email=new.email,
        email_folded=new.email.casefold(),
        phone=new.phone,
        shipping_address=new.shipping_address,
        billing_address=new.billing_address,
        shipping_title=new.shipping_title,
        note=new.note,
        coupon_codes=" ".join(new.coupon_codes),
        currency=ctx.store.currency,
        locale=ctx.store.locale,
        is_tax_inclusive=new.totals.is_tax_inclusive,
        goods_minor=new.totals.goods,
        discount_minor=new.totals.discount,
        shipping_minor=new.totals.shipping,
        tax_minor=new.totals.tax,
        total_minor=new.totals.total,
        placed_at=ctx.now,
    )
    ctx.session.add(order)
    await ctx.session.flush()
    ctx.session.add_all(_lines(order, new))
    ctx.emit(OrderPlaced(order_id=order.id, store_id=order.store_id))
    if is_paid:
        ctx.emit(OrderPaid(order_id=order.id, store_id=order.store_id))
    return order


async def record_manual_payment(ctx: Context, *, order_id: UUID) -> Order:
    """Note that the money for an order has come by bank or by hand.

    Raises:
        NotFound: there is no such order.
        NothingAwaited: it is paid, or was never to be paid this way.
    """
    order = await ctx.session.scalar(select(Order).where(Order.id == order_id).with_for_update())
    if order is None:
        raise NotFound("order", path=("orderId",))
    awaited = [p for p in await payments.list_for_order(ctx, order_id) if p.status == "pending"]
    if not awaited:
        raise NothingAwaited
    for payment in awaited:
        await payment_service.record_manual_payment(ctx, payment_id=payment.id)
    order.payment_status = "paid"
    ctx.emit(OrderPaid(order_id=order.id, store_id=order.store_id))
    return order


async def _next_number(ctx: Context) -> int:
    (number,) = await _NEXT_NUMBER.one(ctx, first=FIRST_NUMBER)
    return number


def _lines(order: Order, new: NewOrder) -> list[OrderLine]:
    return [
        OrderLine(
            id=new_id(),
            order_id=order.id,
            product_id=line.product_id,
            variant_id=line.variant_id,
            title=line.title,
            variant_title=line.variant_title,
            sku=line.sku,
            position=position,
            quantity=line.quantity,
            unit_price_minor=line.unit_price,
            total_minor=part.total,
            discount_minor=part.discount,
            tax_minor=part.tax,
        )
        for position, (line, part) in enumerate(zip(new.lines, new.totals.lines, strict=True))
    ]
