"""Clients that others wrote buy from catalogs that others exported."""

import asyncio
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from galleria.inventory.queries import list_drift
from tests.acceptance.conftest import UNITS
from tests.acceptance.premises import Branch, Premises
from tests.storefront.browsing import Browser, Sheet


@pytest.fixture(scope="module")
def imported(house: Premises, shared: Path) -> list[Branch]:
    """Two merchants' stores, each with the catalog that it came with."""
    house.open()
    catalogs = {
        "shopify": shared / "data" / "shopify" / "apparel.csv",
        "woocommerce": shared / "data" / "woocommerce" / "sample_products.csv",
    }
    branches = []
    for platform, catalog in catalogs.items():
        branch = house.open_branch(platform, currency="GBP", delivery="3.95")
        report = house.type("import", platform, str(catalog), "--store", branch.host)
        assert report["created"] == report["products"] > 0
        branches.append(branch)
    return branches


async def run(script: Path, *words: str) -> dict[str, Any]:
    """Let a client do what it does, and end well; what it tells."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-B", str(script), *words, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    facts: dict[str, Any] = json.loads(said)
    assert process.returncode == 0, facts
    return facts


def offer_of(page: Sheet) -> dict[str, Any]:
    """What a product page tells machines about the price of what it sells, or its first choice."""
    groups = page.things("ProductGroup")
    product, *_ = groups[0]["hasVariant"] if groups else page.things("Product")
    offer: dict[str, Any] = product["offers"]
    return offer


class TestShopper:
    async def test_buys_on_two_hosts_at_once(
        self, premises: Premises, shared: Path, imported: list[Branch]
    ) -> None:
        shopper = shared / "acceptance" / "shopper.py"

        bought = await asyncio.gather(
            *(run(shopper, premises.url, b.host, "--quantity", "2") for b in imported * 2)
        )

        assert [one["problems"] for one in bought] == [[]] * 4
        assert {one["totals"]["shipping"] for one in bought} == {"3.95"}
        for numbers in (bought[0::2], bought[1::2]):
            first, second = sorted(int(one["order"]) for one in numbers)
            assert second == first + 1


class TestBrowser:
    """Pages alone, without scripts."""

    async def test_buys_on_two_hosts_at_once(
        self, premises: Premises, imported: list[Branch]
    ) -> None:
        async def buy(branch: Branch, slug: str) -> None:
            async with httpx.AsyncClient(
                base_url=premises.url, headers={"Host": branch.host}, trust_env=False, timeout=300
            ) as http:
                browser = Browser(http)
                page = await browser.open(f"/products/{slug}")
                price = Decimal(offer_of(page)["price"])
                await browser.add(slug, quantity="2")
                payment = await browser.go_to_payment()
                order = await browser.send(payment.form("/checkout/payment"))
            total = f"£{2 * price + Decimal('3.95')}"
            assert f"Place order – {total}" in payment.text
            assert order.path.startswith("/orders/")
            assert total in order.text

        shopify, woocommerce = imported
        await asyncio.gather(
            buy(shopify, "ocean-blue-shirt"),
            buy(shopify, "olive-green-jacket"),
            buy(woocommerce, "t-shirt"),
            buy(woocommerce, "beanie"),
        )


class TestRush:
    async def test_two_hundred_buyers_get_fifty_units(
        self, premises: Premises, shared: Path, branch: Branch, slug: str
    ) -> None:
        rush = shared / "acceptance" / "rush.py"

        seen = await run(rush, premises.url, branch.host, "--slug", slug, "--buyers", "200")

        assert (seen["units"], seen["order"], seen["left"]) == (UNITS, UNITS, 0)
        async with premises.books(branch) as ctx:
            assert await list_drift(ctx) == []
