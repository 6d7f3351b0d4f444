"""What lies in the queue: how much waits, and the dead letters, kept until somebody decides."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.types import JobId
from sqlalchemy import Row, text

from galleria.core.context import Context
from galleria.core.db import Database
from galleria.core.errors import NotFound

_COUNT = text("SELECT status::text, count(*) AS number FROM pgqueuer GROUP BY status")
_OLDEST = text(
    "SELECT coalesce(extract(epoch FROM now() - min(execute_after)), 0) FROM pgqueuer"
    " WHERE status = 'queued' AND execute_after <= now()"
)
_DEAD = text(
    "SELECT job.id, job.entrypoint, job.payload, job.attempts, job.updated, last.traceback"
    " FROM pgqueuer AS job LEFT JOIN LATERAL ("
    "  SELECT traceback FROM pgqueuer_log WHERE job_id = job.id AND status = 'failed'"
    "  ORDER BY id DESC LIMIT 1) AS last ON true"
    " WHERE job.status = 'failed' AND (CAST(:tenant AS text) IS NULL"
    "  OR convert_from(job.payload, 'UTF8')::jsonb ->> 'tenant' = :tenant)"
    " ORDER BY job.updated DESC, job.id DESC LIMIT :limit"
)
_TENANT_S = (
    "SELECT id FROM pgqueuer WHERE id = $1 AND status = 'failed'"
    " AND convert_from(payload, 'UTF8')::jsonb ->> 'tenant' = $2 FOR UPDATE"
)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A job that was given up, with all that is needed to understand it and to try it again."""

    id: int
    job: str
    tenant_id: UUID
    event_id: UUID
    event: str
    data: dict[str, Any]
    attempts: int
    failed_at: datetime
    error: str
    traceback: str


async def count_jobs(database: Database) -> Mapping[str, int]:
    """Count jobs by state: ``queued``, ``picked`` (running) and ``failed`` (dead letters)."""
    async with database.platform() as session:
        found = {row.status: row.number for row in await session.execute(_COUNT)}
    return {status: found.get(status, 0) for status in ("queued", "picked", "failed")}


async def measure_delay(database: Database) -> float:
    """Tell for how many seconds the oldest job that is due has been waiting."""
    async with database.platform() as session:
        return float((await session.execute(_OLDEST)).scalar_one())


async def list_dead_letters(
    database: Database, *, tenant_id: UUID | None = None, limit: int = 100
) -> Sequence[DeadLetter]:
    """List jobs that were given up, the latest first."""
    asked = {"tenant": str(tenant_id) if tenant_id else None, "limit": limit}
    async with database.platform() as session:
        return [_dead_letter(row) for row in await session.execute(_DEAD, asked)]


async def retry_dead_letter(ctx: Context, job_id: int) -> None:
    """Have a job of this tenant that was given up tried again, once the transaction commits.

    Raises:
        NotFound: there is no such job, or it has not been given up, or no longer.
    """
    if await ctx.driver.fetchval(_TENANT_S, job_id, str(ctx.tenant_id)) is None:
        raise NotFound("job", path=("jobId",))
    await Queries(AsyncpgDriver(ctx.driver)).requeue_jobs([JobId(job_id)])


def _dead_letter(row: Row[Any]) -> DeadLetter:
    fact = json.loads(row.payload)
    last = row.traceback or {}
    return DeadLetter(
        id=row.id,
        job=row.entrypoint,
        tenant_id=UUID(fact["tenant"]),
        event_id=UUID(fact["event"]),
        event=fact["name"],
        data=fact["data"],
        attempts=row.attempts + 1,
        failed_at=row.updated,
        error=f"{last.get('exception_type', '')}: {last.get('exception_message', '')}",
        traceback=last.get("traceback", ""),
    )
