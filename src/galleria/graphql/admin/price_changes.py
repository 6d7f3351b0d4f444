"""What staff do with prices."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import strawberry
from sqlalchemy import select
from strawberry import UNSET

from galleria.catalog.models import Variant
from galleria.core.context import Context
from galleria.core.errors import InvalidInput as Invalid
from galleria.core.errors import Problem
from galleria.core.ids import new_id
from galleria.core.money import Money
from galleria.graphql import ids
from galleria.graphql.access import STAFF, staff
from galleria.graphql.admin.products import AdminVariant, Listing, load_listings
from galleria.graphql.admin.sizes import check_size
from galleria.graphql.context import Info, RequestContext
from galleria.graphql.definitions import input_type, object_type
from galleria.graphql.edge import mutation
from galleria.graphql.errors.requests import IdempotencyKeyReused, InvalidInput, NotFound
from galleria.graphql.faults import read_each, read_money
from galleria.graphql.money import MoneyInput
from galleria.graphql.writes import write
from galleria.pricing import service
from galleria.pricing.service import PriceChange, StorePriceChange
from galleria.tenancy.permissions import Permission

WRITES_CATALOG = staff(Permission.CATALOG_WRITE)


@object_type(STAFF)
class PricedVariants:
    """What prices were set of."""

    variants: list[AdminVariant]
    """The variants, each once; at most 200."""
    listings: list[Listing]
    """The listings whose stores ask their own price now, or no longer; at most 100."""


SetPricesResult = Annotated[
    PricedVariants | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("SetPricesResult"),
]


@input_type
class VariantPriceInput:
    """What a variant costs from now on, in the currency of `price`."""

    variant_id: strawberry.ID
    """The variant."""
    price: MoneyInput
    """What it costs."""
    compare_at: MoneyInput | None = UNSET
    """What it cost before, in the same currency; left out, it is not reduced."""
    cost: MoneyInput | None = UNSET
    """What the merchant pays for it, in the same currency."""


@input_type
class StorePriceInput:
    """What one store asks for a variant from now on, whatever it costs elsewhere."""

    store_id: strawberry.ID
    """The store; it has to list the product."""
    variant_id: strawberry.ID
    """The variant."""
    price: MoneyInput | None
    """What the store asks, in its currency; null, and it asks what the variant costs everywhere."""
    compare_at: MoneyInput | None = UNSET
    """What it asked before; left out, it is not reduced."""


@input_type
class SetPricesInput:
    """What variants cost from now on; all of it counts, or nothing."""

    prices: list[VariantPriceInput] = strawberry.field(default_factory=list)
    """What they cost in every store that does not say otherwise, at most 100 at once."""
    store_prices: list[StorePriceInput] = strawberry.field(default_factory=list)
    """What single stores ask instead, at most 100 at once."""


@object_type(WRITES_CATALOG)
class PriceMutation:
    """What staff do with prices."""

    @mutation(WRITES_CATALOG)
    async def set_prices(self, info: Info, input: SetPricesInput) -> SetPricesResult:
        """Set what variants cost, in all stores or in one."""
        check_size(input.prices, "prices")
        check_size(input.store_prices, "storePrices")
        prices = read_each(input.prices, _read_price)
        of_stores = read_each(input.store_prices, _read_store_price)

        async def set_all(ctx: Context) -> UUID:
            await service.set_prices(ctx, prices=prices)
            await service.set_store_prices(ctx, prices=of_stores)
            return new_id()

        await write(info, input, set_all)
        return await _read(info.context, prices, of_stores)


def _read_price(place: int, said: VariantPriceInput) -> PriceChange:
    here = ("prices", str(place))
    price, others = _read_amounts(said.price, here, compareAt=said.compare_at, cost=said.cost)
    return PriceChange(
        variant_id=ids.read(ids.VARIANT, said.variant_id, *here, "variantId"),
        currency=price.currency,
        price=price.minor,
        compare_at=others["compareAt"],
        cost=others["cost"],
    )


def _read_store_price(place: int, said: StorePriceInput) -> StorePriceChange:
    here = ("storePrices", str(place))
    store_id = ids.read(ids.STORE, said.store_id, *here, "storeId")
    variant_id = ids.read(ids.VARIANT, said.variant_id, *here, "variantId")
    if said.price is None:
        return StorePriceChange(store_id, variant_id, "", None)
    price, others = _read_amounts(said.price, here, compareAt=said.compare_at)
    return StorePriceChange(store_id, variant_id, price.currency, price.minor, others["compareAt"])


def _read_amounts(
    given: MoneyInput, here: tuple[str, str], **others: MoneyInput | None
) -> tuple[Money, dict[str, int | None]]:
    """A price, and amounts that go with it, which have to be in its currency."""
    price = read_money(given, *here, "price")
    read = {name: read_money(one, *here, name) if one else None for name, one in others.items()}
    problems = [
        Problem((*here, name), "OTHER_CURRENCY", "Name one currency for all.")
        for name, one in read.items()
        if one and one.currency != price.currency
    ]
    if problems:
        raise Invalid(problems)
    return price, {name: one.minor if one else None for name, one in read.items()}


async def _read(
    request: RequestContext, prices: Sequence[PriceChange], of_stores: Sequence[StorePriceChange]
) -> PricedVariants:
    wanted = dict.fromkeys([c.variant_id for c in prices] + [c.variant_id for c in of_stores])
    rows = await request.ask(lambda ctx: _load_variants(ctx, list(wanted)))
    places = dict.fromkeys((c.store_id, rows[c.variant_id].product_id) for c in of_stores)
    found = [await request.load(load_listings, product) or [] for _, product in places]
    listed = {(row.store_id, row.product_id): row for many in found for row in many}
    return PricedVariants(
        variants=[AdminVariant.of(rows[one]) for one in wanted],
        listings=[Listing.of(listed[place]) for place in places],
    )


async def _load_variants(ctx: Context, variant_ids: Sequence[UUID]) -> dict[UUID, Variant]:
    rows = await ctx.session.scalars(select(Variant).where(Variant.id.in_(variant_ids)))
    return {row.id: row for row in rows}
