"""Things by their ids alone: what is shown, what staff see, and nothing of anybody else's."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from galleria.catalog.models import Listing
from galleria.catalog.service.categories import ensure_category
from galleria.catalog.service.collections import create_collection
from galleria.core.ids import encode_id
from galleria.pricing import service as pricing
from galleria.reviews import service as reviews
from galleria.tenancy.permissions import Permission
from tests.api import Client, key_of
from tests.kit import Shop, open_shop

NODE = """query ($id: ID!) { node(id: $id) { __typename id
  ... on Product { title } ... on ProductVariant { sku price { amount } } ... on Category { path }
  ... on Collection { slug } ... on Review { rating } ... on Store { name }
} }"""
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
ADMIN = "query ($id: ID!) { admin { node(id: $id) { __typename id } } }"


async def write_review(shop: Shop, product_id: UUID, *, is_shown: bool) -> UUID:
    async with shop.transaction() as ctx:
        review_id = await reviews.submit_review(
            ctx,
            product_id=product_id,
            rating=4,
            title="Holds tea",
            body="",
            author_name="Ada",
            email="ada@example.com",
        )
        if is_shown:
            await reviews.moderate_review(ctx, review_id=review_id, status="approved")
    return review_id


async def hide(shop: Shop, listing_id: UUID) -> None:
    async with shop.transaction() as ctx:
        hidden = update(Listing).where(Listing.id == listing_id).values(is_visible=False)
        await ctx.session.execute(hidden)


async def ask(client: Client, prefix: str, value: UUID) -> dict[str, Any] | None:
    found = await client.ask(NODE, id=encode_id(prefix, value))
    node: dict[str, Any] | None = found["node"]
    return node


class TestWhatIsShown:
    async def test_each_kind_is_found_and_reads_as_elsewhere(
        self, guest: Client, shop: Shop
    ) -> None:
        mug = await shop.goods("Mug")
        review = await write_review(shop, mug.product_id, is_shown=True)
        store_id = shop.store.store_id
        async with shop.transaction() as ctx:
            category = await ensure_category(ctx, store_id=store_id, titles=["Kitchen"])
            collection = await create_collection(ctx, store_id=store_id, title="Gifts")

        product = await ask(guest, "prod", mug.product_id)
        variant = await ask(guest, "var", mug.variant)

        assert product
        assert product["title"] == "Mug"
        assert product["id"] == encode_id("prod", mug.product_id)
        assert variant
        assert (variant["__typename"], variant["price"]) == ("ProductVariant", {"amount": "10.00"})
        for prefix, value, kind in (
            ("cat", category.id, "Category"),
            ("col", collection.id, "Collection"),
            ("rev", review, "Review"),
            ("store", store_id, "Store"),
        ):
            found = await ask(guest, prefix, value)
            assert found
            assert (found["__typename"], found["id"]) == (kind, encode_id(prefix, value))

    async def test_what_is_not_shown_is_not_found(self, guest: Client, shop: Shop) -> None:
        hidden, mug = await shop.goods("Hidden"), await shop.goods("Mug")
        of_hidden = await write_review(shop, hidden.product_id, is_shown=True)
        await hide(shop, hidden.listing_id)
        waiting = await write_review(shop, mug.product_id, is_shown=False)
        sister = await open_shop(shop.database, tenant_id=shop.store.tenant_id)

        assert await ask(guest, "prod", hidden.product_id) is None
        assert await ask(guest, "var", hidden.variant) is None
        assert await ask(guest, "rev", of_hidden) is None
        assert await ask(guest, "rev", waiting) is None
        assert await ask(guest, "store", sister.store.store_id) is None

    async def test_another_tenants_things_are_not_found(
        self, stranger: Client, rival: Client, shop: Shop
    ) -> None:
        mug = await shop.goods("Mug")

        for prefix, value in (
            ("prod", mug.product_id),
            ("var", mug.variant),
            ("store", shop.store.store_id),
        ):
            assert await ask(stranger, prefix, value) is None
            found = await rival.ask(ADMIN, id=encode_id(prefix, value))
            assert found["admin"]["node"] is None

    @pytest.mark.parametrize(
        "id", ["", "_", "prod_", "prod_x", "nothing_aaaa", "é", encode_id("ord", UUID(int=7))]
    )
    async def test_what_is_no_id_names_nothing(self, guest: Client, id: str) -> None:
        assert (await guest.ask(NODE, id=id))["node"] is None

    async def test_several_come_in_the_order_of_their_ids_with_gaps(
        self, guest: Client, shop: Shop
    ) -> None:
        mug, bowl = await shop.goods("Mug"), await shop.goods("Bowl")
        first, second = (encode_id("prod", one.product_id) for one in (bowl, mug))

        found = await guest.ask(NODES, ids=[first, "x", second, first])

        assert [one and one["id"] for one in found["nodes"]] == [first, None, second, first]

    async def test_each_id_costs_what_it_may_lead_to(self, guest: Client) -> None:
        query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
        few = (await guest.post(query, {"ids": ["x"] * 3})).json()["extensions"]["cost"]
        many = (await guest.post(query, {"ids": ["x"] * 60})).json()["extensions"]["cost"]
        written = (await guest.post('{ nodes(ids: ["x", "y"]) { id } }')).json()
        too_many = (await guest.post(NODES, {"ids": ["x"] * 101})).json()

        assert (few["requested"], many["requested"]) == (3, 60)
        assert written["extensions"]["cost"]["requested"] == 2
        assert too_many["errors"][0]["extensions"]["code"] == "INVALID_INPUT"


class TestWhatStaffSee:
    async def test_each_kind_needs_its_permission(self, owner: Client, shop: Shop) -> None:
        mug = await shop.goods("Mug")
        review = await write_review(shop, mug.product_id, is_shown=False)
        await hide(shop, mug.listing_id)
        async with shop.transaction() as ctx:
            coupon = await pricing.create_coupon(ctx, code="TENTH", kind="percentage", value=1000)
        merchandiser = Client(owner.http, owner.host, await key_of(shop, Permission.CATALOG_READ))
        kinds = {
            encode_id("prod", mug.product_id): "AdminProduct",
            encode_id("var", mug.variant): "AdminVariant",
            encode_id("lst", mug.listing_id): "Listing",
            encode_id("rev", review): "AdminReview",
            encode_id("coup", coupon.id): "Coupon",
            encode_id("store", shop.store.store_id): "AdminStore",
        }

        for id, kind in kinds.items():
            seen = (await owner.ask(ADMIN, id=id))["admin"]["node"]
            assert seen == {"__typename": kind, "id": id}
            seen = (await merchandiser.ask(ADMIN, id=id))["admin"]["node"]
            is_catalog = kind in {"AdminProduct", "AdminVariant", "Listing"}
            assert bool(seen) is is_catalog

    async def test_a_store_that_one_may_not_act_for_shows_nothing(
        self, owner: Client, shop: Shop
    ) -> None:
        sister = await open_shop(shop.database, tenant_id=shop.store.tenant_id)
        bowl = await sister.goods("Bowl")
        review = await write_review(sister, bowl.product_id, is_shown=True)
        key = await key_of(shop, *Permission, only_here=True)
        helper = Client(owner.http, owner.host, key)

        for id in (
            encode_id("lst", bowl.listing_id),
            encode_id("rev", review),
            encode_id("store", sister.store.store_id),
        ):
            assert (await owner.ask(ADMIN, id=id))["admin"]["node"]
            assert (await helper.ask(ADMIN, id=id))["admin"]["node"] is None

    async def test_a_guest_asks_in_vain(self, guest: Client) -> None:
        answer = await guest.post(ADMIN, {"id": "x"})

        assert answer.status_code == 401

    async def test_fields_keep_their_permissions(self, owner: Client, shop: Shop) -> None:
        reader = Client(owner.http, owner.host, await key_of(shop, Permission.CATALOG_READ))
        query = 'query { admin { node(id: "x") { ... on AdminReview { body } } } }'

        answer = await reader.post(query)

        assert answer.status_code == 403
        assert answer.json()["errors"][0]["extensions"]["permissions"] == ["CUSTOMERS_READ"]
