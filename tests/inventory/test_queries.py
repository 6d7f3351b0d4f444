from sqlalchemy import text

from tests.kit import Shop


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
