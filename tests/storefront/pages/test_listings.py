from galleria.catalog.service import categories, collections
from tests.kit import Shop
from tests.storefront.browsing import Browser


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
