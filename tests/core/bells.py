"""Events and reactions for the queue's tests, and a worker that can be killed.

An effect is a `BellHeard` event: kept with its transaction, counted by the tests.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from galleria.core.attempts import Patience
from galleria.core.db import Database
from galleria.core.delivery import Pace, Worker
from galleria.core.events import Event
from galleria.core.queue import GiveUp, JobRun, Reactions, RetryLater


@dataclass(frozen=True)
class BellRang(Event):
    """Rung by a test; ``marks`` is a directory in which reactions leave traces."""

    behaviour: str
    marks: str = ""


@dataclass(frozen=True)
class BellHeard(Event):
    """A reaction had its effect."""

    key: str
    attempt: int


async def hear(run: JobRun, event: BellRang) -> None:
    """Have an effect once, with a pause before or after it in which a test may kill the worker."""
    if event.behaviour == "dies before the end":
        await _pause_first_time(event, "inside")
    async with run.transaction(once=True) as ctx:
        ctx.emit(BellHeard(run.key, run.attempt))
        if event.behaviour == "dies within":
            await ctx.session.flush()
            await _pause_first_time(event, "inside")
    if event.behaviour == "dies after":
        await _pause_first_time(event, "after")


async def stumble(run: JobRun, event: BellRang) -> None:
    """Fail as the event says; a sibling of `hear` that it must not disturb."""
    match event.behaviour:
        case "fails":
            raise ValueError("the clapper is missing")
        case "fails once" if run.attempt == 1:
            raise ValueError("the clapper is loose")
        case "hopeless":
            raise GiveUp("there is no bell")
        case "put off" if run.attempt < 4:
            raise RetryLater(timedelta(milliseconds=10))
        case "kills":
            sys.exit(9)
    async with run.transaction(once=True) as ctx:
        ctx.emit(BellHeard(run.key, run.attempt))


REACTIONS: Reactions = {BellRang: [hear, stumble]}
QUICK = Patience(attempts=3, first_pause=timedelta(milliseconds=20))
STEADY = Pace(
    poll=timedelta(seconds=0.3),
    missed=timedelta(minutes=5),
    grace=timedelta(seconds=0.5),
    reconnect=timedelta(seconds=0.1),
)
BRISK = replace(STEADY, missed=timedelta(seconds=1))
"""Takes whoever stalls for a second for dead, itself included; for those who inherit the jobs."""


async def _pause_first_time(event: BellRang, mark: str) -> None:
    if _leave(Path(event.marks, mark)):
        await asyncio.sleep(3600)


def _leave(mark: Path) -> bool:
    is_first = not mark.exists()
    mark.touch()
    return is_first


async def until(condition: Callable[[], object | Awaitable[object]]) -> None:
    """Wait for something that happens elsewhere."""
    async with asyncio.timeout(120):
        while True:
            answer = condition()
            if await answer if isinstance(answer, Awaitable) else answer:
                return
            await asyncio.sleep(0.02)


async def work(url: str, pace: Pace) -> None:
    """Be a worker until stopped or killed."""
    database = Database(url)
    worker = Worker(database, REACTIONS, pace=pace, patience=QUICK)
    worker.stop_on_signals()
    await worker.run()
    await database.close()


async def effects(database: Database, tenant_id: UUID) -> list[BellHeard]:
    """Read what the reactions to this tenant's bells have done."""
    async with database.transaction(tenant_id, read_only=True) as ctx:
        found = await ctx.session.execute(
            text("SELECT data FROM events WHERE tenant_id = :t AND name = 'BellHeard' ORDER BY id"),
            {"t": tenant_id},
        )
        return [BellHeard.from_json(data) for data in found.scalars()]
