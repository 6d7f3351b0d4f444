"""What staff do with the variants of products."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from galleria.catalog import models, queries
from galleria.catalog.service import variants as service
from galleria.catalog.service.variants import VariantFields
from galleria.core.context import Context
from galleria.core.errors import InvalidInput as Invalid
from galleria.core.errors import NotFound as Missing
from galleria.core.errors import Problem
from galleria.graphql import ids
from galleria.graphql.access import staff
from galleria.graphql.admin.products import MILLIGRAMS, AdminProduct, read_product
from galleria.graphql.admin.sizes import check_size
from galleria.graphql.context import Info
from galleria.graphql.definitions import given, input_type, object_type
from galleria.graphql.edge import mutation
from galleria.graphql.errors.keeping import LastVariant, VariantExists, VariantInUse
from galleria.graphql.errors.requests import (
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
    VersionConflict,
)
from galleria.graphql.faults import read_each, read_ids
from galleria.graphql.writes import write
from galleria.inventory.service import stock
from galleria.tenancy.permissions import Permission

WRITES_CATALOG = staff(Permission.CATALOG_WRITE)

HEAVIEST = Decimal(10**9)
"""In grams: a thousand tonnes."""

CreateVariantsResult = Annotated[
    AdminProduct | VariantExists | VersionConflict | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("CreateVariantsResult"),
]
UpdateVariantsResult = Annotated[
    AdminProduct | VariantExists | VersionConflict | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("UpdateVariantsResult"),
]
DeleteVariantsResult = Annotated[
    AdminProduct
    | VariantInUse
    | LastVariant
    | VersionConflict
    | NotFound
    | InvalidInput
    | IdempotencyKeyReused,
    strawberry.union("DeleteVariantsResult"),
]


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


@input_type
class CreateVariantsInput:
    """More forms that a product is sold in."""

    product_id: strawberry.ID
    """The product."""
    variants: list[VariantInput]
    """The variants, at most 100 at once."""
    expected_version: int | None = UNSET
    """The version of the product that was seen; another one is refused."""


@input_type
class VariantChangeInput:
    """What changes about a variant; what is left out keeps its value."""

    variant_id: strawberry.ID
    """The variant."""
    option_values: list[str] | None = UNSET
    """Its choice for each option of the product, in their order."""
    sku: str | None = UNSET
    """The merchant's own number."""
    barcode: str | None = UNSET
    """The number under its bars."""
    weight_grams: Decimal | None = UNSET
    """What it weighs."""
    is_stock_tracked: bool | None = UNSET
    """Whether its stock is counted."""
    requires_shipping: bool | None = UNSET
    """Whether it has to be brought."""
    is_taxable: bool | None = UNSET
    """Whether it is taxed."""
    media_id: strawberry.ID | None = UNSET
    """The picture of the product that shows it; null where all of them do."""


@input_type
class UpdateVariantsInput:
    """What changes about variants of a product."""

    product_id: strawberry.ID
    """The product."""
    variants: list[VariantChangeInput]
    """The changes, at most 100 at once; all of them count, or none."""
    expected_version: int | None = UNSET
    """The version of the product that was seen; another one is refused."""


@input_type
class DeleteVariantsInput:
    """Forms that a product is no longer sold in."""

    product_id: strawberry.ID
    """The product."""
    variant_ids: list[strawberry.ID]
    """The variants, at most 100 at once; all of them go, or none."""
    expected_version: int | None = UNSET
    """The version of the product that was seen; another one is refused."""


