"""A worker: hands each queued event to its reaction, and runs the clock's chores.

A job leaves the queue when its effect is certain, never earlier. Killed in the middle, its
heartbeat stops and another worker takes it over; stopped politely, it goes back at once.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.buffers import JobStatusLogBuffer
from pgqueuer.core.executors import AbstractEntrypointExecutor
from pgqueuer.core.qm import QueueManager
from pgqueuer.core.sm import SchedulerManager
from pgqueuer.domain.errors import FailingListenerError
from pgqueuer.domain.models import Job, Schedule, TracebackRecord
from pgqueuer.domain.types import QueueExecutionMode

from galleria.core.attempts import Attempts, GivenUp, Patience
from galleria.core.db import APP_ROLE, Database
from galleria.core.faults import LOST
from galleria.core.metrics import CHORES
from galleria.core.queue import Chore, ClockRun, Reactions, name_of

log = structlog.get_logger()

_DEATHS = """
    SELECT count(*) - 1 FROM pgqueuer_log WHERE job_id = $1 AND status = 'picked' AND id >
        (SELECT coalesce(max(id), 0) FROM pgqueuer_log WHERE job_id = $1 AND status = 'queued')
"""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a worker works."""

    at_once: int = 10
    """Jobs that run at the same time."""

    poll: timedelta = timedelta(seconds=5)
    """How long a job may lie when the database's call to us was lost."""

    missed: timedelta = timedelta(seconds=30)
    """Silence after which a worker counts as dead and its jobs are taken over."""

    grace: timedelta = timedelta(seconds=20)
    """How long a stopping worker waits for jobs to end before it hands them back."""

    reconnect: timedelta = timedelta(seconds=2)
    """Rest before a lost database is tried again."""


DEFAULT_PACE = Pace()
DEFAULT_PATIENCE = Patience()


class _Queue(QueueManager):
    """pgqueuer's, with our own meaning of failure."""

    async def log_failure(
        self,
        job: Job,
        executor: AbstractEntrypointExecutor,  # noqa: ARG002 - its signature
        exc: Exception,
        jbuff: JobStatusLogBuffer,
    ) -> None:
        """Keep a dead letter. Anything else failed to reach the queue: the job is still ours.

        It then stays picked without a heartbeat, and is taken over like a dead worker's.
        """
        if isinstance(exc, GivenUp):
            record = TracebackRecord.from_exception(exc.error, job.id)
            await jbuff.add((job, "failed", record))
        else:
            log.error("the queue could not be told about a job", job_id=job.id, exc_info=exc)


async def no_tenants() -> Sequence[UUID]:
    """Stand in where no chore asks for tenants."""
    return ()


