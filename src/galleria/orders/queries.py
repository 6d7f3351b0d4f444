"""Reads of orders."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from galleria.core.context import Actor, Context
from galleria.core.errors import NotFound
from galleria.core.windows import Sorting
from galleria.orders.models import Order, OrderLine

NEWEST = Sorting((Order.placed_at, Order.id), is_descending=True)


async def find_order(
    ctx: Context, *, token: str | None = None, order_id: UUID | None = None
) -> Order | None:
    """An order of this store, for whoever holds its token, or by id."""
    rows = select(Order).where(Order.store_id == ctx.store.store_id)
    rows = rows.where(Order.token == token if token is not None else Order.id == order_id)
    return await ctx.session.scalar(rows)


async def get_order(ctx: Context, order_id: UUID) -> Order:
    """An order of the tenant, for staff.

    Raises:
        NotFound: there is none.
    """
    found = await ctx.session.scalar(select(Order).where(Order.id == order_id))
    if found is None:
        raise NotFound("order")
    return found


async def get_number(ctx: Context, *, cart_id: UUID) -> int:
    """The number of the order that a cart has become.

    Raises:
        NotFound: no order has come of it.
    """
    number = await ctx.session.scalar(select(Order.number).where(Order.cart_id == cart_id))
    if number is None:
        raise NotFound("order")
    return number


def within_reach(actor: Actor) -> Select[Order]:
    """The orders that an actor may look at."""
    rows = select(Order)
    if actor.store_ids is None:
        return rows
    return rows.where(Order.store_id.in_(actor.store_ids))


async def list_lines(ctx: Context, order_id: UUID) -> Sequence[OrderLine]:
    """What was ordered, in its order."""
    return (await load_lines(ctx, [order_id]))[order_id]


async def load_lines(ctx: Context, order_ids: Sequence[UUID]) -> dict[UUID, list[OrderLine]]:
    """What was ordered, by order."""
    rows = await ctx.session.scalars(
        select(OrderLine).where(OrderLine.order_id.in_(order_ids)).order_by(OrderLine.position)
    )
    found: dict[UUID, list[OrderLine]] = {order_id: [] for order_id in order_ids}
    for line in rows:
        found[line.order_id].append(line)
    return found


async def find_purchase(ctx: Context, *, order_token: str, product_id: UUID) -> Order | None:
    """The order behind a token, if the product is among its lines."""
    return await ctx.session.scalar(
        select(Order)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(
            Order.token == order_token,
            Order.store_id == ctx.store.store_id,
            OrderLine.product_id == product_id,
        )
        .limit(1)
    )
