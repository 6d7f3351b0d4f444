import json
from uuid import UUID

import structlog
from asyncpg.connection import LoggedQuery
from sqlalchemy import text

from galleria.core.db import Database
from galleria.core.queue import name_of, routes
from galleria.embedded.engines import Engines
from tests.core.bells import REACTIONS, BellHeard, BellRang, hear, stumble

QUEUED = text(
    "SELECT entrypoint, convert_from(payload, 'UTF8') AS payload, headers FROM pgqueuer"
    " WHERE convert_from(payload, 'UTF8')::jsonb ->> 'tenant' = :tenant ORDER BY id"
)


class TestWrite:
    async def test_an_event_becomes_a_job_for_each_that_reacts_to_it(
        self, belfry: Database, tenant_id: UUID
    ) -> None:
        with structlog.contextvars.bound_contextvars(request_id="r-1", colour="green"):
            async with belfry.transaction(tenant_id) as ctx:
                ctx.emit(BellRang("it's “loud”"))
                ctx.emit(BellHeard("nobody waits for this", 1))
        async with belfry.platform() as session:
            jobs = (await session.execute(QUEUED, {"tenant": str(tenant_id)})).all()
            await session.execute(
                text("DELETE FROM pgqueuer WHERE entrypoint = ANY(:names)"),
                {"names": [job.entrypoint for job in jobs]},
            )

        assert [job.entrypoint for job in jobs] == [name_of(hear), name_of(stumble)]
        fact = json.loads(jobs[0].payload)
        assert fact["data"] == {"behaviour": "it's “loud”", "marks": ""}
        assert (fact["tenant"], fact["name"]) == (str(tenant_id), "BellRang")
        assert jobs[0].headers == {"request_id": "r-1"}

    async def test_many_events_are_kept_in_one_statement(
        self, engines: Engines, tenant_id: UUID
    ) -> None:
        alone = Database(engines.database_url, pool_size=1)
        asked: list[str] = []

        def note(record: LoggedQuery) -> None:
            asked.append(record.query.partition(" ")[0])

        async with alone.transaction(tenant_id) as ctx:
            ctx.emit(BellHeard("a new connection asks what the columns' types are", 0))
        async with alone.transaction(tenant_id) as ctx:
            ctx.driver.add_query_logger(note)
            for number in range(50):
                ctx.emit(BellHeard("nobody waits for this", number))
        ctx.driver.remove_query_logger(note)
        await alone.close()
        assert asked == ["INSERT", "COMMIT"]


class TestRoutes:
    def test_names_the_reactions_to_each_event(self) -> None:
        assert routes(REACTIONS) == {
            "BellRang": ("tests.core.bells.hear", "tests.core.bells.stumble")
        }
