import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from galleria.core import backlog
from galleria.core.db import Database
from galleria.core.delivery import Pace, Worker
from galleria.core.queue import Chore, ClockRun, name_of
from galleria.embedded.engines import Engines
from tests.core.bells import (
    BRISK,
    QUICK,
    REACTIONS,
    STEADY,
    BellRang,
    effects,
    hear,
    stumble,
    until,
)
from tests.core.conftest import StartWorker

HEAR, STUMBLE = name_of(hear), name_of(stumble)
WORKERS = (
    "FROM pg_stat_activity"
    " WHERE application_name = 'galleria worker' AND datname = current_database()"
)


async def ring(database: Database, tenant_id: UUID, behaviour: str, marks: object = "") -> None:
    async with database.transaction(tenant_id) as ctx:
        ctx.emit(BellRang(behaviour, str(marks)))


async def ring_and_fail(database: Database, tenant_id: UUID) -> None:
    async with database.transaction(tenant_id) as ctx:
        ctx.emit(BellRang("plain"))
        raise ZeroDivisionError


async def heard_by(database: Database, tenant_id: UUID) -> list[tuple[str, int]]:
    found = await effects(database, tenant_id)
    return sorted((effect.key.split(":")[1], effect.attempt) for effect in found)


async def until_heard(database: Database, tenant_id: UUID, times: int) -> None:
    async def is_heard() -> bool:
        return len(await effects(database, tenant_id)) >= times

    await until(is_heard)


async def until_connected(owner: asyncpg.Connection) -> None:
    """Wait until a worker has its connections."""
    await until(partial(owner.fetchval, f"SELECT count(*) >= 2 {WORKERS}"))


def worker_of(database: Database, *chores: Chore, pace: Pace = STEADY) -> Worker:
    return Worker(database, REACTIONS, chores=chores, pace=pace, patience=QUICK)


@asynccontextmanager
async def working(worker: Worker) -> AsyncIterator[Worker]:
    async with asyncio.TaskGroup() as group:
        group.create_task(worker.run())
        yield worker
        worker.stop()


class TestWorker:
    async def test_every_reaction_to_an_event_has_its_effect_once(
        self, belfry: Database, tenant_id: UUID
    ) -> None:
        await ring(belfry, tenant_id, "plain")
        await worker_of(belfry).drain()
        assert await heard_by(belfry, tenant_id) == [(HEAR, 1), (STUMBLE, 1)]

    async def test_nothing_is_queued_by_a_transaction_that_fails(
        self, belfry: Database, tenant_id: UUID
    ) -> None:
        with pytest.raises(ZeroDivisionError):
            await ring_and_fail(belfry, tenant_id)
        await worker_of(belfry).drain()
        assert await effects(belfry, tenant_id) == []

    async def test_a_reaction_that_fails_is_tried_again_alone(
        self, belfry: Database, tenant_id: UUID
    ) -> None:
        await ring(belfry, tenant_id, "fails once")
        await worker_of(belfry).drain()
        assert await heard_by(belfry, tenant_id) == [(HEAR, 1), (STUMBLE, 2)]

    async def test_a_reaction_may_put_itself_off_more_often_than_it_may_fail(
        self, belfry: Database, tenant_id: UUID
    ) -> None:
        await ring(belfry, tenant_id, "put off")
        await worker_of(belfry).drain()
        assert (STUMBLE, 4) in await heard_by(belfry, tenant_id)

    async def test_a_duplicate_of_a_job_is_harmless(
        self, belfry: Database, engines: Engines, tenant_id: UUID
    ) -> None:
        await ring(belfry, tenant_id, "plain")
        connection = await asyncpg.connect(engines.database_owner_url)
        await connection.execute(
            "INSERT INTO pgqueuer (priority, status, entrypoint, payload)"
            " SELECT priority, status, entrypoint, payload FROM pgqueuer"
            " WHERE convert_from(payload, 'UTF8')::jsonb ->> 'tenant' = $1",
            str(tenant_id),
        )
        await connection.close()
        await worker_of(belfry).drain()
        assert await heard_by(belfry, tenant_id) == [(HEAR, 1), (STUMBLE, 1)]

    async def test_a_call_that_is_lost_delays_a_job_but_does_not_lose_it(
        self, belfry: Database, engines: Engines, tenant_id: UUID
    ) -> None:
        owner = await asyncpg.connect(engines.database_owner_url)
        async with working(worker_of(belfry)):
            await until_connected(owner)
            await owner.execute("ALTER TABLE pgqueuer DISABLE TRIGGER ALL")
            await ring(belfry, tenant_id, "plain")
            await until_heard(belfry, tenant_id, 2)
            await owner.execute("ALTER TABLE pgqueuer ENABLE TRIGGER ALL")
        await owner.close()

    async def test_a_database_that_drops_every_connection_is_found_again(
        self, belfry: Database, engines: Engines, tenant_id: UUID
    ) -> None:
        owner = await asyncpg.connect(engines.database_owner_url)
        async with working(worker_of(belfry)):
            await until_connected(owner)
            await owner.execute(f"SELECT pg_terminate_backend(pid) {WORKERS}")
            await ring(belfry, tenant_id, "plain")
            await until_heard(belfry, tenant_id, 2)
        await owner.close()

    async def test_a_job_that_outlasts_the_grace_is_handed_back_at_once(
        self, belfry: Database, tenant_id: UUID, tmp_path: Path
    ) -> None:
        async with working(worker_of(belfry)):
            await ring(belfry, tenant_id, "dies before the end", tmp_path)
            await until((tmp_path / "inside").exists)
        await worker_of(belfry).drain()
        assert await heard_by(belfry, tenant_id) == [(HEAR, 2), (STUMBLE, 1)]


