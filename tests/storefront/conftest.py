"""The pages as browsers meet them: requests through ASGI, nothing in between replaced."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from sqlalchemy import event
from starlette.applications import Starlette

from galleria import wiring
from galleria.checkout.flow import Cashier
from galleria.core.broadcast import Broadcast
from galleria.core.db import Database
from galleria.core.settings import Settings, load_settings
from galleria.embedded.engines import Engines
from galleria.storefront.routes import routes
from galleria.tenancy.hosts import HostDirectory
from tests.kit import Shop
from tests.storefront.browsing import Browser


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
async def pages(
    engines: Engines, database: Database, settings: Settings
) -> AsyncIterator[Starlette]:
    """The pages of every store, as an application of their own."""
    broadcast = Broadcast(engines.database_url)
    app = Starlette(routes=routes())
    app.state.settings = settings
    app.state.database = database
    app.state.house = SimpleNamespace(cashier=Cashier(database, wiring.GATEWAYS))
    app.state.hosts = HostDirectory(database, broadcast)
    async with broadcast:
        yield app


@pytest.fixture
async def browser(pages: Starlette, shop: Shop) -> AsyncIterator[Browser]:
    """Somebody who visits the shop for the first time, with a browser that runs no scripts."""
    transport = httpx.ASGITransport(pages)
    async with httpx.AsyncClient(
        transport=transport, base_url=f"http://{shop.store.primary_host}"
    ) as http:
        yield Browser(http)


@pytest.fixture
def media(settings: Settings) -> Path:
    """Where uploaded pictures lie."""
    folder = settings.data / "media"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """Every statement that is sent while the test runs."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)
