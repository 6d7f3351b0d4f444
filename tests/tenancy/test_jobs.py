from sqlalchemy import func, select, update

from galleria.core.queue import ClockRun
from galleria.tenancy.jobs import forget_lapsed_sessions, release_lapsed_claims
from galleria.tenancy.models import Domain, SignInAttempts, StaffSession
from galleria.tenancy.queries import Unknown, Unverified, find_store_by_host, list_tenant_ids
from galleria.tenancy.service.domains import CLAIM_LASTS, add_domain
from galleria.tenancy.service.sessions import (
    ATTEMPTS_WINDOW,
    SESSION_LASTS,
    begin_session,
    count_attempt,
)
from galleria.tenancy.service.staff import invite_staff
from tests.merchants import Merchant


def clock(merchant: Merchant) -> ClockRun:
    return ClockRun(merchant.database, lambda: list_tenant_ids(merchant.database))


async def count(merchant: Merchant, table: type[StaffSession | SignInAttempts]) -> int:
    async with merchant.transaction() as ctx:
        return await ctx.session.scalar(select(func.count()).select_from(table)) or 0


class TestForgetLapsedSessions:
    async def test_drops_what_no_longer_counts_in_every_tenant(
        self, merchant: Merchant, neighbor: Merchant
    ) -> None:
        for whose in (merchant, neighbor):
            async with whose.transaction() as ctx:
                ada = await invite_staff(ctx, name="Ada", email="ada@shop.example")
                old, _ = [
                    await begin_session(ctx, staff_id=ada.staff.id, checked_hash=None)
                    for _ in range(2)
                ]
                old.session.expires_at -= SESSION_LASTS
                await count_attempt(ctx, email="bob@shop.example")
                await ctx.session.execute(
                    update(SignInAttempts).values(window_started_at=ctx.now - ATTEMPTS_WINDOW)
                )
                await count_attempt(ctx, email="eve@shop.example")

        await forget_lapsed_sessions(clock(merchant))

        for whose in (merchant, neighbor):
            assert await count(whose, StaffSession) == 1
            assert await count(whose, SignInAttempts) == 1


class TestReleaseLapsedClaims:
    async def test_drops_claims_that_nobody_proved_in_time(
        self, merchant: Merchant, custom_host: str
    ) -> None:
        fresh, old = (f"{label}.{custom_host}" for label in ("fresh", "old"))
        async with merchant.transaction() as ctx:
            for host in (fresh, old):
                await add_domain(ctx, store_id=merchant.store.id, host=host)
            await ctx.session.execute(
                update(Domain).where(Domain.host == old).values(created_at=ctx.now - CLAIM_LASTS)
            )

        await release_lapsed_claims(clock(merchant))

        assert await find_store_by_host(merchant.database, fresh) == Unverified()
        assert await find_store_by_host(merchant.database, old) == Unknown()
