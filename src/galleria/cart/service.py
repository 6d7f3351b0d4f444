"""What a shopper can do with a cart. Every change counts its version up and keeps its stock held.

The cart's row is locked first, then stock levels in the order of their keys, so nothing waits in a
circle.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, bindparam, delete, literal_column, select, text, update
from sqlalchemy.dialects.postgresql import insert

from galleria.cart import queries, rules
from galleria.cart.errors import CartClosed, CheckoutUnderWay, NotForSale
from galleria.cart.models import Cart, CartCoupon, CartLine
from galleria.cart.rows import CartRow, LineRow
from galleria.cart.rules import WantedLine
from galleria.core.context import Context
from galleria.core.errors import InvalidInput, NotFound, Problem, VersionConflict
from galleria.core.ids import new_id
from galleria.core.statements import Statement, columns_of, one_of
from galleria.inventory.errors import OutOfStock
from galleria.inventory.service import holds
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
_DROP_LINES: Statement[UUID] = Statement(
    delete(CartLine)
    .where(CartLine.cart_id == bindparam("cart_id"), CartLine.id == one_of("line_ids"))
    .returning(CartLine.variant_id)
)
_CREATE: Statement[()] = Statement(
    text(
        "INSERT INTO carts (tenant_id, id, store_id, token, status, version, email, phone, note,"
        " created_at, updated_at)"
        " VALUES (:tenant_id, :cart_id, :store_id, :token, 'open', 1, '', '', '', :now, :now)"
    )
)
_OURS = (Cart.store_id == bindparam("store_id"), Cart.token == bindparam("cart_token"))
_LOCK = Statement(select(*columns_of(CartRow, Cart)).where(*_OURS).with_for_update())
_SET_STATUS: Statement[()] = Statement(
    update(Cart).where(Cart.id == bindparam("cart_id")).values(status=bindparam("to"))
)


def _changing(**values: Any) -> Statement[*tuple[Any, ...]]:
    """Lock an open cart of the version that was seen, if any was named, and change it."""
    seen = bindparam("expected_version", type_=BigInteger)
    return Statement(
        update(Cart)
        .where(*_OURS, Cart.status == "open", seen.is_(None) | (Cart.version == seen))
        .values(**values)
        .returning(*columns_of(CartRow, Cart))
    )


_COUNTED: dict[str, Any] = {"version": Cart.version + 1, "updated_at": bindparam("now")}
"""Every change of a shopper's counts the version up."""
_TOUCH = _changing(**_COUNTED)
_FREEZE = _changing(status=literal_column("'paying'"))
_SET_CONTACT = _changing(email=bindparam("to"), phone=bindparam("to_phone"), **_COUNTED)
_SET_ADDRESSES = _changing(
    shipping_address=bindparam("to"), billing_address=bindparam("to_billing"), **_COUNTED
)
_SET_DELIVERY = _changing(shipping_method_id=bindparam("to"), **_COUNTED)
_SET_NOTE = _changing(note=bindparam("to"), **_COUNTED)


async def create_cart(
    ctx: Context, *, lines: Sequence[WantedLine] = (), cart_id: UUID | None = None
) -> CartRow:
    """Start a cart in this store; its token is all it takes to use it. Whoever has to know its id
    beforehand chooses it.

    Raises:
        NotForSale, OutOfStock, InvalidInput: as for ``add_lines``.
    """
    cart = CartRow.new(cart_id or new_id(), secrets.token_urlsafe(24), ctx.now)
    await _CREATE.all(ctx, cart_id=cart.id, token=cart.token)
    if lines:
        await _add(ctx, cart, lines, have={})
    return cart


async def lock_cart(ctx: Context, token: str, *, expected_version: int | None = None) -> CartRow:
    """Take hold of an open cart for the rest of the transaction.

    Raises:
        NotFound: this store has no such cart.
        CartClosed: it has been ordered.
        CheckoutUnderWay: it is being paid for.
        VersionConflict: it is not at the version the caller saw.
    """
    row = await _LOCK.first(ctx, cart_token=token)
    if row is None:
        raise NotFound("cart", path=("cartToken",))
    cart = CartRow(*row)
    if cart.status == "ordered":
        raise CartClosed(cart.id)
    if cart.status == "paying":
        raise CheckoutUnderWay
    if expected_version is not None and expected_version != cart.version:
        raise VersionConflict(cart.version)
    return cart


