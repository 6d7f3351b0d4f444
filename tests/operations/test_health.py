from uuid import uuid4

import pytest
from httpx import ASGITransport, AsyncClient
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from starlette.applications import Starlette

from galleria.core.db import Database
from galleria.embedded.engines import Engines, create_database, drop_database
from galleria.operations.health import Health


def client_of(database: Database, redis: Redis) -> AsyncClient:
    app = Starlette(routes=Health(database, redis, patience=120).routes())
    return AsyncClient(transport=ASGITransport(app), base_url="http://operators")


class TestAlive:
    async def test_answers_whatever_is_missing(self) -> None:
        nothing = Database("postgresql://nobody@127.0.0.1:1/nowhere")
        async with client_of(nothing, Redis(port=1)) as client:
            reply = await client.get("/healthz")
        assert (reply.status_code, reply.json()) == (200, {"status": "alive"})


class TestReady:
    async def test_says_of_each_part_that_it_is_there(
        self, database: Database, redis: Redis
    ) -> None:
        async with client_of(database, redis) as client:
            reply = await client.get("/readyz")
        told = reply.json()
        assert (reply.status_code, told["status"]) == (200, "ready")
        assert {name: check["ok"] for name, check in told["checks"].items()} == {
            "database": True,
            "migrations": True,
            "redis": True,
        }

    async def test_is_not_ready_without_a_database_and_tells_no_address(self, redis: Redis) -> None:
        nothing = Database("postgresql://nobody@127.0.0.1:1/nowhere")
        async with client_of(nothing, redis) as client:
            reply = await client.get("/readyz")
        told = reply.json()
        assert (reply.status_code, told["status"]) == (503, "not ready")
        assert not told["checks"]["database"]["ok"]
        assert "127.0.0.1" not in reply.text

    async def test_without_redis_the_shop_stays_open(self, database: Database) -> None:
        nothing = Redis(host="127.0.0.1", port=1, retry=Retry(NoBackoff(), 0))
        async with client_of(database, nothing) as client:
            reply = await client.get("/readyz")
        await nothing.aclose()
        assert (reply.status_code, reply.json()["status"]) == (200, "degraded")

    async def test_is_not_ready_before_the_migrations_have_run(
        self, engines: Engines, redis: Redis
    ) -> None:
        name = f"empty_{uuid4().hex}"
        empty = Database(create_database(engines, name).database_url)
        async with client_of(empty, redis) as client:
            reply = await client.get("/readyz")
        await empty.close()
        drop_database(engines, name)
        assert reply.status_code == 503
        assert "Run `galleria migrate`" in reply.json()["checks"]["migrations"]["error"]


class TestFigures:
    async def test_shows_what_was_counted_and_what_waits(
        self, database: Database, redis: Redis
    ) -> None:
        async with client_of(database, redis) as client:
            reply = await client.get("/metrics")
        assert reply.headers["content-type"].startswith("text/plain")
        assert 'galleria_queue_jobs{status="queued"}' in reply.text
        assert "galleria_queue_delay_seconds" in reply.text
        assert "galleria_database_connections" in reply.text

    @pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
    async def test_cannot_be_seen_by_the_public(
        self, path: str, database: Database, redis: Redis
    ) -> None:
        async with client_of(database, redis) as client:
            reply = await client.get(path, headers={"X-Forwarded-For": "203.0.113.9"})
        assert reply.status_code == 404
