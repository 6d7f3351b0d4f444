from sqlalchemy import delete

from galleria.pricing import queries, service
from galleria.pricing.models import TaxRate
from galleria.pricing.rules import Line, Tax, compute_totals
from tests.kit import Shop


class TestGetTaxes:
    async def test_one_kind_of_prices_for_the_whole_store(self, shop: Shop) -> None:
        async with shop.transaction() as ctx:
            for category, rate in (("standard", 2000), ("reduced", 500)):
                await service.set_tax_rate(
                    ctx,
                    store_id=shop.store.store_id,
                    rate_basis_points=rate,
                    is_inclusive=category == "standard",
                    tax_category=category,
                )

        async with shop.transaction() as ctx:
            taxes = await queries.get_taxes(ctx)

        assert taxes == {
            "standard": Tax(2000, is_inclusive=False),
            "reduced": Tax(500, is_inclusive=False),
        }

    async def test_a_store_that_taxes_one_category_only_takes_that_tax(self, shop: Shop) -> None:
        async with shop.transaction() as ctx:
            await ctx.session.execute(delete(TaxRate))
            await service.set_tax_rate(
                ctx,
                store_id=shop.store.store_id,
                rate_basis_points=500,
                is_inclusive=False,
                tax_category="reduced",
            )

        async with shop.transaction() as ctx:
            taxes = await queries.get_taxes(ctx)

        totals = compute_totals(
            [Line(1000, 1, taxes["reduced"])], [], shipping=0, shipping_tax=taxes["standard"]
        )
        assert (totals.tax, totals.total) == (50, 1050)
