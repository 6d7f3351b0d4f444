"""From the rows of one handle to one product. Pure: rows in, a record and remarks out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from galleria.catalog.rules import slugify
from galleria.imports.formats import cells
from galleria.imports.formats.reading import Reading
from galleria.imports.formats.shopify.columns import FEEDS, GOOGLE_ATTRIBUTES, SOURCES
from galleria.imports.formats.variants import told_apart
from galleria.imports.records import (
    ImageRecord,
    ProductRecord,
    ProductStatus,
    RowProblem,
    VariantRecord,
)

OPTIONS = (1, 2, 3)
_UNSORTED = {"", "uncategorized", "uncategorised"}
_METAFIELD = re.compile(r"(?P<name>.+?)\s*\(product\.metafields\.(?P<space>[^.)]+)\.[^)]+\)")
# Metafields that an advertising app keeps for itself.
_PRIVATE_SPACES = frozenset({"mm-google-shopping"})


def product_of(rows: Sequence[Reading]) -> Iterator[ProductRecord | RowProblem]:
    """Read the rows of one handle; what cannot be read stays out, the rest goes in."""
    first = next((row for row in rows if row.raw("title")), rows[0])
    title = first.text("title")
    if not title:
        first.refuse("title", f"The product “{first.raw('handle')}” has no title. Give it one.")
    for row in rows:
        _note_another_product(row, first)
    names = _option_names(rows)
    found = [(row, _variant(row, names)) for row in rows if _is_variant(row)]
    variants = told_apart(found, "option 1 value")
    if title and not variants and not any(row.is_refused for row in rows):
        first.refuse("title", f"“{title}” has no row with a price, SKU or option. Add one.")
    record = _product(first, title, rows, names, variants) if title and variants else None
    for row in rows:
        yield from row.told()
    if record:
        yield record


def _is_variant(row: Reading) -> bool:
    return any(row.raw(column) for column in ("option 1 value", "price", "sku"))


def _note_another_product(row: Reading, first: Reading) -> None:
    if row is first or not row.raw("title"):
        return
    row.warn(
        "handle",
        f"“{row.raw('handle')}” was used on line {first.line} already. This row became a variant of"
        f" that product; its title “{row.text('title')}” and other product cells were left out.",
    )


def _option_names(rows: Sequence[Reading]) -> Mapping[int, str]:
    """Take each option's name from the first row that has it; a lone default has none."""
    variants = [row for row in rows if _is_variant(row)]
    names = {
        number: next((name for row in rows if (name := row.text(f"option {number} name"))), "")
        for number in OPTIONS
        if any(row.raw(f"option {number} value") for row in variants)
    }
    if len(variants) > 1:
        return {number: name or f"Option {number}" for number, name in (names or {1: ""}).items()}
    is_default = variants and variants[0].raw("option 1 value") == "Default Title"
    return (
        {} if is_default else {number: name or f"Option {number}" for number, name in names.items()}
    )


def _variant(row: Reading, names: Mapping[int, str]) -> VariantRecord | None:
    price = row.amount("price")
    if price is None and not row.is_refused and row.tells("price"):
        row.warn("price", "This variant has no price; it is not for sale until it gets one.")
    compare_at, cost = row.amount("compare at"), row.amount("cost")
    if compare_at and price is not None and compare_at <= price:
        row.warn("compare at", f"{compare_at} is not above the price of {price} and is left out.")
    grams, quantity = row.amount("grams"), row.quantity("quantity")
    record = VariantRecord(
        options=_options(row, names),
        price=price,
        sku=row.code("sku"),
        barcode=row.code("barcode"),
        compare_at_price=compare_at
        if compare_at and price is not None and compare_at > price
        else None,
        cost=cost,
        weight_grams=grams or None,
        quantity=quantity,
        is_stock_tracked=bool(row.raw("tracker")) and not _sells_without_stock(row),
        requires_shipping=row.flag("ships", default=True),
        is_taxable=row.flag("taxable", default=True),
        image=ImageRecord(address) if (address := row.address("variant image")) else None,
        line=row.line,
    )
    return None if row.is_refused else record


