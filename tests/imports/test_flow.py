from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from galleria.core.context import Actor
from galleria.core.db import Database
from galleria.core.errors import InvalidInput, NotFound
from galleria.core.history import EventRecord
from galleria.core.queue import ClockRun
from galleria.imports import jobs, queries
from galleria.imports.errors import ImportNotWaiting
from galleria.imports.events import ImportRequested
from galleria.imports.flow import work_off
from galleria.imports.models import ImportFile, ImportRun
from galleria.imports.service import cancel_import, confirm_import, start_import
from galleria.wiring import REACTIONS
from galleria.worker import build_worker
from tests.imports.exports import export
from tests.imports.shelf import census, rows
from tests.kit import Shop

SHIRTS = b"Handle,Title,Variant Price\nshirt,Shirt,20\nscarf,Scarf,cheap\n" + b"".join(
    b"mug-%d,Mug %d,5\n" % (n, n) for n in range(120)
)


async def hand_in(shop: Shop, content: bytes = SHIRTS, **how: Any) -> UUID:
    async with shop.transaction() as ctx:
        told = {"platform": "shopify", "file_name": "products.csv"} | how
        run = await start_import(ctx, store_id=shop.store.store_id, content=content, **told)
    return run.id


async def look(shop: Shop, run_id: UUID) -> ImportRun:
    async with shop.transaction() as ctx:
        return await queries.get_run(ctx, run_id)


async def pieces(shop: Shop) -> int:
    return len(await rows(shop, ImportFile.position))


async def run_it(shop: Shop, run_id: UUID) -> ImportRun:
    await work_off(shop.database, tenant_id=shop.store.tenant_id, run_id=run_id)
    return await look(shop, run_id)


class TestWorkOff:
    async def test_brings_a_file_in_and_keeps_the_report(self, shop: Shop) -> None:
        run = await run_it(shop, await hand_in(shop))
        assert (run.status, run.done, run.total) == ("finished", 122, 122)
        assert (run.products, run.created, run.rejected) == (121, 121, 1)
        [error] = run.details["errors"]
        assert (error["line"], error["column"]) == (3, "Variant Price")
        assert run.started_at
        assert run.finished_at
        assert await pieces(shop) == 0

    async def test_fails_with_line_and_reason_where_the_file_is_no_catalog(
        self, shop: Shop
    ) -> None:
        content = export("shopify/reject-mismatched-header.csv").read_bytes()
        run = await run_it(shop, await hand_in(shop, content))
        assert run.status == "failed"
        assert "15 columns" in run.message
        assert run.details["errors"][0]["line"] == 2
        assert (await census(shop))["products"] == await pieces(shop) == 0

    async def test_goes_on_behind_the_last_batch_after_a_crash(self, shop: Shop) -> None:
        run_id = await hand_in(shop)
        with pytest.raises(ConnectionAbortedError):
            await work_off(
                DyingDatabase(shop.database, survives=6),  # type: ignore[arg-type]
                tenant_id=shop.store.tenant_id,
                run_id=run_id,
            )
        half = await look(shop, run_id)
        assert (half.status, half.done, half.created) == ("running", 100, 100)

        run = await run_it(shop, run_id)
        assert (run.status, run.created, run.unchanged) == ("finished", 121, 0)
        assert run.rejected == 1
        assert (await census(shop))["products"] == 121

    async def test_done_twice_it_does_nothing_more(self, shop: Shop) -> None:
        run_id = await hand_in(shop)
        await run_it(shop, run_id)
        before = await census(shop)
        again = await run_it(shop, run_id)
        assert (again.created, await census(shop)) == (121, before)

    async def test_joins_the_pieces_of_large_files_and_their_variations(self, shop: Shop) -> None:
        products = export("woocommerce/kidswear_sr_products.csv").read_bytes()
        variations = export("woocommerce/kidswear_sr_variations.csv").read_bytes()
        padding = b"\n" * (1024 * 1024)
        run_id = await hand_in(
            shop, products + padding, platform="woocommerce", variations=variations
        )
        assert await pieces(shop) == 3
        run = await run_it(shop, run_id)
        assert (run.products, run.variants) == (96, 581)

    async def test_a_worker_does_it_when_it_is_asked_for(self, shop: Shop) -> None:
        run_id = await hand_in(shop)
        await build_worker(shop.database).drain()
        assert (await look(shop, run_id)).status == "finished"
        ended = select(func.count()).where(EventRecord.name == "ImportEnded")
        async with shop.transaction() as ctx:
            assert await ctx.session.scalar(ended) == 1
        assert ImportRequested in REACTIONS


