from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from stat import S_IMODE

import pytest

from galleria.catalog import queries as catalog
from galleria.catalog.queries import ListingFilter
from galleria.core.context import Context, StoreRef
from galleria.core.db import Database
from galleria.core.settings import load_settings
from galleria.demo.catalog import NAMES, load_store
from galleria.demo.keys import FILE
from galleria.demo.seed import DemoSummary, Progress, seed_demo
from galleria.inventory import queries as inventory
from galleria.pricing import queries as pricing
from galleria.tenancy import queries as tenancy
from galleria.tenancy.flow import authenticate


class Pulled(Exception):
    """Somebody pulled the plug."""


def pull_at(products: int) -> Progress:
    def show(name: str, done: int, _of: int) -> None:
        if name == "Products" and done == products:
            raise Pulled

    return show


@dataclass(frozen=True)
class Demo:
    """A demo in the test's database, whose pictures somebody has painted already."""

    database: Database
    data: Path
    seed: Callable[[Progress], Awaitable[DemoSummary]]
    first: DemoSummary

    async def store(self, name: str) -> StoreRef:
        found = await tenancy.find_store_to_manage(self.database, self.first.hosts[name])
        assert found is not None
        return found

    @asynccontextmanager
    async def inside(self, name: str) -> AsyncIterator[Context]:
        store = await self.store(name)
        async with self.database.transaction(store.tenant_id, store=store) as ctx:
            yield ctx


@pytest.fixture(scope="session")
async def demo(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A demo whose first filling was cut short; the second went through."""
    data = tmp_path_factory.mktemp("demo")
    (data / "media").mkdir()
    for name in NAMES:
        for picture in load_store(name).covers:
            (data / "media" / picture.name).touch()
    settings = load_settings(data)

    async def seed(progress: Progress) -> DemoSummary:
        return await seed_demo(settings, database, progress)

    with pytest.RaisesGroup(Pulled):
        await seed(pull_at(products=60))
    return Demo(database, data, seed, await seed(lambda _name, _done, _of: None))


class TestSeedDemo:
    async def test_opens_three_stores_of_two_tenants(self, demo: Demo) -> None:
        stores = {name: await demo.store(name) for name in demo.first.hosts}

        assert {name: s.currency for name, s in stores.items()} == {
            "Aldermoor": "GBP",
            "Nordgrat": "EUR",
            "Pip & Pomelo": "USD",
        }
        assert stores["Aldermoor"].tenant_id == stores["Pip & Pomelo"].tenant_id
        assert stores["Nordgrat"].tenant_id != stores["Aldermoor"].tenant_id

    @pytest.mark.parametrize("name", NAMES)
    async def test_sells_everything_that_the_files_tell_once(self, demo: Demo, name: str) -> None:
        told = load_store(name)

        async with demo.inside(told.name) as ctx:
            listed = await catalog.list_products(ctx, limit=500)
            branches = await catalog.list_categories(ctx)

        titles = [p.title for p in told.products] + [o.title for o in told.listings]
        assert sorted(product.title for product in listed) == sorted(titles)
        assert len(branches) == len(told.categories)
        assert all(branch.description for branch in branches)

    async def test_sells_one_stock_in_two_stores_under_other_words(self, demo: Demo) -> None:
        async with demo.inside("Aldermoor") as ctx:
            here = await catalog.get_product_shown(ctx, "moor-mug")
            variants = (await catalog.load_variants(ctx, [here.product_id]))[here.product_id]
            pounds = await pricing.load_prices(ctx, [v.id for v in variants])
            stock = await inventory.load_availability(ctx, [v.id for v in variants])
        async with demo.inside("Pip & Pomelo") as ctx:
            there = await catalog.get_product_shown(ctx, "the-builders-mug")
            dollars = await pricing.load_prices(ctx, [v.id for v in variants])
            same_stock = await inventory.load_availability(ctx, [v.id for v in variants])

        assert there.product_id == here.product_id
        assert there.title != here.title
        assert there.description != here.description
        assert stock == same_stock
        assert dollars != pounds

    async def test_puts_shared_products_into_the_sisters_collections(self, demo: Demo) -> None:
        async with demo.inside("Pip & Pomelo") as ctx:
            best = await catalog.find_collection(ctx, "best-of-the-stall")
            assert best is not None
            held = await catalog.list_products(ctx, wanted=ListingFilter(collection_id=best.id))

        assert {"stall-no-1", "the-builders-mug"} <= {product.slug for product in held}

    async def test_lets_a_crowd_speak_and_some_wait(self, demo: Demo) -> None:
        async with demo.inside("Nordgrat") as ctx:
            lamp = await catalog.get_product_shown(ctx, "headlamp")
            tyre = await catalog.get_product_shown(ctx, "gravel-tyre")

        assert lamp.rating_count == 301
        assert 4 < lamp.rating_sum / lamp.rating_count < 5
        assert tyre.rating_count == 0

    async def test_coupons_are_good_used_up_or_over(self, demo: Demo) -> None:
        async with demo.inside("Aldermoor") as ctx:
            found = {
                code: await pricing.find_coupon(ctx, code)
                for code in ("WELCOME10", "FIVEOFF", "OPENSTUDIO", "MIDSUMMER")
            }

        assert all(found.values())
        welcome, five, studio, midsummer = (coupon for coupon in found.values() if coupon)
        assert (welcome.store_id, welcome.value) == (None, 1000)
        assert (five.value, five.minimum_minor, five.currency) == (500, 4000, "GBP")
        assert studio.used_count == studio.usage_limit == 1
        assert midsummer.ends_at
        assert midsummer.ends_at < ctx.now

    async def test_each_tenants_key_opens_everything_of_that_tenant_alone(self, demo: Demo) -> None:
        stores = [await demo.store(name) for name in ("Aldermoor", "Nordgrat")]
        own, other = (store.tenant_id for store in stores)
        key = demo.first.keys["Nordgrat GmbH"]

        actor = await authenticate(demo.database, other, key.token)

        assert actor.may("STAFF_WRITE")
        assert key.hosts == ("nordgrat.localhost",)
        async with demo.database.transaction(own) as ctx:
            assert await tenancy.find_valid_api_key(ctx, key.token) is None

    async def test_keeps_the_keys_for_this_account_alone(self, demo: Demo) -> None:
        assert S_IMODE((demo.data / FILE).stat().st_mode) == 0o600

    async def test_a_second_time_changes_nothing_and_tells_the_same_keys(self, demo: Demo) -> None:
        told: list[str] = []
        async with demo.inside("Aldermoor") as ctx:
            before = await catalog.list_products(ctx, limit=500)

        again = await demo.seed(lambda name, _done, _of: told.append(name))

        async with demo.inside("Aldermoor") as ctx:
            assert await catalog.list_products(ctx, limit=500) == before
        assert (demo.first.is_new, again.is_new) == (True, False)
        assert again.keys == demo.first.keys
        assert set(told) == {"Pictures"}

    async def test_makes_new_keys_where_the_old_were_lost(self, demo: Demo) -> None:
        kept = (demo.data / FILE).read_bytes()
        (demo.data / FILE).unlink()

        again = await demo.seed(lambda _name, _done, _of: None)

        assert not again.is_new
        assert again.keys["Nordgrat GmbH"].token != demo.first.keys["Nordgrat GmbH"].token
        assert again.keys["Nordgrat GmbH"].password == ""
        (demo.data / FILE).write_bytes(kept)
