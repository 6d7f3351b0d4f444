"""A store sells its sister's products: the same stock under other words and at another price."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from uuid import UUID

from galleria.catalog import queries as catalog
from galleria.catalog.queries import ListedProduct, ListingFilter
from galleria.catalog.rules import slugify
from galleria.catalog.service.categories import ensure_category, set_listing_categories
from galleria.catalog.service.collections import create_collection, set_collection
from galleria.catalog.service.listings import ListingFields, set_listing
from galleria.core.context import Context, StoreRef
from galleria.core.db import Database
from galleria.core.money import Money
from galleria.demo.catalog import DemoListing, DemoStore
from galleria.imports.records import ProductRecord
from galleria.pricing.service import PriceChange, set_prices

_BASIS_POINTS_PER_PERCENT = 100
_HALF = Decimal("0.5")
_MORE_THAN_THERE_ARE = 500


async def share_products(
    database: Database,
    demo: DemoStore,
    store: StoreRef,
    *,
    sister: StoreRef,
    records: Sequence[ProductRecord],
) -> None:
    """List the sister's products; doing it again changes nothing."""
    by_key = {record.key: record for record in records}
    wanted = [listing.product for listing in demo.listings]
    async with database.transaction(sister.tenant_id, store=sister, read_only=True) as ctx:
        ids = {key: (await catalog.get_product_shown(ctx, key)).product_id for key in wanted}
    async with database.transaction(store.tenant_id, store=store) as ctx:
        for position, listing in enumerate(demo.listings):
            await _list(ctx, listing, ids[listing.product], position)
        await _fill_collections(ctx, demo.listings)
        await _price(ctx, demo, {ids[key]: by_key[key] for key in wanted})


async def _list(ctx: Context, listing: DemoListing, product_id: UUID, position: int) -> None:
    """Sell one product here; the store's own of the same position stand before it."""
    store_id = ctx.store.store_id
    fields = ListingFields(
        slug=_slug(listing),
        title=listing.title,
        description=listing.description,
        is_promoted=listing.is_promoted,
        position=position,
        markup_basis_points=int(listing.markup_percent * _BASIS_POINTS_PER_PERCENT),
    )
    made = await set_listing(ctx, store_id=store_id, product_id=product_id, fields=fields)
    branches = [
        (await ensure_category(ctx, store_id=store_id, titles=path)).id
        for path in listing.categories
    ]
    await set_listing_categories(ctx, listing_id=made.id, category_ids=branches)


def _slug(listing: DemoListing) -> str:
    """Write the title as an address: a builder's mug is the-builders-mug."""
    return slugify(listing.title.replace("'", ""))


async def _fill_collections(ctx: Context, listings: Sequence[DemoListing]) -> None:
    """Put the shared products behind what a collection holds already."""
    by_slug = {listing.slug: listing for listing in await _listed(ctx)}
    titles = {title: None for listing in listings for title in listing.collections}
    for title in titles:
        collection = await catalog.find_collection(ctx, slugify(title)) or await create_collection(
            ctx, store_id=ctx.store.store_id, title=title
        )
        there = [product.listing_id for product in await _listed(ctx, collection.id)]
        more = [
            by_slug[_slug(listing)].listing_id
            for listing in listings
            if title in listing.collections
        ]
        await set_collection(ctx, collection_id=collection.id, listing_ids=[*there, *more])


async def _listed(ctx: Context, collection_id: UUID | None = None) -> Sequence[ListedProduct]:
    wanted = ListingFilter(collection_id=collection_id)
    return await catalog.list_products(ctx, wanted=wanted, limit=_MORE_THAN_THERE_ARE)


async def _price(ctx: Context, demo: DemoStore, shared: Mapping[UUID, ProductRecord]) -> None:
    """Give the sister's variants a price in this store's currency, beside the one in their own."""
    prices = []
    for product_id, variants in (await catalog.load_variants(ctx, list(shared))).items():
        told = {variant.options: variant for variant in shared[product_id].variants}
        for variant in variants:
            record = told[tuple(variant.option_values)]
            price = _converted(record.price, demo)
            before = _converted(record.compare_at_price, demo)
            if price is not None:
                prices.append(PriceChange(variant.id, demo.currency, price, before))
    await set_prices(ctx, prices=prices)


def _converted(pounds: Decimal | None, demo: DemoStore) -> int | None:
    """Convert to minor units of this store's currency, at a price that ends in .00 or .50."""
    if pounds is None:
        return None
    halves = (pounds * demo.dollars_per_pound / _HALF).quantize(Decimal(1), ROUND_HALF_EVEN)
    return Money.of(halves * _HALF, demo.currency).minor
