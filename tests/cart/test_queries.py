from dataclasses import replace

from galleria.pricing import service as pricing
from tests.kit import Shop


class TestViewCart:
    async def test_tells_that_a_price_has_changed(self, shop: Shop) -> None:
        mug = await shop.goods(price=1000)
        cart = await shop.cart({mug.variant: 1})
        async with shop.transaction() as ctx:
            change = pricing.PriceChange(mug.variant, "EUR", 1200)
            await pricing.set_prices(ctx, prices=[change])

        (notice,) = (await shop.view(cart.token)).notices

        assert (notice.code, notice.was, notice.now) == ("PRICE_CHANGED", 1000, 1200)

    async def test_tells_that_a_hold_has_lapsed(self, shop: Shop) -> None:
        mug = await shop.goods()
        hasty = replace(shop, store=replace(shop.store, hold_minutes=-1))
        cart = await hasty.cart({mug.variant: 1})

        seen = await shop.view(cart.token)

        assert [notice.code for notice in seen.notices] == ["HOLD_LAPSED"]
        assert seen.lines[0].hold is None

    async def test_a_listing_s_markup_and_override_make_the_price(self, shop: Shop) -> None:
        mug = await shop.goods(price=1000, markup_basis_points=1000, markup=5)
        own = await shop.goods("Own", price=1000)
        async with shop.transaction() as ctx:
            change = pricing.StorePriceChange(shop.store.store_id, own.variant, "EUR", 777)
            await pricing.set_store_prices(ctx, prices=[change])

        cart = await shop.cart({mug.variant: 1, own.variant: 1})

        prices = [line.unit_price for line in (await shop.view(cart.token)).lines]
        assert prices == [1105, 777]
