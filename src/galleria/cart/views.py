"""A whole cart as it stands now: what it costs, holds, and what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from galleria.cart.rows import CartRow, GoodsRow, LineRow
from galleria.cart.rules import missing_steps
from galleria.catalog.rows import MediaRow
from galleria.core.context import Context
from galleria.core.errors import Problem
from galleria.inventory.queries import Hold
from galleria.pricing import queries as pricing
from galleria.pricing import rules
from galleria.pricing.queries import Price
from galleria.pricing.rows import CouponRow
from galleria.pricing.rules import Discount, LineTotals, Totals
from galleria.shipping.rows import MethodRow
from galleria.shipping.rules import Address


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the shopper should be told: a stable code, a sentence, and the line it is about."""

    code: str
    message: str
    line_id: UUID | None = None
    was: int | None = None
    now: int | None = None


@dataclass(frozen=True, slots=True)
class LineView:
    """One line as it stands now. Amounts are minor units; a line that cannot be bought costs
    nothing.

    ``available`` is how many this cart could have, counting those it holds.
    """

    id: UUID
    variant_id: UUID
    product_id: UUID | None
    slug: str
    title: str
    variant_title: str
    sku: str
    quantity: int
    available: int
    unit_price: int
    totals: LineTotals
    hold: Hold | None
    image: MediaRow | None
    is_buyable: bool
    is_stock_tracked: bool
    requires_shipping: bool


@dataclass(frozen=True, slots=True)
class CartView:
    """A whole cart as it stands now, in the store's currency."""

    id: UUID
    token: str
    version: int
    status: str
    currency: str
    email: str
    phone: str
    note: str
    shipping_address: Address | None
    billing_address: Address | None
    lines: tuple[LineView, ...]
    totals: Totals
    delivery_options: tuple[MethodRow, ...]
    delivery: MethodRow | None
    coupons: tuple[CouponRow, ...]
    notices: tuple[Notice, ...]
    missing: tuple[Problem, ...]
    updated_at: datetime

    @property
    def needs_delivery(self) -> bool:
        """Whether anything in the cart has to be brought."""
        return any(line.requires_shipping for line in self.lines)


@dataclass(frozen=True, slots=True)
class WholeLine:
    """A line, and what other parts say about it; ``goods`` is none where the store shows it no
    more.
    """

    line: LineRow
    goods: GoodsRow | None
    price: Price | None
    free: int
    hold: Hold | None
    image: MediaRow | None

    @classmethod
    def of(
        cls,
        line: Sequence[Any],
        goods: Sequence[Any] | None,
        price: Sequence[Any] | None,
        free: int,
        hold: Sequence[Any],
        image: Sequence[Any] | None,
    ) -> Self:
        """Read a line as the statement gives it."""
        units, until = hold
        return cls(
            LineRow(*line),
            GoodsRow(*goods) if goods else None,
            pricing.price_of(*price) if price else None,
            free,
            Hold(units, until) if units else None,
            MediaRow(*image) if image else None,
        )

    def priced(self, taxes: Mapping[str, rules.Tax]) -> rules.Line:
        """What the line costs and how it is taxed."""
        standard = taxes["standard"]
        untaxed = rules.Tax(0, is_inclusive=standard.is_inclusive)
        if self.goods is None or self.price is None:
            return rules.Line(0, self.line.quantity, untaxed)
        rate = taxes.get(self.goods.tax_category, standard)
        tax = rate if self.goods.is_taxable else untaxed
        return rules.Line(self.price.price, self.line.quantity, tax)

    def seen(self, totals: LineTotals) -> LineView:
        """The line with everything known about it."""
        line, goods, price = self.line, self.goods, self.price
        is_buyable = goods is not None and price is not None
        free = self.free + (self.hold.quantity if self.hold else 0)
        return LineView(
            id=line.id,
            variant_id=line.variant_id,
            product_id=goods.product_id if goods else None,
            slug=goods.slug if goods else "",
            title=goods.title if goods else "No longer sold",
            variant_title=goods.variant_title if goods else "",
            sku=goods.sku if goods else "",
            quantity=line.quantity,
            available=free if is_buyable else 0,
            unit_price=price.price if price and goods else 0,
            totals=totals,
            hold=self.hold,
            image=self.image if goods else None,
            is_buyable=is_buyable,
            is_stock_tracked=bool(goods and goods.is_stock_tracked),
            requires_shipping=bool(goods and goods.requires_shipping),
        )


