"""One pair of servers for all test workers, one database for each; every test makes its own
tenants.
"""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import structlog
from hypothesis import HealthCheck, settings
from redis.asyncio import Redis
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from galleria import wiring
from galleria.core import schema
from galleria.core.db import Database
from galleria.embedded.engines import Engines, create_database, drop_database, engines_in_use
from tests.kit import Shop, open_shop

SHARED = Path(__file__).parents[2] / "shared"

# The same examples each time, however slow the machine: what fails here failed for its author.
# `--hypothesis-profile=default` looks for new ones.
settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")

# Drawn with the values of every frame, as is structlog's habit, one fault stops a loop for seconds.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)

COSTLY = {"acceptance", "browser", "cli", "demo"}
"""Folders whose tests share processes, or shops, that are costly to set up."""


class _OneHouseEach(LoadScopeScheduling):  # type: ignore[misc]
    """Gives such a folder to one worker as a whole, and any other test to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        folder = nodeid.split("/")[1]
        return folder if folder in COSTLY else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _OneHouseEach:
    return _OneHouseEach(config, log)


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """A migrated database of this worker's own."""
    home = Path(tempfile.gettempdir()) / f"galleria-test-{os.getuid()}"
    home.mkdir(mode=0o755, exist_ok=True)
    name = f"test_{uuid4().hex}"
    with engines_in_use(home, durable=False) as servers:
        ours = create_database(servers, name)
        schema.migrate(ours.database_owner_url)
        yield ours
        drop_database(servers, name)


@pytest.fixture(scope="session")
async def database(engines: Engines) -> AsyncIterator[Database]:
    opened = Database(engines.database_url, pool_size=20, routes=wiring.ROUTES)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
async def redis(engines: Engines) -> AsyncIterator[Redis]:
    client = Redis.from_url(engines.redis_url)
    yield client
    await client.aclose()


@pytest.fixture
async def shop(database: Database) -> Shop:
    """One store of a new tenant, selling in euros with 20 % tax in its prices."""
    return await open_shop(database)


@pytest.fixture
async def neighbor(database: Database) -> Shop:
    """A store of another tenant; nothing of it may be reached from the first."""
    return await open_shop(database)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Where contracts and exports of platforms lie; tests that need them are skipped without."""
    if not SHARED.is_dir():
        pytest.skip("needs the shared data in ../shared, which is not here")
    return SHARED
