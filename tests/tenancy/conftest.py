import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from galleria.core.db import Database
from galleria.core.dns import DnsResolver
from galleria.core.http import PublicWeb
from galleria.tenancy.flow import Outside
from tests.loopback import NameServer, WebServer, anywhere, loopback
from tests.merchants import Merchant, new_merchant


@pytest.fixture
async def merchant(database: Database) -> Merchant:
    return await new_merchant(database)


@pytest.fixture
async def neighbor(database: Database) -> Merchant:
    return await new_merchant(database)


@pytest.fixture
def custom_host() -> str:
    return f"shop.{uuid4().hex}.example"


@pytest.fixture
async def name_server() -> AsyncIterator[NameServer]:
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(NameServer, local_addr=("127.0.0.1", 0))
    yield server
    transport.close()


@pytest.fixture
async def web_server() -> AsyncIterator[WebServer]:
    site = WebServer()
    server = await asyncio.start_server(site.answer, "127.0.0.1", 0)
    site.port = server.sockets[0].getsockname()[1]
    async with server:
        yield site


@pytest.fixture
async def outside(name_server: NameServer, web_server: WebServer) -> AsyncIterator[Outside]:
    web = PublicWeb(is_allowed=anywhere, resolve=loopback, seconds=60)
    resolver = DnsResolver(["127.0.0.1"], port=name_server.port, seconds=60)
    yield Outside(resolver, web, http_port=web_server.port)
    await web.close()
