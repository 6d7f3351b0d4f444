"""What shoppers see of the catalog."""

import base64
import json
from typing import Any

import pytest
from sqlalchemy import event

from galleria.catalog.service.categories import create_category, set_listing_categories
from galleria.catalog.service.collections import create_collection, set_collection
from galleria.core.ids import encode_id
from galleria.reviews import service as reviews
from tests.api import Client
from tests.kit import Shop

UUID = "0192f0c1-2345-7abc-8def-0123456789ab"
PAGE = """query (
  $first: Int, $after: String, $last: Int, $before: String, $sort: ProductSort! = POSITION
) {
  products(first: $first, after: $after, last: $last, before: $before, sort: $sort) {
    nodes { title }
    edges { cursor node { title } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""


def titles(page: dict[str, Any]) -> list[str]:
    return [node["title"] for node in page["nodes"]]


class TestPages:
    @pytest.mark.parametrize("sort", ["POSITION", "TITLE", "NEWEST"])
    async def test_pages_follow_each_other_without_gap_or_repetition(
        self, guest: Client, shop: Shop, sort: str
    ) -> None:
        wanted = [f"Mug {n}" for n in range(5)]
        for title in wanted:
            await shop.goods(title)
        seen, after = list[str](), None
        while True:
            page = (await guest.ask(PAGE, first=2, after=after, sort=sort))["products"]
            seen += titles(page)
            assert [edge["node"]["title"] for edge in page["edges"]] == titles(page)
            assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break

        assert sorted(seen) == wanted
        assert len(seen) == 5

    @pytest.mark.parametrize("sort", ["POSITION", "TITLE", "NEWEST"])
    async def test_pages_lead_back_the_way_they_came(
        self, guest: Client, shop: Shop, sort: str
    ) -> None:
        for n in range(5):
            await shop.goods(f"Mug {n}", position=n // 2)
        forth = titles((await guest.ask(PAGE, first=5, sort=sort))["products"])
        back, before = list[str](), None
        while True:
            page = (await guest.ask(PAGE, last=2, before=before, sort=sort))["products"]
            back = titles(page) + back
            assert page["pageInfo"]["hasNextPage"] == (before is not None)
            assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
            assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
            before = page["pageInfo"]["startCursor"]
            if not page["pageInfo"]["hasPreviousPage"]:
                break

        assert back == forth
        assert len(back) == 5

    async def test_a_page_may_lie_between_two_cursors(self, guest: Client, shop: Shop) -> None:
        for n in range(5):
            await shop.goods(f"Mug {n}", position=n)
        cursors = [one["cursor"] for one in (await guest.ask(PAGE))["products"]["edges"]]
        ends = {"after": cursors[0], "before": cursors[4]}

        front = (await guest.ask(PAGE, first=2, **ends))["products"]
        back = (await guest.ask(PAGE, last=2, **ends))["products"]
        whole = (await guest.ask(PAGE, **ends))["products"]

        assert titles(front) == ["Mug 1", "Mug 2"]
        assert titles(back) == ["Mug 2", "Mug 3"]
        assert titles(whole) == ["Mug 1", "Mug 2", "Mug 3"]
        for page in (front, back, whole):
            assert page["pageInfo"]["hasPreviousPage"]
            assert page["pageInfo"]["hasNextPage"]

    async def test_either_the_first_or_the_last_are_asked_for(self, guest: Client) -> None:
        for asked in ({"first": 1, "last": 1}, {"last": 101}, {"last": -1}):
            answer = (await guest.post(PAGE, asked)).json()
            (error,) = answer["errors"]
            assert (error["extensions"]["code"], error["extensions"]["inputPath"]) == (
                "INVALID_INPUT",
                ["last"],
            )

    async def test_reviews_have_both_directions_too(self, guest: Client, shop: Shop) -> None:
        mug = await shop.goods("Mug")
        async with shop.transaction() as ctx:
            for n in range(3):
                review_id = await reviews.submit_review(
                    ctx,
                    product_id=mug.product_id,
                    rating=5,
                    title=f"Review {n}",
                    body="",
                    author_name="Ada",
                    email=f"ada{n}@example.com",
                )
                await reviews.moderate_review(ctx, review_id=review_id, status="approved")
        query = """query ($by: ProductIdentifier!, $before: String) { product(by: $by) {
          reviews(last: 2, before: $before) {
            count { value } nodes { title } pageInfo { startCursor hasPreviousPage hasNextPage }
          }
        } }"""

        end = (await guest.ask(query, by={"slug": mug.slug}))["product"]["reviews"]
        before = end["pageInfo"]["startCursor"]
        rest = (await guest.ask(query, by={"slug": mug.slug}, before=before))["product"]["reviews"]

        assert len(titles(end)) == 2
        assert len(titles(rest)) == 1
        assert sorted(titles(end) + titles(rest)) == [f"Review {n}" for n in range(3)]
        assert end["pageInfo"]["hasPreviousPage"]
        assert not end["pageInfo"]["hasNextPage"]
        assert end["count"]["value"] == 3

    @pytest.mark.parametrize("end", ["after", "before"])
    @pytest.mark.parametrize(
        ("sort", "key"),
        [
            ("POSITION", "x"),
            ("POSITION", {}),
            ("POSITION", [1]),
            ("POSITION", None),
            ("POSITION", [1, "xx"]),
            ("POSITION", [10**19, UUID]),
            ("POSITION", [True, UUID]),
            ("POSITION", ["a", UUID]),
            ("TITLE", [1, UUID]),
            ("TITLE", ["\0", UUID]),
            ("TITLE", ["\ud800", UUID]),
            ("NEWEST", ["2026-01-01T00:00:00", UUID]),
            ("NEWEST", ["0001-01-01T00:00:00+14:00", UUID]),
            ("NEWEST", ["soon", UUID]),
        ],
    )
    async def test_a_cursor_that_is_none_is_a_fault_of_the_input(
        self, guest: Client, sort: str, key: Any, end: str
    ) -> None:
        cursor = base64.urlsafe_b64encode(json.dumps(key).encode()).decode()
        answer = (await guest.post(PAGE, {end: cursor, "sort": sort})).json()

        assert answer["errors"][0]["extensions"]["code"] == "INVALID_INPUT"
        assert answer["errors"][0]["extensions"]["inputPath"] == [end]

    @pytest.mark.parametrize("cursor", ["x", "é", "!"])
    async def test_a_text_that_is_no_cursor_is_a_fault_of_the_input(
        self, guest: Client, cursor: str
    ) -> None:
        answer = (await guest.post(PAGE, {"after": cursor})).json()

        assert answer["errors"][0]["extensions"]["code"] == "INVALID_INPUT"

    async def test_an_empty_page_has_no_cursors(self, guest: Client) -> None:
        page = (await guest.ask(PAGE, first=0, sort="TITLE"))["products"]

        assert page["nodes"] == []
        assert page["pageInfo"]["endCursor"] is None


class TestProducts:
    async def test_is_found_by_any_of_its_names(self, guest: Client, shop: Shop) -> None:
        mug = await shop.goods("Mug")
        query = "query ($by: ProductIdentifier!) { product(by: $by) { id slug } }"

        by_slug = (await guest.ask(query, by={"slug": mug.slug}))["product"]
        by_id = (await guest.ask(query, by={"id": by_slug["id"]}))["product"]
        by_sku = (await guest.ask(query, by={"sku": "SKU-0"}))["product"]

        assert by_slug == by_id == by_sku

    async def test_one_name_at_a_time(self, guest: Client) -> None:
        query = '{ product(by: { slug: "a", sku: "b" }) { id } }'

        assert (await guest.post(query)).status_code == 400

    @pytest.mark.parametrize("by", ['{ id: "prod_x" }', '{ id: "nonsense" }', '{ slug: "" }'])
    async def test_what_is_not_there_is_null(self, guest: Client, by: str) -> None:
        assert await guest.ask(f"{{ product(by: {by}) {{ id }} }}") == {"product": None}

    async def test_what_is_hidden_is_not_there(self, guest: Client, shop: Shop) -> None:
        mug = await shop.goods("Mug", is_visible=False)
        query = "query ($s: String!) { product(by: { slug: $s }) { id } products { nodes { id } } }"

        assert await guest.ask(query, s=mug.slug) == {"product": None, "products": {"nodes": []}}

    async def test_shows_its_variants(self, guest: Client, shop: Shop) -> None:
        shirt = await shop.goods("Shirt", price=1999, on_hand=4, sizes=("S", "M"))
        query = """query ($s: String!) { product(by: { slug: $s }) {
          price { amount minorUnits currency formatted }
          isAvailable
          options { name values }
          variants { title sku available price { amount } compareAtPrice { amount }
                     options { name value } image { url } }
          rating { average count } categories { title } attributes { name } images { url }
        } }"""

        seen = (await guest.ask(query, s=shirt.slug))["product"]

        assert seen["price"] == {
            "amount": "19.99",
            "minorUnits": 1999,
            "currency": "EUR",
            "formatted": "€19.99",
        }
        assert seen["options"] == [{"name": "Size", "values": ["S", "M"]}]
        assert [v["available"] for v in seen["variants"]] == [4, 4]
        assert seen["variants"][1]["options"] == [{"name": "Size", "value": "M"}]
        assert seen["rating"] == {"average": None, "count": 0}
        assert seen["isAvailable"] is True

    async def test_amounts_beyond_32_bits_are_whole(self, guest: Client, shop: Shop) -> None:
        yacht = await shop.goods("Yacht", price=9_007_199_254_740_993)
        query = "query ($s: String!) { product(by: { slug: $s }) { price { amount minorUnits } } }"

        price = (await guest.ask(query, s=yacht.slug))["product"]["price"]

        assert price == {"amount": "90071992547409.93", "minorUnits": 9_007_199_254_740_993}

    async def test_many_products_take_as_many_statements_as_one(
        self, guest: Client, shop: Shop
    ) -> None:
        counted = list[str]()
        engine = shop.database.engine.sync_engine
        query = """query ($n: Int!) { products(first: $n) {
          nodes { price { amount } image { url } variants { price { amount } available } }
        } }"""
        for number in range(4):
            await shop.goods(f"Mug {number}")
        await guest.ask(query, n=1)

        def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
            counted.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            await guest.ask(query, n=1)
            for_one = len(counted)
            counted.clear()
            await guest.ask(query, n=4)
        finally:
            event.remove(engine, "before_cursor_execute", note)

        assert len(counted) == for_one


class TestFilters:
    async def test_search_looks_at_titles(self, guest: Client, shop: Shop) -> None:
        await shop.goods("Blue Mug")
        await shop.goods("Red Plate")

        found = await guest.ask(
            """{ search(text: "BLUE mug") { nodes { title } count { value isExact } }
                 products(filter: { text: "plate" }) { nodes { title } } }"""
        )

        assert titles(found["search"]) == ["Blue Mug"]
        assert found["search"]["count"] == {"value": 1, "isExact": True}
        assert titles(found["products"]) == ["Red Plate"]

    async def test_a_wildcard_is_a_letter_like_others(self, guest: Client, shop: Shop) -> None:
        await shop.goods("Mug")

        assert (
            titles((await guest.ask('{ search(text: "%") { nodes { title } } }'))["search"]) == []
        )

    async def test_categories_and_collections(self, guest: Client, shop: Shop) -> None:
        mug, store = await shop.goods("Mug"), shop.store.store_id
        await shop.goods("Plate")
        async with shop.transaction() as ctx:
            kitchen = await create_category(ctx, store_id=store, title="Kitchen")
            cups = await create_category(ctx, store_id=store, title="Cups", parent_id=kitchen.id)
            await set_listing_categories(ctx, listing_id=mug.listing_id, category_ids=[cups.id])
            gifts = await create_collection(ctx, store_id=store, title="Gifts")
            await set_collection(ctx, collection_id=gifts.id, listing_ids=[mug.listing_id])

        seen = await guest.ask(
            """query ($cups: ID!) {
              categories { title children { title path parent { slug } } }
              category(by: { path: "kitchen/cups" }) { id title }
              products(filter: { categoryId: $cups }) { nodes { title categories { title } } }
              collections { title }
              collection(slug: "gifts") { products { nodes { title } count { value } } }
            }""",
            cups=encode_id("cat", cups.id),
        )

        assert seen["categories"] == [
            {
                "title": "Kitchen",
                "children": [
                    {"title": "Cups", "path": "kitchen/cups", "parent": {"slug": "kitchen"}}
                ],
            }
        ]
        assert seen["category"]["title"] == "Cups"
        assert seen["products"]["nodes"] == [{"title": "Mug", "categories": [{"title": "Cups"}]}]
        assert seen["collection"]["products"] == {
            "nodes": [{"title": "Mug"}],
            "count": {"value": 1},
        }

    async def test_an_id_of_another_kind_is_a_fault_of_the_input(self, guest: Client) -> None:
        answer = await guest.post('{ products(filter: { categoryId: "prod_x" }) { nodes { id } } }')

        (error,) = answer.json()["errors"]
        assert error["extensions"]["inputPath"] == ["filter", "categoryId"]
