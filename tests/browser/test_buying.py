import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.async_api import Page

from galleria.imports.files import Platform, open_catalog
from galleria.imports.service import import_catalog
from tests.browser.shopping import (
    Market,
    amount,
    fill_in_contact,
    press_button,
    put_into_cart,
    shown,
)
from tests.kit import Shop

pytestmark = pytest.mark.browser


async def take_in(shop: Shop, platform: Platform, file: Path) -> None:
    with open_catalog(platform, file) as catalog:
        await import_catalog(shop.database, shop.store, catalog, source=platform)


async def buyable(page: Page, most: int) -> list[str]:
    """The addresses of the first products in the shop's list that are not sold out."""
    await page.goto("/products")
    cards = await page.locator(".card:not(.is-sold-out) .card-title a").all()
    return [path for card in cards[:most] if (path := await card.get_attribute("href"))]


async def buy(market: Market, host: str) -> tuple[Decimal, Decimal, Decimal]:
    """Buy two products; the sum of what was shown, what the button said, what the order says."""
    async with market.visit(host) as page:
        paths = await buyable(page, 2)
        prices = [
            quantity * await put_into_cart(page, path, quantity=quantity)
            for quantity, path in enumerate(paths, 1)
        ]
        await page.goto("/cart")
        await page.get_by_role("link", name="Go to checkout").click()
        await fill_in_contact(page)
        if page.url.endswith("/delivery"):
            prices.append(await shown(page, ".choice:has(:checked) .price"))
            await press_button(page, "Go on to payment")
        button = page.get_by_role("button", name="Place order")
        promised = amount((await button.inner_text()).partition("–")[2])
        await press_button(page, "Place order")
        await page.get_by_role("heading", name="Thank you. Your order is placed.").wait_for()
        return sum(prices, Decimal(0)), promised, await shown(page, ".totals .is-total dd")


class TestBuying:
    async def test_from_imported_catalogs_on_two_hosts_at_once_without_scripts(
        self, market: Market, shop: Shop, second_shop: Shop, shared: Path
    ) -> None:
        await take_in(shop, "shopify", shared / "data" / "shopify" / "home-and-garden.csv")
        woocommerce = shared / "data" / "woocommerce" / "sample_products.csv"
        await take_in(second_shop, "woocommerce", woocommerce)
        results = await asyncio.gather(
            buy(market, shop.store.primary_host), buy(market, second_shop.store.primary_host)
        )
        for summed, promised, ordered in results:
            assert summed == promised == ordered > 0

    async def test_with_the_keyboard_alone(self, market: Market, shop: Shop) -> None:
        await shop.goods("Mug", price=1250, sizes=("Small", "Large"))
        async with market.visit(shop.store.primary_host) as page:
            await page.goto("/")
            await page.keyboard.press("Tab")
            assert await focused(page) == "Skip to content"
            await page.keyboard.press("Enter")
            await press(page, "Mug", "Enter")
            await tab_to_field(page, "option-0")
            await page.keyboard.press("ArrowRight")
            await press(page, "Add to cart", "Enter")
            await press(page, "See cart", "Enter")
            await press(page, "Go to checkout", "Enter")
            for name, text in {
                "email": "ada@example.com",
                "country": "United Kingdom",
                "name": "Ada Lovelace",
                "line1": "12 St James’s Square",
                "postal_code": "SW1Y 4JH",
                "city": "London",
            }.items():
                await tab_to_field(page, name)
                await page.keyboard.type(text)
            await press(page, "Go on to delivery", "Enter")
            await press(page, "Go on to payment", "Enter")
            await press(page, "Place order – €17.00", "Enter")
            assert await page.title() != "Checkout"
            assert "/orders/" in page.url
            assert "Large" in await page.locator(".small-lines").inner_text()

    async def test_shows_why_a_payment_was_declined_and_lets_one_try_again(
        self, market: Market, shop: Shop
    ) -> None:
        await shop.goods("Mug", price=1250)
        async with market.visit(shop.store.primary_host) as page:
            await put_into_cart(page, "/products/mug", quantity=1)
            await page.goto("/checkout")
            await fill_in_contact(page)
            await press_button(page, "Go on to payment")
            await page.get_by_label("Test payment that is declined").check()
            await press_button(page, "Place order")
            await page.get_by_text("The payment was declined.").wait_for()
            await press_button(page, "Place order")
            await page.get_by_text("Thank you. Your order is placed.").wait_for()


MOST_TABS = 80
_FOCUSED_TEXT = "(document.activeElement.innerText || '').trim()"
_FOCUSED_NAME = "document.activeElement.name || ''"


async def focused(page: Page) -> str:
    """What stands where the keyboard is."""
    text: str = await page.evaluate(_FOCUSED_TEXT)
    return " ".join(text.split())


async def press(page: Page, text: str, key: str) -> None:
    """Go on with Tab to a link or button that begins with these words, and press a key there."""
    for _ in range(MOST_TABS):
        if (await focused(page)).startswith(text):
            async with page.expect_navigation():
                await page.keyboard.press(key)
            return
        await page.keyboard.press("Tab")
    pytest.fail(f"{text!r} cannot be reached with the keyboard at {page.url}")


async def tab_to_field(page: Page, name: str) -> None:
    """Go on with Tab to a field of a form."""
    for _ in range(MOST_TABS):
        if await page.evaluate(_FOCUSED_NAME) == name:
            return
        await page.keyboard.press("Tab")
    pytest.fail(f"the field {name} cannot be reached with the keyboard at {page.url}")
