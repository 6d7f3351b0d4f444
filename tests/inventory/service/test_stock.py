import asyncio
from uuid import UUID

import pytest
from sqlalchemy import func, select

from galleria.core.errors import InvalidInput, NotFound
from galleria.inventory.errors import StockChanged, StockSpokenFor
from galleria.inventory.models import Movement, StockLevel
from galleria.inventory.service import locations, stock
from galleria.inventory.service.stock import StockChange
from tests.kit import Shop


async def adjust(shop: Shop, variant_id: UUID, delta: int) -> None:
    async with shop.transaction() as ctx:
        place = await locations.first_location(ctx)
        await stock.adjust_stock(ctx, changes=[StockChange(variant_id, place.id, delta)])


async def count(
    shop: Shop, variant_id: UUID, quantity: int, *, expected: int | None = None
) -> None:
    async with shop.transaction() as ctx:
        place = await locations.first_location(ctx)
        await stock.set_stock(
            ctx,
            variant_id=variant_id,
            location_id=place.id,
            quantity=quantity,
            expected_quantity=expected,
        )


async def ledger(shop: Shop, variant_id: UUID) -> int:
    async with shop.transaction() as ctx:
        total = select(func.sum(Movement.delta)).where(Movement.variant_id == variant_id)
        return int(await ctx.session.scalar(total) or 0)


class TestAdjustStock:
    async def test_every_change_has_its_row_in_the_ledger(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=5)
        async with shop.transaction() as ctx:
            place = await locations.first_location(ctx)
            change = StockChange(mug.variant, place.id, -2, "damaged", "dropped")
            await stock.adjust_stock(ctx, changes=[change])

        async with shop.transaction() as ctx:
            rows = await ctx.session.execute(
                select(Movement.delta, Movement.reason).order_by(Movement.id)
            )
        assert [tuple(row) for row in rows] == [(5, "opening"), (-2, "damaged")]
        assert await shop.available(mug.variant) == 3

    async def test_refuses_to_go_below_what_is_reserved(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=5)
        await shop.cart({mug.variant: 4})

        with pytest.raises(StockSpokenFor) as refused:
            await adjust(shop, mug.variant, -2)

        assert (refused.value.on_hand, refused.value.reserved) == (5, 4)
        assert await shop.drift() == []

    async def test_refuses_the_neighbor_s_variant(self, shop: Shop, neighbor: Shop) -> None:
        theirs = await neighbor.goods()

        with pytest.raises(NotFound):
            await adjust(shop, theirs.variant, 5)

    async def test_refuses_a_change_of_nothing(self, shop: Shop) -> None:
        mug = await shop.goods()

        with pytest.raises(InvalidInput):
            await adjust(shop, mug.variant, 0)


class TestSetStock:
    async def test_compares_before_it_sets(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=5)

        with pytest.raises(StockChanged) as refused:
            await count(shop, mug.variant, 9, expected=4)

        assert refused.value.on_hand == 5

    async def test_many_counting_at_once_leave_a_ledger_that_adds_up(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=5)
        await asyncio.gather(*(count(shop, mug.variant, units) for units in range(12)))

        assert await shop.drift() == []
        async with shop.transaction() as ctx:
            moved = await ctx.session.scalar(select(func.sum(Movement.delta)))
            on_hand = await ctx.session.scalar(select(StockLevel.on_hand))
        assert moved == on_hand

    async def test_two_who_count_what_was_never_there_do_not_add_up_their_counts(
        self, shop: Shop
    ) -> None:
        mug = await shop.goods(on_hand=0)
        async with shop.transaction() as ctx:
            await locations.first_location(ctx)

        await asyncio.gather(*(count(shop, mug.variant, 7) for _ in range(6)))

        assert await shop.available(mug.variant) == 7
        assert await shop.drift() == []

    async def test_refuses_the_neighbor_s_variant(self, shop: Shop, neighbor: Shop) -> None:
        theirs = await neighbor.goods()

        with pytest.raises(NotFound):
            await count(shop, theirs.variant, 3)


class TestCountStock:
    async def test_makes_ledger_and_levels_say_what_was_counted(self, shop: Shop) -> None:
        goods = await shop.goods(sizes=("S", "M", "L"), on_hand=10)
        small, medium, large = goods.variants
        async with shop.transaction() as ctx:
            place = await locations.first_location(ctx)
            short = await stock.count_stock(
                ctx, location_id=place.id, counts={small: 3, medium: 10, large: 0}
            )
        assert short == {}
        assert [await shop.available(v) for v in goods.variants] == [3, 10, 0]
        assert [await ledger(shop, v) for v in goods.variants] == [3, 10, 0]

    async def test_opens_a_level_for_what_was_never_there(self, shop: Shop) -> None:
        goods = await shop.goods(on_hand=0)
        async with shop.transaction() as ctx:
            place = await locations.first_location(ctx)
            await stock.count_stock(ctx, location_id=place.id, counts={goods.variant: 7})
        assert await shop.available(goods.variant) == 7
        assert await ledger(shop, goods.variant) == 7

    async def test_never_takes_what_is_set_aside(self, shop: Shop) -> None:
        goods = await shop.goods(on_hand=10)
        await shop.cart({goods.variant: 4})
        async with shop.transaction() as ctx:
            place = await locations.first_location(ctx)
            short = await stock.count_stock(ctx, location_id=place.id, counts={goods.variant: 1})
        assert short == {goods.variant: 4}
        assert await shop.available(goods.variant) == 0
        assert await ledger(shop, goods.variant) == 4