async def _change(
    ctx: Context,
    change: Statement[*tuple[Any, ...]],
    token: str,
    expected_version: int | None = None,
    **values: Any,
) -> CartRow:
    """Lock and change an open cart in one; the cart as it is then.

    Raises:
        NotFound, CartClosed, CheckoutUnderWay, VersionConflict: as for ``lock_cart``.
    """
    given = {"cart_token": token, "expected_version": expected_version, **values}
    row = await change.first(ctx, **given)
    if row is None:
        # Says why not; unless the cart has been opened again just now.
        await lock_cart(ctx, token, expected_version=expected_version)
        row = await change.one(ctx, **given)
    return CartRow(*row)


async def add_lines(
    ctx: Context, *, token: str, lines: Sequence[WantedLine], expected_version: int | None = None
) -> CartRow:
    """Put things into a cart and hold their stock, all of them or none.

    Raises:
        NotForSale: the store does not sell one of them.
        OutOfStock: fewer are left than wanted.
        InvalidInput: a quantity out of range, or too many lines.
        NotFound, CartClosed, CheckoutUnderWay, VersionConflict: as for ``lock_cart``.
    """
    cart = await _change(ctx, _TOUCH, token, expected_version)
    have = {line.variant_id: line.quantity for line in await queries.list_lines(ctx, cart.id)}
    await _add(ctx, cart, lines, have)
    return cart


async def update_line(
    ctx: Context, *, token: str, line_id: UUID, quantity: int, expected_version: int | None = None
) -> CartRow:
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
) -> CartRow:
    """Change how many of several things are wanted, all of them or none.

    Raises:
        NotFound, OutOfStock, InvalidInput, NotForSale, CartClosed, CheckoutUnderWay,
            VersionConflict: as for ``update_line``.
    """
    cart = await _change(ctx, _TOUCH, token, expected_version)
    lines = {line.id: line for line in await queries.list_lines(ctx, cart.id)}
    kept = {line_id: quantity for line_id, quantity in quantities.items() if quantity}
    dropped = [line_id for line_id in quantities if line_id in lines.keys() - kept.keys()]
    await _set_quantities(ctx, cart, lines, kept)
    await _DROP_LINES.all(ctx, cart_id=cart.id, line_ids=dropped)
    # All at once: two carts that locked one level after the other could wait in a circle.
    wanted = {lines[line_id].variant_id: quantities[line_id] for line_id in (*kept, *dropped)}
    await _hold(ctx, cart, wanted, paths=dict.fromkeys(wanted, ("quantity",)))
    return cart


async def remove_lines(
    ctx: Context, *, token: str, line_ids: Sequence[UUID], expected_version: int | None = None
) -> CartRow:
    """Take lines out of a cart and let go of their stock; lines that are gone already do not
    matter.

    Raises:
        NotFound, CartClosed, CheckoutUnderWay, VersionConflict: as for ``lock_cart``.
    """
    cart = await _change(ctx, _TOUCH, token, expected_version)
    removed = await _DROP_LINES.all(ctx, cart_id=cart.id, line_ids=list(line_ids))
    await _hold(ctx, cart, {variant_id: 0 for (variant_id,) in removed}, paths={})
    return cart


async def apply_codes(ctx: Context, *, token: str, codes: Sequence[str]) -> CartRow:
    """Use coupon codes for a cart.

    Raises:
        CouponRefused: a code is unknown, or cannot be used for this cart now.
        NotFound, CartClosed, CheckoutUnderWay: as for ``lock_cart``.
    """
    cart = await _change(ctx, _TOUCH, token)
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
    cart = await _change(ctx, _TOUCH, token)
    coupons = [await pricing.find_coupon(ctx, code) for code in codes]
    await ctx.session.execute(
        delete(CartCoupon).where(
            CartCoupon.cart_id == cart.id,
            CartCoupon.coupon_id.in_([coupon.id for coupon in coupons if coupon]),
        )
    )
    return cart


