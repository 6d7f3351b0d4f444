"""Who may ask what: checked for the whole operation, before anything is read."""

import pytest
from httpx import AsyncClient

from galleria.tenancy.permissions import Permission
from tests.api import Client, key_of
from tests.kit import Shop, open_shop

CREATE_LOCATION = """mutation ($input: CreateLocationInput!) {
  createLocation(input: $input) { __typename ... on UserError { code } }
}"""


def code_of(answer: dict[str, list[dict[str, dict[str, str]]]]) -> str:
    (error,) = answer["errors"]
    return error["extensions"]["code"]


class TestForbiddenOperations:
    async def test_a_guest_is_told_to_sign_in_and_what_for(self, guest: Client) -> None:
        answer = await guest.post("{ admin { orders { nodes { id } } } }")

        assert answer.status_code == 401
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
        assert error["extensions"]["permissions"] == ["ORDERS_READ"]
        assert error["extensions"]["requestId"]
        assert "data" not in answer.json()

    async def test_every_missing_permission_is_named(self, web: AsyncClient, shop: Shop) -> None:
        key = await key_of(shop, Permission.STOCK_READ)
        client = Client(web, shop.store.primary_host, key)

        answer = await client.post(
            "{ admin { locations { id } staff { id } orders { count { value } } } }"
        )

        assert answer.status_code == 403
        assert answer.json()["errors"][0]["extensions"] | {"requestId": ""} == {
            "code": "FORBIDDEN",
            "permissions": ["ORDERS_READ", "STAFF_READ"],
            "requestId": "",
        }

    async def test_one_forbidden_field_refuses_the_whole_operation(
        self, web: AsyncClient, shop: Shop
    ) -> None:
        """The allowed mutation in front of the forbidden one has no effect."""
        stock = Client(web, shop.store.primary_host, await key_of(shop, Permission.STOCK_WRITE))

        answer = await stock.post(
            """mutation {
              createLocation(input: { name: "Attic" }) { __typename }
              createRole(input: { name: "King", permissions: [] }) { __typename }
            }"""
        )
        seen = await stock.ask("{ admin { locations { name } } }")

        assert code_of(answer.json()) == "FORBIDDEN"
        assert "Attic" not in str(seen)

    async def test_fragments_hide_nothing(self, guest: Client) -> None:
        answer = await guest.post(
            """query { ...A }
            fragment A on Query { store { name } ...B }
            fragment B on Query { ... on Query { admin { ...C } } }
            fragment C on Admin { staff { id } }"""
        )

        assert code_of(answer.json()) == "UNAUTHENTICATED"

    async def test_an_operation_that_is_not_run_is_not_judged(self, guest: Client) -> None:
        document = "query Mine { store { name } } query Theirs { admin { staff { id } } }"

        answer = await guest.http.post(
            "/graphql",
            json={"query": document, "operationName": "Mine"},
            headers={"Host": guest.host},
        )

        assert answer.status_code == 200
        assert answer.json()["data"]["store"]["name"]

    async def test_a_permission_to_change_includes_reading(
        self, web: AsyncClient, shop: Shop
    ) -> None:
        client = Client(web, shop.store.primary_host, await key_of(shop, Permission.STOCK_WRITE))

        assert await client.ask("{ admin { locations { name } } }")


class TestCredentials:
    async def test_a_key_of_another_tenant_is_unknown_here(
        self, guest: Client, rival: Client
    ) -> None:
        answer = await Client(guest.http, guest.host, rival.token).post("{ viewer { kind } }")

        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert code_of(answer.json()) == "UNAUTHENTICATED"

    @pytest.mark.parametrize(
        "header", ["Basic abc", "Bearer", "Bearer ", "gal_nonsense", "Bearer x"]
    )
    async def test_a_credential_that_is_none_is_not_taken_for_a_guest(
        self, guest: Client, header: str
    ) -> None:
        answer = await guest.post("{ viewer { kind } }", Authorization=header)

        assert answer.status_code == 401

    async def test_the_viewer_is_who_asks(self, guest: Client, owner: Client) -> None:
        assert (await guest.ask("{ viewer { kind } }"))["viewer"]["kind"] == "GUEST"
        viewer = (await owner.ask("{ viewer { kind permissions } }"))["viewer"]
        assert viewer["kind"] == "API_KEY"
        assert "ORDERS_WRITE" in viewer["permissions"]


