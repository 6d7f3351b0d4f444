"""Paying: a transaction, the gateway, a transaction. Whoever comes first may finish; repeating is
harmless.
"""

from dataclasses import astuple, dataclass
from uuid import UUID

from galleria.checkout import queries, service
from galleria.checkout.rows import Decided
from galleria.core.context import SYSTEM, StoreRef
from galleria.core.db import Database
from galleria.payments.queries import Due
from galleria.payments.service import Gateways


@dataclass(frozen=True, slots=True)
class Cashier:
    """Takes the money for attempts that have begun."""

    database: Database
    gateways: Gateways

    async def finish(self, store: StoreRef, attempt_id: UUID, *, due: Due | None = None) -> Decided:
        """Ask the gateway for the money of an attempt and place the order, or give the cart back.

        May be called any number of times, by anybody, also at once: the gateway takes the money
        once for each payment, and the first to write the outcome decides. Whoever has just begun
        the attempt knows what is ``due``; for others it is looked up.

        Raises:
            NotFound: the store has no such attempt.
        """
        database, tenant = self.database, store.tenant_id
        if due is None:
            async with database.transaction(tenant, actor=SYSTEM, store=store) as ctx:
                due = await queries.find_due(ctx, attempt_id)
                if due is None:
                    return Decided(*astuple(await queries.get_attempt(ctx, attempt_id)))
        outcome = await self.gateways[due.gateway].capture(due.request)
        async with database.transaction(tenant, actor=SYSTEM, store=store) as ctx:
            return await service.finish_checkout(ctx, attempt_id=attempt_id, outcome=outcome)
