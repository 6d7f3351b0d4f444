"""What is in a cart. Every change keeps all that the cart holds for longer."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, delete, text

from galleria.cart import queries, rules
from galleria.cart.errors import NotForSale
from galleria.cart.models import CartLine
from galleria.cart.rows import CartRow, LineRow
from galleria.cart.rules import WantedLine
from galleria.cart.service.locking import touch
from galleria.core.context import Context
from galleria.core.errors import InvalidInput, NotFound, Problem
from galleria.core.ids import new_id
from galleria.core.statements import Statement, one_of
from galleria.inventory.errors import OutOfStock
from galleria.inventory.service import holds
from galleria.pricing import queries as pricing
from galleria.pricing.queries import Price

_KEEP_LINES: Statement[()] = Statement(
    text("""
        INSERT INTO cart_lines (tenant_id, id, cart_id, variant_id, quantity, told_price_minor)
        SELECT :tenant_id, l.id, :cart_id, l.variant_id, l.quantity, l.price
        FROM unnest(
          CAST(:ids AS uuid[]), CAST(:variants AS uuid[]), CAST(:quantities AS bigint[]),
          CAST(:prices AS bigint[])
        ) AS l (id, variant_id, quantity, price)
        ON CONFLICT (tenant_id, cart_id, variant_id)
        DO UPDATE SET quantity = excluded.quantity, told_price_minor = excluded.told_price_minor
    """)
)
_DROP_LINES: Statement[UUID] = Statement(
    delete(CartLine)
    .where(CartLine.cart_id == bindparam("cart_id"), CartLine.id == one_of("line_ids"))
    .returning(CartLine.variant_id)
)


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
    cart = await touch(ctx, token, expected_version=expected_version)
    have = {line.variant_id: line.quantity for line in await queries.list_lines(ctx, cart.id)}
    await put_in(ctx, cart, lines, have)
    return cart


async def put_in(
    ctx: Context, cart: CartRow, wanted: Sequence[WantedLine], have: dict[UUID, int]
) -> None:
    """Put things into a cart that is locked, on top of what it has of them.

    Raises:
        NotForSale, OutOfStock, InvalidInput: as for ``add_lines``.
    """
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
    cart = await touch(ctx, token, expected_version=expected_version)
    lines = {line.id: line for line in await queries.list_lines(ctx, cart.id)}
    kept = {line_id: quantity for line_id, quantity in quantities.items() if quantity}
    dropped = [line_id for line_id in quantities if line_id in lines.keys() - kept.keys()]
    await _set_quantities(ctx, cart, lines, kept)
    if dropped:
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
    cart = await touch(ctx, token, expected_version=expected_version)
    removed = await _DROP_LINES.all(ctx, cart_id=cart.id, line_ids=list(line_ids))
    await _hold(ctx, cart, {variant_id: 0 for (variant_id,) in removed}, paths={})
    return cart


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
