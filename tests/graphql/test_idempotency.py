"""Repeating a request is harmless."""

import asyncio
from uuid import uuid4

import httpx
from redis.asyncio import Redis

from galleria.graphql.context import House
from galleria.graphql.endpoint import GraphQLEndpoint
from galleria.graphql.execution import Execution
from galleria.graphql.persisted import PersistedOperations
from galleria.tenancy.hosts import HostDirectory
from tests.api import Client
from tests.kit import Shop

CREATE = "mutation ($input: CreateCartInput!) { createCart(input: $input) { %s } }"
CART = CREATE % "__typename ... on Cart { token version } ... on UserError { code }"
NOTE = """mutation ($input: SetCartNoteInput!) {
  setCartNote(input: $input) { __typename ... on Cart { version note } ... on UserError { code } }
}"""
START = """mutation ($input: StartPaymentInput!) {
  startPayment(input: $input) { __typename ... on UserError { code } }
}"""


async def test_a_repeated_key_has_one_effect_and_says_so(guest: Client) -> None:
    key = str(uuid4())
    first = (await guest.post(CART, {"input": {}}, key=key)).json()
    again = (await guest.post(CART, {"input": {}}, key=key)).json()

    assert first["data"] == again["data"]
    assert "replayed" not in first["extensions"]
    assert again["extensions"]["replayed"] is True


async def test_the_answer_is_read_anew(guest: Client) -> None:
    token = (await guest.do(CART))["token"]
    key = str(uuid4())
    asked = {"input": {"cartToken": token, "note": "Ring twice"}}
    await guest.post(NOTE, asked, key=key)
    await guest.do(NOTE, cartToken=token, note="Ring once")

    again = (await guest.post(NOTE, asked, key=key)).json()

    assert again["data"]["setCartNote"]["note"] == "Ring once"


async def test_a_key_with_another_input_is_refused(guest: Client) -> None:
    token = (await guest.do(CART))["token"]
    key = str(uuid4())

    await guest.do(NOTE, key, cartToken=token, note="one")
    refused = await guest.do(NOTE, key, cartToken=token, note="two")

    assert refused["code"] == "IDEMPOTENCY_KEY_REUSED"


async def test_a_refused_effect_leaves_the_key_free(guest: Client, shop: Shop) -> None:
    mug = await shop.goods(on_hand=0)
    listed = await guest.ask(
        "query ($s: String!) { product(by: { slug: $s }) { variants { id } } }", s=mug.slug
    )
    lines = [{"variantId": listed["product"]["variants"][0]["id"], "quantity": 1}]
    key = str(uuid4())

    first = await guest.do(CREATE % "__typename", key, lines=lines)
    again = await guest.do(CREATE % "__typename", key)

    assert first["__typename"] == "OutOfStock"
    assert again["__typename"] == "Cart"


async def test_keys_at_once_have_one_effect(guest: Client) -> None:
    key = str(uuid4())

    answers = await asyncio.gather(*(guest.post(CART, {"input": {}}, key=key) for _ in range(8)))

    tokens = {answer.json()["data"]["createCart"]["token"] for answer in answers}
    assert len(tokens) == 1


async def test_money_needs_a_key(guest: Client) -> None:
    token = (await guest.do(CART))["token"]
    asked = {"input": {"cartToken": token, "gateway": "test"}}

    without = (await guest.post(START, asked)).json()["data"]["startPayment"]
    with_key = await guest.do(START, cartToken=token, gateway="test")

    assert without["code"] == "IDEMPOTENCY_KEY_MISSING"
    assert with_key["__typename"] == "PaymentSession"


async def test_each_mutation_may_have_a_key_of_its_own(guest: Client) -> None:
    query = """mutation ($a: String!, $b: String!) {
      a: createCart(input: {}) @idempotent(key: $a) { ... on Cart { token } }
      b: createCart(input: {}) @idempotent(key: $b) { ... on Cart { token } }
    }"""
    keys = {"a": str(uuid4()), "b": str(uuid4())}

    first = (await guest.post(query, keys)).json()
    again = (await guest.post(query, keys)).json()

    assert first["data"] == again["data"]
    assert first["data"]["a"] != first["data"]["b"]


async def test_one_header_for_two_mutations_is_refused(guest: Client) -> None:
    query = """mutation {
      a: createCart(input: {}) { __typename }
      b: createCart(input: {}) { __typename }
    }"""
    answer: httpx.Response = await guest.post(query, key="x")

    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "IDEMPOTENCY_KEY_AMBIGUOUS"


async def test_a_key_that_is_none_is_a_fault_of_the_input(guest: Client) -> None:
    refused = await guest.do(CART, "x" * 256)

    assert refused["code"] == "INVALID_INPUT"


async def test_two_tenants_may_use_one_key(guest: Client, stranger: Client) -> None:
    key = str(uuid4())

    ours, theirs = await guest.do(CART, key), await stranger.do(CART, key)

    assert ours["token"] != theirs["token"]


async def test_guests_elsewhere_get_nothing_by_a_key_of_ours(
    house: House, hosts: HostDirectory, execution: Execution, redis: Redis, shop: Shop
) -> None:
    """All guests are one actor; a key that is easy to guess must not open somebody's cart."""
    endpoint = GraphQLEndpoint(house, hosts, execution, PersistedOperations(redis))
    ours, theirs = (
        Client(
            httpx.AsyncClient(
                transport=httpx.ASGITransport(endpoint, client=(address, 1)), base_url="http://t"
            ),
            shop.store.primary_host,
        )
        for address in ("192.0.2.1", "192.0.2.2")
    )

    mine = await ours.do(CART, "1")
    refused = await theirs.do(CART, "1")

    assert mine["__typename"] == "Cart"
    assert refused["code"] == "IDEMPOTENCY_KEY_REUSED"