class TestKilledWorker:
    @pytest.mark.parametrize(
        ("behaviour", "moment"),
        [("dies before the end", "inside"), ("dies within", "inside"), ("dies after", "after")],
    )
    async def test_its_job_has_its_effect_exactly_once(
        self,
        behaviour: str,
        moment: str,
        belfry: Database,
        tenant_id: UUID,
        start_worker: StartWorker,
        tmp_path: Path,
    ) -> None:
        worker = start_worker()
        await ring(belfry, tenant_id, behaviour, tmp_path)
        await until((tmp_path / moment).exists)
        await until_heard(belfry, tenant_id, 1 if moment == "inside" else 2)
        worker.send_signal(signal.SIGKILL)
        worker.wait()

        async with working(worker_of(belfry, pace=BRISK)):
            await until_heard(belfry, tenant_id, 2)
            await asyncio.sleep(2 * BRISK.missed.total_seconds())

        assert await heard_by(belfry, tenant_id) == [(HEAR, 1), (STUMBLE, 1)]

    async def test_a_job_that_kills_every_worker_is_given_up(
        self, belfry: Database, tenant_id: UUID, start_worker: StartWorker
    ) -> None:
        await ring(belfry, tenant_id, "kills")
        for _ in range(QUICK.deaths):
            worker = start_worker("BRISK")
            await asyncio.to_thread(worker.wait, 120)
        start_worker("BRISK")
        await until(partial(backlog.list_dead_letters, belfry, tenant_id=tenant_id))
        [dead] = await backlog.list_dead_letters(belfry, tenant_id=tenant_id)
        assert dead.error == "GiveUp: 3 workers died while they ran this job."


class TestSignals:
    async def test_a_worker_told_to_stop_hands_back_and_ends_in_peace(
        self, belfry: Database, tenant_id: UUID, start_worker: StartWorker, tmp_path: Path
    ) -> None:
        worker = start_worker()
        await ring(belfry, tenant_id, "dies before the end", tmp_path)
        await until((tmp_path / "inside").exists)
        worker.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(worker.wait, 120) == 0
        await worker_of(belfry).drain()
        assert await heard_by(belfry, tenant_id) == [(HEAR, 2), (STUMBLE, 1)]


class TestDeadLetters:
    async def test_a_job_is_given_up_after_its_last_attempt_and_may_be_tried_again(
        self, belfry: Database, tenant_id: UUID
    ) -> None:
        await ring(belfry, tenant_id, "fails")
        await worker_of(belfry).drain()
        [dead] = await backlog.list_dead_letters(belfry, tenant_id=tenant_id)
        assert (dead.job, dead.event, dead.attempts) == (STUMBLE, "BellRang", QUICK.attempts)
        assert dead.data == {"behaviour": "fails", "marks": ""}
        assert dead.error == "ValueError: the clapper is missing"
        assert "in stumble" in dead.traceback

        async with belfry.transaction(tenant_id) as ctx:
            await backlog.retry_dead_letter(ctx, dead.id)
        assert await backlog.list_dead_letters(belfry, tenant_id=tenant_id) == []
        await worker_of(belfry).drain()
        assert len(await backlog.list_dead_letters(belfry, tenant_id=tenant_id)) == 1

    async def test_a_hopeless_job_is_given_up_at_once(
        self, belfry: Database, tenant_id: UUID
    ) -> None:
        await ring(belfry, tenant_id, "hopeless")
        await worker_of(belfry).drain()
        [dead] = await backlog.list_dead_letters(belfry, tenant_id=tenant_id)
        assert (dead.attempts, dead.error) == (1, "GiveUp: there is no bell")

    async def test_a_job_that_cannot_be_read_is_given_up_too(
        self, belfry: Database, engines: Engines
    ) -> None:
        connection = await asyncpg.connect(engines.database_owner_url)
        job = await connection.fetchval(
            "INSERT INTO pgqueuer (priority, status, entrypoint, payload)"
            " VALUES (0, 'queued', $1, 'not JSON') RETURNING id",
            HEAR,
        )
        await worker_of(belfry).drain()
        drop = "DELETE FROM pgqueuer WHERE id = $1 RETURNING status"
        state = await connection.fetchval(drop, job)
        await connection.close()
        assert state == "failed"


class TestChores:
    async def test_one_worker_at_a_time_does_a_chore(self, belfry: Database) -> None:
        at_once: list[int] = []
        running = 0

        async def sweep(_: ClockRun) -> None:
            nonlocal running
            running += 1
            at_once.append(running)
            await asyncio.sleep(1.5)
            running -= 1

        chore = Chore("tests.sweep", "* * * * * *", sweep)
        async with working(worker_of(belfry, chore)), working(worker_of(belfry, chore)):
            await until(lambda: len(at_once) >= 3)
        assert set(at_once) == {1}

    async def test_a_chore_that_fails_comes_again(self, belfry: Database) -> None:
        runs: list[ClockRun] = []

        async def trip(run: ClockRun) -> None:
            runs.append(run)
            raise ValueError("a loose board")

        async with working(worker_of(belfry, Chore("tests.trip", "* * * * * *", trip))):
            await until(lambda: len(runs) >= 2)
        assert runs[0].database is belfry
