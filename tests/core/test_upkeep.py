from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from galleria.core.db import Database
from galleria.core.delivery import Worker
from galleria.core.ids import new_id
from galleria.core.queue import ClockRun
from galleria.core.upkeep import _first_id_at, drop_old_history, drop_old_keys
from tests.core.bells import REACTIONS, BellRang

NOW = datetime.now(UTC)


async def test_old_keys_and_receipts_go_and_the_others_stay(
    database: Database, tenant_id: UUID
) -> None:
    def id_at(moment: datetime) -> UUID:
        return UUID(int=_first_id_at(moment).int | (new_id().int & (1 << 80) - 1))

    async def tenants() -> list[UUID]:
        return [tenant_id]

    async with database.transaction(tenant_id) as ctx:
        for days in (1, 29, 31):
            moment = NOW - timedelta(days=days)
            await ctx.session.execute(
                text("INSERT INTO job_receipts VALUES (:t, :key, :at)"),
                {"t": tenant_id, "key": f"{id_at(moment)}:tests.{days}", "at": moment},
            )
        for days in (1, 6, 8):
            await ctx.session.execute(
                text(
                    "INSERT INTO idempotency_keys (tenant_id, actor, key, operation, input_hash,"
                    " result, created_at) VALUES (:t, 'guest', :key, '', '', '', :at)"
                ),
                {"t": tenant_id, "key": str(days), "at": NOW - timedelta(days=days)},
            )

    await drop_old_keys(ClockRun(database, tenants))

    async with database.transaction(tenant_id) as ctx:
        where = {"t": tenant_id}
        receipts = await ctx.session.scalars(
            text("SELECT key FROM job_receipts WHERE tenant_id = :t ORDER BY done_at DESC"), where
        )
        assert [key.split(".")[1] for key in receipts] == ["1", "29"]
        keys = await ctx.session.scalars(
            text("SELECT key FROM idempotency_keys WHERE tenant_id = :t ORDER BY key"), where
        )
        assert keys.all() == ["1", "6"]


async def test_history_goes_except_of_jobs_that_are_still_there(
    belfry: Database, tenant_id: UUID
) -> None:
    async def nobody() -> list[UUID]:
        return []

    async with belfry.transaction(tenant_id) as ctx:
        ctx.emit(BellRang("hopeless"))
    await Worker(belfry, REACTIONS).drain()
    async with belfry.platform() as session:
        await session.execute(text("UPDATE pgqueuer_log SET created = created - interval '8 days'"))

    await drop_old_history(ClockRun(belfry, nobody))

    async with belfry.platform() as session:
        left = await session.execute(text("SELECT DISTINCT entrypoint FROM pgqueuer_log"))
        assert "tests.core.bells.stumble" in left.scalars().all()
        gone = await session.execute(
            text("SELECT count(*) FROM pgqueuer_log WHERE entrypoint = 'tests.core.bells.hear'")
        )
        assert gone.scalar_one() == 0
