"""What staff do with products, their variants and their pictures."""

from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from galleria.catalog import models, queries
from galleria.catalog.service import products as service
from galleria.catalog.service.products import OptionFields, ProductFields
from galleria.catalog.service.variants import VariantFields
from galleria.core.context import Context
from galleria.graphql import ids
from galleria.graphql.access import STAFF, staff
from galleria.graphql.admin.attribute_changes import AttributeMutation
from galleria.graphql.admin.media_changes import MediaInput, MediaMutation, read_media
from galleria.graphql.admin.price_changes import PriceMutation
from galleria.graphql.admin.products import AdminProduct, ProductStatus, read_product
from galleria.graphql.admin.variant_changes import VariantInput, VariantMutation, read_variants
from galleria.graphql.catalog.products import ProductKind
from galleria.graphql.context import Info
from galleria.graphql.definitions import given, input_type, object_type
from galleria.graphql.edge import mutation
from galleria.graphql.errors.keeping import VariantExists, VariantInUse
from galleria.graphql.errors.requests import (
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
    VersionConflict,
)
from galleria.graphql.writes import write
from galleria.inventory.service import stock
from galleria.pricing.service import copy_prices
from galleria.tenancy.permissions import Permission

WRITES_CATALOG = staff(Permission.CATALOG_WRITE)


@object_type(STAFF)
class DeletedProduct:
    """A product that is gone."""

    product_id: strawberry.ID
    """What its id was."""


CreateProductResult = Annotated[
    AdminProduct | VariantExists | InvalidInput | IdempotencyKeyReused,
    strawberry.union("CreateProductResult"),
]
DuplicateProductResult = Annotated[
    AdminProduct | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("DuplicateProductResult"),
]
DeleteProductResult = Annotated[
    DeletedProduct
    | VariantInUse
    | VersionConflict
    | NotFound
    | InvalidInput
    | IdempotencyKeyReused,
    strawberry.union("DeleteProductResult"),
]
UpdateProductResult = Annotated[
    AdminProduct | VersionConflict | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("UpdateProductResult"),
]
ArchiveProductResult = Annotated[
    AdminProduct | VersionConflict | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("ArchiveProductResult"),
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
    expected_version: int | None = UNSET
    """The version that was seen; another one is refused."""


@input_type
class DuplicateProductInput:
    """A product to make another of."""

    product_id: strawberry.ID
    """The product."""
    title: str
    """What the copy is called."""


@input_type
class DeleteProductInput:
    """A product to forget."""

    product_id: strawberry.ID
    """The product."""
    expected_version: int | None = UNSET
    """The version that was seen; another one is refused."""


@object_type(WRITES_CATALOG)
class ProductMutation(VariantMutation, MediaMutation, PriceMutation, AttributeMutation):
    """What staff do with products and what belongs to them."""

    @mutation(WRITES_CATALOG)
    async def create_product(self, info: Info, input: CreateProductInput) -> CreateProductResult:
        """Put a product into the catalog; stores sell it once they list it."""
        variants, media = read_variants(input.variants), read_media(input.media)
        product_id = await write(
            info,
            input,
            lambda ctx: service.create_product(
                ctx,
                fields=_merged(None, input.fields),
                slug=input.slug or "",
                options=[OptionFields(one.name, tuple(one.values)) for one in input.options],
                variants=variants or [VariantFields()],
                media=media,
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
        version = given(input.expected_version)
        await write(info, input, lambda ctx: _update(ctx, product_id, archived, version))
        return await read_product(info.context, product_id)

    @mutation(WRITES_CATALOG)
    async def duplicate_product(
        self, info: Info, input: DuplicateProductInput
    ) -> DuplicateProductResult:
        """Make a draft that is like a product: its texts, options, variants, prices, pictures and
        attributes. Its variants have no stock, SKU or barcode, and no store lists it.
        """
        product_id = ids.read(ids.PRODUCT, input.product_id, "productId")

        async def duplicate(ctx: Context) -> models.Product:
            copy, variants = await service.duplicate_product(
                ctx, product_id=product_id, title=input.title
            )
            await copy_prices(ctx, copies=variants)
            return copy

        return await read_product(info.context, await write(info, input, duplicate))

    @mutation(WRITES_CATALOG)
    async def delete_product(self, info: Info, input: DeleteProductInput) -> DeleteProductResult:
        """Forget a product, with its listings, pictures, prices, reviews and the ledger of its
        stock. To sell it no longer, archive it.

        Orders keep what they say of it, and carts tell that it is no longer sold. What is in stock,
        or set aside for somebody, cannot be deleted.
        """
        product_id = ids.read(ids.PRODUCT, input.product_id, "productId")

        async def delete(ctx: Context) -> UUID:
            version = given(input.expected_version)
            await queries.lock_product(ctx, product_id, expected_version=version)
            variants = (await queries.load_variants(ctx, [product_id]))[product_id]
            await stock.forget_variants(ctx, variant_ids=[one.id for one in variants])
            await service.delete_product(ctx, product_id=product_id)
            return product_id

        await write(info, input, delete)
        return DeletedProduct(product_id=input.product_id)


async def _update(
    ctx: Context, product_id: UUID, said: ProductFieldsInput, version: int | None
) -> models.Product:
    """Change what was said and leave the rest, as it is by now."""
    product = await queries.lock_product(ctx, product_id, expected_version=version)
    return await service.update_product(ctx, product_id=product_id, fields=_merged(product, said))


def _merged(product: models.Product | None, given: ProductFieldsInput) -> ProductFields:
    kept: dict[str, Any] = {"title": ""}
    if product:
        kept = {name: getattr(product, name) for name in vars(given)}
    said = {name: value for name, value in vars(given).items() if value not in (UNSET, None)}
    plain = {name: getattr(value, "value", value) for name, value in {**kept, **said}.items()}
    return ProductFields(**{**plain, "tags": tuple(plain.get("tags", ()))})
