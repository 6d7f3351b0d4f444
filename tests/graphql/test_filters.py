"""Filters that are combined."""

from typing import Any

import pytest

from galleria.cart import queries as carts
from galleria.catalog.service.categories import ensure_category, set_listing_categories
from galleria.checkout import service as checkout
from galleria.checkout.flow import Cashier
from galleria.core.context import GUEST
from galleria.core.ids import encode_id
from galleria.core.money import Money
from galleria.payments.service import BUILT_IN
from galleria.pricing import service as pricing
from tests.api import Client
from tests.kit import Shop, open_shop

PRODUCTS = """query ($filter: ProductFilter, $first: Int, $after: String) {
  products(filter: $filter, first: $first, after: $after, sort: TITLE) {
    nodes { title } count { value } pageInfo { endCursor }
  }
}"""
COUPONS = """query ($filter: CouponFilter) {
  admin { coupons(filter: $filter) { nodes { couponCode } count { value } } }
}"""


def nested(levels: int) -> dict[str, Any]:
    inner: dict[str, Any] = {"text": "mug"}
    for _ in range(levels - 1):
        inner = {"not": inner}
    return inner


class TestProducts:
    async def test_what_is_searched_for_has_a_limit(self, guest: Client) -> None:
        words = " ".join("mug" for _ in range(26))
        search = "query ($text: String!) { search(text: $text) { nodes { title } } }"
        for query, variables in (
            (PRODUCTS, {"filter": {"not": {"text": words}}}),
            (search, {"text": words}),
        ):
            [error] = (await guest.post(query, variables)).json()["errors"]
            assert error["extensions"]["code"] == "INVALID_INPUT"
            assert "100 characters" in error["message"]

    @pytest.fixture
    async def shelves(self, shop: Shop) -> dict[str, str]:
        """Two mugs and a bowl, of which a mug and the bowl are for the kitchen."""
        red = await shop.goods("Red mug", is_promoted=True)
        await shop.goods("Blue mug")
        bowl = await shop.goods("Red bowl")
        async with shop.transaction() as ctx:
            kitchen = await ensure_category(ctx, store_id=shop.store.store_id, titles=["Kitchen"])
            for one in (red, bowl):
                await set_listing_categories(
                    ctx, listing_id=one.listing_id, category_ids=[kitchen.id]
                )
        return {"categoryId": encode_id("cat", kitchen.id)}

    @pytest.mark.parametrize(
        ("wanted", "titles"),
        [
            ({}, ["Blue mug", "Red bowl", "Red mug"]),
            ({"and": [{"text": "red"}, {"text": "mug"}]}, ["Red mug"]),
            ({"or": [{"text": "bowl"}, {"text": "blue"}]}, ["Blue mug", "Red bowl"]),
            ({"not": {"text": "red"}}, ["Blue mug"]),
            ({"text": "red", "not": {"isPromoted": True}}, ["Red bowl"]),
            ({"text": "mug", "or": [{"text": "red"}, {"text": "bowl"}]}, ["Red mug"]),
            ({"or": [{"not": {"text": "red"}}, {"isPromoted": True}]}, ["Blue mug", "Red mug"]),
            ({"not": {"or": [{"text": "bowl"}, {"text": "blue"}]}}, ["Red mug"]),
            ({"not": {}}, []),
            ({"or": []}, ["Blue mug", "Red bowl", "Red mug"]),
            ({"or": [{}]}, ["Blue mug", "Red bowl", "Red mug"]),
            ({"and": None, "or": None, "not": None}, ["Blue mug", "Red bowl", "Red mug"]),
        ],
    )
    async def test_filters_combine(
        self, guest: Client, shelves: dict[str, str], wanted: dict[str, Any], titles: list[str]
    ) -> None:
        found = (await guest.ask(PRODUCTS, filter=wanted))["products"]

        assert [one["title"] for one in found["nodes"]] == titles
        assert found["count"]["value"] == len(titles)
        assert shelves

    async def test_they_hold_on_every_page_and_of_every_part(
        self, guest: Client, shelves: dict[str, str]
    ) -> None:
        wanted = {"or": [{"and": [shelves, {"text": "mug"}]}, {"not": shelves}]}

        first = (await guest.ask(PRODUCTS, filter=wanted, first=1))["products"]
        after = first["pageInfo"]["endCursor"]
        second = (await guest.ask(PRODUCTS, filter=wanted, first=1, after=after))["products"]

        assert [one["title"] for one in first["nodes"] + second["nodes"]] == ["Blue mug", "Red mug"]
        assert first["count"]["value"] == 2

    async def test_they_are_only_so_large(self, guest: Client) -> None:
        assert (await guest.ask(PRODUCTS, filter=nested(4)))["products"]["nodes"] == []
        for large in (nested(5), nested(80), {"or": [{"text": "a"}] * 30}):
            answer = (await guest.post(PRODUCTS, {"filter": large})).json()
            assert answer["errors"][0]["extensions"]["code"] == "INVALID_INPUT"

    async def test_what_is_nested_beyond_all_bounds_is_no_fault_of_ours(
        self, guest: Client
    ) -> None:
        answer = await guest.post(PRODUCTS, {"filter": nested(400)})

        assert answer.status_code == 400

    async def test_an_id_that_is_none_is_found_at_any_depth(self, guest: Client) -> None:
        wanted = {"or": [{"not": {"categoryId": "x"}}]}
        answer = (await guest.post(PRODUCTS, {"filter": wanted})).json()

        assert answer["errors"][0]["extensions"]["code"] == "INVALID_INPUT"


