import asyncio
from http.cookies import SimpleCookie

import pytest
from sqlalchemy import func, select

from galleria.catalog import queries
from galleria.orders.models import Order
from galleria.pricing import service as pricing
from galleria.pricing.service import PriceChange
from galleria.reviews.models import Review
from tests.kit import Shop
from tests.storefront.browsing import ADA, Browser, Sheet


async def count_orders(shop: Shop) -> int:
    async with shop.transaction() as ctx:
        return await ctx.session.scalar(select(func.count()).select_from(Order)) or 0


@pytest.fixture
async def at_payment(browser: Browser, shop: Shop) -> Sheet:
    """The last step, with two mugs in the cart."""
    await shop.goods("Mug", price=1000, on_hand=10)
    await browser.add("mug", quantity="2")
    return await browser.go_to_payment()


class TestSteps:
    async def test_lead_to_the_first_that_is_not_done(self, browser: Browser, shop: Shop) -> None:
        await shop.goods("Mug")
        await browser.add("mug")
        for step in ("", "/delivery", "/payment"):
            assert (await browser.open(f"/checkout{step}")).path == "/checkout/contact"

    async def test_send_an_empty_cart_back(self, browser: Browser) -> None:
        page = await browser.open("/checkout/payment")
        assert page.path == "/cart"
        assert "nothing to check out" in page.text

    async def test_can_be_returned_to_without_losing_anything(
        self, browser: Browser, at_payment: Sheet
    ) -> None:
        assert "12 St James’s Square" in at_payment.text
        again = await browser.open("/checkout/contact")
        kept = again.form("/checkout/contact").values
        assert {name: kept[name] for name in ADA} == ADA

    async def test_are_kept_by_no_cache_and_out_of_search_engines(self, at_payment: Sheet) -> None:
        assert at_payment.response.headers["cache-control"] == "no-store"
        assert at_payment.meta["robots"] == "noindex, follow"


class TestSetContact:
    async def test_tells_all_faults_at_once_and_keeps_what_was_typed(
        self, browser: Browser, shop: Shop
    ) -> None:
        await shop.goods("Mug")
        await browser.add("mug")
        page = await browser.open("/checkout/contact")
        typed = {**ADA, "email": "ada@", "line1": "", "city": "Łódź"}
        refused = await browser.send(page.form("/checkout/contact"), **typed)
        assert refused.status == 422
        assert "2 things need mending" in refused.text
        assert {"#email", "#line1"} <= set(refused.links)
        kept = refused.form("/checkout/contact").values
        assert (kept["email"], kept["city"]) == ("ada@", "Łódź")

    async def test_asks_for_a_state_where_a_country_has_them(
        self, browser: Browser, shop: Shop
    ) -> None:
        await shop.goods("Mug")
        await browser.add("mug")
        page = await browser.open("/checkout/contact")
        form = page.form("/checkout/contact")
        assert "region" not in form.values
        asked = await browser.send(form, **{**ADA, "country": "US", "postal_code": "10001"})
        assert "State is missing." in asked.text
        done = await browser.send(asked.form("/checkout/contact"), region="New York")
        assert done.path == "/checkout/delivery"
        assert "United States" in done.text

    async def test_sends_the_bill_elsewhere(self, browser: Browser, shop: Shop) -> None:
        await shop.goods("Mug")
        await browser.add("mug")
        page = await browser.open("/checkout/contact")
        form = page.form("/checkout/contact")
        del form.values["billing_same"]
        billed = {f"billing_{name}": value for name, value in ADA.items() if name != "email"}
        wrong = await browser.send(form, **ADA, **{**billed, "billing_city": ""})
        assert "#billing_city" in wrong.links
        right = await browser.send(wrong.form("/checkout/contact"), billing_city="Bath")
        assert right.path == "/checkout/delivery"
        again = await browser.open("/checkout/contact")
        assert again.form("/checkout/contact").values["billing_city"] == "Bath"
        assert "billing_same" not in again.form("/checkout/contact").values


class TestSetDelivery:
    async def test_asks_again_without_a_choice(self, browser: Browser, shop: Shop) -> None:
        await shop.goods("Mug")
        await browser.add("mug")
        page = await browser.open("/checkout/contact")
        page = await browser.send(page.form("/checkout/contact"), **ADA)
        refused = await browser.send(page.form("/checkout/delivery"), delivery="nonsense")
        assert refused.status == 422
        assert "Choose how it should be delivered" in refused.text


