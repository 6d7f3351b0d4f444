"""Pages of other origins, answers that caches hold, and operations named by their hash."""

import hashlib
import json
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from galleria.graphql import persisted
from galleria.graphql.execution import Asked
from galleria.graphql.persisted import PersistedOperations
from galleria.graphql.schema import core, public_schema
from galleria.graphql.sharing import SHARED
from tests.api import Client
from tests.kit import Shop

TITLES = "query Titles($first: Int) { products(first: $first) { nodes { title } } }"


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def named(text: str, **more: Any) -> dict[str, Any]:
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": hash_of(text)}}
    return {"extensions": extensions, **more}


async def get(client: Client, sent: dict[str, Any], **headers: str) -> httpx.Response:
    written = {name: v if isinstance(v, str) else json.dumps(v) for name, v in sent.items()}
    if client.token:
        headers["Authorization"] = f"Bearer {client.token}"
    address = f"/graphql?{urlencode(written)}"
    return await client.http.get(address, headers={"Host": client.host, **headers})


async def post(client: Client, sent: dict[str, Any]) -> httpx.Response:
    return await client.http.post("/graphql", json=sent, headers={"Host": client.host})


def code_of(answer: httpx.Response) -> str:
    code: str = answer.json()["errors"][0]["extensions"]["code"]
    return code


