"""How a cart is changed: its row is locked, and its version counted up, in one statement."""

from typing import Any

from sqlalchemy import BigInteger, bindparam, select, update

from galleria.cart.errors import CartClosed, CheckoutUnderWay
from galleria.cart.models import Cart
from galleria.cart.rows import CartRow
from galleria.core.context import Context
from galleria.core.errors import NotFound, VersionConflict
from galleria.core.statements import Statement, columns_of

_OURS = (Cart.store_id == bindparam("store_id"), Cart.token == bindparam("cart_token"))
_LOCK = Statement(select(*columns_of(CartRow, Cart)).where(*_OURS).with_for_update())


def setting(**values: Any) -> Statement[*tuple[Any, ...]]:
    """Lock an open cart of the version that was seen, if any was named, and set these columns."""
    seen = bindparam("expected_version", type_=BigInteger)
    return Statement(
        update(Cart)
        .where(*_OURS, Cart.status == "open", seen.is_(None) | (Cart.version == seen))
        .values(**values)
        .returning(*columns_of(CartRow, Cart))
    )


def changing(**values: Any) -> Statement[*tuple[Any, ...]]:
    """The same for what a shopper changes: it counts the version up."""
    return setting(**values, version=Cart.version + 1, updated_at=bindparam("now"))


_TOUCH = changing()


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


async def touch(ctx: Context, token: str, *, expected_version: int | None = None) -> CartRow:
    """Lock an open cart of which something is about to change that is not in its row.

    Raises:
        NotFound, CartClosed, CheckoutUnderWay, VersionConflict: as for ``lock_cart``.
    """
    return await change(ctx, _TOUCH, token, expected_version=expected_version)


async def change(
    ctx: Context,
    statement: Statement[*tuple[Any, ...]],
    token: str,
    *,
    expected_version: int | None = None,
    **values: Any,
) -> CartRow:
    """Lock and change an open cart in one; the cart as it is then.

    Raises:
        NotFound, CartClosed, CheckoutUnderWay, VersionConflict: as for ``lock_cart``.
    """
    given = {"cart_token": token, "expected_version": expected_version, **values}
    row = await statement.first(ctx, **given)
    if row is None:
        # Says why not; unless the cart has been opened again just now.
        await lock_cart(ctx, token, expected_version=expected_version)
        row = await statement.one(ctx, **given)
    return CartRow(*row)
