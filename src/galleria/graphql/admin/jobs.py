"""Work behind the scenes that was given up."""

from datetime import datetime

from galleria.core.backlog import list_dead_letters
from galleria.graphql.access import staff
from galleria.graphql.context import Info
from galleria.graphql.definitions import object_type
from galleria.graphql.edge import field
from galleria.tenancy.permissions import Permission

READS_SETTINGS = staff(Permission.SETTINGS_READ)


@object_type(READS_SETTINGS)
class DeadLetter:
    """A job that was tried long enough and given up."""

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
            DeadLetter(job=one.job, event=one.event, attempts=one.attempts, failed_at=one.failed_at)
            for one in found
        ]
