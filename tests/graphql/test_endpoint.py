"""The API over HTTP: what is taken, what comes back, and what is never told."""

import json
from urllib.parse import urlencode

import pytest

from galleria.graphql import stores
from galleria.graphql.context import RequestContext
from galleria.tenancy.service.stores import deactivate_store
from tests.api import Client
from tests.kit import Shop

STORE = "{ store { name } }"


async def send(client: Client, content: bytes | str, **headers: str) -> tuple[int, str]:
    sent = {"Host": client.host, "Content-Type": "application/json", **headers}
    answer = await client.http.post("/graphql", content=content, headers=sent)
    return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]


class TestHosts:
    @pytest.mark.parametrize("host", ["nowhere.localhost", "", "a b", "127.0.0.1:8000"])
    async def test_an_unknown_host_has_a_code_and_no_data(self, guest: Client, host: str) -> None:
        answer = await Client(guest.http, host).post(STORE)

        assert answer.status_code == 404
        assert answer.json()["errors"][0]["extensions"]["code"] == "UNKNOWN_STORE"
        assert "data" not in answer.json()

    async def test_a_closed_store_says_so(self, guest: Client, shop: Shop) -> None:
        async with shop.transaction() as ctx:
            await deactivate_store(ctx, store_id=shop.store.store_id)

        answer = await guest.post(STORE)

        assert answer.status_code == 403
        assert answer.json()["errors"][0]["extensions"]["code"] == "STORE_INACTIVE"

    async def test_staff_come_into_a_closed_store_and_open_it_again(
        self, guest: Client, owner: Client, shop: Shop
    ) -> None:
        async with shop.transaction() as ctx:
            await deactivate_store(ctx, store_id=shop.store.store_id)
        wrong = {"email": "nobody@example.com", "password": "none"}

        (store,) = (await owner.ask("{ admin { stores { id status } } }"))["admin"]["stores"]
        signed = await guest.ask(
            "mutation ($i: SignInStaffInput!) { signInStaff(input: $i) { __typename } }", i=wrong
        )
        opened = await owner.ask(
            "mutation ($i: ActivateStoreInput!) { activateStore(input: $i) { __typename } }",
            i={"storeId": store["id"]},
        )

        assert store["status"] == "INACTIVE"
        assert signed["signInStaff"]["__typename"] == "WrongCredentials"
        assert opened["activateStore"]["__typename"] == "AdminStore"

    async def test_a_port_does_not_matter(self, guest: Client) -> None:
        assert (await Client(guest.http, f"{guest.host}:8000").ask(STORE))["store"]["name"]


