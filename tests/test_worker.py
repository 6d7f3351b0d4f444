import asyncio

from galleria.core.db import Database
from galleria.core.queue import name_of
from galleria.core.upkeep import UPKEEP
from galleria.wiring import CHORES, REACTIONS
from galleria.worker import build_worker


class TestBuildWorker:
    def test_it_knows_every_reaction_and_every_chore_by_a_name_of_its_own(
        self, database: Database
    ) -> None:
        worker = build_worker(database)
        found = {reaction for reactions in REACTIONS.values() for reaction in reactions}
        assert set(worker.reactions) == {name_of(reaction) for reaction in found}
        assert len(worker.reactions) == len(found)
        names = [chore.name for chore in worker.chores]
        assert len(set(names)) == len(names) == len(CHORES) + len(UPKEEP)

    async def test_it_starts_and_stops(self, database: Database) -> None:
        worker = build_worker(database)
        running = asyncio.create_task(worker.run())
        await asyncio.sleep(1)
        assert not running.done()
        worker.stop()
        await asyncio.wait_for(running, 120)
