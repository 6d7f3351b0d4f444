"""Reading a Shopify product CSV from beginning to end."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from galleria.imports.formats.csv_source import CsvTable, Row, Span
from galleria.imports.formats.kinds import require
from galleria.imports.formats.reading import Reading
from galleria.imports.formats.repeats import Repeats
from galleria.imports.formats.shopify.columns import ALIASES
from galleria.imports.formats.shopify.mapping import product_of
from galleria.imports.records import CatalogFile, ProductRecord, RowProblem


def read_products(stream: BinaryIO) -> CatalogFile:
    """Open the file, and give its products one by one.

    The rows of a handle may stand anywhere in it.

    Raises:
        UnreadableFile: the file is no Shopify product CSV.
    """
    table = CsvTable(stream, ALIASES)
    require(table.header, ("handle", "title"), "Shopify product CSV")
    index = table.index(lambda row: row["handle"])
    repeats = Repeats(table.header.spelled("sku"))
    return CatalogFile(len(index), repeats.noted(_read(table, index)))


def _read(table: CsvTable, index: Mapping[str, list[Span]]) -> Iterator[ProductRecord | RowProblem]:
    for handle, spans in index.items():
        rows: list[Reading] = []
        for found in table.read(spans):
            if not isinstance(found, Row):
                yield found
            elif not handle:
                yield _without_handle(found)
            else:
                rows.append(Reading(found))
        if rows:
            yield from product_of(rows)


def _without_handle(row: Row) -> RowProblem:
    return RowProblem(
        row.line,
        row.header.spelled("handle"),
        "This row has no handle, so it belongs to no product. Give it the handle of its product.",
    )
