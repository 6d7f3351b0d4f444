import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from itertools import product
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import InvalidRequestError

from galleria.core.db import Database
from galleria.core.lending import Lending
from galleria.core.metrics import CONNECTIONS
from galleria.embedded.engines import Engines
from galleria.inventory.models import Location
from tests.kit import Shop

STEPS = 60
"""More turns of the loop than a short transaction takes until its last answer is awaited."""


@pytest.fixture
async def alone(engines: Engines) -> AsyncIterator[Database]:
    """A database that keeps one connection open, and lends two at most."""
    opened = Database(engines.database_url, pool_size=1)
    yield opened
    await opened.close()


async def refuse_traces(database: Database) -> None:
    """Make sure that the next borrower finds neither role nor tenant nor transaction."""
    async with database.lend() as lent:
        assert not lent.driver.is_in_transaction()
        assert await lent.driver.fetchval("SELECT current_setting('role')") == "none"
        assert not await lent.driver.fetchval("SELECT current_setting('app.tenant_id', true)")


class TestLend:
    async def test_the_same_connection_serves_one_after_the_other(self, alone: Database) -> None:
        seen = set()
        for _ in range(3):
            async with alone.transaction(uuid4()) as ctx:
                seen.add(ctx.driver)

        assert len(seen) == 1

    async def test_who_is_cancelled_at_a_statement_leaves_nothing_behind(
        self, alone: Database, shop: Shop
    ) -> None:
        asked = asyncio.Event()

        async def work() -> None:
            async with alone.transaction(shop.store.tenant_id) as ctx:
                ctx.session.add(Location(name="Barn"))
                await ctx.flush()
                asked.set()
                await ctx.driver.fetch("SELECT pg_sleep(600)")

        task = asyncio.create_task(work())
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        await refuse_traces(alone)
        async with alone.transaction(shop.store.tenant_id) as ctx:
            assert list(await ctx.session.scalars(select(Location))) == []

    @pytest.mark.parametrize("through_session", [False, True])
    async def test_whenever_somebody_is_cancelled_the_next_finds_no_trace(
        self, alone: Database, *, through_session: bool
    ) -> None:
        async def work() -> None:
            async with alone.transaction(uuid4()) as ctx:
                if through_session:
                    await ctx.session.scalar(text("SELECT 1"))
                else:
                    await ctx.driver.fetchval("SELECT 1")

        for steps, further in product(range(STEPS), range(3)):
            task = asyncio.create_task(work())
            for wait in (steps, further):
                for _ in range(wait):
                    await asyncio.sleep(0)
                task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await refuse_traces(alone)

    async def test_who_is_cancelled_twice_still_gives_the_connection_back(
        self, alone: Database
    ) -> None:
        begun = asyncio.Event()

        async def work() -> None:
            async with alone.transaction(uuid4()):
                begun.set()
                await asyncio.Event().wait()

        for _ in range(5):
            begun.clear()
            task = asyncio.create_task(work())
            await begun.wait()
            task.cancel()
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        async with alone.transaction(uuid4()), alone.transaction(uuid4()):
            """Both are there to be lent."""
        await refuse_traces(alone)

    async def test_waits_for_its_turn_and_opens_no_more_than_it_may(self, alone: Database) -> None:
        lending = Lending(alone.engine, kept=1, most=1, patience=60)

        async def work() -> object:
            async with lending.lend() as lent:
                await lent.driver.fetchval("SELECT 1")
                return lent.driver

        async with lending.lend() as first:
            others = [asyncio.create_task(work()) for _ in range(5)]
            await first.driver.fetchval("SELECT 1")

        assert await asyncio.gather(*others) == [first.driver] * 5
        await lending.close()

    async def test_gives_up_where_nobody_gives_back(self, alone: Database) -> None:
        lending = Lending(alone.engine, kept=1, most=1, patience=0.01)
        async with lending.lend():
            with pytest.raises(TimeoutError):
                async with lending.lend():
                    pytest.fail("there was none to lend")
        async with lending.lend() as lent:
            assert await lent.driver.fetchval("SELECT 1") == 1
        await lending.close()

    async def test_hangs_up_what_was_opened_for_a_peak(self, alone: Database) -> None:
        async with AsyncExitStack() as stack:
            lent = [await stack.enter_async_context(alone.lend()) for _ in range(2)]

        assert sorted(one.driver.is_closed() for one in lent) == [False, True]

    async def test_hangs_up_what_comes_back_after_the_end(self, alone: Database) -> None:
        async with alone.lend() as lent:
            await alone.close()

        assert lent.driver.is_closed()

    async def test_connections_in_use_are_counted(self, alone: Database) -> None:
        before = CONNECTIONS._value.get()
        with suppress(ZeroDivisionError):
            async with alone.lend():
                assert CONNECTIONS._value.get() == before + 1
                raise ZeroDivisionError

        assert CONNECTIONS._value.get() == before

    async def test_rows_as_objects_end_with_their_transaction(self, alone: Database) -> None:
        async with alone.transaction(uuid4()) as ctx:
            session = ctx.session
            await session.scalar(text("SELECT 1"))

        with pytest.raises(InvalidRequestError):
            await session.scalar(text("SELECT 1"))
