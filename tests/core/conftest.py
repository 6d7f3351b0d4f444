import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from galleria.core.db import Database
from galleria.core.queue import routes
from galleria.embedded.engines import Engines
from tests.core import bells

ROOT = Path(__file__).parents[2]

StartWorker = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture(scope="session")
async def belfry(engines: Engines) -> AsyncIterator[Database]:
    """A database whose outbox knows who hears the tests' bells."""
    opened = Database(engines.database_url, routes=routes(bells.REACTIONS))
    yield opened
    await opened.close()


@pytest.fixture
def tenant_id() -> UUID:
    return uuid4()


@pytest.fixture
def start_worker(engines: Engines) -> Iterator[StartWorker]:
    """Start workers in processes of their own, which a test may kill."""
    running: list[subprocess.Popen[bytes]] = []

    def start(pace: str = "STEADY") -> "subprocess.Popen[bytes]":
        # Not run as a script: a reaction's name holds its module's, which would be __main__.
        work = f"bells.work({engines.database_url!r}, bells.{pace})"
        script = f"import asyncio; from tests.core import bells; asyncio.run({work})"
        environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        running.append(subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, env=environment))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()
