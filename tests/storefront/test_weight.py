"""How much a phone has to fetch before it shows a page, by the budget of the design."""

import gzip
import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest

from galleria.catalog.models import Media
from galleria.catalog.service import categories
from galleria.demo.catalog import load_store
from galleria.demo.pictures.render import render
from galleria.tenancy.service.stores import update_store
from tests.kit import Shop
from tests.storefront.browsing import Browser

THEMES = ("base", "aldermoor", "nordgrat", "pippomelo")
KILOBYTE = 1024
PHONE = 390
DENSITY = 2

FIRST_VIEW = 350 * KILOBYTE
CARD, HERO = 18 * KILOBYTE, 45 * KILOBYTE
STYLE_SHEET = 20 * KILOBYTE
HTML = 30 * KILOBYTE
REQUESTS = 12

PAGES = ("/", "/products", "/categories/cups", "/products/mug-03", "/checkout/contact")

MUG = load_store("aldermoor").covers[0]


class Fetched(HTMLParser):
    """What a browser asks for as soon as it has read the page, and what waits until it is near."""

    def __init__(self) -> None:
        super().__init__()
        self.at_once: list[str] = []
        self.pictures: list[str] = []
        self.first: list[str] = []
        self.later: list[str] = []
        self.scripts: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "link" and found["rel"] in {"stylesheet", "preload", "icon"}:
            self.at_once.append(found["href"])
        elif tag == "script":
            self.scripts.append(found.get("src"))
        elif tag == "img":
            asked = narrow(found["srcset"], found["sizes"])
            is_later = found.get("loading") == "lazy"
            (self.later if is_later else self.pictures).append(asked)
            if found.get("fetchpriority") == "high":
                self.first.append(asked)


def narrow(srcset: str, sizes: str) -> str:
    """The candidate that a phone takes; its size is the last, without a condition."""
    told = re.fullmatch(r"([\d.]+)(vw|rem)", sizes.rpartition(",")[2].strip())
    assert told, sizes
    wide = float(told[1]) * (PHONE / 100 if told[2] == "vw" else 16) * DENSITY
    widths = {int(one.split()[1][:-1]): one.split()[0] for one in srcset.split(",")}
    return widths[min((width for width in widths if width >= wide), default=max(widths))]


@pytest.fixture(scope="module")
def mug() -> bytes:
    """A picture as the demo paints them."""
    file = BytesIO()
    render(MUG).save(file, "WEBP", quality=80)
    return file.getvalue()


@pytest.fixture(params=THEMES)
async def furnished(request: pytest.FixtureRequest, shop: Shop, media: Path, mug: bytes) -> Shop:
    """A shop in one of the themes, with more than is seen at once, and a picture of each."""
    (media / "mug.webp").write_bytes(mug)
    width, height = MUG.size
    goods = [await shop.goods(f"Mug {number:02}", is_promoted=True) for number in range(8)]
    async with shop.transaction() as ctx:
        await update_store(ctx, store_id=shop.store.store_id, theme=request.param)
        cups = await categories.ensure_category(ctx, store_id=shop.store.store_id, titles=["Cups"])
        for one in goods:
            ctx.session.add(
                Media(product_id=one.product_id, key="mug.webp", width=width, height=height)
            )
            await categories.set_listing_categories(
                ctx, listing_id=one.listing_id, category_ids=[cups.id]
            )
    return shop


@pytest.mark.usefixtures("furnished")
class TestFirstView:
    async def test_is_within_the_budget(self, browser: Browser) -> None:
        await browser.add("mug-03")
        for path in PAGES:
            page = await browser.open(path)
            assert page.path == path
            fetched = Fetched()
            fetched.feed(page.response.text)
            assert not any(fetched.scripts), path
            asked = [*fetched.at_once, *fetched.pictures]
            assert len(asked) <= REQUESTS, path
            assert all(re.match("/[^/]", one) for one in asked), path
            html = len(gzip.compress(page.response.content))
            assert html <= HTML, path
            assert await weigh(browser, page.stylesheets) <= STYLE_SHEET
            assert html + await weigh(browser, asked) <= FIRST_VIEW, path

    async def test_shows_pictures_no_larger_than_they_are_seen(self, browser: Browser) -> None:
        fetched = Fetched()
        fetched.feed((await browser.open("/products")).response.text)
        assert (len(fetched.first), len(fetched.pictures), len(fetched.later)) == (1, 4, 4)
        for picture in {*fetched.pictures, *fetched.later}:
            assert await weigh(browser, [picture]) <= CARD
        fetched = Fetched()
        fetched.feed((await browser.open("/")).response.text)
        assert len(fetched.first) == 1
        assert await weigh(browser, fetched.first) <= HERO


async def weigh(browser: Browser, paths: list[str]) -> int:
    """How many bytes come over the line."""
    weight = 0
    for path in paths:
        async with browser.http.stream("GET", path, headers={"accept-encoding": "gzip"}) as answer:
            assert answer.status_code == 200, path
            weight += sum([len(part) async for part in answer.aiter_raw()])
    return weight