class TestDryRun:
    async def test_shows_the_changes_and_waits_to_be_confirmed(self, shop: Shop) -> None:
        tried = await run_it(shop, await hand_in(shop, is_dry_run=True))
        assert (tried.status, tried.created) == ("finished", 121)
        assert tried.details["changes"][0]["changes"][0] == {
            "field": "title",
            "old": "",
            "new": "Shirt",
        }
        assert (await census(shop))["products"] == 0

        async with shop.transaction() as ctx:
            confirmed = await confirm_import(ctx, run_id=tried.id)
        done = await run_it(shop, confirmed.id)

        assert (done.status, done.created) == ("finished", 121)
        assert (await census(shop))["products"] == 121
        async with shop.transaction() as ctx:
            with pytest.raises(ImportNotWaiting):
                await confirm_import(ctx, run_id=tried.id)

    async def test_its_file_is_forgotten_after_a_week(self, shop: Shop) -> None:
        old = await hand_in(shop, is_dry_run=True)
        await run_it(shop, old)
        new = await hand_in(shop, is_dry_run=True)
        await run_it(shop, new)
        async with shop.transaction() as ctx:
            await ctx.session.execute(
                update(ImportRun)
                .where(ImportRun.id == old)
                .values(finished_at=ctx.now - jobs.KEPT_FILES * 2)
            )

        async def tenants() -> list[UUID]:
            return [shop.store.tenant_id]

        await jobs.drop_old_files(ClockRun(shop.database, tenants))
        assert await rows(shop, ImportFile.run_id) == [(new,)]


class TestCancelImport:
    async def test_stops_it_before_it_begins(self, shop: Shop) -> None:
        run_id = await hand_in(shop)
        async with shop.transaction() as ctx:
            await cancel_import(ctx, run_id=run_id)
        run = await run_it(shop, run_id)
        assert (run.status, await pieces(shop)) == ("canceled", 0)
        assert (await census(shop))["products"] == 0

    async def test_stops_it_between_two_batches(self, shop: Shop) -> None:
        run_id = await hand_in(shop)

        async def cancel() -> None:
            async with shop.transaction() as ctx:
                await cancel_import(ctx, run_id=run_id)

        database = MeddlingDatabase(shop.database, at=6, meddle=cancel)
        await work_off(
            database,  # type: ignore[arg-type]
            tenant_id=shop.store.tenant_id,
            run_id=run_id,
        )
        run = await look(shop, run_id)
        assert (run.status, run.done) == ("canceled", 50)
        assert (await census(shop))["products"] == 50

    async def test_is_too_late_when_it_has_ended(self, shop: Shop) -> None:
        run = await run_it(shop, await hand_in(shop))
        async with shop.transaction() as ctx:
            with pytest.raises(ImportNotWaiting):
                await cancel_import(ctx, run_id=run.id)


class TestStartImport:
    @pytest.mark.parametrize(
        ("how", "code"),
        [
            ({"content": b""}, "EMPTY"),
            ({"platform": "etsy"}, "UNKNOWN"),
        ],
    )
    async def test_refuses_what_cannot_be_imported(
        self, shop: Shop, how: dict[str, Any], code: str
    ) -> None:
        with pytest.raises(InvalidInput) as refused:
            await hand_in(shop, **how)
        assert [problem.code for problem in refused.value.problems] == [code]

    async def test_is_for_stores_within_reach(self, shop: Shop, neighbor: Shop) -> None:
        elsewhere = Actor("staff", store_ids=frozenset({neighbor.store.store_id}))
        run_id = await hand_in(shop)
        async with shop.transaction(elsewhere) as ctx:
            with pytest.raises(NotFound):
                await start_import(
                    ctx,
                    store_id=shop.store.store_id,
                    platform="shopify",
                    file_name="",
                    content=SHIRTS,
                )
            with pytest.raises(NotFound):
                await queries.get_run(ctx, run_id)
        async with shop.transaction() as ctx:
            assert (await queries.get_run(ctx, run_id)).id == run_id


class DyingDatabase:
    """A database whose connection ends after some transactions."""

    def __init__(self, database: Database, survives: int) -> None:
        self.database = database
        self.left = survives

    @asynccontextmanager
    async def transaction(self, *who: Any, **how: Any) -> AsyncIterator[Any]:
        async with self.database.transaction(*who, **how) as ctx:
            self.left -= 1
            if self.left < 0:
                raise ConnectionAbortedError
            yield ctx


class MeddlingDatabase:
    """A database in which somebody else does something before the transaction of this number."""

    def __init__(self, database: Database, at: int, meddle: Any) -> None:
        self.database = database
        self.at = at
        self.meddle = meddle
        self.begun = 0

    @asynccontextmanager
    async def transaction(self, *who: Any, **how: Any) -> AsyncIterator[Any]:
        self.begun += 1
        if self.begun == self.at:
            await self.meddle()
        async with self.database.transaction(*who, **how) as ctx:
            yield ctx
