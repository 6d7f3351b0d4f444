"""Reads of carts. A whole cart, with all that other parts say about it, is one statement."""

from collections.abc import Sequence
from typing import Any
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
from galleria.cart.rows import CartRow, LineRow
from galleria.cart.views import CartView, WholeLine, work_out
from galleria.catalog.models import Listing, Media, Product, Variant
from galleria.catalog.rows import MediaRow
from galleria.catalog.statements import shown
from galleria.core.context import Context
from galleria.core.errors import NotFound
from galleria.core.statements import Statement, columns_of
from galleria.inventory.models import Reservation
from galleria.inventory.queries import UNITS_FREE
from galleria.pricing import queries as pricing
from galleria.pricing.models import Coupon, ListingPrice, VariantPrice
from galleria.pricing.queries import BASE_PRICE, OWN_PRICE, PRICE_COLUMNS, TAXES
from galleria.pricing.rows import CouponRow
from galleria.shipping.queries import OFFERED
from galleria.shipping.rows import MethodRow

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
    return work_out(
        ctx,
        cart,
        [WholeLine.of(*line) for line in lines],
        pricing.taxes_of(taxes),
        [MethodRow(*method) for method in methods],
        [CouponRow(*coupon) for coupon in coupons],
    )
