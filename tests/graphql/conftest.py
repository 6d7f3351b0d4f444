"""The API as clients meet it: requests through ASGI, nothing in between replaced."""

from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest
from redis.asyncio import Redis

from galleria import wiring
from galleria.checkout.flow import Cashier
from galleria.core.broadcast import Broadcast
from galleria.core.db import Database
from galleria.core.dns import DnsResolver
from galleria.core.http import PublicWeb
from galleria.core.limits import Bucket
from galleria.core.settings import Settings, load_settings
from galleria.embedded.engines import Engines
from galleria.graphql.budget import Budget
from galleria.graphql.context import House
from galleria.graphql.endpoint import GraphQLEndpoint
from galleria.graphql.execution import Execution
from galleria.graphql.limits import Limits
from galleria.graphql.persisted import PersistedOperations
from galleria.graphql.schema import core, public_schema, schema
from galleria.tenancy.flow import Door, Outside
from galleria.tenancy.hosts import HostDirectory
from galleria.tenancy.permissions import Permission
from tests.api import Client, key_of
from tests.kit import Shop


@pytest.fixture(scope="session")
async def hosts(engines: Engines, database: Database) -> AsyncIterator[HostDirectory]:
    broadcast = Broadcast(engines.database_url)
    directory = HostDirectory(database, broadcast)
    async with broadcast:
        yield directory


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def house(database: Database, redis: Redis) -> House:
    outside = Outside(DnsResolver(), PublicWeb())
    # A bucket that nobody empties: all tests come from one network.
    failures = Bucket(redis, uuid4().hex, capacity=10**6, refill_per_second=1)
    cashier = Cashier(database, wiring.GATEWAYS)
    return House(database, cashier, outside, Door(database, failures))


@pytest.fixture
def execution(redis: Redis, settings: Settings) -> Execution:
    """Everything that an operation is answered with, and a bucket that nobody empties."""
    bucket = Bucket(redis, uuid4().hex, capacity=10**9, refill_per_second=10**6)
    return Execution(core(schema), core(public_schema), Limits(settings), Budget(bucket))


@pytest.fixture
async def web(
    house: House, hosts: HostDirectory, execution: Execution, redis: Redis
) -> AsyncIterator[httpx.AsyncClient]:
    """The endpoint, reached as over HTTP."""
    endpoint = GraphQLEndpoint(house, hosts, execution, PersistedOperations(redis))
    transport = httpx.ASGITransport(endpoint)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.fixture
def guest(web: httpx.AsyncClient, shop: Shop) -> Client:
    """A guest of the shop."""
    return Client(web, shop.store.primary_host)


@pytest.fixture
def stranger(web: httpx.AsyncClient, neighbor: Shop) -> Client:
    """A guest of another tenant's shop."""
    return Client(web, neighbor.store.primary_host)


@pytest.fixture
async def owner(web: httpx.AsyncClient, shop: Shop) -> Client:
    """A program of the shop's tenant that may do everything."""
    return Client(web, shop.store.primary_host, await key_of(shop, *Permission))


@pytest.fixture
async def rival(web: httpx.AsyncClient, neighbor: Shop) -> Client:
    """A program of another tenant that may do everything there."""
    return Client(web, neighbor.store.primary_host, await key_of(neighbor, *Permission))
