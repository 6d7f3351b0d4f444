"""What no honest client sends. The answer has a type or a code; nothing is ever our fault."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.acceptance.buyers import (
    ADDRESS,
    COMPLETE,
    FIND_ATTEMPT,
    FIND_CART,
    ORDER,
    START_PAYMENT,
    App,
    mutation,
)
from tests.acceptance.premises import Branch, Premises

STORE = "{ store { name } }"
LOOK = "query ($slug: String!) { product(by: { slug: $slug }) { id } }"
PAGE = "query ($after: String) { products(first: 1, after: $after) { nodes { id } } }"
QUESTIONS = [
    (LOOK, ["slug"]),
    (ORDER, ["token"]),
    (FIND_CART, ["token"]),
    (FIND_ATTEMPT, ["id", "cartToken"]),
    (PAGE, ["after"]),
]
ODD_TEXTS = [
    "",
    " ",
    "a\0b",
    "\ud800",
    "x" * 100_000,
    "' OR 1=1 --",
    "../../etc/passwd",
    "{{ 7 * 7 }}",
    "\u202e\u200d",
    "💩" * 300,
    "1e999999",
    "NaN",
    "-5",
    "9" * 60,
    "12.345",
    "prod_aaaaaaaaaaaaaaaaaaaaaaaaaa",
    "var_aaaaaaaaaaaaaaaaaaaaaaaaaa",
    "var_!!!!!!!!!!!!!!!!!!!!!!!!!!",
]


@pytest.fixture(scope="module")
def neighbor(house: Premises) -> Branch:
    """Another merchant under the same roof."""
    house.open()
    return house.open_branch("neighbor")


@pytest.fixture(scope="module")
def key(house: Premises, branch: Branch) -> str:
    """A key to all that the branch's tenant has."""
    house.open()
    token: str = house.type("apikey", "create", "--tenant", branch.tenant)["token"]
    return token


def code_of(answer: httpx.Response) -> str:
    """The code with which a request was refused as a whole."""
    assert "data" not in answer.json()
    code: str = answer.json()["errors"][0]["extensions"]["code"]
    return code


