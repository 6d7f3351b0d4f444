"""What staff can do to the variants of a product."""

from collections.abc import Collection as Many
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, select

from galleria.catalog import queries
from galleria.catalog.errors import LastVariant, VariantExists
from galleria.catalog.models import Media, Product, ProductOption, Variant
from galleria.catalog.rows import VariantRow
from galleria.catalog.rules import LONGEST_LINE, MOST_VARIANTS, too_long, variant_title
from galleria.catalog.service.noting import note_change
from galleria.core.context import Context
from galleria.core.errors import InvalidInput, NotFound, Problem


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

    @classmethod
    def of(cls, row: Variant | VariantRow) -> "VariantFields":
        """Read off what a variant says now."""
        return cls(
            option_values=tuple(row.option_values),
            sku=row.sku,
            barcode=row.barcode,
            weight_milligrams=row.weight_milligrams,
            is_stock_tracked=row.is_stock_tracked,
            requires_shipping=row.requires_shipping,
            is_taxable=row.is_taxable,
            media_id=row.media_id,
        )


async def add_variants(
    ctx: Context,
    *,
    product_id: UUID,
    variants: Sequence[VariantFields],
    expected_version: int | None = None,
) -> list[Variant]:
    """Add variants to a product, behind those it has; its options learn of new choices.

    Raises:
        NotFound: the tenant has no such product, or the product no such picture.
        VersionConflict: somebody else changed the product.
        InvalidInput: variants that do not fit the options, too many, or too long a text.
        VariantExists: the product has one with these option values.
    """
    product = await queries.lock_product(ctx, product_id, expected_version=expected_version)
    rows = await insert_variants(ctx, product_id=product_id, variants=variants)
    note_change(ctx, product)
    return rows


async def update_variants(
    ctx: Context,
    *,
    product_id: UUID,
    variants: Mapping[UUID, VariantFields],
    expected_version: int | None = None,
) -> Product:
    """Change what some variants of a product say; they may trade their option values.

    Raises:
        NotFound: the product is not there, or has no such variant or picture.
        VersionConflict: somebody else changed the product.
        InvalidInput: values that do not fit the options, or too long a text.
        VariantExists: another variant has these option values.
    """
    product = await queries.lock_product(ctx, product_id, expected_version=expected_version)
    rows = await _rows(ctx, product_id)
    for place, variant_id in enumerate(variants):
        if variant_id not in rows:
            raise NotFound("variant", path=("variants", str(place), "variantId"))
    await _check(ctx, product_id, list(variants.values()))
    others = {tuple(row.option_values) for key, row in rows.items() if key not in variants}
    _check_new(list(variants.values()), others)
    before = [list(rows[key].option_values) for key in variants]
    await _free_values(ctx, [rows[key] for key in variants], variants)
    for variant_id, fields in variants.items():
        _fill(rows[variant_id], fields)
    await _learn_choices(ctx, product_id, variants.values())
    await _forget_choices(ctx, product_id, before, [row.option_values for row in rows.values()])
    await ctx.session.flush()
    note_change(ctx, product)
    return product


async def delete_variants(
    ctx: Context,
    *,
    product_id: UUID,
    variant_ids: Sequence[UUID],
    expected_version: int | None = None,
) -> Product:
    """Take variants out of a product, with their prices. Orders keep what they say of them, and
    carts tell that they are no longer sold.

    The inventory has to have forgotten them: the database refuses to delete what has a stock level.

    Raises:
        NotFound: the product is not there, or has no such variant.
        VersionConflict: somebody else changed the product.
        LastVariant: none would be left.
    """
    product = await queries.lock_product(ctx, product_id, expected_version=expected_version)
    rows = await _rows(ctx, product_id)
    for place, variant_id in enumerate(variant_ids):
        if variant_id not in rows:
            raise NotFound("variant", path=("variantIds", str(place)))
    left = [row for row in rows.values() if row.id not in variant_ids]
    if not left:
        raise LastVariant
    await ctx.session.execute(delete(Variant).where(Variant.id.in_(variant_ids)))
    gone = [rows[variant_id].option_values for variant_id in dict.fromkeys(variant_ids)]
    await _forget_choices(ctx, product_id, gone, [row.option_values for row in left])
    note_change(ctx, product)
    return product


