import pytest

from galleria.catalog.models import Product
from tests.kit import Shop
from tests.storefront.browsing import Browser


class TestProduct:
    async def test_tells_people_and_machines_the_same(self, browser: Browser, shop: Shop) -> None:
        await shop.goods("Mug", price=1250, on_hand=3)
        page = await browser.open("/products/mug")
        assert "€12.50" in page.text
        assert "Only 3 left" in page.text
        (product,) = page.things("Product")
        assert product["name"] == "Mug"
        assert product["offers"]["price"] == "12.50"
        assert product["offers"]["priceCurrency"] == "EUR"
        assert product["offers"]["availability"] == "https://schema.org/InStock"
        assert "aggregateRating" not in product
        assert page.meta["canonical"] == f"http://{shop.store.primary_host}/products/mug"
        assert page.meta["description"] == "A Mug."

    async def test_says_sold_out_in_words_and_in_data(self, browser: Browser, shop: Shop) -> None:
        await shop.goods("Mug", on_hand=0)
        page = await browser.open("/products/mug")
        assert "Sold out" in page.text
        offer = page.things("Product")[0]["offers"]
        assert offer["availability"] == "https://schema.org/OutOfStock"

    async def test_shows_the_first_variant_that_can_be_bought(
        self, browser: Browser, shop: Shop
    ) -> None:
        mug = await shop.goods("Mug", sizes=("Small", "Large"), on_hand=1)
        await shop.cart({mug.variants[0]: 1})
        page = await browser.open("/products/mug")
        assert page.form("/products/mug").values["option-0"] == "Large"
        assert "Small Sold out" in page.text

    async def test_is_not_found_where_there_is_none(
        self, browser: Browser, shop: Shop, neighbor: Shop
    ) -> None:
        await neighbor.goods("Foreign mug")
        await shop.goods("Hidden mug", is_visible=False)
        for slug in ("foreign-mug", "hidden-mug", "nothing"):
            assert (await browser.open(f"/products/{slug}")).status == 404

    async def test_says_that_it_has_left_for_good(self, browser: Browser, shop: Shop) -> None:
        mug = await shop.goods("Mug")
        async with shop.transaction() as ctx:
            product = await ctx.session.get_one(Product, (shop.store.tenant_id, mug.product_id))
            product.status = "archived"
        page = await browser.open("/products/mug")
        assert page.status == 410
        assert "We no longer sell this." in page.text

    async def test_shows_a_description_without_what_acts(
        self, browser: Browser, shop: Shop
    ) -> None:
        mug = await shop.goods("Mug")
        async with shop.transaction() as ctx:
            product = await ctx.session.get_one(Product, (shop.store.tenant_id, mug.product_id))
            product.description = '<p onclick="x()">Blue</p><script>alert("now")</script>'
        page = await browser.open("/products/mug")
        assert "<p>Blue</p>" in page.response.text
        assert "alert" not in page.response.text

    async def test_needs_a_fixed_number_of_looks_at_the_database(
        self, browser: Browser, shop: Shop, statements: list[str]
    ) -> None:
        await shop.goods("Mug")
        await browser.open("/products/mug")
        statements.clear()
        await browser.open("/products/mug")
        assert len(statements) <= 22


class TestChoose:
    async def test_shows_the_variant_that_the_options_name(
        self, browser: Browser, shop: Shop
    ) -> None:
        await shop.goods("Mug", sizes=("Small", "Large"))
        page = await browser.open("/products/mug")
        form = page.form("/products/mug")
        chosen = await browser.send(form, **{"option-0": "Large", "intent": "choose"})
        assert "variant=" in str(chosen.response.url)
        assert chosen.form("/products/mug").values["option-0"] == "Large"
        assert chosen.meta["canonical"].endswith("/products/mug")

    async def test_puts_what_the_options_name_into_the_cart_whatever_was_shown(
        self, browser: Browser, shop: Shop
    ) -> None:
        await shop.goods("Mug", sizes=("Small", "Large"), price=1000)
        page = await browser.add("mug", **{"option-0": "Large", "quantity": "2"})
        assert "2 × Mug are in your cart." in page.text
        cart = await browser.open("/cart")
        assert "Large" in cart.text
        assert "€20.00" in cart.text
        assert "are in your cart" not in cart.text, "a message is told once"

    async def test_says_that_a_combination_is_not_made(self, browser: Browser, shop: Shop) -> None:
        await shop.goods("Mug", sizes=("Small", "Large"))
        page = await browser.add("mug", **{"option-0": "Gigantic"})
        assert "not made in that combination" in page.text

    async def test_says_how_many_are_left(self, browser: Browser, shop: Shop) -> None:
        await shop.goods("Mug", on_hand=2)
        page = await browser.add("mug", quantity="3")
        assert "Only 2 left." in page.text
        assert "Your cart is empty." in (await browser.open("/cart")).text

    @pytest.mark.parametrize("quantity", ["0", "-1", "many", "1e3", ""])
    async def test_refuses_what_is_no_quantity(
        self, browser: Browser, shop: Shop, quantity: str
    ) -> None:
        await shop.goods("Mug")
        page = await browser.add("mug", quantity=quantity)
        assert "Choose a quantity from 1 to 999." in page.text

    async def test_refuses_a_product_of_another_store(
        self, browser: Browser, shop: Shop, neighbor: Shop
    ) -> None:
        await shop.goods("Mug")
        foreign = await neighbor.goods("Foreign mug")
        page = await browser.open("/products/mug")
        form = page.form("/products/mug")
        form.action = f"/products/{foreign.slug}"
        assert (await browser.send(form, intent="add")).status == 404
