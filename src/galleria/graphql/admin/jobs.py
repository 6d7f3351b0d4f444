"""Work behind the scenes that was given up."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from galleria.core.backlog import list_dead_letters, retry_dead_letter
from galleria.core.context import Context
from galleria.core.errors import InvalidInput as Invalid
from galleria.core.errors import Problem
from galleria.core.ids import new_id
from galleria.graphql.access import STAFF, staff
from galleria.graphql.context import Info
from galleria.graphql.definitions import input_type, object_type
from galleria.graphql.edge import field, mutation
from galleria.graphql.errors.requests import IdempotencyKeyReused, InvalidInput, NotFound
from galleria.graphql.writes import write
from galleria.tenancy.permissions import Permission

READS_SETTINGS = staff(Permission.SETTINGS_READ)
WRITES_SETTINGS = staff(Permission.SETTINGS_WRITE)

JOB = "job_"
LARGEST = 2**63 - 1


@object_type(READS_SETTINGS)
class DeadLetter:
    """A job that was tried long enough and given up."""

    id: strawberry.ID
    """Names the job; `retryJob` has it tried again."""
    job: str
    """What was to be done."""
    event: str
    """What had happened."""
    attempts: int
    """How often it was tried."""
    failed_at: datetime
    """When it was given up."""


@object_type(READS_SETTINGS)
class JobAdmin:
    """What staff ask about work behind the scenes."""

    @field(READS_SETTINGS)
    async def dead_letters(self, info: Info) -> list[DeadLetter]:
        """The merchant's jobs that were given up, the latest first; at most 100."""
        found = await list_dead_letters(
            info.context.house.database, tenant_id=info.context.tenant_id
        )
        return [
            DeadLetter(
                id=strawberry.ID(f"{JOB}{one.id}"),
                job=one.job,
                event=one.event,
                attempts=one.attempts,
                failed_at=one.failed_at,
            )
            for one in found
        ]


@object_type(STAFF)
class RetriedJob:
    """A job that is tried again, as if for the first time."""

    job_id: strawberry.ID
    """The job."""


RetryJobResult = Annotated[
    RetriedJob | NotFound | InvalidInput | IdempotencyKeyReused, strawberry.union("RetryJobResult")
]


@input_type
class RetryJobInput:
    """A job that was given up."""

    job_id: strawberry.ID
    """The job."""


@object_type(WRITES_SETTINGS)
class JobMutation:
    """What staff do about work behind the scenes."""

    @mutation(WRITES_SETTINGS)
    async def retry_job(self, info: Info, input: RetryJobInput) -> RetryJobResult:
        """Have a job that was given up tried again, once what it failed for has been mended."""
        number = _number(input.job_id)

        async def retry(ctx: Context) -> UUID:
            await retry_dead_letter(ctx, number)
            return new_id()

        await write(info, input, retry)
        return RetriedJob(job_id=input.job_id)


def _number(job_id: strawberry.ID) -> int:
    """Read an id of the queue, which counts its jobs."""
    digits = job_id.removeprefix(JOB)
    if not job_id.startswith(JOB) or not (digits.isascii() and digits.isdecimal()):
        raise Invalid([Problem(("jobId",), "INVALID_ID", "This is not the id of a job.")])
    return min(int(digits[:20]), LARGEST)