def places_for(text: str, cart: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every operation of a shopper, with an odd text in each of its places."""
    token, line = cart["token"], {"variantId": text, "quantity": 1}
    yield mutation("createCart"), {"lines": [line]}
    yield mutation("addCartLines"), {"cartToken": token, "lines": [line]}
    yield mutation("addCartLines"), {"cartToken": text, "lines": []}
    yield (
        mutation("updateCartLines"),
        {
            "cartToken": token,
            "lines": [{"lineId": text, "quantity": 1}],
        },
    )
    yield mutation("removeCartLines"), {"cartToken": token, "lineIds": [text]}
    yield mutation("applyCodes"), {"cartToken": token, "codes": [text]}
    yield mutation("removeCodes"), {"cartToken": token, "codes": [text]}
    yield mutation("setCartContact"), {"cartToken": token, "email": text}
    yield mutation("setCartContact"), {"cartToken": token, "email": "a@b.example", "phone": text}
    yield mutation("setCartNote"), {"cartToken": token, "note": text}
    yield mutation("setCartDelivery"), {"cartToken": token, "optionIds": [text]}
    for part in ADDRESS:
        yield mutation("setCartAddresses"), {"cartToken": token, "shipping": ADDRESS | {part: text}}
    yield START_PAYMENT, {"cartToken": token, "gateway": text}
    for total in ({"amount": text, "currency": "USD"}, {"amount": "1.00", "currency": text}):
        yield COMPLETE, {"cartToken": token, "expectedTotal": total}


async def send(app: App, operation: str, variables: dict[str, Any]) -> httpx.Response:
    """Send what httpx would not: JSON can write halves of surrogate pairs, UTF-8 cannot."""
    body = json.dumps({"query": operation, "variables": variables})
    headers = {
        "Host": app.host,
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid4()),
    }
    return await app.http.post("/graphql", content=body, headers=headers)


def is_typed(answer: httpx.Response) -> bool:
    """Whether it is a result, or a refusal with a code that does not say that it is our fault."""
    body = answer.json()
    if answer.status_code == 400:
        return bool(body["errors"][0]["extensions"]["code"] != "INTERNAL")
    return answer.status_code == 200 and "errors" not in body


class TestTexts:
    @pytest.mark.parametrize("text", ODD_TEXTS, ids=lambda text: ascii(text)[:20])
    async def test_in_every_place_are_answered(self, app: App, text: str) -> None:
        cart = await app.do(mutation("createCart"), lines=[])

        for operation, asked in places_for(text, cart):
            answer = await send(app, operation, {"input": asked})
            assert is_typed(answer), (asked, answer.text)
        for operation, names in QUESTIONS:
            answer = await send(app, operation, dict.fromkeys(names, text))
            assert is_typed(answer), (operation, answer.text)


class TestNumbers:
    @pytest.mark.parametrize("quantity", [0, -1, 1000, 10**9])
    async def test_a_quantity_out_of_range_is_told_where(
        self, app: App, slug: str, quantity: int
    ) -> None:
        variant = (await app.variant(slug))["id"]

        refused = await app.do(
            mutation("createCart", "{ __typename ... on InvalidInput { problems { path } } }"),
            lines=[{"variantId": variant, "quantity": quantity}],
        )

        assert refused == {
            "__typename": "InvalidInput",
            "problems": [{"path": ["lines", "0", "quantity"]}],
        }

    async def test_more_than_there_are_is_out_of_stock(self, app: App, slug: str) -> None:
        variant = await app.variant(slug)
        line = {"variantId": variant["id"], "quantity": variant["available"] + 1}

        refused = await app.do(
            mutation("createCart", "{ __typename ... on OutOfStock { available path } }"),
            lines=[line],
        )

        assert refused["__typename"] == "OutOfStock"
        assert refused["available"] == variant["available"]

    @pytest.mark.parametrize("quantity", [2**31, 1.5, "1", True, None, [], {}])
    async def test_what_is_no_number_is_refused_whole(
        self, app: App, slug: str, quantity: object
    ) -> None:
        line = {"variantId": (await app.variant(slug))["id"], "quantity": quantity}

        answer = await app.post(mutation("createCart"), {"input": {"lines": [line]}})

        assert (answer.status_code, code_of(answer)) == (400, "INVALID_OPERATION")


class TestNeighbors:
    async def test_nothing_of_one_is_to_be_had_at_the_other(
        self, app: App, http: httpx.AsyncClient, neighbor: Branch, slug: str
    ) -> None:
        there = App(http, neighbor.host)
        variant = (await app.variant(slug))["id"]
        bought = await app.buy(variant)
        cart = await app.ready_cart(variant)

        line = {"variantId": variant, "quantity": 1}
        assert (await there.do(mutation("createCart"), lines=[line]))["__typename"] == "NotForSale"
        assert (await there.place(cart))["__typename"] == "NotFound"
        stolen = {"cartToken": cart["token"], "email": "thief@example.com"}
        assert (await there.do(mutation("setCartContact"), **stolen))["__typename"] == "NotFound"
        assert (await there.ask(FIND_CART, token=cart["token"]))["cart"] is None
        assert (await there.ask(ORDER, token=bought["order"]["token"]))["order"] is None
        attempt = {"id": bought["id"], "cartToken": cart["token"]}
        assert (await there.ask(FIND_ATTEMPT, **attempt))["checkoutAttempt"] is None
        assert (await app.place(cart))["status"] == "PLACED"

    async def test_an_attempt_is_shown_to_the_holder_of_its_cart_only(
        self, app: App, slug: str
    ) -> None:
        variant = (await app.variant(slug))["id"]
        bought = await app.buy(variant)
        other = await app.ready_cart(variant)

        attempt = {"id": bought["id"], "cartToken": other["token"]}

        assert (await app.ask(FIND_ATTEMPT, **attempt))["checkoutAttempt"] is None

    async def test_a_key_opens_the_doors_of_its_own_tenant_only(
        self, app: App, http: httpx.AsyncClient, neighbor: Branch, slug: str, key: str
    ) -> None:
        variant = await app.variant(slug)
        change = {"variantId": variant["id"], "delta": -1}
        adjust = mutation("adjustStock", "{ __typename }")

        at_home = await App(http, app.host, key).do(adjust, changes=[change])
        abroad = await App(http, neighbor.host, key).post(adjust, {"input": {"changes": [change]}})
        without = await app.post(adjust, {"input": {"changes": [change]}})

        assert at_home["__typename"] == "StockLevels"
        assert (abroad.status_code, code_of(abroad)) == (401, "UNAUTHENTICATED")
        assert (without.status_code, code_of(without)) == (401, "UNAUTHENTICATED")
        assert (await app.variant(slug))["available"] == variant["available"] - 1

    async def test_staff_cannot_take_away_what_is_promised(
        self, app: App, http: httpx.AsyncClient, slug: str, key: str
    ) -> None:
        variant = (await app.variant(slug))["id"]
        held = await app.ready_cart(variant, 50)
        change = {"variantId": variant, "delta": -1}

        refused = await App(http, app.host, key).do(
            mutation("adjustStock", "{ __typename }"), changes=[change]
        )

        assert refused["__typename"] == "StockSpokenFor"
        assert (await app.place(held))["status"] == "PLACED"


class TestRequests:
    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (b"", "BAD_REQUEST"),
            (b"{", "BAD_REQUEST"),
            (b"[" * 100_000, "BAD_REQUEST"),
            (b"\xff\xfe{\x00}\x00", "BAD_REQUEST"),
            (b"null", "BAD_REQUEST"),
            (b'[{"query": "{ store { name } }"}]', "BATCHING"),
            (b'{"query": "{ store { name "}', "SYNTAX_ERROR"),
            (json.dumps({"query": "{ a " * 500 + "}" * 500}).encode(), "SYNTAX_ERROR"),
            (json.dumps({"query": f"{{ {'a: store { name } ' * 40} }}"}).encode(), "ALIAS_LIMIT"),
        ],
        ids=lambda value: ascii(value)[:30],
    )
    async def test_what_is_no_operation_is_refused_with_a_code(
        self, app: App, body: bytes, code: str
    ) -> None:
        headers = {"Host": app.host, "Content-Type": "application/json"}
        answer = await app.http.post("/graphql", content=body, headers=headers)

        assert (answer.status_code, code_of(answer)) == (400, code)

    @pytest.mark.parametrize("host", ["nobody.example", "", "127.0.0.1", "a b", "x" * 300, ".."])
    async def test_a_host_that_is_nobody_s_shows_nobody_s_data(
        self, http: httpx.AsyncClient, branch: Branch, host: str
    ) -> None:
        answer = await App(http, host).post(STORE)
        page = await http.get("/", headers={"Host": host})

        assert (answer.status_code, code_of(answer)) == (404, "UNKNOWN_STORE")
        assert page.status_code == 404
        assert branch.host not in page.text

    @pytest.mark.parametrize(
        "path",
        [
            "/products/%00",
            "/products/%ff",
            "/products/" + "a" * 5000,
            "/search?q=%00",
            "/search?q=%ff%fe",
            "/products?after=%00&page=-1",
            "/categories/%00/..%2f..",
            "/collections/%00",
            "/orders/%00",
            "/assets/x/..%2f..%2f..%2fpyproject.toml",
            "/media/..%2f..%2fsecret-key",
            "/media/%00",
            "/media/" + "a" * 300 + ".png",
        ],
    )
    async def test_no_address_breaks_a_page(self, app: App, path: str) -> None:
        answer = await app.http.get(path, headers={"Host": app.host})

        assert answer.status_code in {200, 404}
        assert "DATABASE" not in answer.text
