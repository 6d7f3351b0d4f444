"""What listens goes past a pooler; a login of its own tells which way a connection came."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from starlette.types import ASGIApp, Message, Receive, Send

from galleria.app import create_app
from galleria.core.db import Database
from galleria.core.settings import Settings
from galleria.embedded.engines import Engines
from galleria.worker import build_worker
from tests.core.bells import until


@dataclass(frozen=True)
class DirectWay:
    """Another login to the same database, and who came by it."""

    url: str
    name: str
    owner: asyncpg.Connection

    async def is_taken_by(self, application: str) -> bool:
        """Whether a part of ours is connected with this login."""
        found: bool = await self.owner.fetchval(
            "SELECT EXISTS (SELECT FROM pg_stat_activity"
            " WHERE usename = $1 AND application_name = $2)",
            self.name,
            application,
        )
        return found


async def live(app: ASGIApp, receive: Receive, send: Send) -> None:
    """Run an application from its beginning to its end, as a web server does."""
    await app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)


@pytest.fixture
async def direct(engines: Engines) -> AsyncIterator[DirectWay]:
    name = f"direct_{uuid4().hex}"
    owner = await asyncpg.connect(engines.database_owner_url)
    await owner.execute(f"CREATE ROLE {name} LOGIN IN ROLE galleria_app")
    yield DirectWay(engines.database_url.replace("galleria_app@", f"{name}@"), name, owner)
    await owner.execute(f"DROP ROLE {name}")
    await owner.close()


async def test_a_worker_listens_past_the_pooler(database: Database, direct: DirectWay) -> None:
    worker = build_worker(database, direct_url=direct.url, chores=())
    running = asyncio.create_task(worker.run())
    await until(lambda: direct.is_taken_by("galleria worker"))
    worker.stop()
    await asyncio.wait_for(running, 120)


async def test_a_web_process_listens_past_the_pooler(
    engines: Engines, direct: DirectWay, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path, redis_url=engines.redis_url).model_copy(
        update={"database_url": engines.database_url, "database_direct_url": direct.url}
    )
    inbox: asyncio.Queue[Message] = asyncio.Queue()
    outbox: asyncio.Queue[Message] = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        group.create_task(live(create_app(settings), inbox.get, outbox.put))
        inbox.put_nowait({"type": "lifespan.startup"})
        assert (await outbox.get())["type"] == "lifespan.startup.complete"
        await until(lambda: direct.is_taken_by("galleria broadcast"))
        inbox.put_nowait({"type": "lifespan.shutdown"})