def _sells_without_stock(row: Reading) -> bool:
    return row.raw("policy").casefold() in {"continue", "true", "yes"}


def _options(row: Reading, names: Mapping[int, str]) -> tuple[str, ...]:
    for number in names:
        value = row.raw(f"option {number} value")
        if "&" in value and cells.plain(value) != value:
            row.warn(f"option {number} value", f"“{value}” is read as “{cells.plain(value)}”.")
    return tuple(row.text(f"option {number} value") for number in names)


def _product(
    first: Reading,
    title: str,
    rows: Sequence[Reading],
    names: Mapping[int, str],
    variants: tuple[VariantRecord, ...],
) -> ProductRecord:
    status, is_visible = _standing(first)
    return ProductRecord(
        key=first.raw("handle"),
        title=title,
        slug=slugify(first.raw("handle")),
        variants=variants,
        option_names=tuple(names.values()),
        description=first.raw("description"),
        brand=first.text("vendor"),
        kind="gift_card" if first.flag("gift card", default=False) else "physical",
        status=status,
        is_visible=is_visible,
        tags=cells.listed(first.raw("tags")),
        categories=_categories(first),
        collections=cells.listed(first.raw("collection")),
        attributes=_attributes(first),
        images=_images(rows),
        seo_title=first.text("seo title"),
        seo_description=first.text("seo description"),
        untold=untold(first),
        columns=first.columns(SOURCES),
        line=first.line,
    )


def _standing(first: Reading) -> tuple[ProductStatus, bool]:
    """Tell how far the product is; exports from before there was a status had only “published”."""
    is_published = first.flag("published", default=True)
    status = first.raw("status").casefold()
    if status in {"active", "draft", "archived"}:
        return cast("ProductStatus", status), is_published
    if status:
        first.warn(
            "status",
            f"“{status}” is no status; it is read as draft. Write active, draft or archived.",
        )
        return "draft", is_published
    return ("active" if is_published else "draft"), is_published


def _categories(first: Reading) -> tuple[tuple[str, ...], ...]:
    """Prefer the merchant's own word to the standard taxonomy, as the shop's menus do."""
    for found in ((first.text("type"),), cells.path(first.raw("taxonomy"))):
        if found and found[-1].casefold() not in _UNSORTED:
            return (found,)
    return ()


def _attributes(first: Reading) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {
        name: (first.text(column),)
        for column, name in GOOGLE_ATTRIBUTES.items()
        if first.raw(column)
    }
    if first.raw("type") and first.raw("taxonomy").casefold() not in _UNSORTED:
        found["Product category"] = (first.text("taxonomy"),)
    for place, spelled in enumerate(first.row.header.names):
        metafield = _METAFIELD.fullmatch(spelled)
        if metafield and metafield["space"] not in _PRIVATE_SPACES:
            values = cells.listed(first.row.values[place], ";")
            if values:
                found[cells.plain(metafield["name"])] = values
    return found


def _images(rows: Sequence[Reading]) -> tuple[ImageRecord, ...]:
    """Collect the pictures once each, in the merchant's order where the file states one."""
    found: dict[str, tuple[int, ImageRecord]] = {}
    for row in rows:
        if address := row.address("image"):
            place = row.raw("image position")
            position = int(place) if place.isdecimal() else len(found) + 1
            found.setdefault(address, (position, ImageRecord(address, row.text("image alt"))))
    return tuple(image for _, image in sorted(found.values(), key=lambda placed: placed[0]))


def untold(first: Reading) -> frozenset[str]:
    """Name the fields for which this file has no column."""
    silent = {field for field, columns in FEEDS.items() if not first.tells(*columns)}
    has_metafields = any(_METAFIELD.fullmatch(name) for name in first.row.header.names)
    if not has_metafields and not first.tells(*GOOGLE_ATTRIBUTES):
        silent.add("attributes")
    return frozenset(silent)
