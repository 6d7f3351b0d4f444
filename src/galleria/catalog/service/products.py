"""What staff can do to whole products; their variants and pictures have modules of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields
from uuid import UUID

import nh3
from sqlalchemy import delete, select, update

from galleria.catalog import queries
from galleria.catalog.events import ListingRemoved, ProductChanged, ProductRemoved
from galleria.catalog.models import AttributeValue, Listing, Product, ProductOption
from galleria.catalog.rows import VariantRow
from galleria.catalog.rules import (
    LONGEST_LINE,
    LONGEST_NOTE,
    LONGEST_TEXT,
    MOST_OPTIONS,
    MOST_VARIANTS,
    fold,
    free_slug,
    slugify,
    tag_problems,
    too_long,
)
from galleria.catalog.service.media import MediaFields, insert_media
from galleria.catalog.service.noting import note_change
from galleria.catalog.service.variants import VariantFields, insert_variants
from galleria.core.context import Context
from galleria.core.errors import InvalidInput, Problem


@dataclass(frozen=True, slots=True)
class ProductFields:
    """What a product says of itself. ``description`` is HTML; what could do harm is taken out."""

    title: str
    description: str = ""
    brand: str = ""
    kind: str = "physical"
    status: str = "draft"
    tags: tuple[str, ...] = ()
    seo_title: str = ""
    seo_description: str = ""


@dataclass(frozen=True, slots=True)
class OptionFields:
    """One way in which variants differ, with its choices in their order."""

    name: str
    choices: tuple[str, ...]


def clean_html(text: str) -> str:
    """Rich text without anything that runs, loads from elsewhere, or changes the page around it."""
    return nh3.clean(text.replace("\x00", ""))


async def create_product(
    ctx: Context,
    *,
    fields: ProductFields,
    options: Sequence[OptionFields] = (),
    variants: Sequence[VariantFields] = (VariantFields(),),
    media: Sequence[MediaFields] = (),
    slug: str = "",
) -> Product:
    """Put a product into the tenant's catalog. A slug that is taken gets a number.

    Raises:
        InvalidInput: no title, a text that is too long, no variant, or variants that do not fit the
            options.
        VariantExists: two variants with the same option values.
    """
    _check_product(fields, options, variants)
    wanted = slugify(slug or fields.title)
    product = await _insert(ctx, fields, await _free_product_slug(ctx, wanted))
    ctx.session.add_all(_options(product.id, options))
    await insert_media(ctx, product_id=product.id, media=media)
    await insert_variants(ctx, product_id=product.id, variants=variants)
    ctx.emit(ProductChanged(product_id=product.id))
    return product


async def update_product(
    ctx: Context, *, product_id: UUID, fields: ProductFields, expected_version: int | None = None
) -> Product:
    """Change what a product says of itself, everywhere it is listed under its own words.

    Raises:
        NotFound: the tenant has no such product.
        VersionConflict: somebody else changed it.
        InvalidInput: no title, or a text that is too long.
    """
    product = await queries.lock_product(ctx, product_id, expected_version=expected_version)
    _check_product(fields, (), (VariantFields(),))
    _fill(ctx, product, fields)
    await ctx.session.execute(
        update(Listing)
        .where(Listing.product_id == product_id, Listing.title == "")
        .values(title_folded=fold(fields.title))
    )
    note_change(ctx, product)
    return product


async def delete_product(
    ctx: Context, *, product_id: UUID, expected_version: int | None = None
) -> None:
    """Take a product out of the catalog for good, with its listings, pictures, prices and reviews.

    Orders keep what they say of it, and carts tell that it is no longer sold. The inventory has to
    have forgotten its variants: the database refuses to delete what has a stock level.

    Raises:
        NotFound: the tenant has no such product.
        VersionConflict: somebody else changed it.
    """
    product = await queries.lock_product(ctx, product_id, expected_version=expected_version)
    stores = await ctx.session.scalars(
        select(Listing.store_id).where(Listing.product_id == product_id)
    )
    for store_id in stores:
        ctx.emit(ListingRemoved(product_id=product_id, store_id=store_id))
    await ctx.session.execute(delete(Product).where(Product.id == product.id))
    ctx.emit(ProductRemoved(product_id=product_id))


async def duplicate_product(
    ctx: Context, *, product_id: UUID, title: str
) -> tuple[Product, Mapping[UUID, UUID]]:
    """Make a draft that is like a product, with what it states and shows; no store lists it yet.

    Its variants have no stock, and no SKU or barcode, for a number names one thing. They come by
    the variants that they are copies of, for whoever copies what else there is.

    Raises:
        NotFound: the tenant has no such product.
        InvalidInput: no title, or one that is too long.
    """
    original = await queries.lock_product(ctx, product_id)
    kept = {name.name: getattr(original, name.name) for name in dataclass_fields(ProductFields)}
    kept |= {"title": title, "status": "draft", "tags": tuple(original.tags)}
    media = (await queries.load_media(ctx, [product_id]))[product_id]
    variants = (await queries.load_variants(ctx, [product_id]))[product_id]
    options = (await queries.load_options(ctx, [product_id]))[product_id]
    fields = ProductFields(**kept)
    _check_product(fields, (), (VariantFields(),))
    copy = await _insert(ctx, fields, await _free_product_slug(ctx, slugify(title)))
    ctx.session.add_all(
        _options(copy.id, [OptionFields(one.name, tuple(one.choices)) for one in options])
    )
    pictures = await insert_media(
        ctx,
        product_id=copy.id,
        media=[MediaFields(one.url, one.key, one.alt, one.width, one.height) for one in media],
    )
    shown = {old.id: new.id for old, new in zip(media, pictures, strict=True)}
    made = await insert_variants(
        ctx, product_id=copy.id, variants=[_unnumbered(one, shown) for one in variants]
    )
    await _copy_facts(ctx, product_id, copy.id)
    ctx.emit(ProductChanged(product_id=copy.id))
    return copy, {old.id: new.id for old, new in zip(variants, made, strict=True)}


def _unnumbered(row: VariantRow, shown: Mapping[UUID, UUID]) -> VariantFields:
    picture = shown.get(row.media_id) if row.media_id else None
    return replace(VariantFields.of(row), sku="", barcode="", media_id=picture)


async def _copy_facts(ctx: Context, product_id: UUID, copy_id: UUID) -> None:
    """State of a copy what the product states in every store."""
    stated = await ctx.session.scalars(
        select(AttributeValue).where(
            AttributeValue.product_id == product_id, AttributeValue.listing_id.is_(None)
        )
    )
    ctx.session.add_all(
        AttributeValue(
            product_id=copy_id,
            attribute_id=one.attribute_id,
            value=one.value,
            position=one.position,
        )
        for one in stated.all()
    )
    await ctx.session.flush()


async def _insert(ctx: Context, fields: ProductFields, slug: str) -> Product:
    product = Product(slug=slug, created_at=ctx.now)
    _fill(ctx, product, fields)
    ctx.session.add(product)
    await ctx.session.flush()
    return product


def _fill(ctx: Context, product: Product, fields: ProductFields) -> None:
    safe = replace(fields, title=fields.title.strip(), description=clean_html(fields.description))
    product.title, product.description = safe.title, safe.description
    product.brand, product.kind, product.status = safe.brand, safe.kind, safe.status
    product.tags = list(safe.tags)
    product.seo_title, product.seo_description = safe.seo_title, safe.seo_description
    product.updated_at = ctx.now


def _options(product_id: UUID, options: Sequence[OptionFields]) -> list[ProductOption]:
    return [
        ProductOption(
            product_id=product_id, name=option.name, position=place, choices=list(option.choices)
        )
        for place, option in enumerate(options)
    ]


def _check_product(
    fields: ProductFields, options: Sequence[OptionFields], variants: Sequence[VariantFields]
) -> None:
    problems = _text_problems(fields)
    if not fields.title.strip():
        problems.append(Problem(("title",), "REQUIRED", "Give the product a title."))
    if len(options) > MOST_OPTIONS:
        message = f"A product has at most {MOST_OPTIONS} options."
        problems.append(Problem(("options",), "TOO_MANY", message))
    if not 1 <= len(variants) <= MOST_VARIANTS:
        message = f"A product has 1 to {MOST_VARIANTS} variants."
        problems.append(Problem(("variants",), "LENGTH", message))
    for place, option in enumerate(options):
        at = ("options", str(place))
        problems += too_long((*at, "name"), [option.name], LONGEST_LINE)
        problems += too_long((*at, "choices"), option.choices, LONGEST_LINE)
    problems += [
        Problem(
            ("variants", str(place), "optionValues"),
            "LENGTH",
            f"Give one value for each of the {len(options)} options.",
        )
        for place, variant in enumerate(variants)
        if len(variant.option_values) != len(options)
    ]
    if problems:
        raise InvalidInput(problems)


def _text_problems(fields: ProductFields) -> list[Problem]:
    return [
        *too_long(("title",), [fields.title], LONGEST_LINE),
        *too_long(("description",), [clean_html(fields.description)], LONGEST_TEXT),
        *too_long(("brand",), [fields.brand], LONGEST_LINE),
        *tag_problems(fields.tags),
        *too_long(("seoTitle",), [fields.seo_title], LONGEST_LINE),
        *too_long(("seoDescription",), [fields.seo_description], LONGEST_NOTE),
    ]


async def _free_product_slug(ctx: Context, wanted: str) -> str:
    taken = await ctx.session.scalars(
        select(Product.slug).where(Product.slug.startswith(wanted, autoescape=True))
    )
    return free_slug(wanted, set(taken))
