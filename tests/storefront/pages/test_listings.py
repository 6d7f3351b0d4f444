import pytest

from galleria.catalog.service import categories, collections
from galleria.storefront.pages import listings
from tests.kit import Shop
from tests.storefront.browsing import Browser, Sheet


def products(page: Sheet) -> list[str]:
    """What a page lists, in order."""
    return [link.rpartition("/")[2] for link in page.links if link.startswith("/products/")]


class TestHome:
    async def test_shows_promoted_products_first_and_fills_up_with_others(
        self, browser: Browser, shop: Shop
    ) -> None:
        await shop.goods("Plain bowl", position=1)
        await shop.goods("Best mug", position=2, is_promoted=True)
        page = await browser.open("/")
        shown = [link for link in page.links if link.startswith("/products/")]
        assert shown[0] == "/products/best-mug"
        assert "/products/plain-bowl" in shown
        assert page.things("WebSite")[0]["url"] == f"http://{shop.store.primary_host}"

    async def test_stands_while_the_shop_is_empty(self, browser: Browser) -> None:
        assert (await browser.open("/")).status == 200


class TestEverything:
    async def test_lists_what_this_store_shows_and_nothing_else(
        self, browser: Browser, shop: Shop, neighbor: Shop
    ) -> None:
        await shop.goods("Mug", price=1250)
        await shop.goods("Hidden mug", is_visible=False)
        await neighbor.goods("Foreign mug")
        page = await browser.open("/products")
        assert "Mug" in page.text
        assert "€12.50" in page.text
        assert "Hidden" not in page.text
        assert "Foreign" not in page.text

    async def test_pages_a_long_list_with_addresses_that_can_be_crawled(
        self, browser: Browser, shop: Shop
    ) -> None:
        for number in range(26):
            await shop.goods(f"Mug {number:02}", position=number)
        first = await browser.open("/products")
        assert "/products?page=2" in first.links
        assert first.meta["next"].endswith("/products?page=2")
        second = await browser.open("/products?page=2")
        assert "Mug 25" in second.text
        assert "Mug 03" not in second.text
        assert second.meta["canonical"].endswith("/products?page=2")
        assert "robots" not in second.meta
        assert second.meta["prev"].endswith("/products")
        assert (await browser.open("/products?page=3")).status == 404

    async def test_sorts_by_what_things_cost_here(self, browser: Browser, shop: Shop) -> None:
        for place, price in enumerate((1500, 900, 2500, 900)):
            await shop.goods(f"Mug {place}", price=price, position=place)
        upward = await browser.open("/products?sort=price")
        assert products(upward) == ["mug-1", "mug-3", "mug-0", "mug-2"]
        downward = await browser.open("/products?sort=price_down")
        assert products(downward) == ["mug-2", "mug-0", "mug-1", "mug-3"]

    async def test_narrows_down_by_price_and_stock_with_a_form_that_keeps_the_rest(
        self, browser: Browser, shop: Shop
    ) -> None:
        await shop.goods("Cheap mug", price=900)
        await shop.goods("Fair mug", price=1500)
        await shop.goods("Fair bowl", price=1500)
        await shop.goods("Gone mug", price=1500, on_hand=0)
        await shop.goods("Dear mug", price=2500)
        form = (await browser.open("/search?q=mug")).form("/search", "sort")
        typed = {"min": "10", "max": "25,00", "available": "yes", "sort": "price_down"}
        found = await browser.ask(form, **typed)
        assert products(found) == ["dear-mug", "fair-mug"]
        assert found.meta["robots"] == "noindex, follow"
        again = found.form("/search", "sort").values
        assert again == {**form.values, **typed, "min": "10.00", "max": "25.00"}

    async def test_takes_back_one_condition_at_a_time(self, browser: Browser, shop: Shop) -> None:
        await shop.goods("Mug", price=900)
        await shop.goods("Bowl", price=1500)
        none = await browser.open("/products?min=10&max=12&sort=title")
        assert "Nothing here fits all of that." in none.text
        assert products(await browser.open("/products?max=12.00&sort=title")) == ["mug"]
        ways = {"/products?sort=title&max=12.00", "/products?sort=title&min=10.00"}
        assert {*ways, "/products?sort=title"} <= set(none.links)

    @pytest.mark.parametrize("asked", ["min=ten", "max=-1", "min=1e99", "max=nan", "available=no"])
    async def test_leaves_out_what_makes_no_sense(
        self, browser: Browser, shop: Shop, asked: str
    ) -> None:
        await shop.goods("Mug", price=900)
        page = await browser.open(f"/products?{asked}")
        assert products(page) == ["mug"]
        assert "robots" not in page.meta

    async def test_keeps_the_arrangement_from_page_to_page(
        self, browser: Browser, shop: Shop
    ) -> None:
        for number in range(26):
            await shop.goods(f"Mug {number:02}", price=5000 - number)
        first = await browser.open("/products?sort=price&min=1")
        assert products(first)[0] == "mug-25"
        following = first.meta["next"]
        assert following.endswith("/products?sort=price&min=1.00&page=2")
        assert products(await browser.open(following)) == ["mug-01", "mug-00"]

    async def test_neither_prices_nor_counts_what_is_too_long_to_look_through(
        self, browser: Browser, shop: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(listings, "MOST_WEIGHED", 1)
        await shop.goods("Mug", price=1500)
        await shop.goods("Bowl", price=900)
        page = await browser.open("/products?sort=price&max=10")
        assert products(page) == ["mug", "bowl"]
        assert "Lowest price" not in page.text

    async def test_keeps_sorted_lists_out_of_search_engines(
        self, browser: Browser, shop: Shop
    ) -> None:
        await shop.goods("Bowl", position=1)
        await shop.goods("Apron", position=2)
        page = await browser.open("/products?sort=title")
        assert page.text.index("Apron") < page.text.index("Bowl")
        assert page.meta["robots"] == "noindex, follow"
        assert page.meta["canonical"].endswith("/products")

    async def test_says_sold_out_and_reduced_in_words(self, browser: Browser, shop: Shop) -> None:
        await shop.goods("Gone mug", on_hand=0)
        page = await browser.open("/products")
        assert "Sold out" in page.text

    async def test_needs_a_fixed_number_of_looks_at_the_database(
        self, browser: Browser, shop: Shop, statements: list[str]
    ) -> None:
        await shop.goods("One", sizes=("S", "L"))
        await browser.open("/products")
        statements.clear()
        await browser.open("/products")
        with_one = len(statements)
        for number in range(5):
            await shop.goods(f"Mug {number}", sizes=("S", "M", "L"))
        statements.clear()
        await browser.open("/products")
        assert len(statements) == with_one <= 10


class TestCategory:
    async def test_shows_what_stands_below_it_as_well(self, browser: Browser, shop: Shop) -> None:
        mug = await shop.goods("Mug")
        async with shop.transaction() as ctx:
            deep = await categories.ensure_category(
                ctx, store_id=shop.store.store_id, titles=["Tableware", "Cups"]
            )
            await categories.set_listing_categories(
                ctx, listing_id=mug.listing_id, category_ids=[deep.id]
            )
        above = await browser.open("/categories/tableware")
        assert "Mug" in above.text
        assert "/categories/tableware/cups" in above.links
        below = await browser.open("/categories/tableware/cups")
        trail = [one["name"] for one in below.things("BreadcrumbList")[0]["itemListElement"]]
        assert trail == ["Home", "Tableware", "Cups"]
        assert "1 product" in (await browser.open("/")).text

    async def test_stands_in_the_menu_where_the_merchant_put_it(
        self, browser: Browser, shop: Shop
    ) -> None:
        async with shop.transaction() as ctx:
            for place, title in enumerate(("Tableware", "Linen", "Cups and saucers")):
                made = await categories.ensure_category(
                    ctx, store_id=shop.store.store_id, titles=[title]
                )
                made.position = place
        page = await browser.open("/products")
        menu = [link for link in page.links if link.startswith("/categories/")]
        assert [*dict.fromkeys(menu)] == [
            "/categories/tableware",
            "/categories/linen",
            "/categories/cups-and-saucers",
        ]

    async def test_is_not_found_where_there_is_none(self, browser: Browser) -> None:
        assert (await browser.open("/categories/nothing")).status == 404


class TestCollection:
    async def test_shows_what_was_chosen(self, browser: Browser, shop: Shop) -> None:
        mug = await shop.goods("Mug")
        await shop.goods("Bowl")
        async with shop.transaction() as ctx:
            gifts = await collections.create_collection(
                ctx, store_id=shop.store.store_id, title="Gifts"
            )
            await collections.set_collection(
                ctx, collection_id=gifts.id, listing_ids=[mug.listing_id]
            )
        page = await browser.open("/collections/gifts")
        assert "/products/mug" in page.links
        assert "/products/bowl" not in page.links
        assert "/collections/gifts" in (await browser.open("/collections")).links


class TestSearch:
    async def test_finds_titles_that_hold_every_word(self, browser: Browser, shop: Shop) -> None:
        await shop.goods("Café crème bowl")
        await shop.goods("Café mug")
        page = await browser.open("/search?q=CREME+cafe")
        assert "/products/cafe-creme-bowl" in page.links
        assert "/products/cafe-mug" not in page.links
        assert page.meta["robots"] == "noindex, follow"

    async def test_says_what_was_looked_for_in_vain(self, browser: Browser, shop: Shop) -> None:
        await shop.goods("Mug")
        page = await browser.open("/search?q=%3Cscript%3Ekettle")
        assert "Nothing here is called “<script>kettle”." in page.text
        assert "<script>kettle" not in page.response.text

    async def test_asks_for_a_word_without_one(self, browser: Browser, shop: Shop) -> None:
        await shop.goods("Mug")
        page = await browser.open("/search")
        assert page.status == 200
        assert "/products/mug" not in page.links