class TestOrigins:
    async def test_a_page_of_any_origin_may_ask_without_cookies(self, guest: Client) -> None:
        answer = await guest.post(TITLES, Origin="https://front.example")

        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "RateLimit-Remaining" in answer.headers["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in answer.headers

    async def test_a_refusal_can_be_read_too(self, guest: Client) -> None:
        answer = await guest.post("{ nonsense }", Origin="https://front.example")

        assert answer.status_code == 400
        assert answer.headers["Access-Control-Allow-Origin"] == "*"

    async def test_whether_it_may_is_answered_without_looking_for_a_store(
        self, guest: Client
    ) -> None:
        headers = {
            "Host": "nowhere.localhost",
            "Origin": "https://front.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
        }
        answer = await guest.http.options("/graphql", headers=headers)

        assert answer.status_code == 204
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Access-Control-Allow-Headers"] == "Authorization, *"
        assert int(answer.headers["Access-Control-Max-Age"]) >= 7200
        assert "Access-Control-Allow-Credentials" not in answer.headers

    async def test_no_cookie_says_who_asks(self, guest: Client, owner: Client) -> None:
        answer = await guest.post(
            "{ viewer { kind } }", Cookie=f"Authorization=Bearer {owner.token}; session=x"
        )

        assert answer.json()["data"]["viewer"]["kind"] == "GUEST"
        assert "Set-Cookie" not in answer.headers


class TestCaching:
    def test_what_is_shared_is_public(self) -> None:
        root = core(public_schema).query_type
        assert root
        assert set(root.fields) | {"__typename"} >= SHARED
        assert not SHARED & {"cart", "order", "checkoutAttempt", "viewer", "apiInfo"}

    async def test_a_public_read_by_get_may_be_kept(self, guest: Client, shop: Shop) -> None:
        await shop.goods("Mug")
        answer = await get(guest, {"query": TITLES})
        again = await get(guest, {"query": TITLES}, **{"If-None-Match": answer.headers["ETag"]})

        assert answer.headers["Cache-Control"].startswith("public, max-age=")
        assert answer.json() == {"data": {"products": {"nodes": [{"title": "Mug"}]}}}
        assert "Authorization" in answer.headers["Vary"]
        assert "RateLimit-Remaining" not in answer.headers
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["ETag"] == answer.headers["ETag"]

    async def test_another_answer_has_another_tag(self, guest: Client, shop: Shop) -> None:
        before = await get(guest, {"query": TITLES})
        await shop.goods("Mug")
        tags = f'"x", W/{before.headers["ETag"]}'
        after = await get(guest, {"query": TITLES}, **{"If-None-Match": tags})

        assert after.status_code == 200
        assert after.headers["ETag"] != before.headers["ETag"]

    @pytest.mark.parametrize(
        "query",
        [
            "{ viewer { kind } }",
            "{ store { name } viewer { kind } }",
            '{ cart(token: "x") { token } }',
            "{ apiInfo { maxCost } }",
            "{ nonsense }",
            "{ products(first: 101) { nodes { id } } }",
        ],
    )
    async def test_what_is_meant_for_one_may_not(self, guest: Client, query: str) -> None:
        answer = await get(guest, {"query": query})

        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers

    async def test_nothing_of_staff_is_kept(self, owner: Client) -> None:
        assert (await get(owner, {"query": TITLES})).headers["Cache-Control"] == "no-store"

    async def test_nor_is_what_was_posted(self, guest: Client) -> None:
        assert (await guest.post(TITLES)).headers["Cache-Control"] == "no-store"


class TestPersistedOperations:
    async def test_an_operation_is_sent_once_and_named_from_then_on(
        self, guest: Client, shop: Shop
    ) -> None:
        await shop.goods("Mug")
        first = await get(guest, named(TITLES))
        taken = await post(guest, named(TITLES, query=TITLES))
        by_get = await get(guest, named(TITLES, variables={"first": 1}))
        by_post = await post(guest, named(TITLES))

        assert first.json()["errors"][0]["message"] == "PersistedQueryNotFound"
        assert code_of(first) == "PERSISTED_QUERY_NOT_FOUND"
        assert first.headers["Cache-Control"] == "no-store"
        assert taken.json()["data"] == by_get.json()["data"] == by_post.json()["data"]
        assert by_get.headers["Cache-Control"].startswith("public")

    async def test_what_one_merchant_keeps_no_other_finds(
        self, guest: Client, stranger: Client
    ) -> None:
        await post(guest, named(TITLES, query=TITLES))

        assert code_of(await get(stranger, named(TITLES))) == "PERSISTED_QUERY_NOT_FOUND"

    async def test_a_hash_of_something_else_is_refused(self, guest: Client) -> None:
        wrong = named("{ store { name } }", query=TITLES)

        assert code_of(await post(guest, wrong)) == "PERSISTED_QUERY_HASH_MISMATCH"
        assert code_of(await get(guest, wrong)) == "PERSISTED_QUERY_HASH_MISMATCH"

    async def test_what_was_named_by_its_hash_is_not_written_again(
        self, redis: Redis, shop: Shop
    ) -> None:
        kept, tenant = PersistedOperations(redis), shop.store.tenant_id
        await kept.keep(Asked(TITLES, {}, hash=hash_of(TITLES)), tenant)
        found = await kept.complete(Asked("", {}, hash=hash_of(TITLES)), tenant)
        await redis.delete(f"operations:{tenant}")
        await kept.keep(found, tenant)

        assert not await redis.exists(f"operations:{tenant}")

    async def test_nothing_that_is_refused_or_came_by_get_is_kept(self, guest: Client) -> None:
        broken, secret = "{ nonsense }", "{ admin { tenant { name } } }"
        for text in (broken, secret):
            await post(guest, named(text, query=text))
        await get(guest, named(TITLES, query=TITLES))

        for text in (broken, secret, TITLES):
            assert code_of(await get(guest, named(text))) == "PERSISTED_QUERY_NOT_FOUND"

    async def test_a_mutation_is_not_made_by_get(self, guest: Client) -> None:
        create = "mutation { createCart(input: {}) { __typename } }"
        by_post = await post(guest, named(create, query=create))
        by_get = await get(guest, named(create))

        assert by_post.json()["data"]["createCart"]["__typename"] == "Cart"
        assert (by_get.status_code, code_of(by_get)) == (405, "METHOD_NOT_ALLOWED")

    @pytest.mark.parametrize(
        "given",
        [{}, {"version": 2, "sha256Hash": "0" * 64}, {"version": 1, "sha256Hash": "zz"}, 1],
    )
    async def test_a_name_that_is_no_hash_is_refused(self, guest: Client, given: Any) -> None:
        assert code_of(await get(guest, {"extensions": {"persistedQuery": given}})) == "BAD_REQUEST"

    async def test_other_extensions_are_passed_over(self, guest: Client) -> None:
        answer = await post(guest, {"query": TITLES, "extensions": {"trace": 1}})

        assert answer.json()["data"] == {"products": {"nodes": []}}

    async def test_a_tenant_keeps_only_so_many(
        self, redis: Redis, shop: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(persisted, "MOST", 3)
        kept, tenant = PersistedOperations(redis), shop.store.tenant_id
        texts = [f"{{ a{n} }}" for n in range(10)]
        for text in texts:
            await kept.keep(Asked(text, {}, hash=hash_of(text)), tenant)

        last = await kept.complete(Asked("", {}, hash=hash_of(texts[-1])), tenant)
        assert last.text == texts[-1]
        assert await redis.hlen(f"operations:{tenant}") == 3

    async def test_without_redis_clients_send_the_text(
        self, guest: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The seam is the connection to the server."""

        async def away(*_: object, **__: object) -> None:
            raise RedisError

        monkeypatch.setattr(Redis, "execute_command", away)

        assert code_of(await get(guest, named(TITLES))) == "PERSISTED_QUERY_NOT_FOUND"
        answer = await post(guest, named(TITLES, query=TITLES))
        assert answer.json()["data"] == {"products": {"nodes": []}}
