from sqlalchemy import text, update

from galleria.catalog.models import Variant
from galleria.inventory import queries
from galleria.inventory.service import locations, stock
from galleria.inventory.service.stock import StockChange
from tests.kit import Shop


class TestLoadProductAvailability:
    async def test_adds_up_variants_and_places_and_counts_what_is_not_tracked_once(
        self, shop: Shop
    ) -> None:
        shirt = await shop.goods("Shirt", sizes=("S", "M"), on_hand=3)
        async with shop.transaction() as ctx:
            barn = await locations.create_location(ctx, name="Barn", priority=5)
            changes = [StockChange(variant, barn.id, 4, "received") for variant in shirt.variants]
            await stock.adjust_stock(ctx, changes=changes)
            before = await queries.load_product_availability(ctx, [shirt.product_id])
            await ctx.session.execute(
                update(Variant).where(Variant.id == shirt.variant).values(is_stock_tracked=False)
            )
            after = await queries.load_product_availability(ctx, [shirt.product_id])

        assert before == {shirt.product_id: 14}
        assert after == {shirt.product_id: 7 + 999}


class TestListDrift:
    async def test_finds_what_was_planted(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=5)
        async with shop.transaction() as ctx:
            await ctx.session.execute(
                text("UPDATE stock_levels SET on_hand = 6, reserved = 1 WHERE tenant_id = :tenant"),
                {"tenant": ctx.tenant_id},
            )

        (drift,) = await shop.drift()

        assert drift.variant_id == mug.variant
        assert (drift.on_hand, drift.moved, drift.reserved, drift.promised) == (6, 5, 1, 0)
