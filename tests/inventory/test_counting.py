from uuid import UUID

from sqlalchemy import func, select

from galleria.inventory.models import Movement
from galleria.inventory.service import count_stock, first_location
from tests.kit import Shop


async def ledger(shop: Shop, variant_id: UUID) -> int:
    async with shop.transaction() as ctx:
        total = select(func.sum(Movement.delta)).where(Movement.variant_id == variant_id)
        return int(await ctx.session.scalar(total) or 0)


class TestCountStock:
    async def test_makes_ledger_and_levels_say_what_was_counted(self, shop: Shop) -> None:
        goods = await shop.goods(sizes=("S", "M", "L"), on_hand=10)
        small, medium, large = goods.variants
        async with shop.transaction() as ctx:
            place = await first_location(ctx)
            short = await count_stock(
                ctx, location_id=place.id, counts={small: 3, medium: 10, large: 0}
            )
        assert short == {}
        assert [await shop.available(v) for v in goods.variants] == [3, 10, 0]
        assert [await ledger(shop, v) for v in goods.variants] == [3, 10, 0]

    async def test_opens_a_level_for_what_was_never_there(self, shop: Shop) -> None:
        goods = await shop.goods(on_hand=0)
        async with shop.transaction() as ctx:
            place = await first_location(ctx)
            await count_stock(ctx, location_id=place.id, counts={goods.variant: 7})
        assert await shop.available(goods.variant) == 7
        assert await ledger(shop, goods.variant) == 7

    async def test_never_takes_what_is_set_aside(self, shop: Shop) -> None:
        goods = await shop.goods(on_hand=10)
        await shop.cart({goods.variant: 4})
        async with shop.transaction() as ctx:
            place = await first_location(ctx)
            short = await count_stock(ctx, location_id=place.id, counts={goods.variant: 1})
        assert short == {goods.variant: 4}
        assert await shop.available(goods.variant) == 0
        assert await ledger(shop, goods.variant) == 4
