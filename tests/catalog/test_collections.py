from collections.abc import Sequence
from uuid import UUID

import pytest

from galleria.catalog import queries
from galleria.catalog.errors import SlugTaken
from galleria.catalog.models import Collection
from galleria.catalog.queries import ListingFilter
from galleria.catalog.service import collections
from galleria.catalog.service.collections import CollectionFields
from galleria.core.errors import InvalidInput, NotFound
from galleria.core.windows import Window
from tests.kit import Goods, Shop, open_shop


async def gather(shop: Shop, goods: Sequence[Goods] = (), title: str = "Gifts") -> Collection:
    async with shop.transaction() as ctx:
        made = await collections.create_collection(ctx, store_id=shop.store.store_id, title=title)
        await collections.set_collection(
            ctx, collection_id=made.id, listing_ids=[one.listing_id for one in goods]
        )
    return made


async def shown(shop: Shop, collection: Collection) -> list[str]:
    async with shop.transaction() as ctx:
        wanted = ListingFilter(collection_id=collection.id)
        return [one.title for one in await queries.list_products(ctx, wanted=wanted)]


class TestSetCollection:
    async def test_is_shown_in_its_own_order_and_not_the_store_s(self, shop: Shop) -> None:
        mug, bowl = await shop.goods("Mug", position=1), await shop.goods("Bowl", position=2)

        gifts = await gather(shop, [bowl, mug])

        assert await shown(shop, gifts) == ["Bowl", "Mug"]

    async def test_pages_by_key_follow_that_order(self, shop: Shop) -> None:
        goods = [await shop.goods(title, position=5) for title in "ABCDE"]
        gifts = await gather(shop, [goods[place] for place in (3, 1, 4, 0, 2)])
        wanted = ListingFilter(collection_id=gifts.id)

        async with shop.transaction() as ctx:
            first = await queries.list_within(ctx, Window(2), wanted=wanted)
            after = queries.key_of(first[1], "position")
            rest = await queries.list_within(ctx, Window(9, after=after), wanted=wanted)

        assert [one.title for one in first[:2]] == ["D", "B"]
        assert [one.title for one in rest] == ["E", "A", "C"]

    async def test_refuses_listings_of_another_store(self, shop: Shop, neighbor: Shop) -> None:
        sister = await open_shop(shop.database, tenant_id=shop.store.tenant_id)
        gifts = await gather(shop)

        for other in (sister, neighbor):
            theirs = await other.goods()
            with pytest.raises(NotFound) as refused:
                async with shop.transaction() as ctx:
                    await collections.set_collection(
                        ctx, collection_id=gifts.id, listing_ids=[theirs.listing_id]
                    )
            assert refused.value.path == ("listingIds", "0")


class TestReorderCollection:
    async def test_puts_some_first_and_leaves_the_others_in_their_order(self, shop: Shop) -> None:
        goods = [await shop.goods(title) for title in "ABCD"]
        gifts = await gather(shop, goods)
        first = [goods[3].listing_id, goods[1].listing_id]

        async with shop.transaction() as ctx:
            await collections.reorder_collection(ctx, collection_id=gifts.id, listing_ids=first)

        assert await shown(shop, gifts) == ["D", "B", "A", "C"]

    async def test_refuses_what_it_does_not_hold(self, shop: Shop) -> None:
        mug, bowl = await shop.goods("Mug"), await shop.goods("Bowl")
        gifts = await gather(shop, [mug])

        with pytest.raises(NotFound):
            async with shop.transaction() as ctx:
                await collections.reorder_collection(
                    ctx, collection_id=gifts.id, listing_ids=[bowl.listing_id]
                )


class TestUpdateCollection:
    async def test_keeps_its_own_slug(self, shop: Shop) -> None:
        gifts = await gather(shop)

        async with shop.transaction() as ctx:
            fields = CollectionFields("Presents", slug="gifts", position=4)
            changed = await collections.update_collection(
                ctx, collection_id=gifts.id, fields=fields
            )

        assert (changed.title, changed.slug, changed.position) == ("Presents", "gifts", 4)

    async def test_refuses_another_s_slug_and_no_title(self, shop: Shop) -> None:
        gifts, _ = await gather(shop), await gather(shop, title="New")

        for fields, refusal in (
            (CollectionFields("Gifts", slug="new"), SlugTaken),
            (CollectionFields(""), InvalidInput),
        ):
            with pytest.raises(refusal):
                async with shop.transaction() as ctx:
                    await collections.update_collection(ctx, collection_id=gifts.id, fields=fields)


class TestDeleteCollection:
    async def test_its_products_stay(self, shop: Shop) -> None:
        gifts = await gather(shop, [await shop.goods()])

        async with shop.transaction() as ctx:
            await collections.delete_collection(ctx, collection_id=gifts.id)

        async with shop.transaction() as ctx:
            assert await queries.count_products(ctx) == 1
            assert await queries.list_collections(ctx) == []

    async def test_the_neighbor_s_is_not_found(self, shop: Shop, neighbor: Shop) -> None:
        theirs: UUID = (await gather(neighbor)).id

        with pytest.raises(NotFound):
            async with shop.transaction() as ctx:
                await collections.delete_collection(ctx, collection_id=theirs)
