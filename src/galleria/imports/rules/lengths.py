"""What of a file is longer than the catalog takes: the limits are the catalog's own."""

from collections.abc import Iterator, Mapping, Sequence

from galleria.catalog.rules import (
    LONGEST_ADDRESS,
    LONGEST_LINE,
    LONGEST_NOTE,
    LONGEST_TEXT,
    MOST_TAGS,
)
from galleria.imports.records import ProductRecord, RowProblem, VariantRecord

LONGEST_KEY = 300
"""Characters of a handle, or of a number with its kind before it."""


def product_problems(record: ProductRecord, description: str) -> list[RowProblem]:
    """What keeps a product out; its description comes as it would be written."""
    facts = record.attributes
    pictures = [*record.images, *(one.image for one in record.variants if one.image)]
    return [
        *_too_many_tags(record),
        *_too_long(
            record.columns,
            record.line,
            {
                "key": ([record.key], LONGEST_KEY),
                "title": ([record.title], LONGEST_LINE),
                "option_names": (record.option_names, LONGEST_LINE),
                "description": ([description], LONGEST_TEXT),
                "brand": ([record.brand], LONGEST_LINE),
                "tags": (record.tags, LONGEST_LINE),
                "categories": ([name for path in record.categories for name in path], LONGEST_LINE),
                "collections": (record.collections, LONGEST_LINE),
                "attributes": (list(facts), LONGEST_LINE),
                "images": ([one.url for one in pictures], LONGEST_ADDRESS),
                "image_alt": ([one.alt for one in pictures], LONGEST_NOTE),
                "seo_title": ([record.seo_title], LONGEST_LINE),
                "seo_description": ([record.seo_description], LONGEST_NOTE),
            },
        ),
        *_too_long(
            record.columns,
            record.line,
            {name: (values, LONGEST_TEXT) for name, values in facts.items()},
        ),
    ]


def variant_problems(row: VariantRecord, columns: Mapping[str, str]) -> list[RowProblem]:
    """What keeps a variant out."""
    limits = {
        "options": (row.options, LONGEST_LINE),
        "sku": ([row.sku], LONGEST_LINE),
        "barcode": ([row.barcode], LONGEST_LINE),
    }
    return list(_too_long(columns, row.line, limits))


def _too_long(
    columns: Mapping[str, str], line: int, limits: Mapping[str, tuple[Sequence[str], int]]
) -> Iterator[RowProblem]:
    for field, (texts, limit) in limits.items():
        longest = max(map(len, texts), default=0)
        if longest > limit:
            message = f"This has {longest:,} characters. Shorten it to {limit:,} at most."
            yield RowProblem(line, columns.get(field, field), message)


def _too_many_tags(record: ProductRecord) -> Iterator[RowProblem]:
    if len(record.tags) > MOST_TAGS:
        message = f"These are {len(record.tags)} tags. Keep {MOST_TAGS} at most."
        yield RowProblem(record.line, record.columns.get("tags", "tags"), message)
