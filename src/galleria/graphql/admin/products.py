"""Products as staff see them, apart from any store."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

import strawberry
from sqlalchemy import select

from galleria.catalog import models, queries
from galleria.catalog.rows import MediaRow, VariantRow
from galleria.core.context import Context
from galleria.graphql import ids
from galleria.graphql.access import staff
from galleria.graphql.admin.stock import READS_STOCK, StockLevel, load_levels
from galleria.graphql.catalog.images import Image
from galleria.graphql.catalog.products import ProductKind
from galleria.graphql.catalog.variants import ProductOption
from galleria.graphql.context import Info, RequestContext
from galleria.graphql.definitions import object_type
from galleria.graphql.edge import field
from galleria.graphql.money import Money
from galleria.graphql.node import Node
from galleria.pricing.models import VariantPrice
from galleria.pricing.queries import load_store_prices
from galleria.tenancy.models import Store
from galleria.tenancy.permissions import Permission

READS_CATALOG = staff(Permission.CATALOG_READ)

MILLIGRAMS = Decimal(1000)
"""In a gram."""


@strawberry.enum(description="How far a product has come.")
class ProductStatus(Enum):
    """How far a product has come."""

    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"


@object_type(READS_CATALOG)
class PriceInCurrency:
    """What a variant costs in one currency, in every store that does not say otherwise."""

    price: Money
    """What it costs."""
    compare_at: Money | None
    """What it cost before, if it has been reduced."""
    cost: Money | None
    """What the merchant pays for it, where that is known."""

    @classmethod
    def of(cls, row: VariantPrice, request: RequestContext) -> "PriceInCurrency":
        """Show a price."""
        return cls(
            price=request.money(row.price_minor, row.currency),
            compare_at=_money(row.compare_at_minor, row.currency, request),
            cost=_money(row.cost_minor, row.currency, request),
        )


def _money(minor: int | None, currency: str, request: RequestContext) -> Money | None:
    return None if minor is None else request.money(minor, currency)


async def load_price_rows(
    ctx: Context, variant_ids: Sequence[UUID]
) -> dict[UUID, list[VariantPrice]]:
    """The prices of variants in every currency, by variant."""
    rows = await ctx.session.scalars(
        select(VariantPrice)
        .where(VariantPrice.variant_id.in_(variant_ids))
        .order_by(VariantPrice.currency)
    )
    found: dict[UUID, list[VariantPrice]] = {}
    for row in rows:
        found.setdefault(row.variant_id, []).append(row)
    return found


@object_type(READS_CATALOG)
class AdminVariant(Node):
    """A variant with everything that staff decide about it."""

    id: strawberry.ID
    """Names the variant for good."""
    product_id: strawberry.ID
    """The product it is of."""
    sku: str
    """The merchant's own number; may be empty, and may repeat."""
    barcode: str
    """The number under its bars; may be empty."""
    title: str
    """Its choices in words; empty where there are none."""
    option_values: list[str]
    """Its choice for each option of the product."""
    media_id: strawberry.ID | None
    """The picture that shows it; none where the product's are meant."""
    weight_grams: Decimal
    """What it weighs."""
    is_stock_tracked: bool
    """Whether its stock is counted; else it can always be bought."""
    requires_shipping: bool
    """Whether it has to be brought."""
    is_taxable: bool
    """Whether it is taxed."""
    row: strawberry.Private[models.Variant | VariantRow]

    @field()
    async def prices(self, info: Info) -> list[PriceInCurrency]:
        """What it costs, currency by currency; a short list."""
        rows = await info.context.load(load_price_rows, self.row.id)
        return [PriceInCurrency.of(row, info.context) for row in rows or ()]

    @field(READS_STOCK)
    async def stock_levels(self, info: Info) -> list[StockLevel]:
        """What lies where; a short list."""
        rows = await info.context.load(load_levels, self.row.id)
        return [StockLevel.of(row) for row in rows or ()]

    @classmethod
    def of(cls, row: models.Variant | VariantRow) -> "AdminVariant":
        """Show a variant to staff."""
        return cls(
            id=ids.show(ids.VARIANT, row.id),
            product_id=ids.show(ids.PRODUCT, row.product_id),
            sku=row.sku,
            barcode=row.barcode,
            title=row.title,
            option_values=list(row.option_values),
            media_id=ids.show(ids.MEDIA, row.media_id) if row.media_id else None,
            weight_grams=Decimal(row.weight_milligrams) / MILLIGRAMS,
            is_stock_tracked=row.is_stock_tracked,
            requires_shipping=row.requires_shipping,
            is_taxable=row.is_taxable,
            row=row,
        )


@object_type(READS_CATALOG)
class StorePrice:
    """What one store asks for a variant, whatever it costs elsewhere."""

    variant_id: strawberry.ID
    """The variant."""
    price: Money
    """What the store asks."""
    compare_at: Money | None
    """What it asked before, if it has been reduced."""


