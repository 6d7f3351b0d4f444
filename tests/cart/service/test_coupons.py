import pytest

from galleria.cart.service import coupons
from galleria.core.context import GUEST
from galleria.pricing import service as pricing
from galleria.pricing.errors import CouponRefused
from tests.kit import Shop


class TestApplyCodes:
    async def test_takes_a_share_off_whatever_the_case(self, shop: Shop) -> None:
        mug = await shop.goods(price=1000)
        async with shop.transaction() as ctx:
            await pricing.create_coupon(ctx, code="Welcome", kind="percentage", value=1500)
        cart = await shop.cart({mug.variant: 2})

        async with shop.transaction(GUEST) as ctx:
            await coupons.apply_codes(ctx, token=cart.token, codes=[" WELCOME "])

        assert (await shop.view(cart.token)).totals.discount == 300

    async def test_says_why_a_code_is_refused(self, shop: Shop, neighbor: Shop) -> None:
        mug = await shop.goods(price=1000)
        async with shop.transaction() as ctx:
            await pricing.create_coupon(
                ctx, code="BIG", kind="fixed", value=500, currency="EUR", minimum=5000
            )
        async with neighbor.transaction() as ctx:
            await pricing.create_coupon(ctx, code="THEIRS", kind="percentage", value=500)
        cart = await shop.cart({mug.variant: 1})

        for code, reason in (("BIG", "BELOW_MINIMUM"), ("THEIRS", "UNKNOWN"), ("", "UNKNOWN")):
            with pytest.raises(CouponRefused) as refused:
                async with shop.transaction(GUEST) as ctx:
                    await coupons.apply_codes(ctx, token=cart.token, codes=[code])
            assert refused.value.reason == reason

    async def test_a_coupon_that_no_longer_applies_is_told_and_costs_nothing(
        self, shop: Shop
    ) -> None:
        mug = await shop.goods(price=1000)
        async with shop.transaction() as ctx:
            coupon = await pricing.create_coupon(ctx, code="X", kind="percentage", value=1000)
        cart = await shop.cart({mug.variant: 1})
        async with shop.transaction(GUEST) as ctx:
            await coupons.apply_codes(ctx, token=cart.token, codes=["X"])
        async with shop.transaction() as ctx:
            await pricing.deactivate_coupon(ctx, coupon_id=coupon.id)

        seen = await shop.view(cart.token)

        assert seen.totals.discount == 0
        assert [notice.code for notice in seen.notices] == ["COUPON_NOT_APPLIED"]