class TestStaff:
    async def test_coupons_are_chosen_among(self, owner: Client, shop: Shop) -> None:
        sister = await open_shop(shop.database, tenant_id=shop.store.tenant_id)
        here, there = (encode_id("store", one.store.store_id) for one in (shop, sister))
        async with shop.transaction() as ctx:
            for code, store_id in (
                ("HERE", shop.store.store_id),
                ("THERE", sister.store.store_id),
                ("ALL", None),
            ):
                await pricing.create_coupon(
                    ctx, code=code, kind="percentage", value=10, store_id=store_id
                )
            await pricing.create_coupon(ctx, code="FIVE", kind="fixed", value=500, currency="EUR")

        async def codes(wanted: dict[str, Any]) -> list[str]:
            found = (await owner.ask(COUPONS, filter=wanted))["admin"]["coupons"]
            assert found["count"]["value"] == len(found["nodes"])
            return [one["couponCode"] for one in found["nodes"]]

        assert await codes({"storeId": here}) == ["HERE"]
        assert await codes({"or": [{"storeId": here}, {"storeId": there}]}) == ["HERE", "THERE"]
        assert await codes({"not": {"storeId": here}}) == ["THERE", "ALL", "FIVE"]
        assert await codes({"kind": "FIXED", "isActive": True}) == ["FIVE"]

    async def test_orders_are_chosen_among(self, owner: Client, shop: Shop) -> None:
        mug = await shop.goods("Mug", on_hand=5)
        for _ in range(2):
            cart = await shop.ready_cart({mug.variant: 1})
            async with shop.transaction(GUEST) as ctx:
                view = await carts.get_cart_view(ctx, cart.id)
                attempt = await checkout.begin_checkout(
                    ctx,
                    cart_token=cart.token,
                    expected_total=Money(view.totals.total, view.currency),
                )
            await Cashier(shop.database, BUILT_IN).finish(shop.store, attempt.id)
        query = """query ($filter: OrderFilter) {
          admin { orders(filter: $filter) { nodes { number } count { value } } }
        }"""

        async def numbers(wanted: dict[str, Any]) -> list[str]:
            found = (await owner.ask(query, filter=wanted))["admin"]["orders"]
            assert found["count"]["value"] == len(found["nodes"])
            return [str(one["number"]) for one in found["nodes"]]

        assert await numbers({"number": "1001"}) == ["1001"]
        assert await numbers({"or": [{"number": "1001"}, {"number": "1002"}]}) == ["1002", "1001"]
        assert await numbers({"not": {"number": "1001"}}) == ["1002"]
        assert await numbers({"placedBefore": "2020-01-01T00:00:00Z"}) == []
        assert await numbers({"placedFrom": "2020-01-01T00:00:00Z"}) == ["1002", "1001"]
        assert await numbers({"number": "no number"}) == []
        assert await numbers({"number": "9" * 30}) == []
        assert await numbers({"fulfillmentStatus": "FULFILLED"}) == []
