import asyncio
from uuid import UUID

import pytest

from galleria.catalog import queries
from galleria.catalog.errors import CategoryCycle, CategoryHasChildren, SlugTaken
from galleria.catalog.models import Category
from galleria.catalog.queries import ListingFilter
from galleria.catalog.service import categories
from galleria.catalog.service.categories import CategoryFields
from galleria.core.context import Actor
from galleria.core.errors import InvalidInput, NotFound
from tests.kit import Shop, open_shop


async def grow(shop: Shop, *path: str) -> Category:
    async with shop.transaction() as ctx:
        return await categories.ensure_category(ctx, store_id=shop.store.store_id, titles=path)


async def tree(shop: Shop) -> dict[str, UUID | None]:
    async with shop.transaction() as ctx:
        rows = await queries.list_categories(ctx, shop.store.store_id)
    return {row.path: row.parent_id for row in rows}


class TestUpdateCategory:
    async def test_a_new_slug_moves_all_below_and_nothing_beside(self, shop: Shop) -> None:
        kitchen = await grow(shop, "Kitchen")
        await grow(shop, "Kitchen", "Mugs", "Large")
        await grow(shop, "Kitchenware")

        async with shop.transaction() as ctx:
            await categories.update_category(
                ctx,
                category_id=kitchen.id,
                fields=CategoryFields("The kitchen", slug="cook", description="<b>All</b><script>"),
            )

        assert set(await tree(shop)) == {"cook", "cook/mugs", "cook/mugs/large", "kitchenware"}
        async with shop.transaction() as ctx:
            changed = await queries.get_category(ctx, kitchen.id)
        assert (changed.title, changed.description) == ("The kitchen", "<b>All</b>")

    async def test_refuses_a_sister_s_slug_and_no_title(self, shop: Shop) -> None:
        mugs, _ = await grow(shop, "Mugs"), await grow(shop, "Bowls")

        for fields, refusal in (
            (CategoryFields("Mugs", slug="bowls"), SlugTaken),
            (CategoryFields("  "), InvalidInput),
        ):
            with pytest.raises(refusal):
                async with shop.transaction() as ctx:
                    await categories.update_category(ctx, category_id=mugs.id, fields=fields)

    async def test_addresses_end_somewhere(self, shop: Shop) -> None:
        deep = [f"{'漢' * 190}{level}" for level in range(4)]

        with pytest.raises(InvalidInput) as refused:
            await grow(shop, *deep)

        assert refused.value.path == ("slug",)

    async def test_is_not_found_by_who_acts_for_another_store(
        self, shop: Shop, neighbor: Shop
    ) -> None:
        mugs = await grow(shop, "Mugs")
        sister = await open_shop(shop.database, tenant_id=shop.store.tenant_id)
        helper = Actor("api_key", store_ids=frozenset({sister.store.store_id}))

        for asked in (shop.transaction(helper), neighbor.transaction()):
            with pytest.raises(NotFound):
                async with asked as ctx:
                    await categories.update_category(
                        ctx, category_id=mugs.id, fields=CategoryFields("Ours")
                    )


