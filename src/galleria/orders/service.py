"""What can be asked of orders."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
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
from galleria.orders.models import Order
from galleria.orders.rows import OrderRow
from galleria.payments import queries as payments
from galleria.payments import service as payment_service
from galleria.pricing.rules import Totals

FIRST_NUMBER = 1001

_PLACE: Statement[int] = Statement(
    text("""
        WITH counted AS (
          INSERT INTO order_counters (tenant_id, store_id, last_number)
          VALUES (:tenant_id, :store_id, :first)
          ON CONFLICT (tenant_id, store_id)
          DO UPDATE SET last_number = order_counters.last_number + 1
          RETURNING last_number
        ), placed AS (
          INSERT INTO orders
            (tenant_id, id, store_id, cart_id, number, token, status, payment_status,
             fulfillment_status, email, email_folded, phone, shipping_address, billing_address,
             shipping_title, note, coupon_codes, currency, locale, is_tax_inclusive, goods_minor,
             discount_minor, shipping_minor, tax_minor, total_minor, placed_at)
          SELECT :tenant_id, :id, :store_id, :cart_id, last_number, :token, 'open', :payment_status,
            'unfulfilled', :email, :email_folded, :phone, CAST(:shipping_address AS jsonb),
            CAST(:billing_address AS jsonb), :shipping_title, :note, :coupon_codes, :currency,
            :locale, :is_tax_inclusive, :goods_minor, :discount_minor, :shipping_minor, :tax_minor,
            :total_minor, :now
          FROM counted
          RETURNING number
        ), filled AS (
          INSERT INTO order_lines
            (tenant_id, id, order_id, position, product_id, variant_id, title, variant_title, sku,
             quantity, unit_price_minor, total_minor, discount_minor, tax_minor)
          SELECT :tenant_id, l.id, :id, l.place - 1, l.product_id, l.variant_id, l.title,
            l.variant_title, l.sku, l.quantity, l.unit_price, l.total, l.discount, l.tax
          FROM unnest(
            CAST(:ids AS uuid[]), CAST(:products AS uuid[]), CAST(:variants AS uuid[]),
            CAST(:titles AS text[]), CAST(:variant_titles AS text[]), CAST(:skus AS text[]),
            CAST(:quantities AS bigint[]), CAST(:unit_prices AS bigint[]),
            CAST(:totals AS bigint[]), CAST(:discounts AS bigint[]), CAST(:taxes AS bigint[])
          ) WITH ORDINALITY AS l
            (id, product_id, variant_id, title, variant_title, sku, quantity, unit_price, total,
             discount, tax, place)
        )
        SELECT number FROM placed
    """)
)
"""Numbers an order and writes it with its lines; the counter is locked from here to the commit."""


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

    def to_json(self) -> str:
        """Write the agreement for storing."""
        return _AGREEMENT.dump_json(self).decode()

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "NewOrder":
        """Read an agreement as it was stored."""
        return _AGREEMENT.validate_python(data)


_AGREEMENT = TypeAdapter(NewOrder)


async def create_order(ctx: Context, *, new: NewOrder, is_paid: bool) -> OrderRow:
    """Write an order down and number it.

    The store's counter is locked from here to the end of the transaction, so call this last:
    numbers have no gaps, since one that is not used rolls back with its order.
    """
    order = OrderRow(
        id=new.id,
        store_id=ctx.store.store_id,
        cart_id=new.cart_id,
        number=0,
        token=secrets.token_urlsafe(24),
        status="open",
        payment_status="paid" if is_paid else "pending",
        fulfillment_status="unfulfilled",
        email=new.email,
        phone=new.phone,
        shipping_address=new.shipping_address,
        billing_address=new.billing_address,
        shipping_title=new.shipping_title,
        note=new.note,
        coupon_codes=" ".join(new.coupon_codes),
        currency=ctx.store.currency,
        is_tax_inclusive=new.totals.is_tax_inclusive,
        goods_minor=new.totals.goods,
        discount_minor=new.totals.discount,
        shipping_minor=new.totals.shipping,
        tax_minor=new.totals.tax,
        total_minor=new.totals.total,
        placed_at=ctx.now,
    )
    (number,) = await _PLACE.one(ctx, **_written(ctx, order), **_lines(new))
    ctx.emit(OrderPlaced(order_id=order.id, store_id=order.store_id))
    if is_paid:
        ctx.emit(OrderPaid(order_id=order.id, store_id=order.store_id))
    return replace(order, number=number)


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


def _written(ctx: Context, order: OrderRow) -> dict[str, Any]:
    """An order as the statement takes it."""
    shipping, billing = order.shipping_address, order.billing_address
    return asdict(order) | {
        "first": FIRST_NUMBER,
        "email_folded": order.email.casefold(),
        "locale": ctx.store.locale,
        "shipping_address": json.dumps(shipping) if shipping else None,
        "billing_address": json.dumps(billing) if billing else None,
    }


def _lines(new: NewOrder) -> dict[str, Any]:
    """The lines of an order as the statement takes them, column by column."""
    lines, parts = new.lines, new.totals.lines
    if len(lines) != len(parts):
        raise ValueError("every line of an order has its totals")
    return {
        "ids": [new_id() for _ in lines],
        "products": [line.product_id for line in lines],
        "variants": [line.variant_id for line in lines],
        "titles": [line.title for line in lines],
        "variant_titles": [line.variant_title for line in lines],
        "skus": [line.sku for line in lines],
        "quantities": [line.quantity for line in lines],
        "unit_prices": [line.unit_price for line in lines],
        "totals": [part.total for part in parts],
        "discounts": [part.discount for part in parts],
        "taxes": [part.tax for part in parts],
    }
