from dataclasses import replace
from typing import Any

import pytest

from galleria.core.errors import InvalidInput, NotFound
from galleria.pricing import queries, service
from galleria.pricing.service import StorePriceChange
from tests.kit import Shop, open_shop


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
            here = queries.refusal_of(ctx, coupon, goods=5000)
        in_yen = replace(shop, store=replace(shop.store, currency="JPY"))
        async with in_yen.transaction() as ctx:
            abroad = queries.refusal_of(ctx, coupon, goods=5000)

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


class TestSetStorePrices:
    async def test_one_store_asks_its_own_price_until_it_does_not(self, shop: Shop) -> None:
        mug = await shop.goods(price=1000, markup_basis_points=1000)
        own = StorePriceChange(shop.store.store_id, mug.variant, "EUR", 777, 900)

        seen = []
        for change in (own, replace(own, price=666, compare_at=None), replace(own, price=None)):
            async with shop.transaction() as ctx:
                await service.set_store_prices(ctx, prices=[change])
                seen.append((await queries.load_prices(ctx, [mug.variant]))[mug.variant])

        assert seen == [queries.Price(777, 900), queries.Price(666), queries.Price(1100)]

    async def test_tells_all_faults_at_once(self, shop: Shop) -> None:
        mug, bowl = await shop.goods(), await shop.goods("Bowl")
        store = shop.store.store_id

        with pytest.raises(InvalidInput) as refused:
            async with shop.transaction() as ctx:
                await service.set_store_prices(
                    ctx,
                    prices=[
                        StorePriceChange(store, mug.variant, "USD", 100),
                        StorePriceChange(store, bowl.variant, "EUR", 100, 90),
                    ],
                )

        assert [(one.path, one.code) for one in refused.value.problems] == [
            (("storePrices", "0", "price"), "OTHER_CURRENCY"),
            (("storePrices", "1", "compareAt"), "NOT_ABOVE"),
        ]

    async def test_refuses_what_the_store_does_not_list(self, shop: Shop, neighbor: Shop) -> None:
        sister = await open_shop(shop.database, tenant_id=shop.store.tenant_id)
        mug, theirs = await shop.goods(), await neighbor.goods()

        for store, variant in (
            (sister.store.store_id, mug.variant),
            (shop.store.store_id, theirs.variant),
            (neighbor.store.store_id, theirs.variant),
        ):
            change = StorePriceChange(store, variant, "EUR", 1)
            with pytest.raises(NotFound):
                async with shop.transaction() as ctx:
                    await service.set_store_prices(ctx, prices=[change])


class TestSetPrices:
    async def test_the_neighbor_s_variant_is_not_found(self, shop: Shop, neighbor: Shop) -> None:
        theirs = await neighbor.goods()

        change = service.PriceChange(theirs.variant, "EUR", 1)
        with pytest.raises(NotFound):
            async with shop.transaction() as ctx:
                await service.set_prices(ctx, prices=[change])
