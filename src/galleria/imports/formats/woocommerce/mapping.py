"""From a product's row and its variations to one product: rows in, a record and remarks out."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from urllib.parse import unquote, urlsplit

from galleria.catalog.rules import slugify
from galleria.imports.formats import cells
from galleria.imports.formats.reading import Reading
from galleria.imports.formats.variants import told_apart
from galleria.imports.formats.woocommerce.columns import FEEDS, SOURCES
from galleria.imports.formats.woocommerce.variations import (
    Parentage,
    stated_attributes,
    types,
    variant_of,
)
from galleria.imports.records import (
    ImageRecord,
    ProductRecord,
    ProductStatus,
    RowProblem,
    VariantRecord,
)

_UNSORTED = {"uncategorized", "unkategorisiert", "non classé", "sin categorizar", "без категории"}


def product_of(
    key: str, row: Reading, variations: Sequence[Reading], today: date
) -> Iterator[ProductRecord | RowProblem]:
    """Read a product and its variations; what cannot be read stays out, the rest goes in."""
    title = row.text("name")
    if not title:
        row.refuse("name", "This product has no name. Give it one.")
    stated = [stated_attributes(variation) for variation in variations]
    parts = _option_names(stated, stated_attributes(row))
    _note_open(row, stated, parts)
    parentage = Parentage(parts, types(row) - {"variable"}, is_inheriting=bool(variations))
    sources = variations or [row]
    found = [(source, variant_of(source, parentage, today)) for source in sources]
    variants = told_apart(found, "attribute 1 value", "attributes")
    record = _product(key, row, title, parts, variants, variations) if title and variants else None
    for source in (row, *variations):
        yield from source.told()
    if record:
        yield record


def product_of_variations(
    key: str, variations: Sequence[Reading], today: date
) -> Iterator[ProductRecord | RowProblem]:
    """Read a product of which the file tells only the variations and the name."""
    first = variations[0]
    title = first.text("parent name")
    if not title:
        first.refuse("parent name", "The product of this variation has no name. Give it one.")
    names = _option_names([stated_attributes(row) for row in variations])
    parentage = Parentage(names, frozenset(), is_inheriting=True)
    found = [(row, variant_of(row, parentage, today)) for row in variations]
    variants = told_apart(found, "attributes")
    for row in variations:
        yield from row.told()
    if variants and title:
        yield ProductRecord(
            key=key,
            title=title,
            slug=slugify(title),
            variants=variants,
            option_names=names,
            images=_images(variations),
            untold=_untold(first) | (frozenset(FEEDS) - _variant_fields()) | {"title"},
            columns=first.columns(SOURCES),
            line=first.line,
        )


def _option_names(
    stated: Sequence[Mapping[str, tuple[str, ...]]], order: Iterable[str] = ()
) -> tuple[str, ...]:
    """Name the options: the attributes that tell variations apart, in the product's order."""
    closed = {name for attributes in stated for name, values in attributes.items() if values}
    every = (*order, *(name for attributes in stated for name in attributes))
    found = tuple(dict.fromkeys(name for name in every if name in closed))
    return found or (("Variant",) if len(stated) > 1 else ())


def _note_open(
    row: Reading, stated: Sequence[Mapping[str, tuple[str, ...]]], names: tuple[str, ...]
) -> None:
    for name in sorted({name for attributes in stated for name in attributes} - set(names)):
        row.warn(
            "attribute 1 value",
            f"All variations leave “{name}” open; it is shown as a fact and not as a choice."
            " Add a variation for every value to let shoppers choose.",
        )


def _product(
    key: str,
    row: Reading,
    title: str,
    names: tuple[str, ...],
    variants: tuple[VariantRecord, ...],
    variations: Sequence[Reading],
) -> ProductRecord:
    own = types(row)
    status, is_visible = _standing(row)
    if "grouped" in own:
        row.warn(
            "type",
            "A group has no price of its own: it goes in as a page, its members are sold singly.",
        )
    untold = _untold(row)
    if "variable" in own and not variations:
        row.warn("type", "The variations of this product are not in the file. Import them as well.")
        untold |= {"variants", "option_names"}
    return ProductRecord(
        key=key,
        title=title,
        slug=_slug(row, title),
        variants=variants,
        option_names=names,
        description=_description(row),
        brand=", ".join(cells.listed(row.raw("brands"))),
        kind="digital" if "downloadable" in own else "physical",
        status=status,
        is_visible=is_visible,
        is_promoted=row.flag("featured", default=False),
        tags=cells.listed(row.raw("tags"), _separator(row)),
        categories=_categories(row),
        attributes=_attributes(row, names),
        images=_images([row, *variations]),
        untold=untold,
        columns=row.columns(SOURCES),
        line=row.line,
    )


def _separator(row: Reading) -> str:
    """Tell what parts a list: the exporter writes commas, lists from the API semicolons."""
    return ";" if row.tells("permalink") else ","


def _standing(row: Reading) -> tuple[ProductStatus, bool]:
    """Read how far the product is: published, private (made, but shown to nobody), or a draft."""
    word = cells.unguarded(row.raw("published") or row.raw("status")).casefold()
    is_listed = row.raw("visibility").casefold() != "hidden"
    if word in {"", "1", "publish", "true", "yes"}:
        return "active", is_listed
    if word in {"0", "private", "false", "no"}:
        return "active", False
    if word not in {"-1", "2", "draft", "pending", "future"}:
        row.warn("published", f"“{word}” is no status; it is read as draft. Write 1, 0 or -1.")
    return "draft", is_listed


def _slug(row: Reading, title: str) -> str:
    name = unquote(urlsplit(row.raw("permalink")).path).strip("/").rpartition("/")[2]
    return slugify(name or title)


def _description(row: Reading) -> str:
    """Join the short text, which shops show first, and the long one, unless they are the same."""
    short, long = row.raw("short description"), row.raw("description")
    if short and not short.startswith("<"):
        short = f"<p>{short}</p>"
    return "\n".join(
        part for part in ("" if row.raw("short description") == long else short, long) if part
    )


def _categories(row: Reading) -> tuple[tuple[str, ...], ...]:
    paths = (cells.path(name) for name in cells.listed(row.raw("categories"), _separator(row)))
    return tuple(dict.fromkeys(p for p in paths if p and p[-1].casefold() not in _UNSORTED))


def _images(rows: Sequence[Reading]) -> tuple[ImageRecord, ...]:
    """Collect the pictures of a product and its variations once each."""
    found = (
        address
        for row in rows
        for address in row.addresses("images", _separator(row)) or (row.address("image"),)
    )
    return tuple(ImageRecord(address) for address in dict.fromkeys(found) if address)


def _attributes(row: Reading, options: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Collect the facts that make no variants; size and group are among them."""
    stated = {
        name: values
        for name, values in stated_attributes(row).items()
        if values and name not in options
    }
    sizes = [row.raw(column) for column in ("length", "width", "height")]
    if any(sizes):
        unit = re.search(r"\((\w+)\)", row.row.header.spelled("length"))
        stated["Dimensions"] = (
            f"{' × '.join(size or '–' for size in sizes)} {unit[1] if unit else ''}".strip(),
        )
    if members := cells.listed(row.raw("grouped")):
        stated["Grouped products"] = members
    if address := row.raw("external url"):
        stated["Sold at"] = (address,)
    return stated


def _untold(row: Reading) -> frozenset[str]:
    return frozenset(field for field, columns in FEEDS.items() if not row.tells(*columns))


def _variant_fields() -> frozenset[str]:
    return frozenset(VariantRecord.__dataclass_fields__)
