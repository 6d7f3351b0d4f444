"""What the house throws away in time: keys nobody repeats any more, and the queue's own history."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from galleria.core.queue import Chore, ClockRun

KEPT_KEYS = timedelta(days=7)
KEPT_RECEIPTS = timedelta(days=30)
KEPT_LOG = timedelta(days=7)

_OLD_KEYS = text(
    "DELETE FROM idempotency_keys WHERE tenant_id = :tenant_id AND created_at < :before"
)

# A receipt's key begins with the id of its event, which begins with the time: so the table's own
# key finds the old ones, and no other index has to be kept.
_OLD_RECEIPTS = text("DELETE FROM job_receipts WHERE tenant_id = :tenant_id AND key < :before")

# The history of a job that is still there, such as a dead letter's last error, stays with it.
_OLD_LOG = text(
    "DELETE FROM pgqueuer_log WHERE created < :before"
    " AND NOT EXISTS (SELECT FROM pgqueuer WHERE pgqueuer.id = pgqueuer_log.job_id)"
)
_OLD_STATISTICS = text("DELETE FROM pgqueuer_statistics WHERE created < :before")


async def drop_old_keys(run: ClockRun) -> None:
    """Forget idempotency keys and job receipts that nothing will ask for again."""
    now = datetime.now(UTC)
    oldest_receipt = str(_first_id_at(now - KEPT_RECEIPTS))

    async def drop(tenant_id: UUID) -> None:
        async with run.database.transaction(tenant_id) as ctx:
            keys = {"tenant_id": tenant_id, "before": now - KEPT_KEYS}
            await ctx.session.execute(_OLD_KEYS, keys)
            receipts = {"tenant_id": tenant_id, "before": oldest_receipt}
            await ctx.session.execute(_OLD_RECEIPTS, receipts)

    await run.for_each_tenant(drop)


async def drop_old_history(run: ClockRun) -> None:
    """Forget how jobs went that are long done."""
    before = datetime.now(UTC) - KEPT_LOG
    async with run.database.platform() as session:
        await session.execute(_OLD_LOG, {"before": before})
        await session.execute(_OLD_STATISTICS, {"before": before})


def _first_id_at(moment: datetime) -> UUID:
    """The least UUID version 7 of a moment: 48 bits of milliseconds, then nothing."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


UPKEEP = (
    Chore("core.drop_old_keys", "17 3 * * *", drop_old_keys),
    Chore("core.drop_old_history", "47 * * * *", drop_old_history),
)
