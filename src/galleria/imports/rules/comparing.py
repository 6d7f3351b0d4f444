"""How what a product is to be differs from what it is, in words for the merchant."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from galleria.core.money import Money
from galleria.imports.rules.states import Known, Picture, ProductState, VariantState
from galleria.imports.rules.wanting import Wanted

Action = Literal["created", "updated", "unchanged"]

PRODUCT_FIELDS = (
    "title",
    "description",
    "brand",
    "kind",
    "status",
    "tags",
    "seo_title",
    "seo_description",
    "option_names",
    "images",
    "attributes",
)
LISTING_FIELDS = ("is_visible", "is_promoted", "categories", "collections")
PRICE_FIELDS = ("price", "compare_at", "cost")
VARIANT_FIELDS = (
    "options",
    "sku",
    "barcode",
    "weight",
    "is_stock_tracked",
    "requires_shipping",
    "is_taxable",
    "image",
)
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing that an import would write, or has written: what it was, and what it is to be."""

    field: str
    old: str
    new: str


def changes(there: Known | None, wanted: Wanted, currency: str) -> tuple[FieldChange, ...]:
    """List what is to be written; nothing when the product is just what the file says."""
    if there is None:
        return tuple(_of_new(wanted.state, currency))
    return tuple(_of_known(there, wanted, currency))


def action(there: Known | None, found: tuple[FieldChange, ...]) -> Action:
    """Name what an import does to a product."""
    if there is None:
        return "created"
    return "updated" if found else "unchanged"


def _of_new(state: ProductState, currency: str) -> Iterator[FieldChange]:
    yield FieldChange("title", "", state.title)
    yield FieldChange("status", "", state.status)
    for variant in state.variants:
        price = "" if variant.price is None else Money(variant.price, currency).format("en")
        stock = "" if variant.quantity is None else f", {variant.quantity} in stock"
        yield FieldChange(_named(variant), "", f"{price or 'no price'}{stock}")
    if state.images:
        yield FieldChange("images", "", str(len(state.images)))


def _of_known(there: Known, wanted: Wanted, currency: str) -> Iterator[FieldChange]:
    old, new = there.state, wanted.state
    if there.listing_id is None:
        yield FieldChange("listing", "", "shown" if new.is_visible else "hidden")
    for name in PRODUCT_FIELDS if there.listing_id is None else PRODUCT_FIELDS + LISTING_FIELDS:
        if getattr(old, name) != getattr(new, name):
            yield FieldChange(name, _shown(getattr(old, name)), _shown(getattr(new, name)))
    if [place for place in wanted.known if place is not None] != sorted(
        place for place in wanted.known if place is not None
    ):
        yield FieldChange("order of variants", "", "as in the file")
    for variant, place in zip(new.variants, wanted.known, strict=True):
        if place is None:
            yield FieldChange(_named(variant), "", "new")
        else:
            yield from _of_variant(old.variants[place], variant, currency)


def _of_variant(old: VariantState, new: VariantState, currency: str) -> Iterator[FieldChange]:
    for name in (*VARIANT_FIELDS, *PRICE_FIELDS, "quantity"):
        was, is_now = getattr(old, name), getattr(new, name)
        if was == is_now:
            continue
        if name in PRICE_FIELDS:
            was, is_now = (
                None if minor is None else Money(minor, currency).format("en")
                for minor in (was, is_now)
            )
        yield FieldChange(f"{_named(new)}: {name}", _shown(was), _shown(is_now))


def _named(variant: VariantState) -> str:
    return f"variant {' / '.join(variant.options)}".strip()


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return _cut(", ".join(_part(part) for part in value))
    return _cut(str(value))


def _part(part: object) -> str:
    if isinstance(part, Picture):
        return part.address
    if isinstance(part, tuple):
        return f"{part[0]}: {', '.join(part[1])}"
    return str(part)


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1]}…"
