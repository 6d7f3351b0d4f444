"""Reads of the imports: which products a file means, and what they are now."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import exists, select

from galleria.catalog.models import (
    Attribute,
    AttributeValue,
    Category,
    Collection,
    Listing,
    ListingCategory,
    ListingCollection,
    Media,
    Product,
    ProductOption,
    Variant,
)
from galleria.catalog.rules import fold
from galleria.core.context import Context
from galleria.core.errors import NotFound
from galleria.imports.models import ImportedStock, ImportFile, ImportKey, ImportRun
from galleria.imports.records import ProductRecord
from galleria.imports.rules.states import Known, Picture, ProductState, VariantState
from galleria.pricing.models import VariantPrice


async def load_known(
    ctx: Context, *, source: str, records: Sequence[ProductRecord]
) -> dict[str, Known]:
    """The products that records mean, by the records' keys; one that is new is left out."""
    own = await _by_own_key(ctx, source, records)
    rest = [record for record in records if record.key not in own]
    others = await _by_key_of_another_store(ctx, source, rest)
    rest = [record for record in rest if record.key not in others]
    named = await _by_slug(ctx, rest)
    found = {**named, **others, **own}
    rows = await _rows(ctx, sorted(set(found.values())))
    return {key: _known(rows, product_id, has_key=key in own) for key, product_id in found.items()}


async def _by_own_key(
    ctx: Context, source: str, records: Sequence[ProductRecord]
) -> dict[str, UUID]:
    rows = await ctx.session.execute(
        select(ImportKey.key, ImportKey.product_id).where(
            ImportKey.store_id == ctx.store.store_id,
            ImportKey.source == source,
            ImportKey.key.in_([record.key for record in records]),
        )
    )
    return dict(rows.all())


async def _by_key_of_another_store(
    ctx: Context, source: str, records: Sequence[ProductRecord]
) -> dict[str, UUID]:
    """Find what another store of the tenant imported; two shops may use one key for two things,
    so the title must be the same too.
    """
    if not records:
        return {}
    titles = {record.key: fold(record.title) for record in records}
    rows = await ctx.session.execute(
        select(ImportKey.key, ImportKey.product_id, Product.title)
        .join(Product, Product.id == ImportKey.product_id)
        .where(ImportKey.source == source, ImportKey.key.in_(titles))
        .order_by(ImportKey.product_id.desc())
    )
    return {key: product for key, product, title in rows if fold(title) == titles[key]}


async def _by_slug(ctx: Context, records: Sequence[ProductRecord]) -> dict[str, UUID]:
    """Find what nobody imported but has the same address; of two records the first one means it."""
    if not records:
        return {}
    rows = await ctx.session.execute(
        select(Product.slug, Product.id).where(
            Product.slug.in_({record.slug for record in records}),
            ~exists().where(ImportKey.product_id == Product.id),
        )
    )
    by_slug = dict(rows.all())
    return {r.key: by_slug.pop(r.slug) for r in records if r.slug in by_slug}


class _Rows:
    """Rows of some products, by product."""

    def __init__(self) -> None:
        self.products: dict[UUID, Product] = {}
        self.listings: dict[UUID, Listing] = {}
        self.options: dict[UUID, list[str]] = {}
        self.pictures: dict[UUID, list[Media]] = {}
        self.variants: dict[UUID, list[Variant]] = {}
        self.prices: dict[UUID, VariantPrice] = {}
        self.stock: dict[UUID, int] = {}
        self.attributes: dict[UUID, dict[str, list[str]]] = {}
        self.categories: dict[UUID, list[str]] = {}
        self.collections: dict[UUID, list[str]] = {}


async def _rows(ctx: Context, ids: Sequence[UUID]) -> _Rows:
    rows = _Rows()
    if not ids:
        return rows
    session = ctx.session
    for product in await session.scalars(select(Product).where(Product.id.in_(ids))):
        rows.products[product.id] = product
    in_store = (Listing.store_id == ctx.store.store_id, Listing.product_id.in_(ids))
    for listing in await session.scalars(select(Listing).where(*in_store)):
        rows.listings[listing.product_id] = listing
    options = select(ProductOption).where(ProductOption.product_id.in_(ids))
    for option in await session.scalars(options.order_by(ProductOption.position)):
        rows.options.setdefault(option.product_id, []).append(option.name)
    pictures = select(Media).where(Media.product_id.in_(ids))
    for picture in await session.scalars(pictures.order_by(Media.position, Media.id)):
        rows.pictures.setdefault(picture.product_id, []).append(picture)
    await _variant_rows(ctx, ids, rows)
    await _listing_rows(ctx, ids, rows)
    return rows