class TestRequests:
    async def test_a_query_may_come_by_get(self, guest: Client) -> None:
        asked = {
            "query": """
                query A($n: Int!) { products(first: $n) { nodes { id } } }
                query B { store { id } }""",
            "variables": json.dumps({"n": 1}),
            "operationName": "A",
        }
        answer = await guest.http.get(f"/graphql?{urlencode(asked)}", headers={"Host": guest.host})

        assert answer.status_code == 200
        assert answer.json()["data"]["products"] == {"nodes": []}

    async def test_a_mutation_may_not(self, guest: Client) -> None:
        asked = urlencode({"query": "mutation { createCart(input: {}) { __typename } }"})
        answer = await guest.http.get(f"/graphql?{asked}", headers={"Host": guest.host})

        assert answer.status_code == 405
        assert answer.headers["Allow"] == "POST"

    @pytest.mark.parametrize(
        "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
    )
    async def test_what_a_form_of_another_site_can_send_is_refused(
        self, guest: Client, kind: str
    ) -> None:
        body = json.dumps({"query": STORE})
        headers = {"Content-Type": kind}

        assert await send(guest, body, **headers) == (415, "UNSUPPORTED_MEDIA_TYPE")

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ("{", "BAD_REQUEST"),
            ("null", "BAD_REQUEST"),
            ("{}", "BAD_REQUEST"),
            ('{"query": 5}', "BAD_REQUEST"),
            ('{"query": "{a}", "variables": [1]}', "BAD_REQUEST"),
            ('{"query": "{a}", "operationName": 1}', "BAD_REQUEST"),
            ('{"query": "{a}", "variables": ' + '{"a":' * 5000 + "1" + "}" * 5001, "BAD_REQUEST"),
            ('{"query": "{a}", "variables": {"a": [{"b": "x\\u0000"}]}}', "BAD_REQUEST"),
            ('{"query": "{a}", "variables": {"a": "\\ud800"}}', "BAD_REQUEST"),
            ('{"query": "{ cart(token: \\"\\\\u0000\\") { token } }"}', "BAD_REQUEST"),
            ('{"query": "{ cart(token: \\"\\\\u{0}\\") { token } }"}', "BAD_REQUEST"),
            ('[{"query": "{a}"}]', "BATCHING"),
            ('{"query": ""}', "SYNTAX_ERROR"),
            ('{"query": "{ store { "}', "SYNTAX_ERROR"),
            ('{"query": "{ nonsense }"}', "INVALID_OPERATION"),
            ('{"query": "query A { a } query B { b }"}', "OPERATION_UNKNOWN"),
            ('{"query": "{ store { name } }", "operationName": "B"}', "OPERATION_UNKNOWN"),
            (
                '{"query": "query ($n: Int!) { products(first: $n) { nodes { id } } }"}',
                "INVALID_OPERATION",
            ),
        ],
    )
    async def test_a_wrong_request_is_told_what_is_wrong(
        self, guest: Client, body: str, code: str
    ) -> None:
        assert await send(guest, body) == (400, code)

    @pytest.mark.parametrize(
        "slug", ["a\\u0000b", "\\ud800", "\\\\u0000", "\\\\u{0}", "\\ude00\\ud83d"]
    )
    async def test_what_no_text_can_hold_is_refused(self, guest: Client, slug: str) -> None:
        body = f'{{"query": "{{ product(by: {{ slug: \\"{slug}\\" }}) {{ id }} }}"}}'

        assert await send(guest, body) == (400, "BAD_REQUEST")

    async def test_a_character_of_two_halves_is_taken(self, guest: Client) -> None:
        body = '{"query": "{ product(by: { slug: \\"\\ud83d\\ude00\\" }) { id } }"}'
        headers = {"Host": guest.host, "Content-Type": "application/json"}
        answer = await guest.http.post("/graphql", content=body, headers=headers)

        assert answer.json()["data"] == {"product": None}

    async def test_a_body_that_is_no_text(self, guest: Client) -> None:
        assert await send(guest, b"\xff\xfe") == (400, "BAD_REQUEST")

    async def test_a_large_body_is_not_read_to_the_end(self, guest: Client) -> None:
        body = json.dumps({"query": STORE, "variables": {"a": "x" * 2_000_000}})

        assert await send(guest, body) == (413, "BODY_TOO_LARGE")

    async def test_staff_send_whole_files(self, owner: Client) -> None:
        answer = await owner.post(STORE, {"unused": "x" * 2_000_000})

        assert answer.status_code == 200

    @pytest.mark.parametrize(
        ("accept", "kind"),
        [
            ("*/*", "application/graphql-response+json"),
            ("application/json", "application/json"),
            (
                "application/graphql-response+json, application/json;q=0.9",
                "application/graphql-response+json",
            ),
        ],
    )
    async def test_the_answer_is_called_what_the_client_knows(
        self, guest: Client, accept: str, kind: str
    ) -> None:
        answer = await guest.post(STORE, Accept=accept)

        assert answer.headers["Content-Type"].partition(";")[0] == kind
        assert answer.headers["Cache-Control"] == "no-store"


class TestFaults:
    async def test_what_is_our_fault_is_not_told(
        self, guest: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The seam is the type that a resolver fills; its place in the schema stays."""

        def broken(_store: object, _base_url: str) -> stores.Store:
            raise RuntimeError("the password is hunter2")

        monkeypatch.setattr(stores.Store, "of", broken)
        answer = await guest.post(STORE)

        assert answer.status_code == 400 or answer.json()["data"] is None
        assert "hunter2" not in answer.text
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "INTERNAL"
        assert error["extensions"]["requestId"]

    async def test_a_fault_in_one_mutation_leaves_its_neighbor_alone(
        self, guest: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Results are nullable at the root."""
        writes = RequestContext.write
        calls: list[int] = []

        def sometimes(self: RequestContext) -> object:
            calls.append(1)
            if len(calls) == 1:
                raise RuntimeError("broken")
            return writes(self)

        monkeypatch.setattr(RequestContext, "write", sometimes)
        answer = await guest.post(
            """mutation {
              a: createCart(input: {}) { __typename }
              b: createCart(input: {}) { __typename }
            }"""
        )

        assert answer.json()["data"] == {"a": None, "b": {"__typename": "Cart"}}
        assert [e["path"] for e in answer.json()["errors"]] == [["a"]]


class TestConsole:
    async def test_a_person_gets_a_page_that_asks_no_other_host(self, guest: Client) -> None:
        answer = await guest.http.get(
            "/graphql", headers={"Host": guest.host, "Accept": "text/html,*/*"}
        )

        assert answer.headers["Content-Type"].startswith("text/html")
        policy = answer.headers["Content-Security-Policy"]
        nonce = policy.partition("'nonce-")[2].partition("'")[0]
        assert f'nonce="{nonce}"' in answer.text
        assert "default-src 'none'" in policy
        assert "https://" not in answer.text
        assert "http://" not in answer.text

    async def test_a_name_cannot_break_out_of_the_page(self, guest: Client, owner: Client) -> None:
        stores = await owner.ask("{ admin { stores { id } } }")
        await owner.do(
            "mutation ($input: UpdateStoreInput!) { updateStore(input: $input) { __typename } }",
            storeId=stores["admin"]["stores"][0]["id"],
            name="</title><script>",
        )
        answer = await guest.http.get(
            "/graphql", headers={"Host": guest.host, "Accept": "text/html"}
        )

        assert "</title><script>" not in answer.text
