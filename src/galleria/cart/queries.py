"""Reads of carts, above all the whole cart as it stands now: what it costs, holds, and what
changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    select,
)
from sqlalchemy.orm import aliased

from galleria.cart.models import Cart, CartCoupon, CartLine
from galleria.cart.rows import CartRow, GoodsRow, LineRow
from galleria.cart.rules import missing_steps
from galleria.catalog.models import Listing, Media, Product, Variant
from galleria.catalog.rows import MediaRow
from galleria.catalog.statements import shown
from galleria.core.context import Context
from galleria.core.errors import NotFound, Problem
from galleria.core.statements import Statement, columns_of
from galleria.inventory.models import Reservation
from galleria.inventory.queries import UNITS_FREE, Hold
from galleria.pricing import queries as pricing
from galleria.pricing import rules
from galleria.pricing.models import Coupon, ListingPrice, VariantPrice
from galleria.pricing.queries import BASE_PRICE, OWN_PRICE, PRICE_COLUMNS, TAXES, Price
from galleria.pricing.rows import CouponRow
from galleria.pricing.rules import Discount, LineTotals, Totals
from galleria.shipping.queries import OFFERED
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
_COUPONS = (
    select(*columns_of(CouponRow, Coupon))
    .join(CartCoupon, CartCoupon.coupon_id == Coupon.id)
    .where(CartCoupon.cart_id == bindparam("cart_id"))
    .order_by(Coupon.kind.desc(), Coupon.id)
)
_GOODS = (
    Listing.product_id,
    Listing.slug,
    func.coalesce(func.nullif(Listing.title, ""), Product.title),
    Listing.tax_category,
    Variant.title,
    Variant.sku,
    Variant.is_stock_tracked,
    Variant.requires_shipping,
    Variant.is_taxable,
)
_HOLD = (
    select(
        func.row(cast(func.sum(Reservation.quantity), BigInteger), func.min(Reservation.expires_at))
    )
    .where(
        Reservation.owner_id == CartLine.cart_id,
        Reservation.variant_id == CartLine.variant_id,
        Reservation.expires_at > bindparam("now"),
    )
    .correlate(CartLine)
    .scalar_subquery()
)
_first = aliased(Media)
_PICTURE = (
    select(func.row(*columns_of(MediaRow, Media)))
    .where(
        Media.id
        == func.coalesce(
            Variant.media_id,
            Listing.media_ids[1],
            select(_first.id)
            .where(_first.product_id == Variant.product_id)
            .order_by(_first.position, _first.id)
            .limit(1)
            .correlate(Variant)
            .scalar_subquery(),
        )
    )
    .correlate(Variant, Listing)
    .scalar_subquery()
)
_WHOLE_LINES = (
    select(
        func.row(*columns_of(LineRow, CartLine)),
        case((Listing.id.is_not(None), func.row(*_GOODS))),
        case((Listing.id.is_not(None), func.row(*PRICE_COLUMNS))),
        UNITS_FREE,
        _HOLD,
        _PICTURE,
    )
    .select_from(CartLine)
    .outerjoin(Variant, Variant.id == CartLine.variant_id)
    .outerjoin(Product, Product.id == Variant.product_id)
    .outerjoin(
        Listing,
        and_(Listing.product_id == Product.id, *shown(bindparam("store_id"), bindparam("now"))),
    )
    .outerjoin(VariantPrice, BASE_PRICE)
    .outerjoin(ListingPrice, OWN_PRICE)
    .where(CartLine.cart_id == bindparam("cart_id"))
    .order_by(CartLine.id)
)


def _all_of(rows: Select[*tuple[Any, ...]]) -> ColumnElement[Any]:
    """All rows as one value, so that several selects make one trip to the server."""
    whole = rows.with_only_columns(func.row(*rows.selected_columns), maintain_column_froms=True)
    return func.array(whole.scalar_subquery())


_WHOLE = Statement(
    select(_all_of(_WHOLE_LINES), _all_of(TAXES), _all_of(OFFERED), _all_of(_COUPONS))
)
"""A cart as it stands now: its lines with all that is known about them, the store's taxes and ways
of delivery, and the coupons typed in. Postgres answers it in one go.
"""
_LIST_COUPONS = Statement(_COUPONS)


async def find_cart(ctx: Context, token: str) -> CartRow | None:
    """A cart of this store, for whoever holds its token."""
    row = await _BY_TOKEN.first(ctx, token=token)
    return CartRow(*row) if row else None


async def find_cart_view(ctx: Context, token: str) -> CartView | None:
    """The whole cart behind a token, or none."""
    cart = await find_cart(ctx, token)
    return await view_cart(ctx, cart) if cart else None


async def get_cart_view(ctx: Context, cart_id: UUID | None = None, *, token: str = "") -> CartView:
    """The whole cart, by its id or its token.

    Raises:
        NotFound: there is no such cart in this store.
    """
    if cart_id is None:
        row = await _BY_TOKEN.first(ctx, token=token)
    else:
        row = await _BY_ID.first(ctx, cart_id=cart_id)
    if row is None:
        raise NotFound("cart")
    return await view_cart(ctx, CartRow(*row))


async def list_lines(ctx: Context, cart_id: UUID) -> Sequence[LineRow]:
    """What is in a cart, in the order it was put there."""
    return [LineRow(*row) for row in await _LINES.all(ctx, cart_id=cart_id)]


async def list_coupons(ctx: Context, cart_id: UUID) -> Sequence[CouponRow]:
    """The coupons typed into a cart, in the order they count: shares before fixed amounts."""
    return [CouponRow(*row) for row in await _LIST_COUPONS.all(ctx, cart_id=cart_id)]


async def view_cart(ctx: Context, cart: CartRow) -> CartView:
    """Work out a cart as it stands now. Nothing is written."""
    lines, taxes, methods, coupons = await _WHOLE.one(ctx, cart_id=cart.id)
    return _view(
        ctx,
        cart,
        [_Whole.of(*line) for line in lines],
        pricing.taxes_of(taxes),
        [MethodRow(*method) for method in methods],
        [CouponRow(*coupon) for coupon in coupons],
    )


def _view(
    ctx: Context,
    cart: CartRow,
    lines: Sequence["_Whole"],
    taxes: Mapping[str, rules.Tax],
    methods: Sequence[MethodRow],
    coupons: Sequence[CouponRow],
) -> CartView:
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
        notices=(*_line_notices([line.line for line in lines], seen), *refused)
        if cart.status == "open"
        else (),
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
class _Whole:
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
            is_taxable=bool(goods and goods.is_taxable),
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
