"""One attempt at one job: run the reaction, then decide between done, later and never."""

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import Job

from galleria.core.db import Database
from galleria.core.events import Event
from galleria.core.metrics import JOB_SECONDS, JOBS
from galleria.core.outbox import TRACED
from galleria.core.queue import AlreadyDone, GiveUp, JobRun, Reaction, RetryLater, name_of

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a failing job is tried, and how long it rests in between: over an hour in all."""

    attempts: int = 12
    first_pause: timedelta = timedelta(seconds=2)
    longest_pause: timedelta = timedelta(minutes=30)
    deaths: int = 3
    """Workers that may die over one job before the job is blamed."""

    def pause(self, attempt: int) -> timedelta:
        """Rest twice as long each time, and never just as long as the job that failed beside."""
        longest = self.longest_pause.total_seconds()
        doubled = min(self.first_pause.total_seconds() * 2 ** min(attempt - 1, 30), longest)
        return timedelta(seconds=doubled * random.uniform(0.5, 1))  # noqa: S311 - no secret


class GivenUp(Exception):
    """The job is not tried again; it is kept, with the error that was its last."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass(slots=True)
class Attempts:
    """Runs the jobs of one worker, each bound to its tenant, its trace and its decision.

    ``deaths`` tells how many workers died over a job since it was queued.
    """

    database: Database
    patience: Patience
    deaths: Callable[[Job], Awaitable[int]]
    running: set[asyncio.Task[Any]] = field(default_factory=set)

    async def run(self, reaction: Reaction, job: Job) -> None:
        """Run a reaction to the event that a job carries.

        Raises:
            RetryRequested: the queue is to offer the job again.
            GivenUp: it is not.
        """
        name, started, result = name_of(reaction), time.perf_counter(), "retried"
        traced = {key: value for key, value in (job.headers or {}).items() if key in TRACED}
        try:
            with structlog.contextvars.bound_contextvars(**traced, job=name):
                result = await self._run(reaction, job)
        except GivenUp:
            result = "dead"
            raise
        finally:
            JOBS.labels(name, result).inc()
            JOB_SECONDS.labels(name).observe(time.perf_counter() - started)

    async def _run(self, reaction: Reaction, job: Job) -> str:
        try:
            await self._spare_the_workers(job)
            run, event = self._unpack(reaction, job)
            with structlog.contextvars.bound_contextvars(
                tenant_id=str(run.tenant_id), event_id=str(run.event_id)
            ):
                await self._react(reaction, run, event)
        except AlreadyDone:
            return "repeated"
        except Exception as error:
            raise self._verdict(job.attempts + 1, error) from error
        return "done"

    def _unpack(self, reaction: Reaction, job: Job) -> tuple[JobRun, Event]:
        fact = json.loads(job.payload or b"{}")
        run = JobRun(
            database=self.database,
            tenant_id=UUID(fact["tenant"]),
            event_id=UUID(fact["event"]),
            key=f"{fact['event']}:{name_of(reaction)}",
            attempt=job.attempts + 1,
        )
        return run, Event.known[fact["name"]].from_json(fact["data"])

    async def _react(self, reaction: Reaction, run: JobRun, event: Event) -> None:
        """Run the reaction; a worker that stops hands the job back instead of losing it."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in a task
        self.running.add(task)
        try:
            await reaction(run, event)
        except asyncio.CancelledError as error:
            task.uncancel()
            raise RetryLater(timedelta(0)) from error
        finally:
            self.running.discard(task)

    def _verdict(self, attempt: int, error: Exception) -> Exception:
        if isinstance(error, RetryLater):
            log.info("job put off", attempt=attempt, again_in=str(error.after))
            return RetryRequested(error.after, str(error))
        if isinstance(error, GiveUp) or attempt >= self.patience.attempts:
            log.error("job given up", attempt=attempt, exc_info=error)
            return GivenUp(error)
        pause = self.patience.pause(attempt)
        log.warning("job failed", attempt=attempt, again_in=str(pause), exc_info=error)
        return RetryRequested(pause, repr(error))

    async def _spare_the_workers(self, job: Job) -> None:
        """Give up a job that kills whoever runs it: by memory, or a crash no Python code sees."""
        if await self.deaths(job) >= self.patience.deaths:
            raise GiveUp(f"{self.patience.deaths} workers died while they ran this job.")
