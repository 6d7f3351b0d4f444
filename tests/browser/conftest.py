"""A real browser at a real server. Where no browser can be had, these tests are skipped."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import closing, nullcontext
from pathlib import Path
from typing import cast

import pytest
import uvicorn
from playwright.async_api import Browser, async_playwright

from galleria.app import create_app
from galleria.core.db import Database
from galleria.core.settings import load_settings
from galleria.embedded.engines import Engines
from tests.browser.shopping import PATIENCE, Market
from tests.kit import Shop, open_shop

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "build" / "assets" / "axe" / "axe.js"
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class _Server(uvicorn.Server):
    """Leaves the signals to pytest."""

    def capture_signals(self) -> nullcontext[None]:  # type: ignore[override]
        return nullcontext()


@pytest.fixture(scope="session")
async def port(
    engines: Engines, database: Database, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[int]:
    """Where the whole application listens, every store of the test's database on its own host."""
    del database  # The database is migrated once it can be opened.
    settings = load_settings(tmp_path_factory.mktemp("data")).model_copy(
        update={"database_url": engines.database_url, "redis_url": engines.redis_url}
    )
    config = uvicorn.Config(create_app(settings), log_level="warning", access_log=False)
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        server = _Server(config)
        serving = asyncio.create_task(server.serve([listening]))
        while not server.started:  # noqa: ASYNC110 - uvicorn tells nobody
            await asyncio.sleep(0.02)
        yield cast("int", listening.getsockname()[1])
        server.should_exit = True
        await serving


def installed(bundled: str) -> str:
    """The browser that is there: the system's, or the one that came with Playwright."""
    found = next(filter(None, map(shutil.which, NAMES)), bundled)
    if not Path(found).exists():
        pytest.skip("needs Chromium, which make browser installs where apt-get may")
    return found


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """A browser without a window."""
    async with async_playwright() as playwright:
        path = installed(playwright.chromium.executable_path)
        browser = await playwright.chromium.launch(
            executable_path=path, args=ARGUMENTS, timeout=PATIENCE
        )
        yield browser
        await browser.close()


@pytest.fixture
def market(chromium: Browser, port: int) -> Market:
    """The browser and the way to every store."""
    return Market(chromium, port)


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker."""
    if not AXE.is_file():
        pytest.skip("needs axe-core, which make setup installs")
    return AXE.read_text("utf-8")


@pytest.fixture
async def second_shop(database: Database) -> Shop:
    """A shop of another tenant, where somebody else buys at the same time."""
    return await open_shop(database)
