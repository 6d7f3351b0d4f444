"""Every state of every page: can everybody use it, on whatever screen."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from playwright.async_api import ConsoleMessage, Page

from galleria.catalog.service import categories
from galleria.pricing import service as pricing
from galleria.pricing.service import PriceChange
from galleria.reviews import service as reviews
from galleria.tenancy.service.stores import update_store
from tests.browser.shopping import (
    DESKTOP,
    PHONE,
    Market,
    fill_in_contact,
    press_button,
    put_into_cart,
)
from tests.kit import Shop

pytestmark = pytest.mark.browser

THEMES = ("base", "aldermoor", "nordgrat", "pippomelo")
NARROW = {"width": 320, "height": 640}
FINGER = 44
PRIMARY = (
    ".button, .input, summary, .tool, .tag, .check, .choice, .option-value, .link-button, "
    ".menu-panel a, .dock a, .pagination a, .arrow-link"
)
TIGHT = """
([primary, least]) => [...document.querySelectorAll(primary)]
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => one.checkVisibility() && box.width > 1 && box.height < least - 0.5)
  .map(([one, box]) => `${one.className || one.tagName} "${one.innerText}" ${box.height}px`)
"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(params=THEMES)
async def themed(request: pytest.FixtureRequest, shop: Shop) -> Shop:
    """A shop with a bit of everything, in one of the themes."""
    async with shop.transaction() as ctx:
        await update_store(ctx, store_id=shop.store.store_id, theme=request.param)
    mug = await shop.goods(
        "Mug", price=2450, sizes=("Small", "Large"), is_promoted=True, position=1
    )
    await shop.goods(
        "A tablecloth with a very long name, stonewashed, hemmed by hand and Donaudampfschifffahrt",
        position=2,
    )
    gone = await shop.goods("Sold-out bowl", on_hand=0, position=3)
    async with shop.transaction() as ctx:
        cups = await categories.ensure_category(
            ctx, store_id=shop.store.store_id, titles=["Tableware", "Cups & mugs"]
        )
        for goods in (mug, gone):
            await categories.set_listing_categories(
                ctx, listing_id=goods.listing_id, category_ids=[cups.id]
            )
        await pricing.set_prices(
            ctx,
            prices=[PriceChange(one, shop.store.currency, 2450, 3000) for one in mug.variants],
        )
        review_id = await reviews.submit_review(
            ctx,
            product_id=mug.product_id,
            rating=4,
            title="Fine",
            body="It holds tea.",
            author_name="Bo",
            email="bo@example.com",
        )
        await reviews.moderate_review(ctx, review_id=review_id, status="approved")
    return shop


async def states(page: Page) -> AsyncIterator[str]:
    """Go through the shop and stop at everything there is to see."""
    for path in (
        "/",
        "/products",
        "/products?sort=title",
        "/categories/tableware",
        "/collections",
        "/search?q=mug",
        "/search?q=kettle",
        "/products/mug",
        "/products/sold-out-bowl",
        "/products/mug/reviews",
        "/cart",
        "/nothing",
    ):
        await page.goto(path)
        yield path
    async for state in opened(page):
        yield state
    await page.goto("/products/mug/reviews")
    await press_button(page, "Send review")
    yield "a review with faults"
    await put_into_cart(page, "/products/mug", quantity=2)
    yield "something put into the cart"
    await page.goto("/cart")
    yield "a full cart"
    await page.get_by_text("Have a coupon code?").click()
    await page.get_by_label("Coupon code").fill("NOPE")
    await press_button(page, "Apply")
    yield "a code refused"
    await page.goto("/checkout/contact")
    yield "contact"
    await page.get_by_role("checkbox").uncheck()
    await press_button(page, "Go on to")
    yield "contact with faults"
    await page.get_by_role("checkbox").check()
    await fill_in_contact(page)
    yield "delivery"
    await press_button(page, "Go on to payment")
    yield "payment"
    await page.get_by_label("Test payment that is declined").check()
    await press_button(page, "Place order")
    yield "payment declined"
    await page.get_by_label("Bank transfer").check()
    await press_button(page, "Place order")
    yield "order"


async def opened(page: Page) -> AsyncIterator[str]:
    """What a phone folds away; a wide window shows it in any case."""
    for path, folded in {"/": ".menu", "/products": ".arrange"}.items():
        await page.goto(path)
        opener = page.locator(f"{folded} > summary")
        if await opener.is_visible():
            await opener.click()
            yield f"{path} with {folded} open"
    await page.goto("/products?sort=price&min=1&max=90&available=yes")
    yield "a list narrowed down"
    await page.goto("/products?min=5000")
    yield "a list with nothing left"


@pytest.fixture
def complaints() -> list[str]:
    """What the browser had to say against a page."""
    return []


@pytest.fixture
def listen(complaints: list[str]) -> Callable[[Page, str], None]:
    """Note every request to another host and everything the browser refuses."""

    def to(page: Page, host: str) -> None:
        def hear(message: ConsoleMessage) -> None:
            if "status of 4" not in message.text:
                complaints.append(message.text)

        page.on("console", hear)
        page.on(
            "request", lambda asked: None if host in asked.url else complaints.append(asked.url)
        )

    return to


class TestEveryState:
    @pytest.mark.slow
    @pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
    async def test_can_be_used_by_everybody(
        self,
        market: Market,
        themed: Shop,
        size: dict[str, int],
        axe: str,
        complaints: list[str],
        listen: Callable[[Page, str], None],
    ) -> None:
        host = themed.store.primary_host
        async with market.visit(host, scripts=True, size=size) as page:
            listen(page, host)
            async for state in states(page):
                complaints += [f"{state}: {one}" for one in await examine(page, axe)]
        assert complaints == []

    async def test_gives_fingers_room(self, market: Market, themed: Shop) -> None:
        tight = []
        async with market.visit(themed.store.primary_host, scripts=True, size=PHONE) as page:
            async for state in states(page):
                found = await page.evaluate(TIGHT, [PRIMARY, FINGER])
                tight += [f"{state}: {one}" for one in found]
        assert tight == []

    async def test_fits_the_narrowest_screen(self, market: Market, themed: Shop) -> None:
        async with market.visit(themed.store.primary_host, size=NARROW) as page:
            async for state in states(page):
                width = await page.evaluate("document.scrollingElement.scrollWidth")
                assert width <= NARROW["width"], f"{state} is {width} pixels wide"


class TestClosedDoors:
    @pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
    async def test_can_be_read_by_everybody(
        self, market: Market, shop: Shop, size: dict[str, int], axe: str
    ) -> None:
        async with market.visit(f"no-{shop.store.primary_host}", scripts=True, size=size) as page:
            await page.goto("/products")
            await page.get_by_role("heading", name="There is no shop at this address.").wait_for()
            assert await examine(page, axe) == []


async def examine(page: Page, axe: str) -> list[str]:
    """What axe has to say against the page as it is."""
    await page.evaluate(axe)
    found = await page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    return [told(one) for one in found["violations"]]


def told(violation: dict[str, Any]) -> str:
    """What axe found, briefly."""
    where = "; ".join(node["html"][:200] for node in violation["nodes"][:3])
    return f"{violation['id']}: {where}"
