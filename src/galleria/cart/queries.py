"""Reads of carts, above all the whole cart as it stands now: what it costs, holds, and what
changed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from galleria.cart.models import Cart, CartCoupon, CartLine
from galleria.cart.rows import CartRow, LineRow
from galleria.cart.rules import missing_steps
from galleria.catalog import queries as catalog
from galleria.catalog.queries import BuyableVariant
from galleria.catalog.rows import MediaRow
from galleria.core.context import Context
from galleria.core.errors import NotFound, Problem
from galleria.core.statements import Statement, columns_of
from galleria.inventory import queries as inventory
from galleria.inventory.queries import Hold
from galleria.pricing import queries as pricing
from galleria.pricing import rules
from galleria.pricing.models import Coupon
from galleria.pricing.queries import Price
from galleria.pricing.rows import CouponRow
from galleria.pricing.rules import Discount, LineTotals, Totals
from galleria.shipping import queries as shipping
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
    is_taxable: bool


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

    @property
    def units(self) -> int:
        """All units of all lines."""
        return sum(line.quantity for line in self.lines)


_CART = select(*columns_of(CartRow, Cart)).where(Cart.store_id == bindparam("store_id"))
_BY_TOKEN = Statement(_CART.where(Cart.token == bindparam("token")))
_BY_ID = Statement(_CART.where(Cart.id == bindparam("cart_id")))
_LINES = Statement(
    select(*columns_of(LineRow, CartLine))
    .where(CartLine.cart_id == bindparam("cart_id"))
    .order_by(CartLine.id)
)
_COUPONS = Statement(
    select(*columns_of(CouponRow, Coupon))
    .join(CartCoupon, CartCoupon.coupon_id == Coupon.id)
    .where(CartCoupon.cart_id == bindparam("cart_id"))
    .order_by(Coupon.kind.desc(), Coupon.id)
)


async def find_cart(ctx: Context, token: str) -> CartRow | None:
    """A cart of this store, for whoever holds its token."""
    row = await _BY_TOKEN.first(ctx, token=token)
    return CartRow(*row) if row else None


async def find_cart_view(ctx: Context, token: str) -> CartView | None:
    """The whole cart behind a token, or none."""
    cart = await find_cart(ctx, token)
    return await view_cart(ctx, cart) if cart else None


async def get_cart_view(ctx: Context, cart_id: UUID) -> CartView:
    """The whole cart.

    Raises:
        NotFound: there is no such cart in this store.
    """
    row = await _BY_ID.first(ctx, cart_id=cart_id)
    if row is None:
        raise NotFound("cart")
    return await view_cart(ctx, CartRow(*row))


async def list_lines(ctx: Context, cart_id: UUID) -> Sequence[LineRow]:
    """What is in a cart, in the order it was put there."""
    return [LineRow(*row) for row in await _LINES.all(ctx, cart_id=cart_id)]


async def list_coupons(ctx: Context, cart_id: UUID) -> Sequence[CouponRow]:
    """The coupons typed into a cart, in the order they count: shares before fixed amounts."""
    return [CouponRow(*row) for row in await _COUPONS.all(ctx, cart_id=cart_id)]


async def view_cart(ctx: Context, cart: Cart | CartRow) -> CartView:
    """Work out a cart as it stands now. Nothing is written."""
    lines = await list_lines(ctx, cart.id)
    facts = await _gather(ctx, cart, [line.variant_id for line in lines])
    coupons = await list_coupons(ctx, cart.id)
    methods = await shipping.list_methods(ctx)
    needs_delivery = any(b.variant.requires_shipping for b in facts.buyable.values())
    offered = methods if needs_delivery else ()
    delivery = next((m for m in offered if m.id == cart.shipping_method_id), None)
    priced = [facts.price(line) for line in lines]
    goods = sum(line.total for line in priced)
    usable, refused = _usable(ctx, coupons, goods)
    totals = rules.compute_totals(
        priced,
        [Discount(coupon.code, coupon.kind, coupon.value) for coupon in usable],
        shipping=delivery.price_minor if delivery else 0,
        shipping_tax=facts.taxes["standard"],
    )
    seen = [facts.see(line, part) for line, part in zip(lines, totals.lines, strict=True)]
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
        notices=(*_line_notices(lines, seen), *refused) if cart.status == "open" else (),
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


@dataclass(frozen=True, slots=True)
class _Facts:
    """What other parts say about the variants in a cart."""

    buyable: Mapping[UUID, BuyableVariant]
    prices: Mapping[UUID, Price]
    taxes: Mapping[str, rules.Tax]
    free: Mapping[UUID, int]
    holds: Mapping[UUID, Hold]
    images: Mapping[UUID, MediaRow]

    def price(self, line: LineRow) -> rules.Line:
        """What a line costs and how it is taxed."""
        found, price = self.buyable.get(line.variant_id), self.prices.get(line.variant_id)
        untaxed = rules.Tax(0, is_inclusive=self.taxes["standard"].is_inclusive)
        if found is None or price is None:
            return rules.Line(0, line.quantity, untaxed)
        rate = self.taxes.get(found.product.tax_category, self.taxes["standard"])
        tax = rate if found.variant.is_taxable else untaxed
        return rules.Line(price.price, line.quantity, tax)

    def see(self, line: LineRow, totals: LineTotals) -> LineView:
        """A line with everything known about it."""
        found, price = self.buyable.get(line.variant_id), self.prices.get(line.variant_id)
        hold = self.holds.get(line.variant_id)
        is_buyable = found is not None and price is not None
        free = self.free.get(line.variant_id, 0) + (hold.quantity if hold else 0)
        return LineView(
            id=line.id,
            variant_id=line.variant_id,
            product_id=found.product.product_id if found else None,
            slug=found.product.slug if found else "",
            title=found.product.title if found else "No longer sold",
            variant_title=found.variant.title if found else "",
            sku=found.variant.sku if found else "",
            quantity=line.quantity,
            available=free if is_buyable else 0,
            unit_price=price.price if price and found else 0,
            totals=totals,
            hold=hold,
            image=self._image(found) if found else None,
            is_buyable=is_buyable,
            is_stock_tracked=bool(found and found.variant.is_stock_tracked),
            requires_shipping=bool(found and found.variant.requires_shipping),
            is_taxable=bool(found and found.variant.is_taxable),
        )

    def _image(self, found: BuyableVariant) -> MediaRow | None:
        own = self.images.get(found.variant.media_id) if found.variant.media_id else None
        return own or self.images.get(found.product.product_id)


async def _gather(ctx: Context, cart: Cart | CartRow, variant_ids: Collection[UUID]) -> _Facts:
    taxes = await pricing.get_taxes(ctx)
    if not variant_ids:
        return _Facts({}, {}, taxes, {}, {}, {})
    buyable = await catalog.load_buyable(ctx, variant_ids)
    return _Facts(
        buyable=buyable,
        prices=await pricing.load_prices(ctx, variant_ids),
        taxes=taxes,
        free=await inventory.load_availability(ctx, variant_ids),
        holds=await inventory.load_holds(ctx, cart.id),
        images=await catalog.load_line_media(ctx, list(buyable.values())),
    )


def _usable(
    ctx: Context, coupons: Sequence[CouponRow], goods: int
) -> tuple[list[CouponRow], list[Notice]]:
    usable, refused = [], []
    for coupon in coupons:
        reason = rules.refusal(
            pricing.terms_of(coupon), now=ctx.now, goods=goods, currency=ctx.store.currency
        )
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
