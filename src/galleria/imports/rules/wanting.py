"""From what a file says, and what is there already, to what a product is to be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

from galleria.catalog.rules import MOST_VARIANTS, slugify
from galleria.core.money import InvalidMoney, Money
from galleria.imports.records import ProductRecord, RowProblem, VariantRecord
from galleria.imports.rules.lengths import product_problems, variant_problems
from galleria.imports.rules.matching import fit, match
from galleria.imports.rules.states import Known, Picture, ProductState, VariantState
from galleria.imports.rules.text import rich

MILLIGRAMS = Decimal(1000)

# What the fields of a record are called in a state, where the two differ.
_VARIANT_FIELDS = {
    "price": "price",
    "compare_at_price": "compare_at",
    "cost": "cost",
    "weight_grams": "weight",
    "sku": "sku",
    "barcode": "barcode",
    "quantity": "quantity",
    "is_stock_tracked": "is_stock_tracked",
    "requires_shipping": "requires_shipping",
    "is_taxable": "is_taxable",
    "image": "image",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a product is to be, and which known variant each of its variants is, if any."""

    state: ProductState
    known: tuple[int | None, ...]
    problems: tuple[RowProblem, ...]


def want(
    record: ProductRecord, there: Known | None, currency: str, clean: Callable[[str], str]
) -> Wanted:
    """Work out what a product is to be. What the file says nothing about stays as it is; a product
    that is refused whole has no variants.

    Variants that no row speaks of stay too: they may be in carts, and may hold stock. ``clean``
    takes out of a description what could do harm.
    """
    description = clean(rich(record.description))
    if refused := product_problems(record, description):
        return Wanted(ProductState(record.title), (), tuple(refused))
    problems: list[RowProblem] = []
    priced = [
        (row, variant)
        for row in record.variants[:MOST_VARIANTS]
        if (variant := _variant(row, currency, record.columns, problems)) is not None
    ]
    problems += _beyond(record.variants[MOST_VARIANTS:])
    state = _product(record, there, tuple(variant for _, variant in priced), description)
    if there is None:
        return Wanted(state, (None,) * len(state.variants), tuple(problems))
    if "variants" in record.untold:
        names, variants = there.state.option_names, there.state.variants
        kept = replace(state, option_names=names, variants=variants)
        return Wanted(kept, tuple(range(len(variants))), tuple(problems))
    return _with_variants(record, there, state, [row for row, _ in priced], problems)


def _with_variants(
    record: ProductRecord,
    there: Known,
    state: ProductState,
    rows: Sequence[VariantRecord],
    problems: Sequence[RowProblem],
) -> Wanted:
    old = there.state.variants
    has_new_options = len(there.state.option_names) != len(state.option_names)
    found = match(rows, old, has_new_options=has_new_options)
    told = [
        one if place is None else _keeping(one, old[place], record.untold)
        for one, place in zip(state.variants, found, strict=True)
    ]
    taken = {variant.options for variant in told}
    places = list(found)
    for place in (place for place in range(len(old)) if place not in found):
        options = fit(old[place].options, len(state.option_names), taken)
        taken.add(options)
        told.append(replace(old[place], options=options))
        places.append(place)
    return Wanted(replace(state, variants=tuple(told)), tuple(places), tuple(problems))


def _keeping(new: VariantState, old: VariantState, untold: frozenset[str]) -> VariantState:
    kept = {_VARIANT_FIELDS[name] for name in untold if name in _VARIANT_FIELDS}
    if new.quantity is None:
        kept.add("quantity")
    merged = replace(new, **{name: getattr(old, name) for name in kept})
    if merged.price is None or (merged.compare_at or 0) <= merged.price:
        return replace(merged, compare_at=None)
    return merged


def _product(
    record: ProductRecord,
    there: Known | None,
    variants: tuple[VariantState, ...],
    description: str,
) -> ProductState:
    state = ProductState(
        title=record.title,
        variants=variants,
        description=description,
        brand=record.brand,
        kind=record.kind,
        status=record.status,
        tags=record.tags,
        seo_title=record.seo_title,
        seo_description=record.seo_description,
        is_visible=record.is_visible,
        is_promoted=record.is_promoted,
        option_names=record.option_names,
        images=_pictures(record, there.state.images if there else ()),
        attributes=_attributes(record),
        categories=tuple(sorted({"/".join(map(slugify, path)) for path in record.categories})),
        collections=tuple(sorted({slugify(name) for name in record.collections})),
    )
    if there is None:
        return state
    kept = {name for name in record.untold if name in ProductState.__dataclass_fields__}
    if there.listing_id is None:
        kept -= {"is_visible", "is_promoted", "categories", "collections"}
    return replace(state, **{name: getattr(there.state, name) for name in kept - {"variants"}})


def _pictures(record: ProductRecord, there: Sequence[Picture]) -> tuple[Picture, ...]:
    """Take the file's pictures, and keep our own files. A known picture keeps the size it has: that
    of our copy, once it was fetched, is not the file's.
    """
    known = {picture.address: picture for picture in there}
    of_variants = (variant.image for variant in record.variants if variant.image)
    found: dict[str, Picture] = {}
    for image in (*record.images, *of_variants):
        seen = known.get(image.url, image)
        found.setdefault(image.url, Picture(image.url, image.alt, seen.width, seen.height))
    ours = {address: picture for address, picture in known.items() if "://" not in address}
    return tuple({**ours, **found}[address] for address in dict.fromkeys((*found, *ours)))


def _attributes(record: ProductRecord) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: dict[str, tuple[str, ...]] = {}
    for name, values in record.attributes.items():
        code = slugify(name)
        found[code] = tuple(dict.fromkeys((*found.get(code, ()), *values)))
    return tuple(found.items())


def _variant(
    row: VariantRecord, currency: str, columns: Mapping[str, str], problems: list[RowProblem]
) -> VariantState | None:
    if refused := variant_problems(row, columns):
        problems += refused
        return None
    try:
        price = _minor(row.price, currency)
        compare_at, cost = _minor(row.compare_at_price, currency), _minor(row.cost, currency)
    except InvalidMoney as fault:
        advice = f"{fault.message} Mend the price and import the file again."
        problems.append(RowProblem(row.line, columns.get("price", "price"), advice))
        return None
    return VariantState(
        options=row.options,
        sku=row.sku,
        barcode=row.barcode,
        price=price,
        compare_at=compare_at if compare_at and price is not None and compare_at > price else None,
        cost=None if price is None else cost,
        weight=_milligrams(row.weight_grams),
        is_stock_tracked=row.is_stock_tracked,
        requires_shipping=row.requires_shipping,
        is_taxable=row.is_taxable,
        image=row.image.url if row.image else "",
        quantity=row.quantity,
    )


def _minor(amount: Decimal | None, currency: str) -> int | None:
    return None if amount is None else Money.of(amount, currency).minor


def _milligrams(grams: Decimal | None) -> int:
    return int(((grams or Decimal(0)) * MILLIGRAMS).quantize(Decimal(1), ROUND_HALF_EVEN))


def _beyond(rows: Sequence[VariantRecord]) -> list[RowProblem]:
    message = f"A product has at most {MOST_VARIANTS} variants. Divide it into several products."
    return [RowProblem(row.line, "", message) for row in rows]
