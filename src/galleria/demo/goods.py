"""A product of a demo file, as the record that every importer speaks."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from galleria.demo.pictures.picture import Picture
from galleria.imports.records import ImageRecord, ProductRecord, VariantRecord

_CODE_LENGTH = 3


def read_product(told: Mapping[str, Any], brand: str) -> ProductRecord:
    """Read one product with its variants and pictures."""
    images = {
        picture.get("shows", ""): read_image(picture) for picture in reversed(told["pictures"])
    }
    return ProductRecord(
        key=told["key"],
        title=told["title"],
        slug=told["key"],
        variants=tuple(_variants(told, images)),
        option_names=tuple(told.get("options", ())),
        description=read_html(told["description"], told.get("details", ())),
        brand=brand,
        is_promoted=told.get("is_promoted", False),
        tags=tuple(told.get("tags", ())),
        categories=read_paths(told["categories"]),
        collections=tuple(told.get("collections", ())),
        attributes={name: _values(value) for name, value in told["attributes"].items()},
        images=tuple(read_image(picture) for picture in told["pictures"]),
    )


def read_html(text: str, details: Sequence[str] = ()) -> str:
    """Turn paragraphs between blank lines, and a list of facts, into HTML."""
    paragraphs = "".join(f"<p>{part.strip()}</p>" for part in text.strip().split("\n\n"))
    facts = "".join(f"<li>{detail}</li>" for detail in details)
    return f"{paragraphs}<ul>{facts}</ul>" if facts else paragraphs


def read_paths(paths: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Read categories as written: "Tea > Green & white"."""
    return tuple(tuple(path.split(" > ")) for path in paths)


def _variants(
    told: Mapping[str, Any], images: Mapping[str, ImageRecord]
) -> Iterator[VariantRecord]:
    for words, own in told.get("variants", {"": {}}).items():
        options = tuple(words.split(" / ")) if words else ()
        terms = {**told, **own}
        price = Decimal(terms["price"])
        yield VariantRecord(
            options=options,
            price=price,
            sku="-".join((told["sku"], *map(_code, options))),
            compare_at_price=_above(price, terms.get("compare_at")),
            cost=Decimal(terms["cost"]) if "cost" in terms else None,
            weight_grams=Decimal(terms["weight"]),
            quantity=terms["stock"],
            image=next((images[option] for option in options if option in images), None),
        )


def _above(price: Decimal, compare_at: str | None) -> Decimal | None:
    """Keep the price before only where it is above the price now: a larger size may cost more."""
    before = Decimal(compare_at or 0)
    return before if before > price else None


def _code(option: str) -> str:
    letters = "".join(letter for letter in option if letter.isalnum())
    return letters.upper()[:_CODE_LENGTH]


def _values(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def read_picture(told: Mapping[str, str]) -> Picture:
    """Say what is to be drawn."""
    return Picture(
        of=told["of"],
        color=told["color"],
        accent=told.get("accent", told["color"]),
        form=told.get("form", ""),
        back=told["back"],
        ratio=told["ratio"],
    )


def read_image(told: Mapping[str, str]) -> ImageRecord:
    """Point at the file that a drawing will be."""
    picture = read_picture(told)
    width, height = picture.size
    return ImageRecord(picture.name, told["alt"], width, height)