class TestIntrospection:
    QUERY = '{ __schema { types { name } } admin: __type(name: "Admin") { name } }'

    async def test_guests_see_no_part_of_staff(self, guest: Client) -> None:
        answer = await guest.ask(self.QUERY)

        assert answer["admin"] is None
        assert not [t for t in answer["__schema"]["types"] if t["name"].startswith("Admin")]

    async def test_staff_see_everything(self, owner: Client) -> None:
        assert (await owner.ask(self.QUERY))["admin"] == {"name": "Admin"}

    async def test_a_guest_cannot_mix_it_with_fields_of_staff(self, guest: Client) -> None:
        answer = await guest.post("{ __schema { queryType { name } } admin { staff { id } } }")

        assert answer.status_code == 400
        assert "data" not in answer.json()


class TestNeighbors:
    async def test_ids_of_another_tenant_lead_nowhere(
        self, owner: Client, rival: Client, neighbor: Shop
    ) -> None:
        mug = await neighbor.goods("Mug")
        theirs = await rival.ask(
            """{ admin {
              stores { id }
              products { nodes { id variants { id } } }
            } }"""
        )
        product = theirs["admin"]["products"]["nodes"][0]
        ids = {
            "product": product["id"],
            "variant": product["variants"][0]["id"],
            "store": theirs["admin"]["stores"][0]["id"],
        }

        seen = await owner.ask(
            """query ($product: ID!, $variant: ID!, $store: ID!) {
              product(by: { id: $product }) { id }
              admin {
                product(by: { id: $product }) { id }
                variant(by: { id: $variant }) { id }
                store(id: $store) { id }
                stockLevels(variantId: $variant) { onHand }
                stockMovements(variantId: $variant) { nodes { id } count { value } }
                categories(storeId: $store) { id }
                taxRates(storeId: $store) { basisPoints }
                shippingMethods(storeId: $store) { id }
              }
            }""",
            **ids,
        )

        assert mug.slug
        assert seen["product"] is None
        admin = seen["admin"]
        assert admin["stockMovements"] == {"nodes": [], "count": {"value": 0}}
        assert [admin[name] for name in ("product", "variant", "store")] == [None, None, None]
        lists = ("stockLevels", "categories", "taxRates", "shippingMethods")
        assert [admin[name] for name in lists] == [[], [], [], []]

    async def test_changes_of_another_tenants_things_find_nothing(
        self, owner: Client, rival: Client, neighbor: Shop
    ) -> None:
        await neighbor.goods("Mug", on_hand=3)
        theirs = await rival.ask(
            "{ admin { stores { id } products { nodes { id variants { id } } } } }"
        )
        product = theirs["admin"]["products"]["nodes"][0]
        variant, store = product["variants"][0]["id"], theirs["admin"]["stores"][0]["id"]
        refused = "{ __typename ... on UserError { code } }"

        results = [
            await owner.do(
                f"mutation ($input: AdjustStockInput!) {{ adjustStock(input: $input) {refused} }}",
                changes=[{"variantId": variant, "delta": -1}],
            ),
            await owner.do(
                f"mutation ($input: UpdateStoreInput!) {{ updateStore(input: $input) {refused} }}",
                storeId=store,
                name="Mine",
            ),
            await owner.do(
                "mutation ($input: ArchiveProductInput!)"
                f" {{ archiveProduct(input: $input) {refused} }}",
                productId=product["id"],
            ),
            await owner.do(
                f"mutation ($input: SetPricesInput!) {{ setPrices(input: $input) {refused} }}",
                prices=[{"variantId": variant, "price": {"amount": "1", "currency": "EUR"}}],
            ),
            await owner.do(
                f"mutation ($input: SetListingsInput!) {{ setListings(input: $input) {refused} }}",
                storeId=store,
                listings=[{"productId": product["id"]}],
            ),
        ]

        assert [result["code"] for result in results] == ["NOT_FOUND"] * 5

    async def test_a_cart_opens_only_in_its_own_store(
        self, guest: Client, stranger: Client, shop: Shop
    ) -> None:
        mug = await shop.goods()
        cart = await shop.cart({mug.variant: 1})
        query = "query ($token: String!) { cart(token: $token) { version } }"

        assert (await guest.ask(query, token=cart.token))["cart"]
        assert (await stranger.ask(query, token=cart.token))["cart"] is None


class TestStoresOfOneTenant:
    async def test_a_key_for_one_store_sees_no_orders_of_another(
        self, web: AsyncClient, shop: Shop
    ) -> None:
        other = await open_shop(shop.database, tenant_id=shop.store.tenant_id)
        key = await key_of(shop, Permission.SETTINGS_WRITE, only_here=True)
        client = Client(web, shop.store.primary_host, key)

        seen = await client.ask("{ admin { stores { name } } }")

        assert [store["name"] for store in seen["admin"]["stores"]] == [shop.store.name]
        assert other.store.name != shop.store.name
