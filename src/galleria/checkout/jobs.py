"""What the checkout does by the clock."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from galleria.checkout import service
from galleria.checkout.flow import Cashier
from galleria.core.context import StoreRef
from galleria.core.queue import Chore, ClockRun, try_each
from galleria.payments.service import Gateways
from galleria.tenancy import queries as tenancy

ABANDONED_AFTER = timedelta(seconds=30)


def chores(gateways: Gateways) -> Sequence[Chore]:
    """Make the checkout's chores, which ask these gateways."""

    async def finish_attempts(run: ClockRun) -> None:
        """Finish what a browser or a web process left in the middle."""
        cashier = Cashier(run.database, gateways)

        async def finish(unfinished: tuple[UUID, StoreRef]) -> None:
            attempt_id, store = unfinished
            await cashier.finish(store, attempt_id)

        async def finish_all(tenant_id: UUID) -> None:
            await try_each(await _claim_unfinished(run, tenant_id), finish)

        await run.for_each_tenant(finish_all)

    return (Chore("checkout.finish_attempts", "* * * * * */20", finish_attempts),)


async def _claim_unfinished(run: ClockRun, tenant_id: UUID) -> Sequence[tuple[UUID, StoreRef]]:
    async with run.database.transaction(tenant_id) as ctx:
        unfinished = await service.claim_unfinished(ctx, older_than=ABANDONED_AFTER)
        stores = {store_id for _, store_id in unfinished}
        known = {store_id: await tenancy.get_store_ref(ctx, store_id) for store_id in stores}
    return [(attempt_id, known[store_id]) for attempt_id, store_id in unfinished]