@object_type(WRITES_CATALOG)
class VariantMutation:
    """What staff do with the variants of products."""

    @mutation(WRITES_CATALOG)
    async def create_variants(self, info: Info, input: CreateVariantsInput) -> CreateVariantsResult:
        """Sell a product in more forms. Its options learn of choices that are new to them."""
        product_id = ids.read(ids.PRODUCT, input.product_id, "productId")
        check_size(input.variants, "variants")
        variants = read_variants(input.variants)

        async def create(ctx: Context) -> UUID:
            await service.add_variants(
                ctx,
                product_id=product_id,
                variants=variants,
                expected_version=given(input.expected_version),
            )
            return product_id

        return await read_product(info.context, await write(info, input, create))

    @mutation(WRITES_CATALOG)
    async def update_variants(self, info: Info, input: UpdateVariantsInput) -> UpdateVariantsResult:
        """Change what variants of a product say of themselves. They may trade their choices."""
        product_id = ids.read(ids.PRODUCT, input.product_id, "productId")
        check_size(input.variants, "variants")
        changes = dict(read_each(input.variants, _read_change))

        async def change(ctx: Context) -> models.Product:
            version = given(input.expected_version)
            await queries.lock_product(ctx, product_id, expected_version=version)
            rows = (await queries.load_variants(ctx, [product_id]))[product_id]
            known = {row.id: VariantFields.of(row) for row in rows}
            for place, variant_id in enumerate(changes):
                if variant_id not in known:
                    raise Missing("variant", path=("variants", str(place), "variantId"))
            wanted = {one: replace(known[one], **said) for one, said in changes.items()}
            return await service.update_variants(ctx, product_id=product_id, variants=wanted)

        return await read_product(info.context, await write(info, input, change))

    @mutation(WRITES_CATALOG)
    async def delete_variants(self, info: Info, input: DeleteVariantsInput) -> DeleteVariantsResult:
        """Sell a product no longer in some forms, and forget these, with their prices and the
        ledger of their stock.

        Orders keep what they say of them, and carts tell that they are no longer sold. What is in
        stock, or set aside for somebody, cannot be deleted.
        """
        product_id = ids.read(ids.PRODUCT, input.product_id, "productId")
        check_size(input.variant_ids, "variantIds")
        variant_ids = read_ids(ids.VARIANT, input.variant_ids, "variantIds")

        async def delete(ctx: Context) -> models.Product:
            version = given(input.expected_version)
            await queries.lock_product(ctx, product_id, expected_version=version)
            await stock.forget_variants(ctx, variant_ids=variant_ids)
            return await service.delete_variants(
                ctx, product_id=product_id, variant_ids=variant_ids
            )

        return await read_product(info.context, await write(info, input, delete))


def read_variants(given: Sequence[VariantInput]) -> list[VariantFields]:
    """Take new variants as they were meant.

    Raises:
        InvalidInput: nothing weighs so much, or so little.
    """
    return read_each(given, _read_new)


def _read_new(place: int, said: VariantInput) -> VariantFields:
    return VariantFields(
        option_values=tuple(said.option_values),
        sku=said.sku or "",
        barcode=said.barcode or "",
        weight_milligrams=_milligrams(said.weight_grams or Decimal(0), place),
        is_stock_tracked=said.is_stock_tracked,
        requires_shipping=said.requires_shipping,
        is_taxable=said.is_taxable,
    )


def _read_change(place: int, asked: VariantChangeInput) -> tuple[UUID, dict[str, Any]]:
    """The variant that changes, and the fields of it that were given."""
    variant_id = ids.read(ids.VARIANT, asked.variant_id, "variants", str(place), "variantId")
    names = ("sku", "barcode", "is_stock_tracked", "requires_shipping", "is_taxable")
    asked_for = {name: getattr(asked, name) for name in names}
    said: dict[str, Any] = {
        name: value for name, value in asked_for.items() if value not in (UNSET, None)
    }
    if asked.option_values:
        said["option_values"] = tuple(asked.option_values)
    if asked.weight_grams is not UNSET and asked.weight_grams is not None:
        said["weight_milligrams"] = _milligrams(asked.weight_grams, place)
    if asked.media_id is not UNSET:
        picture = asked.media_id and ids.read(
            ids.MEDIA, asked.media_id, "variants", str(place), "mediaId"
        )
        said["media_id"] = picture or None
    return variant_id, said


def _milligrams(grams: Decimal, place: int) -> int:
    if not grams.is_finite() or not 0 <= grams <= HEAVIEST:
        path = ("variants", str(place), "weightGrams")
        raise Invalid([Problem(path, "OUT_OF_RANGE", "Weigh it in grams, 0 or more.")])
    return int(grams * MILLIGRAMS)