async def set_contact(ctx: Context, *, token: str, email: str, phone: str = "") -> CartRow:
    """Say how the shopper is reached.

    Raises:
        InvalidInput: no address that mail could go to, or no phone number.
        NotFound, CartClosed, CheckoutUnderWay: as for ``lock_cart``.
    """
    email, phone = email.strip(), phone.strip()
    if problems := rules.contact_problems(email, phone):
        raise InvalidInput(problems)
    return await _change(ctx, _SET_CONTACT, token, to=email, to_phone=phone)


async def set_addresses(
    ctx: Context, *, token: str, shipping: Address, billing: Address | None = None
) -> CartRow:
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
    written = json.dumps(shipping.to_json())
    elsewhere = json.dumps(billing.to_json()) if billing else None
    return await _change(ctx, _SET_ADDRESSES, token, to=written, to_billing=elsewhere)


async def set_delivery(ctx: Context, *, token: str, method_id: UUID) -> CartRow:
    """Choose how the order is brought.

    Raises:
        NotFound: the store does not offer this, or as for ``lock_cart``.
        CartClosed, CheckoutUnderWay: as for ``lock_cart``.
    """
    offered = {method.id for method in await shipping.list_methods(ctx)}
    if method_id not in offered:
        await lock_cart(ctx, token)
        raise NotFound("delivery option", path=("optionIds",))
    return await _change(ctx, _SET_DELIVERY, token, to=method_id)


async def set_note(ctx: Context, *, token: str, note: str) -> CartRow:
    """Leave words for whoever packs the order.

    Raises:
        InvalidInput: more than 2,000 characters.
        NotFound, CartClosed, CheckoutUnderWay: as for ``lock_cart``.
    """
    if len(note) > rules.LONGEST_NOTE:
        message = f"Use at most {rules.LONGEST_NOTE} characters."
        raise InvalidInput([Problem(("note",), "TOO_LONG", message)])
    return await _change(ctx, _SET_NOTE, token, to=note.strip())


async def freeze_cart(ctx: Context, token: str, *, expected_version: int | None = None) -> CartRow:
    """Let nobody change the cart while it is being paid for.

    Raises:
        NotFound, CartClosed, CheckoutUnderWay, VersionConflict: as for ``lock_cart``.
    """
    return await _change(ctx, _FREEZE, token, expected_version)


async def reopen_cart(ctx: Context, cart_id: UUID) -> None:
    """Give a cart back to its shopper, since no order came of it."""
    await _set_status(ctx, cart_id, "open")


async def close_cart(ctx: Context, cart_id: UUID) -> None:
    """End a cart that has become an order."""
    await _set_status(ctx, cart_id, "ordered")


async def _set_status(ctx: Context, cart_id: UUID, status: str) -> None:
    await _SET_STATUS.all(ctx, cart_id=cart_id, to=status)


async def _add(
    ctx: Context, cart: CartRow, wanted: Sequence[WantedLine], have: dict[UUID, int]
) -> None:
    if problems := rules.lines_problems(wanted):
        raise InvalidInput(problems)
    variant_ids = [line.variant_id for line in wanted]
    prices = await pricing.load_buyable(ctx, variant_ids)
    for place, line in enumerate(wanted):
        if line.variant_id not in prices:
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


async def _set_quantities(
    ctx: Context, cart: CartRow, lines: Mapping[UUID, LineRow], kept: Mapping[UUID, int]
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
    prices = await pricing.load_buyable(ctx, quantities)
    if quantities.keys() - prices.keys():
        raise NotForSale(path=("lineId",))
    await _keep(ctx, cart, quantities, prices)


async def _keep(
    ctx: Context, cart: CartRow, quantities: Mapping[UUID, int], prices: Mapping[UUID, Price]
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
    cart: CartRow,
    wanted: Mapping[UUID, int],
    *,
    paths: Mapping[UUID, tuple[str, ...]],
) -> None:
    """Hold exactly this much; ``paths`` says where in the input each variant was asked for."""
    expires_at = ctx.now + timedelta(minutes=ctx.store.hold_minutes)
    try:
        await holds.hold_stock(ctx, cart_id=cart.id, wanted=wanted, expires_at=expires_at)
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
