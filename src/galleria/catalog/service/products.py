"""What staff can do to products, their variants and pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import nh3
from sqlalchemy import func, select, update

from galleria.catalog import queries
from galleria.catalog.errors import VariantExists
from galleria.catalog.events import ProductChanged
from galleria.catalog.models import Listing, Media, Product, ProductOption, Variant
from galleria.catalog.rules import fold, free_slug, slugify, variant_title
from galleria.core.context import Context
from galleria.core.errors import InvalidInput, NotFound, Problem, VersionConflict

MOST_OPTIONS = 5
MOST_VARIANTS = 2000


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


@dataclass(frozen=True, slots=True)
class VariantFields:
    """What tells a variant from others. ``option_values`` follow the product's options."""

    option_values: tuple[str, ...] = ()
    sku: str = ""
    barcode: str = ""
    weight_milligrams: int = 0
    is_stock_tracked: bool = True
    requires_shipping: bool = True
    is_taxable: bool = True
    media_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class MediaFields:
    """A picture, by somebody else's address or by the key of our own file."""

    url: str = ""
    key: str = ""
    alt: str = ""
    width: int = 0
    height: int = 0


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
        InvalidInput: no title, no variant, or variants that do not fit the options.
        VariantExists: two variants with the same option values.
    """
    _check_product(fields, options, variants)
    wanted = slugify(slug or fields.title)
    product = Product(slug=await _free_product_slug(ctx, wanted), created_at=ctx.now)
    _fill(ctx, product, fields)
    ctx.session.add(product)
    await ctx.session.flush()
    ctx.session.add_all(_options(product.id, options))
    await add_media(ctx, product_id=product.id, media=media)
    await add_variants(ctx, product_id=product.id, variants=variants)
    return product


async def update_product(
    ctx: Context, *, product_id: UUID, fields: ProductFields, expected_version: int | None = None
) -> Product:
    """Change what a product says of itself, everywhere it is listed under its own words.

    Raises:
        NotFound: the tenant has no such product.
        VersionConflict: somebody else changed it.
        InvalidInput: no title.
    """
    product = await ctx.session.scalar(
        select(Product).where(Product.id == product_id).with_for_update()
    )
    if product is None:
        raise NotFound("product", path=("productId",))
    if expected_version is not None and expected_version != product.version:
        raise VersionConflict(product.version)
    _check_product(fields, (), (VariantFields(),))
    _fill(ctx, product, fields)
    product.version += 1
    await ctx.session.execute(
        update(Listing)
        .where(Listing.product_id == product_id, Listing.title == "")
        .values(title_folded=fold(fields.title))
    )
    ctx.emit(ProductChanged(product_id=product_id))
    return product


async def add_variants(
    ctx: Context, *, product_id: UUID, variants: Sequence[VariantFields]
) -> list[Variant]:
    """Add variants to a product, behind those it has.

    Raises:
        VariantExists: the product has one with these option values.
    """
    known = {
        tuple(v.option_values) for v in (await queries.load_variants(ctx, [product_id]))[product_id]
    }
    rows = []
    for place, fields in enumerate(variants):
        if fields.option_values in known:
            raise VariantExists(fields.option_values, path=("variants", str(place)))
        row = Variant(
            product_id=product_id,
            position=len(known),
            title=variant_title(list(fields.option_values)),
            option_values=list(fields.option_values),
            sku=fields.sku,
            barcode=fields.barcode,
            weight_milligrams=fields.weight_milligrams,
            is_stock_tracked=fields.is_stock_tracked,
            requires_shipping=fields.requires_shipping,
            is_taxable=fields.is_taxable,
            media_id=fields.media_id,
        )
        known.add(fields.option_values)
        rows.append(row)
    ctx.session.add_all(rows)
    await ctx.session.flush()
    ctx.emit(ProductChanged(product_id=product_id))
    return rows


async def add_media(ctx: Context, *, product_id: UUID, media: Sequence[MediaFields]) -> list[Media]:
    """Add pictures to a product, behind those it has."""
    behind = await ctx.session.scalar(
        select(func.count()).select_from(Media).where(Media.product_id == product_id)
    )
    rows = [
        Media(
            product_id=product_id,
            url=picture.url,
            key=picture.key,
            alt=picture.alt,
            width=picture.width,
            height=picture.height,
            position=position,
        )
        for position, picture in enumerate(media, start=behind or 0)
    ]
    ctx.session.add_all(rows)
    await ctx.session.flush()
    return rows


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
    problems = []
    if not fields.title.strip():
        problems.append(Problem(("title",), "REQUIRED", "Give the product a title."))
    if len(options) > MOST_OPTIONS:
        message = f"A product has at most {MOST_OPTIONS} options."
        problems.append(Problem(("options",), "TOO_MANY", message))
    if not 1 <= len(variants) <= MOST_VARIANTS:
        message = f"A product has 1 to {MOST_VARIANTS} variants."
        problems.append(Problem(("variants",), "LENGTH", message))
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


async def _free_product_slug(ctx: Context, wanted: str) -> str:
    taken = await ctx.session.scalars(
        select(Product.slug).where(Product.slug.startswith(wanted, autoescape=True))
    )
    return free_slug(wanted, set(taken))