def work_out(
    ctx: Context,
    cart: CartRow,
    lines: Sequence[WholeLine],
    taxes: Mapping[str, rules.Tax],
    methods: Sequence[MethodRow],
    coupons: Sequence[CouponRow],
) -> CartView:
    """A cart as it stands now, from all that is known about it."""
    needs_delivery = any(line.goods.requires_shipping for line in lines if line.goods)
    offered = methods if needs_delivery else ()
    delivery = next((m for m in offered if m.id == cart.shipping_method_id), None)
    priced = [line.priced(taxes) for line in lines]
    goods = sum(line.total for line in priced)
    usable, refused = _usable(ctx, coupons, goods)
    totals = rules.compute_totals(
        priced,
        [Discount(coupon.code, coupon.kind, coupon.value) for coupon in usable],
        shipping=delivery.price_minor if delivery else 0,
        shipping_tax=taxes["standard"],
    )
    seen = [line.seen(part) for line, part in zip(lines, totals.lines, strict=True)]
    notices = _line_notices([line.line for line in lines], seen) + refused
    address = Address.from_json(cart.shipping_address) if cart.shipping_address else None
    billing = Address.from_json(cart.billing_address) if cart.billing_address else None
    return CartView(
        id=cart.id,
        token=cart.token,
        version=cart.version,
        status=cart.status,
        currency=ctx.store.currency,
        email=cart.email,
        phone=cart.phone,
        note=cart.note,
        shipping_address=address,
        billing_address=billing,
        lines=tuple(seen),
        totals=totals,
        delivery_options=tuple(offered),
        delivery=delivery,
        coupons=tuple(usable),
        notices=tuple(notices) if cart.status == "open" else (),
        missing=tuple(
            missing_steps(
                lines=lines,
                email=cart.email,
                has_address=address is not None,
                needs_delivery=needs_delivery,
                delivery=delivery is not None,
            )
        ),
        updated_at=cart.updated_at,
    )


def _usable(
    ctx: Context, coupons: Sequence[CouponRow], goods: int
) -> tuple[list[CouponRow], list[Notice]]:
    usable, refused = [], []
    for coupon in coupons:
        reason = pricing.refusal_of(ctx, coupon, goods=goods)
        if reason is None:
            usable.append(coupon)
        else:
            refused.append(Notice("COUPON_NOT_APPLIED", f"{coupon.code}: {reason[1]}"))
    return usable, refused


def _line_notices(lines: Sequence[LineRow], seen: Sequence[LineView]) -> list[Notice]:
    notices = []
    for line, view in zip(lines, seen, strict=True):
        if not view.is_buyable:
            notices.append(Notice("NOT_FOR_SALE", f"{view.title} cannot be bought now.", line.id))
        elif view.is_stock_tracked and view.available < line.quantity:
            message = f"{view.title}: only {view.available} left."
            notices.append(Notice("OUT_OF_STOCK", message, line.id, line.quantity, view.available))
        elif view.is_stock_tracked and (view.hold is None or view.hold.quantity < line.quantity):
            message = f"{view.title} is no longer held for you, but still in stock."
            notices.append(Notice("HOLD_LAPSED", message, line.id))
        if view.is_buyable and view.unit_price != line.told_price_minor:
            message = f"The price of {view.title} has changed."
            notices.append(
                Notice("PRICE_CHANGED", message, line.id, line.told_price_minor, view.unit_price)
            )
    return notices
