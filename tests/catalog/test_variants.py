import asyncio
from collections.abc import Sequence
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from galleria.cart import queries as carts
from galleria.catalog import queries
from galleria.catalog.errors import LastVariant, VariantExists
from galleria.catalog.service import media, variants
from galleria.catalog.service.media import MediaFields
from galleria.catalog.service.variants import VariantFields
from galleria.core.context import GUEST
from galleria.core.errors import DomainError, InvalidInput, NotFound, VersionConflict
from galleria.inventory.errors import VariantInUse
from galleria.inventory.models import Reservation, StockLevel
from galleria.inventory.service import holds, locations, stock
from galleria.inventory.service.stock import StockChange
from tests.kit import Goods, Shop

ML = VariantFields(("M",)), VariantFields(("L",))


async def told(shop: Shop, goods: Goods) -> list[tuple[str, ...]]:
    async with shop.transaction() as ctx:
        rows = (await queries.load_variants(ctx, [goods.product_id]))[goods.product_id]
    return [tuple(row.option_values) for row in rows]


async def choices(shop: Shop, goods: Goods) -> list[str]:
    async with shop.transaction() as ctx:
        (option,) = (await queries.load_options(ctx, [goods.product_id]))[goods.product_id]
    return list(option.choices)


async def delete(shop: Shop, goods: Goods, variant_ids: Sequence[UUID]) -> None:
    async with shop.transaction() as ctx:
        await stock.forget_variants(ctx, variant_ids=variant_ids)
        await variants.delete_variants(ctx, product_id=goods.product_id, variant_ids=variant_ids)


class TestAddVariants:
    async def test_options_learn_of_new_choices_and_the_product_of_a_change(
        self, shop: Shop
    ) -> None:
        shirt = await shop.goods("Shirt", sizes=("S",))

        async with shop.transaction() as ctx:
            await variants.add_variants(ctx, product_id=shirt.product_id, variants=ML)

        async with shop.transaction() as ctx:
            assert (await queries.get_product(ctx, shirt.product_id)).version == 2
        assert await told(shop, shirt) == [("S",), ("M",), ("L",)]
        assert await choices(shop, shirt) == ["S", "M", "L"]

    async def test_refuses_all_that_do_not_fit_the_options_at_once(self, shop: Shop) -> None:
        shirt = await shop.goods("Shirt", sizes=("S",))
        odd = [VariantFields(), VariantFields(("M",)), VariantFields(("L", "Blue"))]

        with pytest.raises(InvalidInput) as refused:
            async with shop.transaction() as ctx:
                await variants.add_variants(ctx, product_id=shirt.product_id, variants=odd)

        places = [problem.path for problem in refused.value.problems]
        assert places == [("variants", "0", "optionValues"), ("variants", "2", "optionValues")]

    async def test_two_at_once_do_not_both_add_the_same(self, shop: Shop) -> None:
        shirt = await shop.goods("Shirt", sizes=("S",))

        async def add() -> None:
            async with shop.transaction() as ctx:
                await variants.add_variants(ctx, product_id=shirt.product_id, variants=ML[:1])

        ended = await asyncio.gather(add(), add(), return_exceptions=True)

        assert sorted(type(one).__name__ for one in ended) == ["NoneType", "VariantExists"]


class TestUpdateVariants:
    async def test_two_variants_trade_their_values(self, shop: Shop) -> None:
        shirt = await shop.goods("Shirt", sizes=("S", "M"))
        small, medium = shirt.variants

        async with shop.transaction() as ctx:
            await variants.update_variants(
                ctx,
                product_id=shirt.product_id,
                variants={small: ML[0], medium: VariantFields(("S",), sku="NEW")},
            )

        async with shop.transaction() as ctx:
            rows = (await queries.load_variants(ctx, [shirt.product_id]))[shirt.product_id]
        assert [(row.id, row.title, row.sku) for row in rows] == [
            (small, "M", ""),
            (medium, "S", "NEW"),
        ]

    async def test_refuses_the_values_of_another(self, shop: Shop) -> None:
        shirt = await shop.goods("Shirt", sizes=("S", "M"))

        with pytest.raises(VariantExists) as refused:
            async with shop.transaction() as ctx:
                await variants.update_variants(
                    ctx, product_id=shirt.product_id, variants={shirt.variant: ML[0]}
                )

        assert refused.value.option_values == ("M",)
        assert await told(shop, shirt) == [("S",), ("M",)]

    async def test_refuses_what_is_not_of_the_product(self, shop: Shop, neighbor: Shop) -> None:
        mug, bowl, theirs = await shop.goods(), await shop.goods("Bowl"), await neighbor.goods()
        async with shop.transaction() as ctx:
            (foreign,) = await media.insert_media(
                ctx, product_id=bowl.product_id, media=[MediaFields(key="bowl.webp")]
            )
        asked = [
            (mug.product_id, bowl.variant, VariantFields()),
            (mug.product_id, mug.variant, VariantFields(media_id=foreign.id)),
            (theirs.product_id, theirs.variant, VariantFields()),
        ]

        for product_id, variant_id, fields in asked:
            with pytest.raises(NotFound):
                async with shop.transaction() as ctx:
                    await variants.update_variants(
                        ctx, product_id=product_id, variants={variant_id: fields}
                    )

    async def test_refuses_an_old_version_of_the_product(self, shop: Shop) -> None:
        mug = await shop.goods()

        with pytest.raises(VersionConflict) as refused:
            async with shop.transaction() as ctx:
                await variants.update_variants(
                    ctx,
                    product_id=mug.product_id,
                    variants={mug.variant: VariantFields(sku="X")},
                    expected_version=7,
                )

        assert refused.value.current == 1


