"""What staff do with products, their variants and their pictures."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from galleria.catalog import models, queries
from galleria.catalog.service import products as service
from galleria.catalog.service.products import (
    MediaFields,
    OptionFields,
    ProductFields,
    VariantFields,
)
from galleria.core.context import Context
from galleria.core.errors import InvalidInput as Invalid
from galleria.core.errors import Problem
from galleria.graphql import ids
from galleria.graphql.access import staff
from galleria.graphql.admin.products import (
    MILLIGRAMS,
    AdminProduct,
    ProductStatus,
    read_product,
)
from galleria.graphql.catalog.products import ProductKind
from galleria.graphql.context import Info
from galleria.graphql.definitions import given, input_type, object_type
from galleria.graphql.edge import mutation
from galleria.graphql.errors.keeping import VariantExists
from galleria.graphql.errors.requests import (
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
    VersionConflict,
)
from galleria.graphql.writes import write
from galleria.tenancy.permissions import Permission

WRITES_CATALOG = staff(Permission.CATALOG_WRITE)

HEAVIEST = Decimal(10**9)
"""In grams: a thousand tonnes."""

MOST_AT_ONCE = 100
"""The longest list that an input may hold."""

CreateProductResult = Annotated[
    AdminProduct | VariantExists | InvalidInput | IdempotencyKeyReused,
    strawberry.union("CreateProductResult"),
]
UpdateProductResult = Annotated[
    AdminProduct | VersionConflict | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("UpdateProductResult"),
]
ArchiveProductResult = Annotated[
    AdminProduct | VersionConflict | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("ArchiveProductResult"),
]
CreateVariantsResult = Annotated[
    AdminProduct | VariantExists | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("CreateVariantsResult"),
]
AddMediaResult = Annotated[
    AdminProduct | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("AddMediaResult"),
]


@input_type
class ProductFieldsInput:
    """What a product says of itself; what is left out keeps its value."""

    title: str | None = UNSET
    """What it is called."""
    description: str | None = UNSET
    """What it is; HTML, of which anything that could do harm is taken out."""
    brand: str | None = UNSET
    """Who makes it."""
    kind: ProductKind | None = UNSET
    """What kind of product it is."""
    status: ProductStatus | None = UNSET
    """How far it has come; only active products are sold."""
    tags: list[str] | None = UNSET
    """Words that it is sorted by."""
    seo_title: str | None = UNSET
    """The title for search engines."""
    seo_description: str | None = UNSET
    """What search engines are told."""


@input_type
class ProductOptionInput:
    """One way in which variants differ."""

    name: str
    """What differs."""
    values: list[str]
    """The choices, in their order."""


@input_type
class VariantInput:
    """One form that a product is sold in."""

    option_values: list[str] = strawberry.field(default_factory=list)
    """Its choice for each option of the product, in their order."""
    sku: str | None = UNSET
    """The merchant's own number."""
    barcode: str | None = UNSET
    """The number under its bars."""
    weight_grams: Decimal | None = UNSET
    """What it weighs."""
    is_stock_tracked: bool = True
    """Whether its stock is counted."""
    requires_shipping: bool = True
    """Whether it has to be brought."""
    is_taxable: bool = True
    """Whether it is taxed."""

    def read(self, place: int) -> VariantFields:
        """Take the variant as it was meant.

        Raises:
            InvalidInput: nothing weighs so much, or so little.
        """
        weight = self.weight_grams or Decimal(0)
        if not weight.is_finite() or not 0 <= weight <= HEAVIEST:
            path = ("variants", str(place), "weightGrams")
            raise Invalid([Problem(path, "OUT_OF_RANGE", "Weigh it in grams, 0 or more.")])
        return VariantFields(
            option_values=tuple(self.option_values),
            sku=self.sku or "",
            barcode=self.barcode or "",
            weight_milligrams=int(weight * MILLIGRAMS),
            is_stock_tracked=self.is_stock_tracked,
            requires_shipping=self.requires_shipping,
            is_taxable=self.is_taxable,
        )


@input_type
class MediaInput:
    """A picture that lies elsewhere."""

    url: str
    """Where it is; it begins with `https://`."""
    alt: str = ""
    """What it shows, in words."""
    width: int | None = UNSET
    """Width in pixels, where it is known."""
    height: int | None = UNSET
    """Height in pixels, where it is known."""


@input_type
class CreateProductInput:
    """A new product."""

    fields: ProductFieldsInput
    """What it says of itself; the title has to be there."""
    slug: str | None = UNSET
    """Its name in addresses; made from the title if left out."""
    options: list[ProductOptionInput] = strawberry.field(default_factory=list)
    """The ways in which its variants differ."""
    variants: list[VariantInput] = strawberry.field(default_factory=list)
    """Everything it is sold as; left out, one variant without options. At most 100 at once."""
    media: list[MediaInput] = strawberry.field(default_factory=list)
    """Its pictures."""


@input_type
class UpdateProductInput:
    """What changes about a product."""

    product_id: strawberry.ID
    """The product."""
    fields: ProductFieldsInput
    """What changes."""
    expected_version: int | None = UNSET
    """The version that was seen; another one is refused."""


