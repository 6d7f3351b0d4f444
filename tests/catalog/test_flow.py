import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select, update

from galleria.catalog import jobs
from galleria.catalog.events import ProductChanged
from galleria.catalog.flow import AT_ONCE, LARGEST, bring_pictures_home
from galleria.catalog.models import Media
from galleria.catalog.pictures import store_picture
from galleria.catalog.service.pictures import PAUSES, UNDER_WAY, claim_pictures, retry_pictures
from galleria.core.errors import NotFound
from galleria.core.history import EventRecord
from galleria.core.http import PublicWeb
from galleria.core.queue import ClockRun
from galleria.imports.records import ImageRecord, ProductRecord, VariantRecord
from tests.catalog.web import FileServer, encoded, file_server
from tests.core.bells import until
from tests.imports.shelf import census, rows, take_records
from tests.kit import Shop
from tests.loopback import anywhere, loopback

ATTEMPTS = len(PAUSES) + 1
MUG = encoded(Image.new("RGB", (60, 30), (200, 60, 20)), "JPEG")


@pytest.fixture
async def site() -> AsyncIterator[FileServer]:
    async with file_server() as site:
        site.files["/mug.jpg"] = MUG
        yield site


@pytest.fixture
async def web() -> AsyncIterator[PublicWeb]:
    web = PublicWeb(is_allowed=anywhere, resolve=loopback, seconds=60)
    yield web
    await web.close()


def product(key: str, *urls: str, **image: Any) -> ProductRecord:
    variant = VariantRecord(options=(), price=Decimal(5), image=ImageRecord(urls[0], **image))
    images = tuple(ImageRecord(url, **image) for url in urls)
    return ProductRecord(key=key, title=key, slug=key, variants=(variant,), images=images, line=2)


async def bring(shop: Shop, web: PublicWeb, media: Path) -> None:
    await bring_pictures_home(shop.database, tenant_id=shop.store.tenant_id, web=web, media=media)


async def pictures(shop: Shop) -> dict[str, Media]:
    """The shop's pictures by the address they came from; of several at one, any."""
    async with shop.transaction() as ctx:
        return {media.url: media for media in await ctx.session.scalars(select(Media))}


def count_hanging(site: FileServer) -> int:
    return sum(n for path, n in site.asked.items() if path.startswith("/hangs"))


