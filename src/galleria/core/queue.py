"""What happens after a fact or by the clock: the words that every domain's ``jobs`` are written in.

A job may run twice: a worker may die after the effect and before the queue learns of it. So a job
does its work in a transaction that can happen ``once``, or calls a service that takes a key.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from galleria.core.context import Context
from galleria.core.db import Database, TenantOwned
from galleria.core.events import Event
from galleria.core.outbox import Routes


class RetryLater(Exception):
    """The job cannot be done now but can be ``after`` some time: a platform asks for a pause."""

    def __init__(self, after: timedelta) -> None:
        super().__init__(f"Again in {after}.")
        self.after = after


class GiveUp(Exception):
    """Trying again cannot help; the job becomes a dead letter at once."""


class AlreadyDone(Exception):
    """An earlier run of this job had its effect; nothing is left to do."""


class JobReceipt(TenantOwned):
    """A job that had its effect, written in the transaction of the effect. Kept for 30 days."""

    __tablename__ = "job_receipts"

    key: Mapped[str] = mapped_column(primary_key=True)
    done_at: Mapped[datetime]


_TAKE_RECEIPT = text(
    "INSERT INTO job_receipts (tenant_id, key, done_at) VALUES (:tenant_id, :key, :now)"
    " ON CONFLICT (tenant_id, key) DO NOTHING RETURNING true"
)


@dataclass(frozen=True, slots=True)
class JobRun:
    """One attempt of one reaction to one event: acts as the system, for the tenant of the event.

    ``key`` is the same for every attempt and differs from every other job's: an idempotency key for
    the outside world.
    """

    database: Database
    tenant_id: UUID
    event_id: UUID
    key: str
    attempt: int

    @asynccontextmanager
    async def transaction(
        self, *, once: bool = False, read_only: bool = False
    ) -> AsyncIterator[Context]:
        """Work as the event's tenant. What is done ``once`` is done by one run, and ends the job.

        Raises:
            AlreadyDone: an earlier run got this far; the worker takes that for success.
        """
        async with self.database.transaction(self.tenant_id, read_only=read_only) as ctx:
            if once:
                await self._take_receipt(ctx)
            yield ctx

    async def _take_receipt(self, ctx: Context) -> None:
        receipt = {"tenant_id": ctx.tenant_id, "key": self.key, "now": ctx.now}
        # A run of the same job elsewhere is waited for here, by the key of the table.
        if not (await ctx.session.execute(_TAKE_RECEIPT, receipt)).first():
            raise AlreadyDone


# Any and not Event: a reaction takes its own kind of event, which the mapping's key names.
Reaction = Callable[[JobRun, Any], Awaitable[None]]
Reactions = Mapping[type[Event], Sequence[Reaction]]


def name_of(reaction: Reaction) -> str:
    """The name under which a reaction's jobs are queued. Renaming it strands those that wait."""
    return f"{reaction.__module__.removeprefix('galleria.')}.{reaction.__qualname__}"


def routes(reactions: Reactions) -> Routes:
    """Tell the outbox which reactions wait for which event."""
    return {event.name(): tuple(map(name_of, found)) for event, found in reactions.items()}


Thing = TypeVar("Thing")


async def try_each(things: Iterable[Thing], work: Callable[[Thing], Awaitable[None]]) -> None:
    """Do the work for each thing in turn; one that fails keeps none after it from being done.

    Raises:
        ExceptionGroup: everything that failed, at the end.
    """
    failed = []
    for thing in things:
        try:
            await work(thing)
        except Exception as error:  # noqa: BLE001 - raised below, with all others
            failed.append(error)
    if failed:
        raise ExceptionGroup("Some of the work failed.", failed)


@dataclass(frozen=True, slots=True)
class ClockRun:
    """One run of a chore."""

    database: Database
    tenants: Callable[[], Awaitable[Sequence[UUID]]]
    """Asks for every tenant there is."""

    async def for_each_tenant(self, work: Callable[[UUID], Awaitable[None]]) -> None:
        """Do a chore tenant by tenant; one that fails costs the others nothing.

        Raises:
            ExceptionGroup: what failed, once all have had their turn.
        """
        await try_each(await self.tenants(), work)


@dataclass(frozen=True, slots=True)
class Chore:
    """Work that the clock asks for; one worker at a time does it. Cut short, it comes again.

    ``cron`` has five fields in UTC, and a sixth for seconds where minutes are too coarse:
    ``*/5 * * * *`` is every five minutes, ``* * * * * */20`` every twenty seconds.
    """

    name: str
    cron: str
    run: Callable[[ClockRun], Awaitable[None]]
