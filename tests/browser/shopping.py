"""What a person does with a browser, in the words of a person."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal

from playwright.async_api import Browser, Page

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
PATIENCE = 180_000
"""Milliseconds until a page counts as lost; machines are slow at times."""
_AMOUNT = re.compile(r"[\d,]+\.\d\d|[\d,]+")


@dataclass(frozen=True)
class Market:
    """A browser, and the port at which every store is found by its host."""

    browser: Browser
    port: int

    @asynccontextmanager
    async def visit(
        self, host: str, *, scripts: bool = False, size: dict[str, int] = DESKTOP
    ) -> AsyncIterator[Page]:
        """Open a window at a store, with nothing remembered from before."""
        context = await self.browser.new_context(
            base_url=f"http://{host}:{self.port}",
            java_script_enabled=scripts,
            viewport={"width": size["width"], "height": size["height"]},
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        try:
            yield await context.new_page()
        finally:
            await context.close()


def amount(text: str) -> Decimal:
    """The amount in a price as it is shown."""
    found = _AMOUNT.search(text)
    assert found, f"no amount in {text!r}"
    return Decimal(found[0].replace(",", ""))


async def shown(page: Page, selector: str) -> Decimal:
    """The amount shown at a place."""
    return amount(await page.locator(selector).first.inner_text())


async def press_button(page: Page, name: str) -> None:
    """Press a button and wait for the page it leads to."""
    async with page.expect_navigation():
        await page.get_by_role("button", name=name).click()


async def put_into_cart(page: Page, path: str, *, quantity: int) -> Decimal:
    """Put so many of what a page shows into the cart; what one costs, as the page says."""
    await page.goto(path)
    price = await shown(page, ".buy .price-now")
    await page.get_by_label("Quantity").fill(str(quantity))
    await press_button(page, "Add to cart")
    await page.get_by_text("in your cart").wait_for()
    return price


async def fill_in_contact(page: Page) -> None:
    """Say who and where one is, and go on."""
    await page.get_by_label("Email address").fill("ada@example.com")
    shipping = page.locator("section[aria-labelledby=address-title]")
    await shipping.get_by_label("Country").select_option("GB")
    await shipping.get_by_label("Full name").fill("Ada Lovelace")
    await shipping.get_by_label("Address", exact=True).fill("12 St James’s Square")
    await shipping.locator("[name=postal_code]").fill("SW1Y 4JH")
    await shipping.get_by_label("Town or city").fill("London")
    await press_button(page, "Go on to")
