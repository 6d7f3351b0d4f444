"""The life of a cart: it is started, frozen while it is paid for, and ends as an order."""

import secrets
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, literal_column, text, update

from galleria.cart.models import Cart
from galleria.cart.rows import CartRow
from galleria.cart.rules import WantedLine
from galleria.cart.service.lines import put_in
from galleria.cart.service.locking import change, setting
from galleria.core.context import Context
from galleria.core.ids import new_id
from galleria.core.statements import Statement

_CREATE: Statement[()] = Statement(
    text("""
        INSERT INTO carts
          (tenant_id, id, store_id, token, status, version, email, phone, note,
           created_at, updated_at)
        VALUES
          (:tenant_id, :cart_id, :store_id, :token, 'open', 1, '', '', '', :now, :now)
    """)
)
_FREEZE = setting(status=literal_column("'paying'"))
_SET_STATUS: Statement[()] = Statement(
    update(Cart).where(Cart.id == bindparam("cart_id")).values(status=bindparam("to"))
)


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
        await put_in(ctx, cart, lines, have={})
    return cart


async def freeze_cart(ctx: Context, token: str, *, expected_version: int | None = None) -> CartRow:
    """Let nobody change the cart while it is being paid for.

    Raises:
        NotFound, CartClosed, CheckoutUnderWay, VersionConflict: as for ``lock_cart``.
    """
    return await change(ctx, _FREEZE, token, expected_version=expected_version)


async def reopen_cart(ctx: Context, cart_id: UUID) -> None:
    """Give a cart back to its shopper, since no order came of it."""
    await _set_status(ctx, cart_id, "open")


async def close_cart(ctx: Context, cart_id: UUID) -> None:
    """End a cart that has become an order."""
    await _set_status(ctx, cart_id, "ordered")


async def _set_status(ctx: Context, cart_id: UUID, status: str) -> None:
    await _SET_STATUS.all(ctx, cart_id=cart_id, to=status)
