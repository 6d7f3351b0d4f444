from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, event, select, text, update
from sqlalchemy.exc import DBAPIError

from galleria.catalog.models import Product
from galleria.core.db import Database
from galleria.embedded.engines import Engines
from galleria.inventory.events import StockMoved
from galleria.inventory.models import Location
from tests.kit import Shop


class TestTransaction:
    async def test_fills_in_the_tenant_and_reads_only_its_rows(
        self, shop: Shop, neighbor: Shop
    ) -> None:
        async with shop.transaction() as ctx:
            ctx.session.add(Location(name="Barn"))
        async with neighbor.transaction() as ctx:
            ctx.session.add(Location(name="Barn"))

        async with shop.transaction() as ctx:
            (barn,) = await ctx.session.scalars(select(Location))

        assert barn.tenant_id == shop.store.tenant_id

    async def test_every_statement_names_the_tenant(self, shop: Shop) -> None:
        said: list[str] = []
        engine = shop.database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", lambda *call: said.append(call[2]))
        async with shop.transaction() as ctx:
            ctx.session.add(Location(name="Barn"))
            await ctx.session.flush()
            barn = (await ctx.session.scalars(select(Location))).one()
            barn.priority = 3
            await ctx.session.flush()
            await ctx.session.execute(update(Location).values(priority=4))
            await ctx.session.execute(delete(Location).where(Location.name == "Barn"))

        asked = [text for text in said if "locations" in text]
        assert len(asked) == 5
        assert all("tenant_id" in text for text in asked)

    async def test_a_lent_connection_carries_nothing_over_from_what_failed(
        self, engines: Engines, shop: Shop
    ) -> None:
        alone = Database(engines.database_url, pool_size=1)
        lent = []

        async def fail_late() -> None:
            async with alone.transaction(shop.store.tenant_id) as ctx:
                lent.append(ctx.driver)
                ctx.session.add(Location(name="Barn"))
                await ctx.session.flush()
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await fail_late()
        async with alone.transaction(uuid4()) as other:
            assert [other.driver] == lent
            assert (await other.session.scalars(select(Location))).all() == []
        async with alone.transaction(shop.store.tenant_id) as again:
            assert (await again.session.scalars(select(Location))).all() == []
        await alone.close()

    async def test_connects_anew_where_the_server_has_hung_up(
        self, engines: Engines, shop: Shop
    ) -> None:
        alone = Database(engines.database_url, pool_size=1)
        async with alone.transaction(shop.store.tenant_id) as ctx:
            lost = ctx.driver
        lost.terminate()
        async with alone.transaction(shop.store.tenant_id) as ctx:
            assert ctx.driver is not lost
            assert await ctx.session.scalar(text("SELECT 1")) == 1
        await alone.close()

    async def test_an_error_that_was_caught_does_not_pass_for_success(self, shop: Shop) -> None:
        async def fail_in_silence() -> None:
            async with shop.transaction() as ctx:
                ctx.session.add(Location(name="Barn"))
                await ctx.session.flush()
                with suppress(DBAPIError):
                    await ctx.session.execute(text("SELECT 1 / 0"))

        with pytest.raises(RuntimeError, match="nothing of it was kept"):
            await fail_in_silence()

        async with shop.transaction() as ctx:
            assert (await ctx.session.scalars(select(Location))).all() == []

    async def test_errors_do_not_tell_what_somebody_typed(self, shop: Shop) -> None:
        async def divide() -> None:
            async with shop.transaction() as ctx:
                told = {"typed": "ada@example.com"}
                await ctx.session.execute(text("SELECT length(:typed) / 0"), told)

        with pytest.raises(DBAPIError) as failed:
            await divide()

        assert "ada@example.com" not in str(failed.value)

    async def test_many_rows_are_changed_by_their_keys(self, shop: Shop) -> None:
        mugs = [await shop.goods(f"Mug {number}") for number in range(3)]

        async with shop.transaction() as ctx:
            tenant = {"tenant_id": ctx.tenant_id}
            rows = [{**tenant, "id": mug.product_id, "brand": "Moor"} for mug in mugs]
            await ctx.session.execute(update(Product), rows)

        async with shop.transaction() as ctx:
            assert list(await ctx.session.scalars(select(Product.brand))) == ["Moor"] * 3

    async def test_keeps_nothing_of_what_failed(self, shop: Shop) -> None:
        async def fail_late() -> None:
            async with shop.transaction() as ctx:
                ctx.session.add(Location(name="Barn"))
                await ctx.session.flush()
                raise RuntimeError

        with pytest.raises(RuntimeError):
            await fail_late()

        async with shop.transaction() as ctx:
            assert list(await ctx.session.scalars(select(Location))) == []

    async def test_a_reading_transaction_cannot_write(self, database: Database) -> None:
        with pytest.raises(DBAPIError, match="read-only"):
            async with database.transaction(uuid4(), read_only=True) as ctx:
                ctx.session.add(Location(name="Barn"))

    async def test_outside_every_tenant_nothing_of_theirs_is_seen(self, shop: Shop) -> None:
        await shop.goods()

        async with shop.database.platform() as session:
            assert list(await session.scalars(select(Product))) == []

    async def test_what_is_done_at_another_time_is_done_in_the_same_transaction(
        self, shop: Shop
    ) -> None:
        async with shop.transaction() as ctx:
            past = ctx.at(ctx.now - timedelta(days=3))
            past.session.add(Location(name="Old barn"))
            past.emit(StockMoved(uuid4(), uuid4(), 1, "opening"))
            assert len(ctx.announced) == 1

        async with shop.transaction() as ctx:
            assert list(await ctx.session.scalars(select(Location.name))) == ["Old barn"]