@input_type
class ArchiveProductInput:
    """A product that is sold no longer."""

    product_id: strawberry.ID
    """The product."""


@input_type
class CreateVariantsInput:
    """More forms that a product is sold in."""

    product_id: strawberry.ID
    """The product."""
    variants: list[VariantInput]
    """The variants, at most 100 at once."""


@input_type
class AddMediaInput:
    """More pictures of a product."""

    product_id: strawberry.ID
    """The product."""
    media: list[MediaInput]
    """The pictures, behind those it has; at most 100 at once."""


@object_type(WRITES_CATALOG)
class ProductMutation:
    """What staff do with products, their variants and their pictures."""

    @mutation(WRITES_CATALOG)
    async def create_product(self, info: Info, input: CreateProductInput) -> CreateProductResult:
        """Put a product into the catalog; stores sell it once they list it."""
        product_id = await write(
            info,
            input,
            lambda ctx: service.create_product(
                ctx,
                fields=_merged(None, input.fields),
                slug=input.slug or "",
                options=[OptionFields(one.name, tuple(one.values)) for one in input.options],
                variants=_variants(input.variants) or [VariantFields()],
                media=_media(input.media),
            ),
        )
        return await read_product(info.context, product_id)

    @mutation(WRITES_CATALOG)
    async def update_product(self, info: Info, input: UpdateProductInput) -> UpdateProductResult:
        """Change what a product says of itself, in every store that uses its words."""
        product_id = ids.read(ids.PRODUCT, input.product_id, "productId")
        version = given(input.expected_version)
        await write(info, input, lambda ctx: _update(ctx, product_id, input.fields, version))
        return await read_product(info.context, product_id)

    @mutation(WRITES_CATALOG)
    async def archive_product(self, info: Info, input: ArchiveProductInput) -> ArchiveProductResult:
        """Sell a product no longer, in any store; nothing of it is lost."""
        product_id = ids.read(ids.PRODUCT, input.product_id, "productId")
        archived = ProductFieldsInput(status=ProductStatus.ARCHIVED)
        await write(info, input, lambda ctx: _update(ctx, product_id, archived, None))
        return await read_product(info.context, product_id)

    @mutation(WRITES_CATALOG)
    async def create_variants(self, info: Info, input: CreateVariantsInput) -> CreateVariantsResult:
        """Sell a product in more forms."""
        product_id = ids.read(ids.PRODUCT, input.product_id, "productId")
        check_size(input.variants, "variants")

        async def create(ctx: Context) -> UUID:
            await queries.get_product(ctx, product_id)
            variants = _variants(input.variants)
            await service.add_variants(ctx, product_id=product_id, variants=variants)
            return product_id

        return await read_product(info.context, await write(info, input, create))

    @mutation(WRITES_CATALOG)
    async def add_media(self, info: Info, input: AddMediaInput) -> AddMediaResult:
        """Show more pictures of a product."""
        product_id, media = ids.read(ids.PRODUCT, input.product_id, "productId"), input.media
        check_size(media, "media")

        async def add(ctx: Context) -> UUID:
            await queries.get_product(ctx, product_id)
            await service.add_media(ctx, product_id=product_id, media=_media(media))
            return product_id

        return await read_product(info.context, await write(info, input, add))


def check_size(given: Sequence[object], name: str) -> None:
    """Refuse a list that is too long for one request.

    Raises:
        InvalidInput: it has more than a hundred entries.
    """
    if len(given) > MOST_AT_ONCE:
        message = f"Send at most {MOST_AT_ONCE} at once."
        raise Invalid([Problem((name,), "TOO_MANY", message)])


async def _update(
    ctx: Context, product_id: UUID, said: ProductFieldsInput, version: int | None
) -> models.Product:
    """Change what was said and leave the rest, unless somebody is changing it at this moment."""
    product = await queries.get_product(ctx, product_id)
    return await service.update_product(
        ctx,
        product_id=product_id,
        fields=_merged(product, said),
        expected_version=version or product.version,
    )


def _merged(product: models.Product | None, given: ProductFieldsInput) -> ProductFields:
    kept: dict[str, Any] = {"title": ""}
    if product:
        kept = {name: getattr(product, name) for name in vars(given)}
    said = {name: value for name, value in vars(given).items() if value not in (UNSET, None)}
    plain = {name: getattr(value, "value", value) for name, value in {**kept, **said}.items()}
    return ProductFields(**{**plain, "tags": tuple(plain.get("tags", ()))})


def _variants(given: Sequence[VariantInput]) -> list[VariantFields]:
    return [one.read(place) for place, one in enumerate(given)]


def _media(given: Sequence[MediaInput]) -> list[MediaFields]:
    problems = [
        Problem(("media", str(place), "url"), "INVALID_URL", "Begin with https://.")
        for place, one in enumerate(given)
        if not one.url.startswith("https://")
    ]
    if problems:
        raise Invalid(problems)
    return [
        MediaFields(url=one.url, alt=one.alt, width=one.width or 0, height=one.height or 0)
        for one in given
    ]
