"""Chores of tenancy, on the clock."""

from datetime import UTC, datetime
from uuid import UUID

from galleria.core.queue import Chore, ClockRun
from galleria.tenancy.service import domains, sessions


async def forget_lapsed_sessions(run: ClockRun) -> None:
    """Drop sessions and failed sign-ins that no longer count."""

    async def forget(tenant_id: UUID) -> None:
        async with run.database.transaction(tenant_id) as ctx:
            await sessions.forget_lapsed_sessions(ctx)

    await run.for_each_tenant(forget)


async def release_lapsed_claims(run: ClockRun) -> None:
    """Drop claims to hosts that nobody has proved in time."""
    async with run.database.platform() as session:
        await domains.release_lapsed_claims(session, now=datetime.now(UTC))


CHORES = (
    Chore("tenancy.forget_lapsed_sessions", "17 * * * *", forget_lapsed_sessions),
    Chore("tenancy.release_lapsed_claims", "47 3 * * *", release_lapsed_claims),
)
