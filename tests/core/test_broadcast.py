import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import asyncpg
import pytest

from galleria.core.broadcast import Broadcast, announce
from galleria.core.db import Database
from galleria.embedded.engines import Engines
from tests.core.bells import until


class Ear:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.channel = f"tests_{uuid4().hex}"
        self.heard: list[str] = []
        self.forgot = 0

    def forget(self) -> None:
        self.forgot += 1


@asynccontextmanager
async def listening(url: str, ear: Ear) -> AsyncIterator[Broadcast]:
    broadcast = Broadcast(url, probe=60, reconnect=0.05)
    broadcast.listen(ear.channel, ear.heard.append, ear.forget)
    async with broadcast:
        yield broadcast


async def take_back(database: Database, tenant_id: UUID, channel: str) -> None:
    async with database.transaction(tenant_id) as ctx:
        await announce(ctx.session, channel, "never")
        raise ZeroDivisionError


class TestAnnounce:
    async def test_every_process_hears_a_change_when_it_is_committed(
        self, database: Database, engines: Engines, tenant_id: UUID
    ) -> None:
        here, there = Ear(), Ear()
        there.channel = here.channel
        async with (
            listening(engines.database_url, here) as one,
            listening(engines.database_url, there) as two,
        ):
            await one.wait_until_listening()
            await two.wait_until_listening()
            async with database.transaction(tenant_id) as ctx:
                await announce(ctx.session, here.channel, "aldermoor.localhost")
                await asyncio.sleep(0.1)
                assert here.heard == []
            await until(lambda: here.heard and there.heard)
        assert (here.heard, there.heard) == (["aldermoor.localhost"], ["aldermoor.localhost"])

    async def test_nobody_hears_of_a_change_that_was_taken_back(
        self, database: Database, engines: Engines, tenant_id: UUID
    ) -> None:
        ear = Ear()
        async with listening(engines.database_url, ear) as broadcast:
            await broadcast.wait_until_listening()
            with pytest.raises(ZeroDivisionError):
                await take_back(database, tenant_id, ear.channel)
            async with database.platform() as session:
                await announce(session, ear.channel, "after")
            await until(lambda: ear.heard)
        assert ear.heard == ["after"]


class TestBroadcast:
    async def test_a_lost_connection_makes_everything_forgotten_and_is_made_again(
        self, database: Database, engines: Engines
    ) -> None:
        ear = Ear()
        async with listening(engines.database_url, ear) as broadcast:
            await broadcast.wait_until_listening()
            assert ear.forgot == 1

            owner = await asyncpg.connect(engines.database_owner_url)
            await owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'galleria broadcast' AND datname = current_database()"
            )
            await owner.close()
            await until(lambda: ear.forgot == 3)  # when it was lost, and when it was back

            assert broadcast.is_listening
            async with database.platform() as session:
                await announce(session, ear.channel, "again")
            await until(lambda: ear.heard)
        assert ear.heard == ["again"]

    async def test_says_that_nothing_is_heard_while_there_is_no_database(self) -> None:
        ear = Ear()
        async with listening("postgresql://nobody@127.0.0.1:1/nowhere", ear) as broadcast:
            await asyncio.sleep(0.2)
            assert not broadcast.is_listening
