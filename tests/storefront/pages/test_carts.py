from decimal import Decimal

from galleria.pricing import service as pricing
from galleria.pricing.service import PriceChange
from tests.kit import Shop
from tests.storefront.browsing import Browser


async def welcome(shop: Shop) -> None:
    async with shop.transaction() as ctx:
        await pricing.create_coupon(ctx, code="WELCOME10", kind="percentage", value=1000)


class TestCart:
    async def test_is_empty_at_first_and_says_where_to_go(
        self, browser: Browser, shop: Shop
    ) -> None:
        await shop.goods("Mug")
        page = await browser.open("/cart")
        assert "Your cart is empty." in page.text
        assert "/products" in page.links

    async def test_is_kept_by_no_cache_and_no_script(self, browser: Browser, shop: Shop) -> None:
        await shop.goods("Mug")
        await browser.add("mug")
        page = await browser.open("/cart")
        assert page.response.headers["cache-control"] == "no-store"
        kept = next(one for one in browser.http.cookies.jar if one.name.endswith("cart"))
        assert kept.has_nonstandard_attr("HttpOnly")
        assert kept.get_nonstandard_attr("SameSite") == "lax"

    async def test_tells_that_a_price_has_changed(self, browser: Browser, shop: Shop) -> None:
        mug = await shop.goods("Mug", price=1000)
        await browser.add("mug")
        async with shop.transaction() as ctx:
            await pricing.set_prices(ctx, prices=[PriceChange(mug.variant, "EUR", 1200)])
        page = await browser.open("/cart")
        assert "The price of Mug has changed. It was €10.00 and is now €12.00." in page.text
        assert page.text.count("€12.00") >= 3

    async def test_is_nobody_elses(self, browser: Browser, neighbor: Shop) -> None:
        mug = await neighbor.goods("Foreign mug")
        cart = await neighbor.cart({mug.variant: 1})
        browser.http.cookies.set("galleria-cart", cart.token)
        assert "Foreign" not in (await browser.open("/cart")).text


class TestAddLine:
    async def test_puts_a_products_one_variant_into_the_cart_from_its_card(
        self, browser: Browser, shop: Shop
    ) -> None:
        await shop.goods("Mug")
        page = await browser.open("/products/mug")
        form = page.form("/products/mug")
        form.action = "/cart/lines"
        cart = await browser.send(form)
        assert cart.path == "/cart"
        assert "Mug is in your cart." in cart.text


class TestChangeLine:
    async def test_changes_the_quantity_and_every_sum(self, browser: Browser, shop: Shop) -> None:
        await shop.goods("Mug", price=1000)
        await browser.add("mug")
        page = await browser.open("/cart")
        form = next(form for form in page.forms if form.action.startswith("/cart/lines/"))
        changed = await browser.send(form, quantity="3", intent="update")
        assert "€30.00" in changed.text
        assert "3 items" in changed.text

    async def test_takes_a_line_out(self, browser: Browser, shop: Shop) -> None:
        mug = await shop.goods("Mug", on_hand=5)
        await browser.add("mug", quantity="2")
        assert await shop.available(mug.variant) == 3
        page = await browser.open("/cart")
        form = next(form for form in page.forms if form.action.startswith("/cart/lines/"))
        emptied = await browser.send(form, intent="remove")
        assert "Your cart is empty." in emptied.text
        assert await shop.available(mug.variant) == 5

    async def test_says_why_not_and_changes_nothing(self, browser: Browser, shop: Shop) -> None:
        await shop.goods("Mug", on_hand=2, price=1000)
        await browser.add("mug")
        page = await browser.open("/cart")
        form = next(form for form in page.forms if form.action.startswith("/cart/lines/"))
        refused = await browser.send(form, quantity="9", intent="update")
        assert "Only 2 left." in refused.text
        assert "€10.00" in refused.text


class TestChangeCoupon:
    async def test_takes_a_code_off_the_total_and_gives_it_back(
        self, browser: Browser, shop: Shop
    ) -> None:
        await shop.goods("Mug", price=1000)
        await welcome(shop)
        await browser.add("mug")
        page = await browser.open("/cart")
        used = await browser.send(page.form("/cart/coupons"), code="welcome10", intent="apply")
        assert "−€1.00" in used.text
        assert "€9.00" in used.text
        back = await browser.send(used.form("/cart/coupons"), intent="remove")
        assert "−€1.00" not in back.text
        assert Decimal("10.00") == Decimal(back.text.rsplit("€", 1)[1].split()[0])

    async def test_keeps_what_was_typed_and_says_why_not(
        self, browser: Browser, shop: Shop
    ) -> None:
        await shop.goods("Mug")
        await browser.add("mug")
        page = await browser.open("/cart")
        refused = await browser.send(page.form("/cart/coupons"), code="NOPE", intent="apply")
        assert refused.status == 422
        assert "There is no such code." in refused.text
        assert refused.form("/cart/coupons").values["code"] == "NOPE"
