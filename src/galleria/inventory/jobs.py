"""What inventory does by the clock."""

from uuid import UUID

from galleria.core.queue import Chore, ClockRun
from galleria.inventory.service import holds


async def release_lapsed_holds(run: ClockRun) -> None:
    """Put back on sale what carts did not buy in time."""

    async def release(tenant_id: UUID) -> None:
        async with run.database.transaction(tenant_id) as ctx:
            await holds.release_lapsed_holds(ctx)

    await run.for_each_tenant(release)


CHORES = (Chore("inventory.release_lapsed_holds", "* * * * * */15", release_lapsed_holds),)
