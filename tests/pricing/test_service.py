from typing import Any

import pytest

from galleria.core.errors import InvalidInput
from galleria.pricing import queries, service
from galleria.pricing.rules import refusal
from tests.kit import Shop


async def problems_of(shop: Shop, **terms: Any) -> set[tuple[str, str]]:
    given = {"code": "TEN", "kind": "percentage", "value": 1000, **terms}
    with pytest.raises(InvalidInput) as refused:
        async with shop.transaction() as ctx:
            await service.create_coupon(ctx, **given)
    return {(".".join(problem.path), problem.code) for problem in refused.value.problems}


class TestCreateCoupon:
    async def test_a_minimum_counts_in_its_own_currency_only(self, shop: Shop) -> None:
        async with shop.transaction() as ctx:
            coupon = await service.create_coupon(
                ctx, code="TEN", kind="percentage", value=1000, currency="EUR", minimum=5000
            )
            terms = queries.terms_of(coupon)
            here = refusal(terms, now=ctx.now, goods=5000, currency="EUR")
            abroad = refusal(terms, now=ctx.now, goods=5000, currency="JPY")

        assert here is None
        assert abroad
        assert abroad[0] == "OTHER_CURRENCY"

    async def test_a_share_without_a_minimum_is_good_in_every_currency(self, shop: Shop) -> None:
        async with shop.transaction() as ctx:
            coupon = await service.create_coupon(
                ctx, code="TEN", kind="percentage", value=1000, currency="EUR"
            )

        assert coupon.currency is None

    @pytest.mark.parametrize(
        ("terms", "problem"),
        [
            ({"minimum": 5000}, ("currency", "REQUIRED")),
            ({"kind": "fixed"}, ("currency", "REQUIRED")),
            ({"code": " "}, ("code", "REQUIRED")),
            ({"code": "SPRING SALE"}, ("code", "NOT_A_WORD")),
            ({"code": "X" * 41}, ("code", "NOT_A_WORD")),
            ({"value": 10_001}, ("value", "OUT_OF_RANGE")),
            ({"usage_limit": 0}, ("usageLimit", "OUT_OF_RANGE")),
        ],
    )
    async def test_refuses_terms_that_cannot_be_kept(
        self, shop: Shop, terms: dict[str, Any], problem: tuple[str, str]
    ) -> None:
        assert await problems_of(shop, **terms) == {problem}
