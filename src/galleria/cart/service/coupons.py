"""The coupon codes a shopper types."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from galleria.cart import queries
from galleria.cart.models import CartCoupon
from galleria.cart.rows import CartRow
from galleria.cart.service.locking import touch
from galleria.core.context import Context
from galleria.pricing import queries as pricing
from galleria.pricing.errors import CouponRefused

MOST_COUPONS = 5


async def apply_codes(ctx: Context, *, token: str, codes: Sequence[str]) -> CartRow:
    """Use coupon codes for a cart.

    Raises:
        CouponRefused: a code is unknown, or cannot be used for this cart now.
        NotFound, CartClosed, CheckoutUnderWay: as for ``lock_cart``.
    """
    cart = await touch(ctx, token)
    goods = (await queries.view_cart(ctx, cart)).totals.goods
    for place, code in enumerate(codes):
        coupon_id = await _usable_coupon(ctx, code, goods, ("codes", str(place)))
        await ctx.session.execute(
            insert(CartCoupon)
            .values(tenant_id=ctx.tenant_id, cart_id=cart.id, coupon_id=coupon_id)
            .on_conflict_do_nothing()
        )
    if len(await queries.list_coupons(ctx, cart.id)) > MOST_COUPONS:
        message = f"Use at most {MOST_COUPONS} codes in one cart."
        raise CouponRefused(codes[-1], "TOO_MANY", message, path=("codes",))
    return cart


async def remove_codes(ctx: Context, *, token: str, codes: Sequence[str]) -> CartRow:
    """Stop using coupon codes for a cart; codes that are not in it do not matter.

    Raises:
        NotFound, CartClosed, CheckoutUnderWay: as for ``lock_cart``.
    """
    cart = await touch(ctx, token)
    coupons = [await pricing.find_coupon(ctx, code) for code in codes]
    await ctx.session.execute(
        delete(CartCoupon).where(
            CartCoupon.cart_id == cart.id,
            CartCoupon.coupon_id.in_([coupon.id for coupon in coupons if coupon]),
        )
    )
    return cart


async def _usable_coupon(ctx: Context, code: str, goods: int, path: tuple[str, ...]) -> UUID:
    coupon = await pricing.find_coupon(ctx, code)
    if coupon is None:
        raise CouponRefused(code[:40], "UNKNOWN", "There is no such code.", path=path)
    if reason := pricing.refusal_of(ctx, coupon, goods=goods):
        raise CouponRefused(coupon.code, reason[0], reason[1], path=path)
    return coupon.id