class TestDeleteVariants:
    async def test_leaves_the_others_and_offers_no_longer_what_only_it_chose(
        self, shop: Shop
    ) -> None:
        shirt = await shop.goods("Shirt", sizes=("S", "M"), on_hand=0)

        await delete(shop, shirt, shirt.variants[:1])

        assert await told(shop, shirt) == [("M",)]
        assert await choices(shop, shirt) == ["M"]

    async def test_refuses_what_is_in_stock_or_held_and_says_how_much(self, shop: Shop) -> None:
        shirt = await shop.goods("Shirt", sizes=("S", "M"), on_hand=3)
        await shop.cart({shirt.variants[1]: 2})

        with pytest.raises(VariantInUse) as refused:
            await delete(shop, shirt, shirt.variants)

        assert set(refused.value.variant_ids) == set(shirt.variants)
        assert (refused.value.on_hand, refused.value.reserved) == (6, 2)
        assert len(await told(shop, shirt)) == 2
        assert await shop.available(shirt.variants[1]) == 1

    async def test_a_hold_that_has_lapsed_keeps_nothing_and_the_cart_tells_of_it(
        self, shop: Shop
    ) -> None:
        shirt = await shop.goods("Shirt", sizes=("S", "M"), on_hand=1)
        cart = await shop.cart({shirt.variant: 1})
        async with shop.transaction() as ctx:
            await ctx.session.execute(
                update(Reservation)
                .where(Reservation.owner_id == cart.id)
                .values(expires_at=ctx.now)
            )
        async with shop.transaction() as ctx:
            await holds.release_lapsed_holds(ctx)
            place = await locations.first_location(ctx)
            change = StockChange(shirt.variant, place.id, -1, "damaged")
            await stock.adjust_stock(ctx, changes=[change])

        await delete(shop, shirt, [shirt.variant])

        async with shop.transaction(GUEST) as ctx:
            view = await carts.find_cart_view(ctx, cart.token)
        assert view
        assert [line.is_buyable for line in view.lines] == [False]
        assert [notice.code for notice in view.notices] == ["NOT_FOR_SALE"]
        assert view.totals.total == 0

    async def test_something_is_left_to_buy(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=0)

        with pytest.raises(LastVariant):
            await delete(shop, mug, mug.variants)

    async def test_the_database_keeps_what_the_inventory_has_not_forgotten(
        self, shop: Shop
    ) -> None:
        shirt = await shop.goods("Shirt", sizes=("S", "M"))

        with pytest.raises(IntegrityError):
            async with shop.transaction() as ctx:
                await variants.delete_variants(
                    ctx, product_id=shirt.product_id, variant_ids=[shirt.variant]
                )

    async def test_refuses_variants_of_others(self, shop: Shop, neighbor: Shop) -> None:
        shirt = await shop.goods("Shirt", sizes=("S", "M"), on_hand=0)
        theirs = await neighbor.goods("Shirt", sizes=("S", "M"), on_hand=0)

        with pytest.raises(NotFound):
            await delete(shop, shirt, theirs.variants[:1])

        assert len(await told(neighbor, theirs)) == 2

    async def test_nobody_holds_what_is_deleted_at_the_same_moment(self, shop: Shop) -> None:
        """A shopper and a merchant at once: either the stock is held, or the variant is gone."""
        shirts = [await shop.goods(f"Shirt {n}", sizes=("S", "M"), on_hand=1) for n in range(6)]
        place = await self.place(shop)

        async def sell_off(shirt: Goods) -> None:
            async with shop.transaction() as ctx:
                change = StockChange(shirt.variant, place, -1, "damaged")
                await stock.adjust_stock(ctx, changes=[change])
                await stock.forget_variants(ctx, variant_ids=[shirt.variant])
                await variants.delete_variants(
                    ctx, product_id=shirt.product_id, variant_ids=[shirt.variant]
                )

        work = [shop.cart({shirt.variant: 1}) for shirt in shirts]
        ended = await asyncio.gather(*map(sell_off, shirts), *work, return_exceptions=True)

        refusals = [one for one in ended if isinstance(one, BaseException)]
        assert all(isinstance(one, DomainError) for one in refusals), refusals
        for shirt in shirts:
            is_there = ("S",) in await told(shop, shirt)
            assert await self.held(shop, shirt.variant) == int(is_there)

    async def place(self, shop: Shop) -> UUID:
        async with shop.transaction() as ctx:
            return (await locations.first_location(ctx)).id

    async def held(self, shop: Shop, variant_id: UUID) -> int:
        async with shop.transaction() as ctx:
            rows = select(func.coalesce(func.sum(StockLevel.reserved), 0))
            found = await ctx.session.scalar(rows.where(StockLevel.variant_id == variant_id))
        return int(found or 0)
