"""What stands in a store after an import, read from its tables."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from galleria.catalog.models import (
    Attribute,
    AttributeValue,
    Category,
    Listing,
    ListingCategory,
    Media,
    Product,
    ProductOption,
    Variant,
)
from galleria.core.history import EventRecord
from galleria.imports.files import Platform, open_catalog
from galleria.imports.models import ImportKey
from galleria.imports.records import ProductRecord, RowProblem
from galleria.imports.report import ImportReport
from galleria.imports.service import import_catalog
from galleria.inventory.models import Movement, StockLevel
from galleria.pricing.models import VariantPrice
from tests.imports.exports import Details, Facts, export
from tests.kit import Shop

_IS_REDUCED = VariantPrice.compare_at_minor > VariantPrice.price_minor

TABLES = (
    Product,
    ProductOption,
    Variant,
    Media,
    VariantPrice,
    AttributeValue,
    Attribute,
    Category,
    Listing,
    ListingCategory,
    StockLevel,
    Movement,
    ImportKey,
    EventRecord,
)


async def take(shop: Shop, platform: Platform, name: str, **how: Any) -> ImportReport:
    """Import a published export."""
    with open_catalog(platform, export(f"{platform}/{name}")) as catalog:
        return await import_catalog(shop.database, shop.store, catalog, source=platform, **how)


async def take_records(
    shop: Shop, *records: ProductRecord | RowProblem, source: str = "shopify", **how: Any
) -> ImportReport:
    """Import records as if a file had held them."""
    return await import_catalog(shop.database, shop.store, records, source=source, **how)


async def rows(shop: Shop, *columns: Any, where: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Select columns of the tenant's rows, in the order of what stands in them."""
    wanted = select(*columns).where(*where).order_by(*columns)
    async with shop.transaction() as ctx:
        return [tuple(row) for row in await ctx.session.execute(wanted)]


async def census(shop: Shop) -> dict[str, int]:
    """Count the rows of every table that an import writes."""
    async with shop.transaction() as ctx:
        return {
            table.__tablename__: await ctx.session.scalar(select(func.count()).select_from(table))
            or 0
            for table in TABLES
        }


async def facts(shop: Shop) -> Facts:
    """Count what the store's tables hold, in the words of the exports' facts."""
    prices = [price for (price,) in await rows(shop, VariantPrice.price_minor)]
    counted = await census(shop)
    lowest, highest, total = (
        f"{figure // 100}.{figure % 100:02}" for figure in (min(prices), max(prices), sum(prices))
    )
    return Facts(counted["products"], counted["variants"], counted["media"], lowest, highest, total)


async def details(shop: Shop) -> Details:
    """Look closer at what the store's tables hold, in the words of the exports' details."""
    statuses = Counter(status for _, status in await rows(shop, Product.id, Product.status))
    levels = [units for _, units in await rows(shop, StockLevel.variant_id, StockLevel.on_hand)]
    return Details(
        reduced=len(await rows(shop, VariantPrice.variant_id, where=[_IS_REDUCED])),
        empty=levels.count(0),
        units=sum(levels),
        without_sku=len(await rows(shop, Variant.id, where=[Variant.sku == ""])),
        weighed=len(await rows(shop, Variant.id, where=[Variant.weight_milligrams > 0])),
        active=statuses["active"],
        draft=statuses["draft"],
        archived=statuses["archived"],
        hidden=len(await rows(shop, Listing.id, where=[Listing.is_visible.is_(False)])),
        vendors=len(set(await rows(shop, Product.brand))),
        addresses=len(set(await rows(shop, Media.url))),
    )


async def on_hand(shop: Shop, variant_id: UUID | None = None) -> int:
    """Sum what the levels say is on hand."""
    where = [StockLevel.variant_id == variant_id] if variant_id else []
    return sum(units for (units,) in await rows(shop, StockLevel.on_hand, where=where))


async def ledger(shop: Shop) -> int:
    """Sum all movements."""
    return sum(delta for (delta,) in await rows(shop, Movement.delta))
