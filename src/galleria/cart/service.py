"""What a shopper can do with a cart. Every change counts its version up and keeps its stock held.

The cart's row is locked first, then stock levels in the order of their keys, so nothing waits in a
circle.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert

from galleria.cart import queries, rules
from galleria.cart.errors import CartClosed, CheckoutUnderWay, NotForSale
from galleria.cart.models import Cart, CartCoupon, CartLine
from galleria.cart.rows import LineRow
from galleria.cart.rules import WantedLine
from galleria.catalog import queries as catalog
from galleria.core.context import Context
from galleria.core.errors import InvalidInput, NotFound, Problem, VersionConflict
from galleria.core.ids import new_id
from galleria.core.statements import Statement
from galleria.inventory import service as inventory
from galleria.inventory.errors import OutOfStock
from galleria.pricing import queries as pricing
from galleria.pricing.errors import CouponRefused
from galleria.pricing.queries import Price
from galleria.pricing.rules import refusal
from galleria.shipping import queries as shipping
from galleria.shipping.rules import Address, address_problems

MOST_COUPONS = 5

_KEEP_LINES: Statement[()] = Statement(
    text(
        "INSERT INTO cart_lines (tenant_id, id, cart_id, variant_id, quantity, told_price_minor)"
        " SELECT :tenant_id, l.id, :cart_id, l.variant_id, l.quantity, l.price"
        " FROM unnest(CAST(:ids AS uuid[]), CAST(:variants AS uuid[]),"
        " CAST(:quantities AS bigint[]), CAST(:prices AS bigint[]))"
        " AS l (id, variant_id, quantity, price)"
        " ON CONFLICT (tenant_id, cart_id, variant_id) DO UPDATE"
        " SET quantity = excluded.quantity, told_price_minor = excluded.told_price_minor"
    )
)
_SET_STATUS: Statement[()] = Statement(
    update(Cart).where(Cart.id == bindparam("cart_id")).values(status=bindparam("to"))
)


async def create_cart(ctx: Context, *, lines: Sequence[WantedLine] = ()) -> Cart:
    """Start a cart in this store; its token is all it takes to use it.

    Raises:
        NotForSale, OutOfStock, InvalidInput: as for ``add_lines``.
    """
    cart = Cart(
        store_id=ctx.store.store_id,
        token=secrets.token_urlsafe(24),
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    ctx.session.add(cart)
    await ctx.session.flush()
    if lines:
        await _add(ctx, cart, lines)
    return cart


async def lock_cart(ctx: Context, token: str, *, expected_version: int | None = None) -> Cart:
    """Take hold of an open cart for the rest of the transaction.

    Raises:
        NotFound: this store has no such cart.
        CartClosed: it has been ordered.
        CheckoutUnderWay: it is being paid for.
        VersionConflict: it is not at the version the caller saw.
    """
    cart = await ctx.session.scalar(
        select(Cart)
        .where(Cart.token == token, Cart.store_id == ctx.store.store_id)
        .with_for_update()
    )
    if cart is None:
        raise NotFound("cart", path=("cartToken",))
    if cart.status == "ordered":
        raise CartClosed(cart.id)
    if cart.status == "paying":
        raise CheckoutUnderWay
    if expected_version is not None and expected_version != cart.version:
        raise VersionConflict(cart.version)
    return cart


async def add_lines(
    ctx: Context, *, token: str, lines: Sequence[WantedLine], expected_version: int | None = None
) -> Cart:
    """Put things into a cart and hold their stock, all of them or none.

    Raises:
        NotForSale: the store does not sell one of them.
        OutOfStock: fewer are left than wanted.
        InvalidInput: a quantity out of range, or too many lines.
        NotFound, CartClosed, CheckoutUnderWay, VersionConflict: as for ``lock_cart``.
    """
    cart = await lock_cart(ctx, token, expected_version=expected_version)
    await _add(ctx, cart, lines)
    _touch(ctx, cart)
    return cart


async def update_line(
    ctx: Context, *, token: str, line_id: UUID, quantity: int, expected_version: int | None = None
) -> Cart:
    """Change how many of something are wanted; zero takes the line out.

    Raises:
        NotFound: the cart has no such line.
        OutOfStock: fewer are left than wanted.
        InvalidInput: a quantity out of range.
        NotForSale: the store no longer sells it.
        CartClosed, CheckoutUnderWay, VersionConflict: as for ``lock_cart``.
    """
    return await update_lines(
        ctx, token=token, quantities={line_id: quantity}, expected_version=expected_version
    )


async def update_lines(
    ctx: Context,
    *,
    token: str,
    quantities: Mapping[UUID, int],
    expected_version: int | None = None,
) -> Cart:
    """Change how many of several things are wanted, all of them or none.

    Raises:
        NotFound, OutOfStock, InvalidInput, NotForSale, CartClosed, CheckoutUnderWay,
            VersionConflict: as for ``update_line``.
    """
    cart = await lock_cart(ctx, token, expected_version=expected_version)
    lines = {line.id: line for line in await queries.list_lines(ctx, cart.id)}
    kept = {line_id: quantity for line_id, quantity in quantities.items() if quantity}
    dropped = [line_id for line_id in quantities if line_id in lines.keys() - kept.keys()]
    await _change(ctx, cart, lines, kept)
    await ctx.session.execute(
        delete(CartLine).where(CartLine.cart_id == cart.id, CartLine.id.in_(dropped))
    )
    # All at once: two carts that locked one level after the other could wait in a circle.
    wanted = {lines[line_id].variant_id: quantities[line_id] for line_id in (*kept, *dropped)}
    await _hold(ctx, cart, wanted, paths=dict.fromkeys(wanted, ("quantity",)))
    _touch(ctx, cart)
    return cart


async def remove_lines(
    ctx: Context, *, token: str, line_ids: Sequence[UUID], expected_version: int | None = None
) -> Cart:
    """Take lines out of a cart and let go of their stock; lines that are gone already do not
    matter.

    Raises:
        NotFound, CartClosed, CheckoutUnderWay, VersionConflict: as for ``lock_cart``.
    """
    cart = await lock_cart(ctx, token, expected_version=expected_version)
    removed = await ctx.session.scalars(
        delete(CartLine)
        .where(CartLine.cart_id == cart.id, CartLine.id.in_(line_ids))
        .returning(CartLine.variant_id)
    )
    await _hold(ctx, cart, dict.fromkeys(removed, 0), paths={})
    _touch(ctx, cart)
    return cart


async def apply_codes(ctx: Context, *, token: str, codes: Sequence[str]) -> Cart:
    """Use coupon codes for a cart.

    Raises:
        CouponRefused: a code is unknown, or cannot be used for this cart now.
        NotFound, CartClosed, CheckoutUnderWay: as for ``lock_cart``.
    """
    cart = await lock_cart(ctx, token)
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
    _touch(ctx, cart)
    return cart


async def remove_codes(ctx: Context, *, token: str, codes: Sequence[str]) -> Cart:
    """Stop using coupon codes for a cart; codes that are not in it do not matter.

    Raises:
        NotFound, CartClosed, CheckoutUnderWay: as for ``lock_cart``.
    """
    cart = await lock_cart(ctx, token)
    coupons = [await pricing.find_coupon(ctx, code) for code in codes]
    await ctx.session.execute(
        delete(CartCoupon).where(
            CartCoupon.cart_id == cart.id,
            CartCoupon.coupon_id.in_([coupon.id for coupon in coupons if coupon]),
        )
    )
    _touch(ctx, cart)
    return cart


async def set_contact(ctx: Context, *, token: str, email: str, phone: str = "") -> Cart:
    """Say how the shopper is reached.

    Raises:
        InvalidInput: no address that mail could go to, or no phone number.
        NotFound, CartClosed, CheckoutUnderWay: as for ``lock_cart``.
    """
    email, phone = email.strip(), phone.strip()
    if problems := rules.contact_problems(email, phone):
        raise InvalidInput(problems)
    cart = await lock_cart(ctx, token)
    cart.email, cart.phone = email, phone
    _touch(ctx, cart)
    return cart


async def set_addresses(
    ctx: Context, *, token: str, shipping: Address, billing: Address | None = None
) -> Cart:
    """Say where to deliver, and where the bill goes if that is elsewhere.

    Raises:
        InvalidInput: an address that nothing could be brought to.
        NotFound, CartClosed, CheckoutUnderWay: as for ``lock_cart``.
    """
    shipping, billing = shipping.tidy(), billing.tidy() if billing else None
    problems = [
        Problem((kind, *problem.path), problem.code, problem.message)
        for kind, address in (("shipping", shipping), ("billing", billing))
        if address
        for problem in address_problems(address)
    ]
    if problems:
        raise InvalidInput(problems)
    cart = await lock_cart(ctx, token)
    cart.shipping_address = shipping.to_json()
    cart.billing_address = billing.to_json() if billing else None
    _touch(ctx, cart)
    return cart


async def set_delivery(ctx: Context, *, token: str, method_id: UUID) -> Cart:
    """Choose how the order is brought.

    Raises:
        NotFound: the store does not offer this, or as for ``lock_cart``.
        CartClosed, CheckoutUnderWay: as for ``lock_cart``.
    """
    cart = await lock_cart(ctx, token)
    if method_id not in {method.id for method in await shipping.list_methods(ctx)}:
        raise NotFound("delivery option", path=("optionIds",))
    cart.shipping_method_id = method_id
    _touch(ctx, cart)
    return cart


async def set_note(ctx: Context, *, token: str, note: str) -> Cart:
    """Leave words for whoever packs the order.

    Raises:
        InvalidInput: more than 2,000 characters.
        NotFound, CartClosed, CheckoutUnderWay: as for ``lock_cart``.
    """
    if len(note) > rules.LONGEST_NOTE:
        message = f"Use at most {rules.LONGEST_NOTE} characters."
        raise InvalidInput([Problem(("note",), "TOO_LONG", message)])
    cart = await lock_cart(ctx, token)
    cart.note = note.strip()
    _touch(ctx, cart)
    return cart


async def freeze_cart(ctx: Context, cart_id: UUID) -> None:
    """Let nobody change the cart while it is being paid for."""
    await _set_status(ctx, cart_id, "paying")


async def reopen_cart(ctx: Context, cart_id: UUID) -> None:
    """Give a cart back to its shopper, since no order came of it."""
    await _set_status(ctx, cart_id, "open")


async def close_cart(ctx: Context, cart_id: UUID) -> None:
    """End a cart that has become an order."""
    await _set_status(ctx, cart_id, "ordered")


async def _set_status(ctx: Context, cart_id: UUID, status: str) -> None:
    await _SET_STATUS.all(ctx, cart_id=cart_id, to=status)


async def hold_everything(ctx: Context, cart: Cart) -> None:
    """Make sure the cart holds all it says, for the full time again.

    Raises:
        OutOfStock: something was sold while its hold had lapsed.
    """
    lines = await queries.list_lines(ctx, cart.id)
    wanted = {line.variant_id: line.quantity for line in lines}
    await _hold(ctx, cart, wanted, paths=dict.fromkeys(wanted, ("cartToken",)))


async def _add(ctx: Context, cart: Cart, wanted: Sequence[WantedLine]) -> None:
    if problems := rules.lines_problems(wanted):
        raise InvalidInput(problems)
    variant_ids = [line.variant_id for line in wanted]
    prices = await pricing.load_prices(ctx, variant_ids)
    buyable = await catalog.load_buyable(ctx, variant_ids)
    have = {line.variant_id: line.quantity for line in await queries.list_lines(ctx, cart.id)}
    for place, line in enumerate(wanted):
        if line.variant_id not in prices or line.variant_id not in buyable:
            raise NotForSale(path=("lines", str(place), "variantId"))
        quantity = have[line.variant_id] = line.quantity + have.get(line.variant_id, 0)
        if problems := rules.quantity_problem(quantity, ("lines", str(place), "quantity")):
            raise InvalidInput(problems)
    if len(have) > rules.MOST_LINES:
        message = f"A cart holds at most {rules.MOST_LINES} different things."
        raise InvalidInput([Problem(("lines",), "TOO_MANY", message)])
    touched = {variant_id: have[variant_id] for variant_id in variant_ids}
    await _keep(ctx, cart, touched, prices)
    places = {line.variant_id: ("lines", str(place)) for place, line in enumerate(wanted)}
    await _hold(ctx, cart, touched, paths=places)


async def _change(
    ctx: Context, cart: Cart, lines: Mapping[UUID, LineRow], kept: Mapping[UUID, int]
) -> None:
    if problems := [
        problem
        for quantity in kept.values()
        for problem in rules.quantity_problem(quantity, ("quantity",))
    ]:
        raise InvalidInput(problems)
    if kept.keys() - lines.keys():
        raise NotFound("line", path=("lineId",))
    quantities = {lines[line_id].variant_id: quantity for line_id, quantity in kept.items()}
    prices = await pricing.load_prices(ctx, quantities)
    buyable = await catalog.load_buyable(ctx, quantities)
    if quantities.keys() - (prices.keys() & buyable.keys()):
        raise NotForSale(path=("lineId",))
    await _keep(ctx, cart, quantities, prices)


async def _keep(
    ctx: Context, cart: Cart, quantities: Mapping[UUID, int], prices: Mapping[UUID, Price]
) -> None:
    """Write lines down with the prices that are told from now on."""
    await _KEEP_LINES.all(
        ctx,
        cart_id=cart.id,
        ids=[new_id() for _ in quantities],
        variants=list(quantities),
        quantities=list(quantities.values()),
        prices=[prices[variant_id].price for variant_id in quantities],
    )


async def _hold(
    ctx: Context,
    cart: Cart,
    wanted: Mapping[UUID, int],
    *,
    paths: Mapping[UUID, tuple[str, ...]],
) -> None:
    """Hold exactly this much; ``paths`` says where in the input each variant was asked for."""
    expires_at = ctx.now + timedelta(minutes=ctx.store.hold_minutes)
    try:
        await inventory.hold_stock(ctx, cart_id=cart.id, wanted=wanted, expires_at=expires_at)
    except OutOfStock as sold_out:
        variant_id = sold_out.variant_id
        raise OutOfStock(variant_id, available=sold_out.available, path=paths[variant_id]) from None


async def _usable_coupon(ctx: Context, code: str, goods: int, path: tuple[str, ...]) -> UUID:
    coupon = await pricing.find_coupon(ctx, code)
    if coupon is None:
        raise CouponRefused(code[:40], "UNKNOWN", "There is no such code.", path=path)
    reason = refusal(
        pricing.terms_of(coupon), now=ctx.now, goods=goods, currency=ctx.store.currency
    )
    if reason:
        raise CouponRefused(coupon.code, reason[0], reason[1], path=path)
    return coupon.id


def _touch(ctx: Context, cart: Cart) -> None:
    cart.version += 1
    cart.updated_at = ctx.now
