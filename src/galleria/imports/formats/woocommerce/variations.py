"""The rows of a WooCommerce file that can be bought: variations, and simple products."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from galleria.imports.formats import cells
from galleria.imports.formats.reading import Reading
from galleria.imports.formats.woocommerce.columns import WEIGHTS
from galleria.imports.formats.woocommerce.prices import price_and_was
from galleria.imports.records import ImageRecord, VariantRecord

_GRAMS = {
    "weight kg": Decimal(1000),
    "weight g": Decimal(1),
    "weight lbs": Decimal("453.59237"),
    "weight oz": Decimal("28.349523125"),
}
_ATTRIBUTE = re.compile(r"attribute (\d+) name")


@dataclass(frozen=True, slots=True)
class Parentage:
    """What a variation takes from its product where it says nothing itself."""

    names: tuple[str, ...]
    types: frozenset[str]
    is_inheriting: bool


def types(row: Reading) -> frozenset[str]:
    """Tell what the row is: ``simple, downloadable, virtual`` is three things at once."""
    return frozenset(name.casefold() for name in cells.listed(row.raw("type")))


def stated_attributes(row: Reading) -> Mapping[str, tuple[str, ...]]:
    """Read the attributes a row states, by name; none for those it leaves open."""
    if row.tells("attributes"):
        pairs = (pair.partition(":") for pair in cells.listed(row.raw("attributes"), ";"))
        return {name.strip(): (value.strip(),) for name, _, value in pairs if name.strip()}
    numbered = (
        match[1] for place in row.row.header.places if (match := _ATTRIBUTE.fullmatch(place))
    )
    return {
        attribute_name(name): cells.listed(row.raw(f"attribute {number} value"))
        for number in numbered
        if (name := row.text(f"attribute {number} name"))
        and cells.unguarded(row.raw(f"attribute {number} visible")) != "0"
    }


def attribute_name(name: str) -> str:
    """Take off the mark by which WooCommerce stores attributes that products share."""
    return name.removeprefix("pa_")


def variant_of(row: Reading, parentage: Parentage, today: date) -> VariantRecord | None:
    """Read what can be bought; nothing when a cell it needs cannot be read."""
    price, was = price_and_was(row, today)
    own = types(row) | parentage.types
    if price is None and not row.is_refused and not own & {"grouped", "variable"}:
        column = row.one_of("regular price", "price")
        row.warn(column, "This row has no price; it is not for sale until it gets one.")
    quantity, is_tracked = _stock(row, own)
    attributes = stated_attributes(row)
    record = VariantRecord(
        options=tuple(", ".join(attributes.get(name, ())) for name in parentage.names),
        price=None if _is_disabled(row, parentage) else price,
        sku=row.code("sku"),
        barcode=row.code("gtin"),
        compare_at_price=was,
        cost=row.amount("cost"),
        weight_grams=_grams(row),
        quantity=quantity,
        is_stock_tracked=is_tracked,
        requires_shipping=not own & {"virtual", "downloadable"},
        is_taxable=row.raw("tax status").casefold() != "none",
        image=_image(row) if parentage.is_inheriting else None,
        line=row.line,
    )
    return None if row.is_refused else record


def _is_disabled(row: Reading, parentage: Parentage) -> bool:
    is_off = parentage.is_inheriting and cells.unguarded(row.raw("published")) in {"0", "-1"}
    if is_off:
        row.warn("published", "This variation is switched off; it goes in without a price.")
    return is_off


def _stock(row: Reading, own: frozenset[str]) -> tuple[int | None, bool]:
    """Tell the units and whether they are counted; what is sold elsewhere is sold out here."""
    if "external" in own:
        row.warn(
            "external url",
            f"This is sold at {row.raw('external url') or 'another site'}; here it shows as sold"
            " out. Give it stock to sell it yourself.",
        )
        return 0, True
    if row.raw("stock").casefold() == "parent":
        row.warn("stock", "Its stock is counted with its product’s; here it starts at 0. Set it.")
        return 0, True
    quantity = row.quantity("stock")
    if quantity is None:
        is_sold_out = cells.unguarded(row.raw("in stock")).casefold() in {"0", "no", "false"}
        return (0, True) if is_sold_out else (None, False)
    return quantity, cells.unguarded(row.raw("backorders")).casefold() not in {"1", "notify", "yes"}


def _grams(row: Reading) -> Decimal | None:
    for column in WEIGHTS:
        if weight := row.number(column):
            return weight * _GRAMS[column]
    return None


def _image(row: Reading) -> ImageRecord | None:
    found = [*cells.addresses(row.raw("images")), row.raw("image")]
    return ImageRecord(found[0]) if cells.is_address(found[0]) else None
