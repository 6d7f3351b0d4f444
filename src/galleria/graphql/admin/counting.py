"""How long a list of staff's is."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import Select, func, select

from galleria.core.context import Context
from galleria.graphql.connections import COUNTED
from galleria.graphql.context import RequestContext


def counting(request: RequestContext, rows: Select[Any]) -> Callable[[], Awaitable[int]]:
    """Count rows when the count is asked for, and no further than clients are told."""

    async def count(ctx: Context) -> int:
        few = rows.limit(COUNTED + 1).subquery()
        return await ctx.session.scalar(select(func.count()).select_from(few)) or 0

    return lambda: request.ask(count)
