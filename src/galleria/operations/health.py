"""Whether this process lives, whether it can work, and what it has counted."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from redis.asyncio import Redis
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from galleria.core.backlog import count_jobs, measure_delay
from galleria.core.db import Database
from galleria.core.errors import DomainError
from galleria.core.faults import UNANSWERED
from galleria.core.metrics import counted
from galleria.core.schema import check_version

log = structlog.get_logger()

Answer = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Health:
    """The addresses that orchestrators and Prometheus ask."""

    database: Database
    redis: Redis
    patience: float = 5
    """Seconds after which something that does not answer counts as away."""

    def routes(self) -> list[Route]:
        """List the addresses for the application; through a proxy they cannot be seen."""
        return [
            Route("/healthz", _for_operators(self.alive)),
            Route("/readyz", _for_operators(self.ready)),
            Route("/metrics", _for_operators(self.figures)),
        ]

    async def alive(self, _: Request) -> Response:
        """Say that the process runs and its loop turns; nothing else is asked."""
        return JSONResponse({"status": "alive"})

    async def ready(self, _: Request) -> Response:
        """Say whether requests can be answered. Without Redis they can, if less well."""
        needed = {"database": self._database_answers, "migrations": self._is_migrated}
        checks = dict(
            await asyncio.gather(
                *(
                    _check(name, ask, self.patience)
                    for name, ask in {**needed, "redis": self._redis_answers}.items()
                )
            )
        )
        is_ready = all(checks[name]["ok"] for name in needed)
        is_whole = all(check["ok"] for check in checks.values())
        status = "ready" if is_whole else "degraded" if is_ready else "not ready"
        return JSONResponse({"status": status, "checks": checks}, 200 if is_ready else 503)

    async def figures(self, _: Request) -> Response:
        """Show what was counted, and what lies in the queue at this moment."""
        text = generate_latest(counted()) + generate_latest(await self._backlog())
        return PlainTextResponse(text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _database_answers(self) -> None:
        async with self.database.platform():
            """Beginning a transaction is a question and an answer."""

    async def _is_migrated(self) -> None:
        await check_version(self.database)

    async def _redis_answers(self) -> None:
        await self.redis.ping()

    async def _backlog(self) -> CollectorRegistry:
        now = CollectorRegistry()
        jobs = Gauge("galleria_queue_jobs", "Jobs in the queue.", ("status",), registry=now)
        delay = Gauge("galleria_queue_delay_seconds", "Age of the oldest due job.", registry=now)
        try:
            for status, number in (await count_jobs(self.database)).items():
                jobs.labels(status).set(number)
            delay.set(await measure_delay(self.database))
        except UNANSWERED as error:
            log.warning("the queue could not be counted", exc_info=error)
        return now


async def _check(
    name: str, ask: Callable[[], Awaitable[None]], patience: float
) -> tuple[str, Mapping[str, Any]]:
    """Ask one thing. What is wrong is told to the log; the answer names no addresses."""
    started = time.perf_counter()
    try:
        async with asyncio.timeout(patience):
            await ask()
    except DomainError as error:
        return name, {"ok": False, "error": error.message}
    except Exception as error:
        log.warning("not ready", check=name, exc_info=error)
        return name, {"ok": False, "error": type(error).__name__}
    return name, {"ok": True, "ms": round((time.perf_counter() - started) * 1000, 1)}


def _for_operators(answer: Answer) -> Answer:
    """Hide an address from the public, who always come through a proxy, and it says so."""

    async def guarded(request: Request) -> Response:
        if "x-forwarded-for" in request.headers:
            return PlainTextResponse("Not Found", status_code=404)
        return await answer(request)

    return guarded