async def _variant_rows(ctx: Context, ids: Sequence[UUID], rows: _Rows) -> None:
    of_products = Variant.product_id.in_(ids)
    variants = select(Variant).where(of_products).order_by(Variant.position, Variant.id)
    for variant in await ctx.session.scalars(variants):
        rows.variants.setdefault(variant.product_id, []).append(variant)
    prices = (
        select(VariantPrice)
        .join(Variant, Variant.id == VariantPrice.variant_id)
        .where(of_products, VariantPrice.currency == ctx.store.currency)
    )
    for price in await ctx.session.scalars(prices):
        rows.prices[price.variant_id] = price
    stock = (
        select(ImportedStock)
        .join(Variant, Variant.id == ImportedStock.variant_id)
        .where(of_products)
    )
    for stated in await ctx.session.scalars(stock):
        rows.stock[stated.variant_id] = stated.quantity


async def _listing_rows(ctx: Context, ids: Sequence[UUID], rows: _Rows) -> None:
    attributes = (
        select(AttributeValue.product_id, Attribute.code, AttributeValue.value)
        .join(Attribute, Attribute.id == AttributeValue.attribute_id)
        .where(AttributeValue.product_id.in_(ids), AttributeValue.listing_id.is_(None))
        .order_by(AttributeValue.position, AttributeValue.id)
    )
    for product_id, code, value in await ctx.session.execute(attributes):
        rows.attributes.setdefault(product_id, {}).setdefault(code, []).append(value)
    in_store = (Listing.store_id == ctx.store.store_id, Listing.product_id.in_(ids))
    categories = (
        select(Listing.product_id, Category.path)
        .join(ListingCategory, ListingCategory.listing_id == Listing.id)
        .join(Category, Category.id == ListingCategory.category_id)
        .where(*in_store)
    )
    for product_id, path in await ctx.session.execute(categories):
        rows.categories.setdefault(product_id, []).append(path)
    collections = (
        select(Listing.product_id, Collection.slug)
        .join(ListingCollection, ListingCollection.listing_id == Listing.id)
        .join(Collection, Collection.id == ListingCollection.collection_id)
        .where(*in_store)
    )
    for product_id, slug in await ctx.session.execute(collections):
        rows.collections.setdefault(product_id, []).append(slug)


def _known(rows: _Rows, product_id: UUID, *, has_key: bool) -> Known:
    product, listing = rows.products[product_id], rows.listings.get(product_id)
    pictures = rows.pictures.get(product_id, [])
    addresses = {picture.id: picture.url or picture.key for picture in pictures}
    variants = rows.variants.get(product_id, [])
    state = ProductState(
        title=product.title,
        variants=tuple(_variant(rows, variant, addresses) for variant in variants),
        description=product.description,
        brand=product.brand,
        kind=product.kind,
        status=product.status,
        tags=tuple(product.tags),
        seo_title=product.seo_title,
        seo_description=product.seo_description,
        is_visible=listing.is_visible if listing else True,
        is_promoted=listing.is_promoted if listing else False,
        option_names=tuple(rows.options.get(product_id, ())),
        images=tuple(Picture(p.url or p.key, p.alt, p.width, p.height) for p in pictures),
        attributes=tuple(
            (code, tuple(values)) for code, values in rows.attributes.get(product_id, {}).items()
        ),
        categories=tuple(sorted(rows.categories.get(product_id, ()))),
        collections=tuple(sorted(rows.collections.get(product_id, ()))),
    )
    variant_ids = tuple(variant.id for variant in variants)
    media_ids = {address: media_id for media_id, address in addresses.items()}
    listing_id = listing.id if listing else None
    return Known(product_id, listing_id, state, variant_ids, media_ids, has_key, product.version)


def _variant(rows: _Rows, variant: Variant, addresses: Mapping[UUID, str]) -> VariantState:
    price = rows.prices.get(variant.id)
    return VariantState(
        options=tuple(variant.option_values),
        sku=variant.sku,
        barcode=variant.barcode,
        price=price.price_minor if price else None,
        compare_at=price.compare_at_minor if price else None,
        cost=price.cost_minor if price else None,
        weight=variant.weight_milligrams,
        is_stock_tracked=variant.is_stock_tracked,
        requires_shipping=variant.requires_shipping,
        is_taxable=variant.is_taxable,
        image=addresses.get(variant.media_id, "") if variant.media_id else "",
        quantity=rows.stock.get(variant.id),
    )


async def get_run(ctx: Context, run_id: UUID, *, for_update: bool = False) -> ImportRun:
    """A run that the actor may see.

    Raises:
        NotFound: there is none.
    """
    wanted = select(ImportRun).where(ImportRun.id == run_id)
    if for_update:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    run = await ctx.session.scalar(wanted)
    if run is None or not ctx.actor.may_act_for(run.store_id):
        raise NotFound("import")
    return run


async def find_piece(ctx: Context, run_id: UUID, role: str, position: int) -> bytes | None:
    """A piece of a file that waits to be imported, or ``None`` behind the last."""
    return await ctx.session.scalar(
        select(ImportFile.content).where(
            ImportFile.run_id == run_id, ImportFile.role == role, ImportFile.position == position
        )
    )
