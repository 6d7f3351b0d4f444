"""Reads of orders."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, tuple_

from galleria.core.context import Context
from galleria.core.errors import NotFound
from galleria.orders.models import Order, OrderLine


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


async def list_orders(
    ctx: Context,
    *,
    store_ids: Sequence[UUID] | None = None,
    before: Order | None = None,
    limit: int = 20,
) -> Sequence[Order]:
    """The tenant's orders, newest first; only of certain stores where these are named."""
    rows = select(Order).order_by(Order.placed_at.desc(), Order.id.desc()).limit(limit)
    if store_ids is not None:
        rows = rows.where(Order.store_id.in_(store_ids))
    if before:
        behind = tuple_(Order.placed_at, Order.id) < (before.placed_at, before.id)
        rows = rows.where(behind)
    return (await ctx.session.scalars(rows)).all()


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
