from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text

from galleria.core.context import Context
from galleria.core.faults import REFUSED, is_outage, reason_of
from galleria.core.statements import Statement
from tests.kit import Shop

REFUSALS: dict[str, tuple[str, dict[str, Any], str]] = {
    "by the server": ("SELECT 1 / CAST(:n AS bigint)", {"n": 0}, "division by zero"),
    "by the driver": ("SELECT CAST(:n AS bigint)", {"n": 10**30}, "value out of int64 range"),
}


async def plainly(ctx: Context, sql: str, given: dict[str, Any]) -> None:
    statement: Statement[Any] = Statement(text(sql))
    await statement.all(ctx, **given)


async def by_the_session(ctx: Context, sql: str, given: dict[str, Any]) -> None:
    await ctx.session.execute(text(sql), given)


Road = Callable[[Context, str, dict[str, Any]], Awaitable[None]]


async def refusal(shop: Shop, road: Road, sql: str, given: dict[str, Any]) -> Exception:
    """Run a statement that is refused in a transaction of its own."""
    try:
        async with shop.transaction() as ctx:
            await road(ctx, sql, given)
    except REFUSED as fault:
        return fault
    pytest.fail("it was taken")


@pytest.mark.parametrize("road", [plainly, by_the_session])
class TestIsOutage:
    @pytest.mark.parametrize(("sql", "given", "said"), REFUSALS.values(), ids=REFUSALS)
    async def test_is_not_what_a_statement_is_to_blame_for(
        self, shop: Shop, road: Road, sql: str, given: dict[str, Any], said: str
    ) -> None:
        fault = await refusal(shop, road, sql, given)
        assert not is_outage(fault)
        assert said in reason_of(fault)
        assert "SELECT" not in reason_of(fault)

    async def test_is_a_connection_that_ends(self, shop: Shop, road: Road) -> None:
        end = "SELECT pg_terminate_backend(pg_backend_pid())"
        assert is_outage(await refusal(shop, road, end, {}))


OUTAGES = (
    asyncpg.DiskFullError,
    asyncpg.AdminShutdownError,
    asyncpg.ConnectionDoesNotExistError,
    asyncpg.InterfaceError,
)
FAULTS_OF_A_STATEMENT = (
    asyncpg.UniqueViolationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.QueryCanceledError,
)


@pytest.mark.parametrize("error", [*OUTAGES, *FAULTS_OF_A_STATEMENT])
def test_the_kind_of_error_decides(error: type[Exception]) -> None:
    assert is_outage(error("…")) is (error in OUTAGES)
