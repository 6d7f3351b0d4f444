"""The web application of one process: every store's pages and API, and what operators see of it."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from galleria.checkout.flow import Cashier
from galleria.core.broadcast import Broadcast
from galleria.core.db import Database
from galleria.core.dns import DnsResolver
from galleria.core.http import PublicWeb
from galleria.core.limits import Bucket
from galleria.core.settings import Settings
from galleria.graphql import console
from galleria.graphql.budget import Budget
from galleria.graphql.context import House
from galleria.graphql.endpoint import GraphQLEndpoint
from galleria.graphql.execution import Execution
from galleria.graphql.limits import Limits
from galleria.graphql.persisted import PersistedOperations
from galleria.graphql.schema import core, public_schema, schema
from galleria.operations.health import Health
from galleria.operations.requests import RequestLog
from galleria.storefront.routes import routes as storefront_routes
from galleria.tenancy.flow import Door, Outside
from galleria.tenancy.hosts import HostDirectory
from galleria.tenancy.queries import may_have_certificate
from galleria.wiring import GATEWAYS, ROUTES


def create_app(settings: Settings) -> ASGIApp:
    """Put the application together. The settings name both servers; nothing is connected yet."""
    database = Database(settings.database_url, pool_size=settings.database_pool_size, routes=ROUTES)
    redis = Redis.from_url(settings.redis_url)
    broadcast = Broadcast(settings.direct_url)
    hosts = HostDirectory(database, broadcast)
    web = PublicWeb()
    cashier = Cashier(database, GATEWAYS)
    outside = Outside(DnsResolver(), web)
    house = House(database, cashier, outside, Door.of(database, redis), settings.base_domain)

    endpoint = GraphQLEndpoint(
        house, hosts, _execution(settings, redis), PersistedOperations(redis)
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with broadcast:
            _spare_the_collector()
            yield
        await web.close()
        await redis.aclose()
        await database.close()

    app = Starlette(
        routes=[
            *Health(database, redis).routes(),
            Route("/internal/tls-allowed", tls_allowed),
            Route("/graphql", endpoint),
            console.files(),
            *storefront_routes(),
        ],
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.database = database
    app.state.house = house
    app.state.hosts = hosts
    # Around everything, also the page that says something went wrong.
    return RequestLog(app)


def _spare_the_collector() -> None:
    """Let garbage be looked for among what requests leave behind alone.

    What was made until now (modules, the schema, every model) stays for good; to walk over it takes
    longer than many requests together, which would all wait.
    """
    gc.collect()
    gc.freeze()


async def tls_allowed(request: Request) -> Response:
    """Tell a TLS proxy whether it may obtain a certificate for a host.

    Caddy asks with ``?domain=`` and takes 200 for yes:
    https://caddyserver.com/docs/automatic-https#on-demand-tls
    """
    if "x-forwarded-for" in request.headers:
        return PlainTextResponse("Not Found", 404)
    host = request.query_params.get("domain", "")
    is_ours = await may_have_certificate(request.app.state.database, host)
    return PlainTextResponse("yes" if is_ours else "no", 200 if is_ours else 404)


def _execution(settings: Settings, redis: Redis) -> Execution:
    bucket = Bucket(
        redis,
        "graphql",
        capacity=settings.graphql_bucket_points,
        refill_per_second=settings.graphql_bucket_refill,
    )
    return Execution(core(schema), core(public_schema), Limits(settings), Budget(bucket))
