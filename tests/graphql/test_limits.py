"""How much one operation, and one caller, may ask for."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from redis.asyncio import Redis

from galleria.core.limits import Bucket
from galleria.core.settings import Settings
from galleria.graphql.budget import Budget
from galleria.graphql.context import House
from galleria.graphql.documents import read_document
from galleria.graphql.endpoint import GraphQLEndpoint
from galleria.graphql.execution import Execution
from galleria.graphql.limits import Limits
from galleria.graphql.persisted import PersistedOperations
from galleria.graphql.schema import core, public_schema, schema
from galleria.tenancy.hosts import HostDirectory
from tests.api import Client
from tests.kit import Shop


async def refusal(client: Client, query: str, **variables: Any) -> dict[str, Any]:
    answer = await client.post(query, variables)
    assert answer.status_code == 400, answer.text
    assert "data" not in answer.json()
    (error,) = answer.json()["errors"]
    extensions: dict[str, Any] = error["extensions"]
    return extensions


async def cost_of(client: Client, query: str, **variables: Any) -> dict[str, Any]:
    answer = (await client.post(query, variables)).json()
    assert "errors" not in answer, answer
    cost: dict[str, Any] = answer["extensions"]["cost"]
    return cost


class TestShape:
    async def test_depth(self, guest: Client) -> None:
        deep = "children { " * 12 + "id" + " }" * 12
        extensions = await refusal(guest, f"{{ categories {{ {deep} }} }}")

        assert extensions["code"] == "DEPTH_LIMIT"
        assert extensions["limit"] == 12

    async def test_depth_through_fragments(self, guest: Client) -> None:
        fragments = "\n".join(
            f"fragment F{n} on Category {{ children {{ ...F{n + 1} }} }}" for n in range(12)
        )
        query = f"{{ categories {{ ...F0 }} }} {fragments} fragment F12 on Category {{ id }}"

        assert (await refusal(guest, query))["code"] == "DEPTH_LIMIT"

    async def test_aliases(self, guest: Client) -> None:
        many = " ".join(f"a{n}: store {{ name }}" for n in range(31))

        assert (await refusal(guest, f"{{ {many} }}"))["code"] == "ALIAS_LIMIT"

    async def test_aliases_multiplied_by_fragments(self, guest: Client) -> None:
        fragments = "fragment F0 on Store { a: name b: name }" + "".join(
            f"fragment F{n} on Store {{ ...F{n - 1} ...F{n - 1} }}" for n in range(1, 30)
        )
        extensions = await refusal(guest, f"{{ store {{ ...F29 }} }} {fragments}")

        assert extensions["code"] == "ALIAS_LIMIT"
        assert extensions["found"] == 2**30

    async def test_mutations(self, guest: Client) -> None:
        many = " ".join(f"a{n}: createCart(input: {{}}) {{ __typename }}" for n in range(6))

        assert (await refusal(guest, f"mutation {{ {many} }}"))["code"] == "MUTATION_LIMIT"

    async def test_tokens(self, guest: Client) -> None:
        extensions = await refusal(guest, "{ store { " + "name " * 5_000 + "} }")

        assert extensions["code"] == "SYNTAX_ERROR"

    async def test_fragments_in_a_circle_are_a_fault_not_a_hang(self, guest: Client) -> None:
        query = "{ store { ...A } } fragment A on Store { ...B } fragment B on Store { ...A }"

        assert (await guest.post(query)).status_code == 400

    async def test_introspection_is_not_held_against_the_depth(self, guest: Client) -> None:
        of_type = "ofType { name " * 9 + "}" * 9
        query = f"{{ __schema {{ types {{ fields {{ type {{ name {of_type} }} }} }} }} }}"

        assert (await guest.post(query)).status_code == 200


class TestCost:
    async def test_one_point_for_each_object_times_first(self, guest: Client) -> None:
        query = "query ($n: Int!) { products(first: $n) { nodes { id price { amount } } } }"

        assert (await cost_of(guest, query, n=10))["requested"] == 1 + 10 * 2
        assert (await cost_of(guest, query, n=50))["requested"] == 1 + 50 * 2

    async def test_a_default_page_is_counted(self, guest: Client) -> None:
        assert (await cost_of(guest, "{ products { nodes { id } } }"))["requested"] == 21

    async def test_counts_and_searches_cost_extra(self, guest: Client) -> None:
        assert (await cost_of(guest, "{ products(first: 1) { count { value } } }"))[
            "requested"
        ] == 1 + 1 + 10
        assert (await cost_of(guest, '{ search(text: "mug", first: 1) { nodes { id } } }'))[
            "requested"
        ] == 1 + 1 + 10

    async def test_only_what_there_was_is_paid_for(self, guest: Client, shop: Shop) -> None:
        await shop.goods()
        cost = await cost_of(guest, "{ products(first: 100) { nodes { id price { amount } } } }")

        assert (cost["requested"], cost["actual"]) == (201, 3)

    async def test_too_much_is_refused_before_it_runs(self, guest: Client) -> None:
        query = """query ($n: Int = 100) {
          products(first: $n) { nodes { id variants { id price { amount } } } }
        }"""
        extensions = await refusal(guest, query)

        assert extensions["code"] == "COST_LIMIT"
        assert extensions["limit"] == 1_000
        assert (await cost_of(guest, query, n=5))["requested"] < 1_000

    async def test_staff_may_ask_for_more(self, owner: Client) -> None:
        query = "{ products(first: 100) { nodes { id variants { id price { amount } } } } }"

        assert (await cost_of(owner, query))["requested"] > 1_000

    async def test_every_id_is_counted_wherever_the_list_stands(self, guest: Client) -> None:
        ids = ", ".join('"prod_1"' for _ in range(90))
        query = f"query ($ids: [ID!]! = [{ids}]) {{ nodes(ids: $ids) {{ id }} }}"

        assert (await cost_of(guest, query))["requested"] == 90
        assert (await cost_of(guest, query, ids=["prod_1"]))["requested"] == 1

    @pytest.mark.parametrize(
        "query",
        [
            "{ products(first: NINES) { nodes { id } } }",
            "query ($n: Int = NINES) { products(first: $n) { nodes { id } } }",
        ],
    )
    async def test_a_number_beyond_all_measure_is_refused(self, guest: Client, query: str) -> None:
        answer = await guest.post(query.replace("NINES", "9" * 5000))

        assert answer.status_code == 400
        assert "INTERNAL" not in answer.text

    def test_what_no_operation_declares_is_not_kept_with_its_measures(self) -> None:
        document = read_document("query ($n: Int) { products(first: $n) { nodes { id } } }", 100)
        operation, whole = document.operation(None), core(schema)
        first = document.shape(whole, operation, {"n": 5})

        assert document.shape(whole, operation, {"n": 5, "other": 7}) is first
        assert document.shape(whole, operation, {"n": 6}) is not first

    @pytest.mark.parametrize(("length", "is_kept"), [(100, True), (5_000, True), (16_385, False)])
    def test_a_document_is_kept_unless_it_is_too_long(self, length: int, is_kept: bool) -> None:  # noqa: FBT001 - a parameter
        text = "{ store { name } }".ljust(length)

        assert (read_document(text, 100) is read_document(text, 100)) is is_kept

    async def test_more_than_a_page_is_refused(self, guest: Client) -> None:
        answer = (await guest.post("{ products(first: 101) { nodes { id } } }")).json()

        assert answer["errors"][0]["extensions"]["code"] == "INVALID_INPUT"


class TestBucket:
    @pytest.fixture
    async def limited(
        self, house: House, hosts: HostDirectory, redis: Redis, settings: Settings, shop: Shop
    ) -> Client:
        """A guest of a shop whose bucket holds little and refills slowly."""
        bucket = Bucket(redis, "tight", capacity=50, refill_per_second=0.001)
        execution = Execution(core(schema), core(public_schema), Limits(settings), Budget(bucket))
        endpoint = GraphQLEndpoint(house, hosts, execution, PersistedOperations(redis))
        transport = httpx.ASGITransport(endpoint)
        web = httpx.AsyncClient(transport=transport, base_url="http://test")
        return Client(web, shop.store.primary_host)

    async def test_says_what_is_left(self, limited: Client) -> None:
        answer = await limited.post("{ store { name } }")

        assert answer.headers["RateLimit-Limit"] == "50"
        assert answer.headers["RateLimit-Remaining"] == "49"
        assert answer.json()["extensions"]["cost"]["remaining"] == 49
        assert answer.json()["extensions"]["cost"]["resetsAt"].endswith("Z")

    async def test_refuses_with_429_and_says_when_to_come_back(self, limited: Client) -> None:
        for _ in range(2):
            await limited.post('{ search(text: "a", first: 1) { count { value } } }')
        answer = await limited.post('{ search(text: "a", first: 1) { count { value } } }')

        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) >= 1
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "RATE_LIMITED"

    async def test_one_customer_of_a_provider_has_one_bucket(
        self, house: House, hosts: HostDirectory, redis: Redis, settings: Settings, shop: Shop
    ) -> None:
        bucket = Bucket(redis, uuid4().hex, capacity=50, refill_per_second=0.001)
        execution = Execution(core(schema), core(public_schema), Limits(settings), Budget(bucket))
        endpoint = GraphQLEndpoint(house, hosts, execution, PersistedOperations(redis))

        async def left(address: str) -> str:
            transport = httpx.ASGITransport(endpoint, client=(address, 1))
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as web:
                answer = await Client(web, shop.store.primary_host).post("{ store { name } }")
            return str(answer.headers["RateLimit-Remaining"])

        assert await left("2001:db8:1:2::1") == "49"
        assert await left("2001:db8:1:2:ffff::9") == "48"
        assert await left("2001:db8:1:3::1") == "49"

    async def test_gives_back_what_was_not_used(self, limited: Client) -> None:
        for _ in range(10):
            answer = await limited.post("{ products(first: 40) { nodes { id } } }")
            assert answer.status_code == 200