async def insert_variants(
    ctx: Context, *, product_id: UUID, variants: Sequence[VariantFields]
) -> list[Variant]:
    """Write variants of a product that nobody else changes meanwhile.

    Raises:
        NotFound, InvalidInput, VariantExists: as for ``add_variants``.
    """
    known = await _rows(ctx, product_id)
    if len(known) + len(variants) > MOST_VARIANTS:
        message = f"A product has at most {MOST_VARIANTS} variants."
        raise InvalidInput([Problem(("variants",), "TOO_MANY", message)])
    await _check(ctx, product_id, variants)
    _check_new(variants, {tuple(row.option_values) for row in known.values()})
    behind = max((row.position for row in known.values()), default=-1) + 1
    rows = [
        _fill(Variant(product_id=product_id, position=behind + place), fields)
        for place, fields in enumerate(variants)
    ]
    ctx.session.add_all(rows)
    await _learn_choices(ctx, product_id, variants)
    await ctx.session.flush()
    return rows


def _fill(row: Variant, fields: VariantFields) -> Variant:
    row.option_values = list(fields.option_values)
    row.title = variant_title(row.option_values)
    row.sku, row.barcode = fields.sku, fields.barcode
    row.weight_milligrams = fields.weight_milligrams
    row.is_stock_tracked = fields.is_stock_tracked
    row.requires_shipping = fields.requires_shipping
    row.is_taxable = fields.is_taxable
    row.media_id = fields.media_id
    return row


async def _rows(ctx: Context, product_id: UUID) -> dict[UUID, Variant]:
    found = await ctx.session.scalars(select(Variant).where(Variant.product_id == product_id))
    return {row.id: row for row in found}


async def _options(ctx: Context, product_id: UUID) -> Sequence[ProductOption]:
    rows = select(ProductOption).where(ProductOption.product_id == product_id)
    return (await ctx.session.scalars(rows.order_by(ProductOption.position))).all()


async def _check(ctx: Context, product_id: UUID, variants: Sequence[VariantFields]) -> None:
    options = len(await _options(ctx, product_id))
    problems = [
        Problem(
            ("variants", str(place), "optionValues"),
            "LENGTH",
            f"Give one value for each of the {options} options.",
        )
        for place, fields in enumerate(variants)
        if len(fields.option_values) != options
    ]
    for place, fields in enumerate(variants):
        at = ("variants", str(place))
        problems += too_long((*at, "optionValues"), fields.option_values, LONGEST_LINE)
        problems += too_long((*at, "sku"), [fields.sku], LONGEST_LINE)
        problems += too_long((*at, "barcode"), [fields.barcode], LONGEST_LINE)
    if problems:
        raise InvalidInput(problems)
    wanted = {fields.media_id for fields in variants if fields.media_id}
    known = select(func.count()).where(Media.product_id == product_id, Media.id.in_(wanted))
    if wanted and await ctx.session.scalar(known) != len(wanted):
        raise NotFound("picture", path=("variants",))


def _check_new(variants: Sequence[VariantFields], taken: Many[tuple[str, ...]]) -> None:
    """Let no two variants have the same option values."""
    known = set(taken)
    for place, fields in enumerate(variants):
        if fields.option_values in known:
            raise VariantExists(fields.option_values, path=("variants", str(place)))
        known.add(fields.option_values)


async def _free_values(
    ctx: Context, rows: Sequence[Variant], variants: Mapping[UUID, VariantFields]
) -> None:
    """Let go of the values that change before any is taken: two rows may trade theirs."""
    changing = [r for r in rows if tuple(r.option_values) != variants[r.id].option_values]
    for row in changing:
        row.option_values = [str(row.id)]
    if changing:
        await ctx.session.flush()


async def _learn_choices(ctx: Context, product_id: UUID, variants: Iterable[VariantFields]) -> None:
    """Offer what variants choose, behind the choices that an option had."""
    chosen = [fields.option_values for fields in variants]
    for place, option in enumerate(await _options(ctx, product_id)):
        known = [*option.choices, *(values[place] for values in chosen)]
        option.choices = list(dict.fromkeys(known))


async def _forget_choices(
    ctx: Context, product_id: UUID, gone: Sequence[Sequence[str]], left: Sequence[Sequence[str]]
) -> None:
    """Offer no longer what only those chose that are gone."""
    for place, option in enumerate(await _options(ctx, product_id)):
        lost = {values[place] for values in gone} - {values[place] for values in left}
        option.choices = [choice for choice in option.choices if choice not in lost]
