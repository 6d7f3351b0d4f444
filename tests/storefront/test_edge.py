import httpx
import pytest
from starlette.applications import Starlette

from galleria.storefront.visits import Visit
from galleria.tenancy.service.domains import add_domain
from galleria.tenancy.service.stores import deactivate_store
from tests.kit import Shop
from tests.storefront.browsing import Browser, Sheet


class TestHosts:
    async def test_gives_an_unknown_host_a_page_of_nobody(self, pages: Starlette) -> None:
        transport = httpx.ASGITransport(pages)
        async with httpx.AsyncClient(transport=transport, base_url="http://no.localhost") as http:
            answer = await http.get("/products")
        assert answer.status_code == 404
        assert "There is no shop at this address." in answer.text
        assert answer.headers["cache-control"] == "no-store"

    async def test_says_that_a_store_is_closed(
        self, browser: Browser, shop: Shop, pages: Starlette
    ) -> None:
        await shop.goods("Mug")
        async with shop.transaction() as ctx:
            await deactivate_store(ctx, store_id=shop.store.store_id)
        pages.state.hosts.forget_everything()
        page = await browser.open("/products/mug")
        assert page.status == 503
        assert "This shop is closed for now." in page.text
        assert "Mug" not in page.text

    async def test_sends_other_hosts_of_a_store_to_its_first(
        self, browser: Browser, shop: Shop, pages: Starlette
    ) -> None:
        host = f"old-{shop.store.primary_host.removesuffix('.localhost')}.example"
        async with shop.transaction() as ctx:
            await add_domain(ctx, store_id=shop.store.store_id, host=host, is_vouched=True)
        pages.state.hosts.forget_everything()
        answer = await browser.http.get(f"http://{host}/products?page=2")
        assert answer.status_code == 301
        assert answer.headers["location"] == f"http://{shop.store.primary_host}/products?page=2"


class TestForms:
    @pytest.mark.parametrize(
        "headers",
        [
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"origin": "https://elsewhere.example"},
            {"origin": "null"},
        ],
    )
    async def test_of_other_sites_do_nothing(
        self, browser: Browser, shop: Shop, headers: dict[str, str]
    ) -> None:
        await shop.goods("Mug")
        form = (await browser.open("/products/mug")).form("/products/mug")
        answer = await browser.http.post(
            form.action, data={**form.values, "intent": "add"}, headers=headers
        )
        assert answer.status_code == 403
        assert "Nothing was changed." in answer.text
        assert "Your cart is empty." in (await browser.open("/cart")).text

    @pytest.mark.parametrize("token", ["", "0" * 64, "é"])
    async def test_without_our_mark_do_nothing(
        self, browser: Browser, shop: Shop, token: str
    ) -> None:
        await shop.goods("Mug")
        form = (await browser.open("/products/mug")).form("/products/mug")
        assert (await browser.send(form, form_token=token, intent="add")).status == 403

    async def test_with_another_visitors_mark_do_nothing(
        self, browser: Browser, shop: Shop
    ) -> None:
        await shop.goods("Mug")
        form = (await browser.open("/products/mug")).form("/products/mug")
        browser.http.cookies.clear()
        await browser.open("/")
        assert (await browser.send(form, intent="add")).status == 403

    async def test_are_not_read_without_end(self, browser: Browser, shop: Shop) -> None:
        await shop.goods("Mug")
        form = (await browser.open("/products/mug")).form("/products/mug")
        assert (await browser.send(form, quantity="1" * 100_000)).status == 403


class TestOddRequests:
    @pytest.mark.parametrize(
        "path",
        ["/products/%00", "/orders/%00", "/categories/a%00b", "/search?q=%00", "/%00"],
    )
    async def test_are_not_found(self, browser: Browser, path: str) -> None:
        assert (await browser.open(path)).status == 404

    @pytest.mark.parametrize(
        "path",
        [
            "/search?q=%ff%fe",
            "/search?q=%25%5f%5c",
            "/products?sort=nonsense",
            "/products/mug?variant=var_zzz",
            "/products/mug?variant=%F0%9F%8D%B5",
        ],
    )
    async def test_are_answered(self, browser: Browser, shop: Shop, path: str) -> None:
        await shop.goods("Mug")
        assert (await browser.open(path)).status == 200

    async def test_are_cleaned_of_what_no_text_can_hold(self, browser: Browser, shop: Shop) -> None:
        await shop.goods("Mug")
        await browser.add("mug")
        page = await browser.open("/cart")
        refused = await browser.send(page.form("/cart/coupons"), code="A\0B", intent="apply")
        assert "There is no such code." in refused.text
        cookie = {"cookie": 'galleria-cart="a\\000b"'}
        assert (await browser.http.get("/cart", headers=cookie)).status_code == 200

    @pytest.mark.parametrize(
        "kind", ["application/json", "multipart/form-data", "multipart/form-data; boundary=x"]
    )
    async def test_do_nothing_where_they_are_no_form(
        self, browser: Browser, shop: Shop, kind: str
    ) -> None:
        await shop.goods("Mug")
        await browser.open("/products/mug")
        answer = await browser.http.post(
            "/products/mug", content=b'{"a":', headers={"content-type": kind}
        )
        assert answer.status_code == 403


class TestHeaders:
    @pytest.mark.parametrize("path", ["/", "/nothing", "/cart", "/robots.txt"])
    async def test_keep_every_page_to_itself(self, browser: Browser, path: str) -> None:
        headers = (await browser.open(path)).response.headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert {"frame-ancestors 'none'", "form-action 'self'"} <= set(policy.split("; "))
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"

    async def test_make_every_cookie_secure_where_the_line_is(
        self, pages: Starlette, shop: Shop
    ) -> None:
        await shop.goods("Mug")
        host = shop.store.primary_host
        transport = httpx.ASGITransport(pages)
        async with httpx.AsyncClient(transport=transport, base_url=f"https://{host}") as http:
            answer = await http.get("/products/mug")
            cookies = answer.headers.get_list("set-cookie")
            form = Sheet(answer).form("/products/mug")
            added = await http.post(form.action, data={**form.values, "intent": "add"})
        cookies += added.headers.get_list("set-cookie")
        names = {cookie.partition("=")[0] for cookie in cookies}
        assert names == {"__Host-form", "__Host-cart", "__Host-said"}
        for cookie in cookies:
            assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
        assert "max-age" in answer.headers["strict-transport-security"]


class TestFaults:
    async def test_are_admitted_without_a_word_of_what_is_inside(
        self, browser: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(_: Visit) -> str:
            message = "secret table"
            raise RuntimeError(message)

        monkeypatch.setattr(Visit, "locale", property(broken))
        page = await browser.open("/")
        assert page.status == 500
        assert "secret" not in page.response.text

    async def test_of_the_address_get_a_page_with_a_way_out(self, browser: Browser) -> None:
        page = await browser.open("/no/such/page")
        assert page.status == 404
        assert "There is no such page here." in page.text
        assert any(form.action == "/search" for form in page.forms)
        assert page.meta["robots"] == "noindex, follow"