@object_type(READS_CATALOG)
class Listing(Node):
    """A product as one store sells it. Empty texts mean the product's own."""

    id: strawberry.ID
    """Names the listing for good."""
    store_id: strawberry.ID
    """The store."""
    product_id: strawberry.ID
    """The product."""
    slug: str
    """Its name in the store's addresses."""
    title: str
    """What the store calls it."""
    description: str
    """What the store says of it."""
    is_visible: bool
    """Whether shoppers see it."""
    is_promoted: bool
    """Whether the store puts it forward."""
    position: int
    """Lower ones come first."""
    tax_category: str
    """How it is taxed."""
    markup_basis_points: int
    """What the store adds to the price, in ten-thousandths of it."""
    published_at: datetime | None
    """From when on it is shown, if not at once."""
    listing_id: strawberry.Private[UUID]
    store: strawberry.Private[UUID]

    @field()
    async def prices(self, info: Info) -> list[StorePrice]:
        """The store's own prices; at most one for each variant."""
        rows = await info.context.load(load_store_prices, self.listing_id)
        currency = await info.context.load(load_currencies, self.store) or ""
        return [
            StorePrice(
                variant_id=ids.show(ids.VARIANT, row.variant_id),
                price=info.context.money(row.price_minor, currency),
                compare_at=_money(row.compare_at_minor, currency, info.context),
            )
            for row in rows or ()
        ]

    @classmethod
    def of(cls, row: models.Listing) -> "Listing":
        """Show a listing."""
        return cls(
            id=ids.show(ids.LISTING, row.id),
            store_id=ids.show(ids.STORE, row.store_id),
            product_id=ids.show(ids.PRODUCT, row.product_id),
            slug=row.slug,
            title=row.title,
            description=row.description,
            is_visible=row.is_visible,
            is_promoted=row.is_promoted,
            position=row.position,
            tax_category=row.tax_category,
            markup_basis_points=row.markup_basis_points,
            published_at=row.published_at,
            listing_id=row.id,
            store=row.store_id,
        )


async def load_currencies(ctx: Context, store_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What stores sell in, by store."""
    rows = select(Store.id, Store.currency).where(Store.id.in_(store_ids))
    return dict((await ctx.session.execute(rows)).all())


async def load_listings(
    ctx: Context, product_ids: Sequence[UUID]
) -> dict[UUID, list[models.Listing]]:
    """The listings of products in every store that the actor may act for."""
    rows = select(models.Listing).where(models.Listing.product_id.in_(product_ids))
    if ctx.actor.store_ids is not None:
        rows = rows.where(models.Listing.store_id.in_(ctx.actor.store_ids))
    found: dict[UUID, list[models.Listing]] = {}
    for row in await ctx.session.scalars(rows.order_by(models.Listing.store_id)):
        found.setdefault(row.product_id, []).append(row)
    return found


@object_type(READS_CATALOG)
class AdminImage:
    """A picture of a product, as the merchant keeps it."""

    id: strawberry.ID
    """Names the picture for good."""
    url: str
    """Where the picture is: with us, or at the address it was given by until we have fetched it."""
    source_url: str
    """The address it was given by; empty for a file that was ours from the start."""
    alt: str
    """What the picture shows, in words; empty where it only decorates."""
    width: int | None
    """Width in pixels, where it is known."""
    height: int | None
    """Height in pixels, where it is known."""
    problem: str
    """Why we have not fetched it, though pages show it only then; empty where all is well."""

    @classmethod
    def of(cls, row: MediaRow, request: RequestContext) -> "AdminImage":
        """Show a picture to staff."""
        shown = Image.of(row, request)
        return cls(
            id=ids.show(ids.MEDIA, row.id),
            url=shown.url,
            source_url=row.url,
            alt=shown.alt,
            width=shown.width,
            height=shown.height,
            problem=row.fetch_problem,
        )


@object_type(READS_CATALOG)
class AdminProduct(Node):
    """A product as the merchant keeps it, for all stores."""

    id: strawberry.ID
    """Names the product for good."""
    slug: str
    """Its name in addresses, where a store does not spell it otherwise."""
    title: str
    """What it is called."""
    description: str
    """What it is; HTML without anything that could do harm."""
    brand: str
    """Who makes it; may be empty."""
    kind: ProductKind
    """What kind of product it is."""
    status: ProductStatus
    """How far it has come; only active products are sold."""
    tags: list[str]
    """Words that it is sorted by."""
    seo_title: str
    """The title for search engines; empty: its own."""
    seo_description: str
    """What search engines are told; empty: its own."""
    version: int
    """Counts the changes; send it as `expectedVersion`."""
    created_at: datetime
    """When it was made."""
    updated_at: datetime
    """When it last changed."""
    product_id: strawberry.Private[UUID]

    @field()
    async def options(self, info: Info) -> list[ProductOption]:
        """The ways in which its variants differ; a short list."""
        rows = await info.context.load(queries.load_options, self.product_id)
        return [ProductOption(name=row.name, values=list(row.choices)) for row in rows or ()]

    @field()
    async def variants(self, info: Info) -> list[AdminVariant]:
        """Everything it can be bought as, in order; at most 2,000."""
        rows = await info.context.load(queries.load_variants, self.product_id)
        return [AdminVariant.of(row) for row in rows or ()]

    @field()
    async def media(self, info: Info) -> list[AdminImage]:
        """Its pictures, in their order; a short list."""
        rows = await info.context.load(queries.load_media, self.product_id)
        return [AdminImage.of(row, info.context) for row in rows or ()]

    @field()
    async def listings(self, info: Info) -> list[Listing]:
        """How the stores that you may act for sell it; at most one each."""
        rows = await info.context.load(load_listings, self.product_id)
        return [Listing.of(row) for row in rows or ()]

    @classmethod
    def of(cls, row: models.Product) -> "AdminProduct":
        """Show a product to staff."""
        return cls(
            id=ids.show(ids.PRODUCT, row.id),
            slug=row.slug,
            title=row.title,
            description=row.description,
            brand=row.brand,
            kind=ProductKind(row.kind),
            status=ProductStatus(row.status),
            tags=list(row.tags),
            seo_title=row.seo_title,
            seo_description=row.seo_description,
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
            product_id=row.id,
        )


async def read_product(request: RequestContext, product_id: UUID) -> AdminProduct:
    """Read a product for the answer to a change of it."""
    row = await request.ask(lambda ctx: queries.get_product(ctx, product_id))
    return AdminProduct.of(row)