def names(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


async def let_time_pass(shop: Shop) -> None:
    """Let every picture be due that will ever be."""
    async with shop.transaction() as ctx:
        waiting = update(Media).where(Media.fetch_at.is_not(None))
        await ctx.session.execute(waiting.values(fetch_at=ctx.now))


class TestBringPicturesHome:
    async def test_a_picture_becomes_a_file_of_ours_and_keeps_its_address(
        self, shop: Shop, web: PublicWeb, site: FileServer, tmp_path: Path
    ) -> None:
        await take_records(shop, product("mug", site.url("/mug.jpg")))
        await bring(shop, web, tmp_path / "media")

        media = (await pictures(shop))[site.url("/mug.jpg")]
        assert (media.width, media.height, media.fetch_problem) == (60, 30, "")
        assert (tmp_path / "media" / media.key).is_file()

    async def test_whoever_shows_the_product_hears_of_it(
        self, shop: Shop, web: PublicWeb, site: FileServer, tmp_path: Path
    ) -> None:
        await take_records(shop, product("mug", site.url("/mug.jpg")))
        told = [EventRecord.name == ProductChanged.name()]
        before = await rows(shop, EventRecord.id, where=told)
        await bring(shop, web, tmp_path)
        assert len(await rows(shop, EventRecord.id, where=told)) == len(before) + 1

    async def test_the_same_file_imported_again_finds_nothing_changed(
        self, shop: Shop, web: PublicWeb, site: FileServer, tmp_path: Path
    ) -> None:
        mug = product("mug", site.url("/mug.jpg"), width=3000, height=2000, alt="A mug")
        await take_records(shop, mug)
        await bring(shop, web, tmp_path)
        before = await census(shop)

        report = await take_records(shop, mug)
        assert (report.unchanged, report.updated) == (1, 0)
        assert await census(shop) == before
        await let_time_pass(shop)
        await bring(shop, web, tmp_path)
        assert site.asked["/mug.jpg"] == 1

    async def test_other_words_for_a_picture_leave_its_file_and_its_size(
        self, shop: Shop, web: PublicWeb, site: FileServer, tmp_path: Path
    ) -> None:
        url = site.url("/mug.jpg")
        await take_records(shop, product("mug", url))
        await bring(shop, web, tmp_path)
        home = (await pictures(shop))[url]
        await take_records(shop, product("mug", url, alt="A mug", width=3000, height=2000))

        media = (await pictures(shop))[url]
        assert (media.alt, media.key, media.width) == ("A mug", home.key, 60)

    async def test_one_address_is_fetched_once_for_all_products(
        self, shop: Shop, web: PublicWeb, site: FileServer, tmp_path: Path
    ) -> None:
        url = site.url("/mug.jpg")
        await take_records(shop, product("mug", url), product("cup", url))
        await bring(shop, web, tmp_path)
        await take_records(shop, product("bowl", url))
        await bring(shop, web, tmp_path)

        found = await rows(shop, Media.key, Media.width, Media.fetch_problem)
        assert len(found) == 3
        assert len(set(found)) == 1
        assert found[0][0]
        assert site.asked["/mug.jpg"] == 1

    async def test_of_the_neighbor_nothing_is_touched(
        self, shop: Shop, neighbor: Shop, web: PublicWeb, site: FileServer, tmp_path: Path
    ) -> None:
        url = site.url("/mug.jpg")
        for one in (shop, neighbor):
            await take_records(one, product("mug", url))
        await bring(shop, web, tmp_path)
        theirs = (await pictures(neighbor))[url]
        assert (theirs.key, theirs.fetch_attempts, theirs.fetch_problem) == ("", 0, "")

    async def test_says_of_each_picture_why_it_did_not_come(
        self, shop: Shop, site: FileServer, tmp_path: Path
    ) -> None:
        async def resolve(host: str) -> list[str]:
            return ["10.0.0.1"] if host == "inside.example" else ["127.0.0.1"]

        site.files["/page.jpg"] = b"<!doctype html><title>Not here</title>"
        site.files["/poster.jpg"] = MUG + bytes(20 * 1024 * 1024)
        site.redirects["/moved.jpg"] = "/mug.jpg"
        site.redirects["/inside.jpg"] = "http://inside.example/secret.jpg"
        reasons = {
            "/mug.jpg": "",
            "/moved.jpg": "",
            "/page.jpg": "The file is no picture in AVIF, GIF, JPEG, PNG, WEBP.",
            "/poster.jpg": f"The page is larger than {LARGEST // 1024} KB.",
            "/gone.jpg": "The web server there answered with status 404.",
            "/inside.jpg": "inside.example has no public address.",
            "/hangs.jpg": "No web server gave an answer there.",
        }
        web = PublicWeb(
            resolve=resolve, is_allowed=lambda address: address == "127.0.0.1", seconds=60
        )
        site.hung_up.set()
        await take_records(shop, product("mug", *map(site.url, reasons)))
        await bring(shop, web, tmp_path)
        await web.close()

        found = await pictures(shop)
        assert {path: found[site.url(path)].fetch_problem for path in reasons} == reasons
        at_home = {url for url, media in found.items() if media.key}
        assert at_home == {site.url("/mug.jpg"), site.url("/moved.jpg")}

    async def test_tries_again_later_and_gives_up_in_the_end(
        self, shop: Shop, web: PublicWeb, site: FileServer, tmp_path: Path
    ) -> None:
        url = site.url("/gone.jpg")
        await take_records(shop, product("mug", url))
        for attempt, pause in enumerate(PAUSES, start=1):
            async with shop.transaction() as ctx:
                begun = ctx.now
            await bring(shop, web, tmp_path)
            await bring(shop, web, tmp_path)
            async with shop.transaction() as ctx:
                ended = ctx.now
            media = (await pictures(shop))[url]
            assert (site.asked["/gone.jpg"], media.fetch_attempts) == (attempt, attempt)
            assert media.fetch_at is not None
            assert begun <= media.fetch_at - pause <= ended
            await let_time_pass(shop)
        for _ in range(2):
            await bring(shop, web, tmp_path)
            await let_time_pass(shop)

        media = (await pictures(shop))[url]
        assert (site.asked["/gone.jpg"], media.fetch_attempts, media.fetch_at) == (
            ATTEMPTS,
            ATTEMPTS,
            None,
        )
        assert "404" in media.fetch_problem

    async def test_a_host_that_hangs_holds_no_other_up(
        self, shop: Shop, web: PublicWeb, site: FileServer, tmp_path: Path
    ) -> None:
        hanging = [site.url(f"/hangs/{n}.jpg", "slow.example") for n in range(30)]
        await take_records(shop, product("mug", *hanging, site.url("/mug.jpg")))
        bringing = asyncio.create_task(bring(shop, web, tmp_path))
        await until(lambda: count_hanging(site) == AT_ONCE)
        site.hung_up.set()
        await bringing

        assert count_hanging(site) < 10
        assert (await pictures(shop))[site.url("/mug.jpg")].key

    async def test_killed_between_the_file_and_the_row_it_comes_again(
        self, shop: Shop, web: PublicWeb, site: FileServer, tmp_path: Path
    ) -> None:
        url = site.url("/mug.jpg")
        await take_records(shop, product("mug", url))
        async with shop.transaction() as ctx:
            assert await claim_pictures(ctx, limit=10) == [url]
        stored = store_picture(MUG, tmp_path)

        left = (await pictures(shop))[url]
        assert (left.key, left.fetch_problem) == ("", UNDER_WAY)
        await bring(shop, web, tmp_path)
        assert not site.asked
        await let_time_pass(shop)
        await bring(shop, web, tmp_path)
        again = (await pictures(shop))[url]
        assert (again.key, again.fetch_problem) == (stored.key, "")
        assert names(tmp_path) == [stored.key]

    async def test_a_folder_that_cannot_be_written_is_no_fault_of_the_picture(
        self, shop: Shop, web: PublicWeb, site: FileServer, tmp_path: Path
    ) -> None:
        await take_records(shop, product("mug", site.url("/mug.jpg")))
        (tmp_path / "media").write_text("in the way")
        with pytest.raises(ExceptionGroup):
            await bring(shop, web, tmp_path / "media")
        assert (await pictures(shop))[site.url("/mug.jpg")].key == ""


class TestChores:
    async def test_every_tenant_has_its_turn(
        self, shop: Shop, neighbor: Shop, web: PublicWeb, site: FileServer, tmp_path: Path
    ) -> None:
        async def tenants() -> list[Any]:
            return [shop.store.tenant_id, neighbor.store.tenant_id]

        for one in (shop, neighbor):
            await take_records(one, product("mug", site.url("/mug.jpg")))
        (chore,) = jobs.chores(tmp_path, web)
        await chore.run(ClockRun(shop.database, tenants))

        found = [(await pictures(one))[site.url("/mug.jpg")].key for one in (shop, neighbor)]
        assert found == names(tmp_path) * 2


class TestRetryPictures:
    async def test_what_was_given_up_is_fetched_like_a_new_one(
        self, shop: Shop, neighbor: Shop, web: PublicWeb, site: FileServer, tmp_path: Path
    ) -> None:
        url = site.url("/late.jpg")
        for one in (shop, neighbor):
            await take_records(one, product("mug", url))
            await give_up(one, web, tmp_path)
        site.files["/late.jpg"] = MUG

        mug = (await pictures(shop))[url]
        async with shop.transaction() as ctx:
            assert await retry_pictures(ctx, product_ids=[mug.product_id]) == 1
        for one in (shop, neighbor):
            await bring(one, web, tmp_path)

        assert (await pictures(shop))[url].key
        assert not (await pictures(neighbor))[url].key

    async def test_may_be_asked_for_some_products_only(
        self, shop: Shop, web: PublicWeb, site: FileServer, tmp_path: Path
    ) -> None:
        await take_records(shop, product("mug", site.url("/a")), product("cup", site.url("/b")))
        await give_up(shop, web, tmp_path)
        mug = (await pictures(shop))[site.url("/a")]

        async with shop.transaction() as ctx:
            assert await retry_pictures(ctx, product_ids=[mug.product_id]) == 1

        found = await pictures(shop)
        assert (found[site.url("/a")].fetch_attempts, found[site.url("/b")].fetch_at) == (0, None)

    async def test_leaves_alone_what_has_come_and_what_is_on_its_way(
        self, shop: Shop, web: PublicWeb, site: FileServer, tmp_path: Path
    ) -> None:
        await take_records(shop, product("mug", site.url("/mug.jpg")))
        await bring(shop, web, tmp_path)
        await take_records(shop, product("cup", site.url("/cup.jpg")))
        async with shop.transaction() as ctx:
            await claim_pictures(ctx, limit=9)
        product_ids = [one.product_id for one in (await pictures(shop)).values()]
        async with shop.transaction() as ctx:
            assert await retry_pictures(ctx, product_ids=product_ids) == 0

    async def test_knows_no_products_of_others(self, shop: Shop, neighbor: Shop) -> None:
        mug = await neighbor.goods()
        async with shop.transaction() as ctx:
            with pytest.raises(NotFound):
                await retry_pictures(ctx, product_ids=[mug.product_id])


async def give_up(shop: Shop, web: PublicWeb, media: Path) -> None:
    """Try as often as it is ever tried."""
    for _ in range(ATTEMPTS):
        await let_time_pass(shop)
        await bring(shop, web, media)
    assert {one.fetch_at for one in (await pictures(shop)).values()} == {None}