class TestPlaceOrder:
    async def test_states_the_total_and_keeps_it(
        self, browser: Browser, at_payment: Sheet, shop: Shop
    ) -> None:
        assert "Place order – €24.50" in at_payment.text
        order = await browser.send(at_payment.form("/checkout/payment"))
        assert order.path.startswith("/orders/")
        assert "Thank you. Your order is placed." in order.text
        assert "€24.50" in order.text
        assert "Your cart is empty." in (await browser.open("/cart")).text
        assert await count_orders(shop) == 1

    async def test_makes_one_order_of_two_presses(
        self, browser: Browser, at_payment: Sheet, shop: Shop
    ) -> None:
        form = at_payment.form("/checkout/payment")
        first, second = await asyncio.gather(browser.send(form), browser.send(form))
        later = await browser.send(form)
        assert first.path == second.path == later.path
        assert await count_orders(shop) == 1

    async def test_makes_one_order_of_two_windows(
        self, browser: Browser, at_payment: Sheet, shop: Shop
    ) -> None:
        other = await browser.open("/checkout/payment")
        first = await browser.send(at_payment.form("/checkout/payment"))
        cookies = SimpleCookie(at_payment.response.request.headers["cookie"])
        browser.http.cookies.set("galleria-cart", cookies["galleria-cart"].value)
        second = await browser.send(other.form("/checkout/payment"))
        assert await count_orders(shop) == 1
        assert second.path in {first.path, "/cart"}

    async def test_says_why_a_payment_was_refused_and_keeps_everything(
        self, browser: Browser, at_payment: Sheet, shop: Shop
    ) -> None:
        form = at_payment.form("/checkout/payment")
        refused = await browser.send(form, gateway="test_declined")
        assert refused.path == "/checkout/payment"
        assert "The payment was declined." in refused.text
        assert "12 St James’s Square" in refused.text
        again = refused.form("/checkout/payment")
        assert again.values["attempt"] != form.values["attempt"]
        assert (await browser.send(again)).path.startswith("/orders/")
        assert await count_orders(shop) == 1

    async def test_tells_a_total_that_changed_before_taking_anything(
        self, browser: Browser, at_payment: Sheet, shop: Shop
    ) -> None:
        async with shop.transaction() as ctx:
            mug = await queries.find_product(ctx, slug="mug")
            assert mug is not None
            (variant,) = (await queries.load_variants(ctx, [mug.product_id]))[mug.product_id]
            await pricing.set_prices(ctx, prices=[PriceChange(variant.id, "EUR", 1100)])
        told = await browser.send(at_payment.form("/checkout/payment"))
        assert told.path == "/checkout/payment"
        assert "The total changed while you were here." in told.text
        assert "Place order – €26.50" in told.text
        assert await count_orders(shop) == 0

    async def test_waits_for_a_transfer_and_says_how(
        self, browser: Browser, at_payment: Sheet
    ) -> None:
        order = await browser.send(at_payment.form("/checkout/payment"), gateway="manual")
        assert "Waiting for your payment" in order.text
        assert "Please transfer €24.50" in order.text

    @pytest.mark.parametrize(
        "typed",
        [{"gateway": "cash"}, {"attempt": ""}, {"attempt": "x" * 300}, {"expected_total": "free"}],
    )
    async def test_takes_nothing_for_a_form_that_was_bent(
        self, browser: Browser, at_payment: Sheet, shop: Shop, typed: dict[str, str]
    ) -> None:
        answer = await browser.send(at_payment.form("/checkout/payment"), **typed)
        assert answer.status == 200
        assert await count_orders(shop) == 0


class TestOrder:
    async def test_opens_with_its_token_and_not_without(
        self, browser: Browser, at_payment: Sheet
    ) -> None:
        order = await browser.send(at_payment.form("/checkout/payment"))
        assert order.response.headers["cache-control"] == "no-store"
        assert order.response.headers["referrer-policy"] == "same-origin"
        assert order.meta["robots"] == "noindex, follow"
        assert (await browser.open(f"{order.path[:-1]}x")).status == 404

    async def test_lets_what_was_bought_be_reviewed_as_bought(
        self, browser: Browser, at_payment: Sheet, shop: Shop
    ) -> None:
        order = await browser.send(at_payment.form("/checkout/payment"))
        way = next(link for link in order.links if "/reviews?order=" in link)
        page = await browser.open(way.partition("#")[0])
        form = page.form("/products/mug/reviews")
        sent = await browser.send(
            form, rating="5", title="Fine", name="Ada", email="ada@example.com"
        )
        assert "We read every review before it is shown." in sent.text
        async with shop.transaction() as ctx:
            (review,) = (await ctx.session.scalars(select(Review))).all()
        assert review.is_verified
