import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from uuid import uuid4

import pytest

from galleria.core.broadcast import Broadcast
from galleria.core.db import Database
from galleria.embedded.engines import Engines
from galleria.tenancy.hosts import HostDirectory
from galleria.tenancy.queries import HostAnswer, Inactive, Open, RedirectTo, Unknown
from galleria.tenancy.service.domains import add_domain, remove_domain, set_primary_domain
from galleria.tenancy.service.stores import deactivate_store
from tests.core import bells
from tests.merchants import Merchant

IsWanted = Callable[[HostAnswer], bool]


@pytest.fixture
async def directories(
    engines: Engines,
    database: Database,
    merchant: Merchant,  # noqa: ARG001 - both are opened first, so that no word of them comes
    neighbor: Merchant,  # noqa: ARG001 - when a test already counts on what is remembered
) -> AsyncIterator[tuple[HostDirectory, HostDirectory]]:
    """Two directories as two web processes hold them, each with an ear of its own."""
    async with AsyncExitStack() as stack:
        made = []
        for _ in range(2):
            broadcast = Broadcast(engines.database_url)
            made.append(HostDirectory(database, broadcast, largest=3))
            await stack.enter_async_context(broadcast)
            await broadcast.wait_until_listening()
        yield made[0], made[1]


async def until(directory: HostDirectory, host: str, is_as_wanted: IsWanted) -> None:
    """Ask again and again; word of a change takes a moment after its commit."""

    async def is_answered() -> bool:
        return is_as_wanted(await directory.find(host))

    await bells.until(is_answered)


async def begin_reading(directory: HostDirectory, host: str) -> "asyncio.Task[HostAnswer]":
    """Ask, and come back while the database is at it."""
    asking = asyncio.create_task(directory.find(host))
    for _ in range(3):
        await asyncio.sleep(0)
    assert not asking.done()
    return asking