class Worker:
    """One process that works off the queue, of as many as there are."""

    def __init__(
        self,
        database: Database,
        reactions: Reactions,
        *,
        chores: Sequence[Chore] = (),
        tenants: Callable[[], Awaitable[Sequence[UUID]]] = no_tenants,
        pace: Pace = DEFAULT_PACE,
        patience: Patience = DEFAULT_PATIENCE,
        direct_url: str = "",
    ) -> None:
        """Listen at the ``direct_url``; without a pooler that is where the database is."""
        self.database = database
        self.direct_url = direct_url or database.engine.url.set(
            drivername="postgresql"
        ).render_as_string(hide_password=False)
        self.reactions = {name_of(one): one for found in reactions.values() for one in found}
        self.chores = chores
        self.clock_run = ClockRun(database, tenants)
        self.pace = pace
        self.patience = patience
        self._stopping = asyncio.Event()
        self._halt = asyncio.Event()
        self._running: set[asyncio.Task[Any]] = set()

    async def run(self) -> None:
        """Work until stopped; a database that goes away is waited for."""
        while not self._stopping.is_set():
            try:
                await self._serve()
            except (*LOST, FailingListenerError) as lost:
                log.warning("database lost", exc_info=lost)
                with suppress(TimeoutError):
                    await asyncio.wait_for(
                        self._stopping.wait(), self.pace.reconnect.total_seconds()
                    )

    async def drain(self) -> None:
        """Work off everything that is queued and all that follows from it, then return."""
        async with self._pool() as pool:
            await self._work(self._queue(pool), QueueExecutionMode.drain)

    def stop(self) -> None:
        """Take no more jobs; after the grace, hand back those that still run."""
        self._stopping.set()
        self._halt.set()
        loop = asyncio.get_running_loop()
        loop.call_later(self.pace.grace.total_seconds(), self._hand_back)

    def stop_on_signals(self) -> None:
        """Stop on SIGTERM, as orchestrators ask, and on SIGINT, as people do."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            # On Windows a signal ends the process; its jobs come again.
            with suppress(NotImplementedError):
                loop.add_signal_handler(number, self.stop)

    def _hand_back(self) -> None:
        for task in list(self._running):
            task.cancel()

    async def _serve(self) -> None:
        async with self._pool() as pool:
            queue, clock = self._queue(pool), self._clock(pool)
            queue.shutdown = clock.shutdown = self._halt = asyncio.Event()
            if self._stopping.is_set():
                return
            await self._together(self._work(queue, QueueExecutionMode.continuous), clock.run())

    async def _together(self, *parts: Awaitable[None]) -> None:
        """Run both until either ends; the other then ends too, its jobs first."""

        async def run(part: Awaitable[None]) -> None:
            try:
                await part
            finally:
                self._halt.set()

        ended = await asyncio.gather(*map(run, parts), return_exceptions=True)
        for failure in filter(None, ended):
            raise failure

    async def _work(self, queue: QueueManager, mode: QueueExecutionMode) -> None:
        await queue.run(
            mode=mode,
            dequeue_timeout=self.pace.poll,
            heartbeat_timeout=self.pace.missed,
            batch_size=max(1, self.pace.at_once // 2),
            max_concurrent_tasks=max(2, self.pace.at_once),
            shutdown_on_listener_failure=True,
        )

    def _queue(self, pool: asyncpg.Pool) -> QueueManager:
        attempts = Attempts(
            self.database, self.patience, partial(self._deaths, pool), self._running
        )
        queue = _Queue(Queries(AsyncpgPoolDriver(pool)))
        for name, reaction in self.reactions.items():
            queue.entrypoint(name, accepts_context=False, on_failure="hold")(
                partial(attempts.run, reaction)
            )
        return queue

    def _clock(self, pool: asyncpg.Pool) -> SchedulerManager:
        clock = SchedulerManager(Queries(AsyncpgPoolDriver(pool)))
        for chore in self.chores:
            clock.schedule(chore.name, chore.cron, accepts_context=False)(partial(self._do, chore))
        return clock

    async def _deaths(self, pool: asyncpg.Pool, job: Job) -> int:
        """Count the workers that took the job and fell silent; a job on time needs no look."""
        if job.updated - job.execute_after < self.pace.missed:
            return 0
        deaths: int = await pool.fetchval(_DEATHS, job.id)
        return deaths

    async def _do(self, chore: Chore, _: Schedule) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in a task
        self._running.add(task)
        result = "failed"
        with structlog.contextvars.bound_contextvars(chore=chore.name):
            try:
                await chore.run(self.clock_run)
                result = "done"
            except Exception:
                log.exception("chore failed")
            finally:
                self._running.discard(task)
                CHORES.labels(chore.name, result).inc()

    @asynccontextmanager
    async def _pool(self) -> AsyncIterator[asyncpg.Pool]:
        """Connect apart from the application's pool: a worker listens, which takes a connection."""
        pool = await asyncpg.create_pool(
            self.direct_url,
            min_size=2,
            max_size=4,
            server_settings={"role": APP_ROLE, "application_name": "galleria worker"},
        )
        try:
            yield pool
        finally:
            # A lost connection is never given back; do not wait for it.
            with suppress(TimeoutError):
                await asyncio.wait_for(pool.close(), timeout=5)
