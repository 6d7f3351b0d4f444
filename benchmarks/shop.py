"""The shop that is measured: sixty products, some in several sizes, with pictures and reviews."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from galleria.catalog import queries as catalog_queries
from galleria.catalog.service import listings, products
from galleria.catalog.service.listings import ListingFields
from galleria.catalog.service.media import MediaFields
from galleria.catalog.service.products import OptionFields, ProductFields
from galleria.catalog.service.variants import VariantFields
from galleria.core.context import Context, StoreRef
from galleria.core.db import Database
from galleria.core.ids import encode_id
from galleria.inventory.service import locations, stock
from galleria.inventory.service.stock import StockChange
from galleria.pricing import service as pricing
from galleria.pricing.service import PriceChange
from galleria.reviews import service as reviews
from galleria.shipping import service as shipping
from galleria.tenancy.queries import get_store_ref
from galleria.tenancy.service.stores import create_store
from galleria.tenancy.service.tenants import create_tenant

PRODUCTS = 60
SIZES = ("Small", "Medium", "Large")
PLENTY = 10_000_000


@dataclass(frozen=True, slots=True)
class MeasuredShop:
    """Where the shop is, and what is bought in it."""

    host: str
    slug: str
    delivery_id: str


async def open_shop(database_url: str) -> MeasuredShop:
    """Open a store of a new tenant and fill it."""
    database = Database(database_url)
    tenant = await create_tenant(database, name="Benchmark")
    async with database.transaction(tenant.id) as ctx:
        store = await create_store(ctx, name="Bench", domain="bench.localhost", currency="EUR")
        await pricing.set_tax_rate(
            ctx, store_id=store.id, rate_basis_points=2000, is_inclusive=True
        )
        delivery = await shipping.create_method(ctx, store_id=store.id, title="Parcel", price=450)
        ref = await get_store_ref(ctx, store.id)
    for number in range(PRODUCTS):
        async with database.transaction(tenant.id, store=ref) as ctx:
            product_id = await _product(ctx, ref, number)
            await _reviews(ctx, product_id)
    await database.close()
    return MeasuredShop("bench.localhost", "stoneware-mug-0", encode_id("dlv", delivery.id))


async def take_stock_of_rows(owner_url: str) -> None:
    """Let Postgres count its rows now, as it does by itself within a minute on a running shop."""
    owner = await asyncpg.connect(owner_url)
    await owner.execute("ANALYZE")
    await owner.close()


async def _product(ctx: Context, store: StoreRef, number: int) -> UUID:
    title = f"Stoneware mug {number}"
    product = await products.create_product(
        ctx,
        fields=ProductFields(title, "<p>Thrown by hand, glazed twice.</p>" * 5, status="active"),
        options=[OptionFields("Size", SIZES)],
        variants=[VariantFields((size,), sku=f"MUG-{number}-{size[0]}") for size in SIZES],
        media=[MediaFields(key=f"mug-{number}.webp", alt=title, width=1200, height=1500)],
    )
    variants = (await catalog_queries.load_variants(ctx, [product.id]))[product.id]
    await pricing.set_prices(
        ctx, prices=[PriceChange(v.id, store.currency, 1800 + number) for v in variants]
    )
    place = await locations.first_location(ctx)
    await stock.adjust_stock(
        ctx, changes=[StockChange(v.id, place.id, PLENTY, "opening") for v in variants]
    )
    fields = ListingFields(position=number)
    await listings.set_listing(ctx, store_id=store.store_id, product_id=product.id, fields=fields)
    return product.id


async def _reviews(ctx: Context, product_id: UUID) -> None:
    for number in range(3):
        review_id = await reviews.submit_review(
            ctx,
            product_id=product_id,
            rating=5 - number,
            title="A good mug",
            body="It holds tea.",
            author_name=f"Shopper {number}",
            email=f"shopper-{number}@example.com",
        )
        await reviews.moderate_review(ctx, review_id=review_id, status="approved")