class TestFind:
    async def test_answers_from_memory_until_the_host_changes(
        self, directories: tuple[HostDirectory, HostDirectory], merchant: Merchant
    ) -> None:
        directory, _ = directories
        first = await directory.find(merchant.host)

        assert await directory.find(f"{merchant.host.upper()}:8000") is first

    async def test_every_process_hears_of_every_change(
        self,
        directories: tuple[HostDirectory, HostDirectory],
        merchant: Merchant,
        custom_host: str,
    ) -> None:
        for directory in directories:
            assert await directory.find(custom_host) == Unknown()
        async with merchant.transaction() as ctx:
            await add_domain(ctx, store_id=merchant.store.id, host=custom_host, is_vouched=True)
        for directory in directories:
            await until(directory, custom_host, lambda answer: answer == RedirectTo(merchant.host))

        async with merchant.transaction() as ctx:
            await set_primary_domain(ctx, host=custom_host)
        for directory in directories:
            await until(directory, merchant.host, lambda answer: answer == RedirectTo(custom_host))

        async with merchant.transaction() as ctx:
            await remove_domain(ctx, host=merchant.host)
            await deactivate_store(ctx, store_id=merchant.store.id)
        for directory in directories:
            await until(directory, merchant.host, lambda answer: answer == Unknown())
            await until(directory, custom_host, lambda answer: isinstance(answer, Inactive))

    async def test_forgets_what_another_process_changed_and_nothing_else(
        self,
        directories: tuple[HostDirectory, HostDirectory],
        engines: Engines,
        merchant: Merchant,
        neighbor: Merchant,
    ) -> None:
        directory, _ = directories
        untouched = await directory.find(neighbor.host)
        await directory.find(merchant.host)

        await rename_elsewhere(engines.database_url, merchant, "Renamed")
        await until(directory, merchant.host, lambda answer: "Renamed" in str(answer))
        assert await directory.find(neighbor.host) is untouched

    async def test_a_change_that_is_rolled_back_is_none(
        self,
        directories: tuple[HostDirectory, HostDirectory],
        merchant: Merchant,
        neighbor: Merchant,
    ) -> None:
        directory, _ = directories
        remembered = await directory.find(merchant.host)
        await directory.find(neighbor.host)
        with pytest.raises(ZeroDivisionError):
            await deactivate_and_fail(merchant)
        # Word comes in the order of the commits, so none of the first is to come after this.
        async with neighbor.transaction() as ctx:
            await deactivate_store(ctx, store_id=neighbor.store.id)
        await until(directory, neighbor.host, lambda answer: isinstance(answer, Inactive))

        assert await directory.find(merchant.host) is remembered

    async def test_a_read_that_began_before_a_change_is_not_remembered(
        self, directories: tuple[HostDirectory, HostDirectory], merchant: Merchant
    ) -> None:
        directory, _ = directories
        reading = await begin_reading(directory, merchant.host)
        directory.forget(f"{uuid4().hex}.example")
        old = await reading

        assert await directory.find(merchant.host) is not old

    async def test_a_request_after_a_change_does_not_join_a_read_before_it(
        self, directories: tuple[HostDirectory, HostDirectory], merchant: Merchant
    ) -> None:
        directory, _ = directories
        old = await begin_reading(directory, merchant.host)
        directory.forget(merchant.host)
        new = await directory.find(merchant.host)

        assert await old is not new
        assert await directory.find(merchant.host) is new

    async def test_a_crowd_reads_once(
        self, directories: tuple[HostDirectory, HostDirectory], merchant: Merchant
    ) -> None:
        directory, _ = directories
        answers = await asyncio.gather(*(directory.find(merchant.host) for _ in range(50)))
        assert len({id(answer) for answer in answers}) == 1

    async def test_whoever_gives_up_leaves_the_others_their_answer(
        self, directories: tuple[HostDirectory, HostDirectory], merchant: Merchant
    ) -> None:
        directory, _ = directories
        hasty = asyncio.create_task(directory.find(merchant.host))
        patient = asyncio.create_task(directory.find(merchant.host))
        await asyncio.sleep(0)
        hasty.cancel()

        assert isinstance(await patient, Open)

    async def test_remembers_no_more_than_it_may_and_what_is_asked_for_stays(
        self, directories: tuple[HostDirectory, HostDirectory], merchant: Merchant
    ) -> None:
        directory, _ = directories
        kept = await directory.find(merchant.host)
        for _ in range(6):
            await directory.find(f"{uuid4().hex}.example")
            assert await directory.find(merchant.host) is kept

        assert len(directory._answers) == 3

    async def test_remembers_nothing_while_nobody_listens(
        self, engines: Engines, database: Database, merchant: Merchant
    ) -> None:
        directory = HostDirectory(database, Broadcast(engines.database_url))
        first = await directory.find(merchant.host)

        assert isinstance(first, Open)
        assert await directory.find(merchant.host) is not first

    @pytest.mark.parametrize("host", ["", "a b", "[::1", "💥.example", "x" * 300])
    async def test_what_is_no_host_is_unknown(
        self, directories: tuple[HostDirectory, HostDirectory], host: str
    ) -> None:
        assert await directories[0].find(host) == Unknown()


async def deactivate_and_fail(merchant: Merchant) -> None:
    async with merchant.transaction() as ctx:
        await deactivate_store(ctx, store_id=merchant.store.id)
        raise ZeroDivisionError


async def rename_elsewhere(database_url: str, merchant: Merchant, name: str) -> None:
    """Change a store's name in another process."""
    script = f"""
import asyncio
from uuid import UUID
from galleria.core.db import Database
from galleria.tenancy.service.stores import update_store

async def main():
    database = Database({database_url!r})
    async with database.transaction(UUID({str(merchant.store.tenant_id)!r})) as ctx:
        await update_store(ctx, store_id=UUID({str(merchant.store.id)!r}), name={name!r})
    await database.close()

asyncio.run(main())
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", script, env=environment)
    assert await process.wait() == 0