class TestMoveCategory:
    async def test_takes_all_below_along_and_keeps_products(self, shop: Shop) -> None:
        mug, leaf = await shop.goods(), await grow(shop, "Kitchen", "Mugs", "Large")
        garden = await grow(shop, "Garden")
        mugs = (await tree(shop))["kitchen/mugs/large"]
        assert mugs
        async with shop.transaction() as ctx:
            await categories.set_listing_categories(
                ctx, listing_id=mug.listing_id, category_ids=[leaf.id]
            )
            await categories.move_category(ctx, category_id=mugs, parent_id=garden.id, position=3)

        assert set(await tree(shop)) == {"kitchen", "garden", "garden/mugs", "garden/mugs/large"}
        async with shop.transaction() as ctx:
            shown = await queries.list_products(ctx, wanted=ListingFilter(category_id=leaf.id))
            moved = await queries.get_category(ctx, mugs)
        assert [one.product_id for one in shown] == [mug.product_id]
        assert (moved.parent_id, moved.position) == (garden.id, 3)

    async def test_goes_to_the_top(self, shop: Shop) -> None:
        mugs = await grow(shop, "Kitchen", "Mugs")

        async with shop.transaction() as ctx:
            await categories.move_category(ctx, category_id=mugs.id, parent_id=None)

        assert await tree(shop) == {"kitchen": None, "mugs": None}

    @pytest.mark.parametrize("below", ["kitchen", "kitchen/mugs", "kitchen/mugs/large"])
    async def test_never_stands_below_itself(self, shop: Shop, below: str) -> None:
        kitchen = await grow(shop, "Kitchen")
        await grow(shop, "Kitchen", "Mugs", "Large")
        before = await tree(shop)
        async with shop.transaction() as ctx:
            every = await queries.list_categories(ctx, shop.store.store_id)
        target = next(one.id for one in every if one.path == below)

        with pytest.raises(CategoryCycle):
            async with shop.transaction() as ctx:
                await categories.move_category(ctx, category_id=kitchen.id, parent_id=target)

        assert await tree(shop) == before

    async def test_two_moves_at_once_make_no_circle(self, shop: Shop) -> None:
        mugs, bowls = await grow(shop, "Mugs"), await grow(shop, "Bowls")

        async def move(one: UUID, under: UUID) -> None:
            async with shop.transaction() as ctx:
                await categories.move_category(ctx, category_id=one, parent_id=under)

        ended = await asyncio.gather(
            move(mugs.id, bowls.id), move(bowls.id, mugs.id), return_exceptions=True
        )

        assert sorted(type(one).__name__ for one in ended) == ["CategoryCycle", "NoneType"]

    async def test_refuses_a_parent_of_another_store_and_a_taken_address(self, shop: Shop) -> None:
        sister = await open_shop(shop.database, tenant_id=shop.store.tenant_id)
        theirs, ours = await grow(sister, "Mugs"), await grow(shop, "Mugs")
        await grow(shop, "Kitchen", "Mugs")
        kitchen = await grow(shop, "Kitchen")

        for parent, refusal in ((theirs.id, NotFound), (kitchen.id, SlugTaken)):
            with pytest.raises(refusal):
                async with shop.transaction() as ctx:
                    await categories.move_category(ctx, category_id=ours.id, parent_id=parent)


class TestDeleteCategory:
    async def test_keeps_its_products(self, shop: Shop) -> None:
        mug, mugs = await shop.goods(), await grow(shop, "Mugs")
        async with shop.transaction() as ctx:
            await categories.set_listing_categories(
                ctx, listing_id=mug.listing_id, category_ids=[mugs.id]
            )
            await categories.delete_category(ctx, category_id=mugs.id)

        assert await tree(shop) == {}
        async with shop.transaction() as ctx:
            assert await queries.count_products(ctx) == 1

    async def test_refuses_while_others_stand_below(self, shop: Shop) -> None:
        kitchen = await grow(shop, "Kitchen")
        await grow(shop, "Kitchen", "Mugs")
        await grow(shop, "Kitchen", "Bowls", "Deep")

        with pytest.raises(CategoryHasChildren) as refused:
            async with shop.transaction() as ctx:
                await categories.delete_category(ctx, category_id=kitchen.id)

        assert refused.value.children == 2

    async def test_is_not_found_twice(self, shop: Shop) -> None:
        mugs = await grow(shop, "Mugs")

        async def delete() -> None:
            async with shop.transaction() as ctx:
                await categories.delete_category(ctx, category_id=mugs.id)

        ended = await asyncio.gather(delete(), delete(), return_exceptions=True)

        assert sorted(type(one).__name__ for one in ended) == ["NoneType", "NotFound"]
