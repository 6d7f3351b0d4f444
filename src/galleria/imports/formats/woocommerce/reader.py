"""Reading a WooCommerce product CSV; a variation may stand far from its product."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import BinaryIO

from galleria.catalog.rules import slugify
from galleria.imports.formats import cells
from galleria.imports.formats.csv_source import CsvTable, Row, Span
from galleria.imports.formats.kinds import require
from galleria.imports.formats.reading import Reading
from galleria.imports.formats.repeats import Repeats
from galleria.imports.formats.woocommerce.columns import ALIASES
from galleria.imports.formats.woocommerce.mapping import product_of, product_of_variations
from galleria.imports.records import CatalogFile, ProductRecord, RowProblem


def read_products(
    stream: BinaryIO, variations: BinaryIO | None = None, *, today: date | None = None
) -> CatalogFile:
    """Open the file, and give its products one by one, each with its variations.

    The exporter writes both into one file. Lists taken from the REST API are two files: products,
    and ``variations`` with the ids of their products. Either can be read without the other:
    products then say nothing about their variants, and variations say nothing of their product but
    its name. A sale counts when it is on ``today``.

    Raises:
        UnreadableFile: the file is no WooCommerce product CSV.
    """
    day = today or datetime.now(UTC).date()
    table = CsvTable(stream, ALIASES)
    repeats = Repeats(table.header.spelled("sku"))
    if _is_list_of_variations(table):
        index = table.index(lambda row: row["parent id"])
        return CatalogFile(len(index), repeats.noted(_read_variations(table, index, day)))
    require(table.header, ("type", "name"), "WooCommerce product CSV")
    catalog = _Catalog(table, CsvTable(variations, ALIASES) if variations else None, day)
    return CatalogFile(len(catalog.products), repeats.noted(catalog.read()))


def is_list_without_variations(stream: BinaryIO) -> bool:
    """Tell whether the file lists products whose variations are in a file beside it."""
    header = CsvTable(stream, ALIASES).header
    return "status" in header and "parent" not in header and "parent id" not in header


def _is_list_of_variations(table: CsvTable) -> bool:
    return all(column in table.header for column in ("parent id", "parent name", "attributes"))


def _read_variations(
    table: CsvTable, index: Mapping[str, list[Span]], today: date
) -> Iterator[ProductRecord | RowProblem]:
    for parent, spans in index.items():
        rows, problems = _readings(table, spans)
        yield from problems
        if rows and parent:
            yield from product_of_variations(f"id:{parent}", rows, today)
        for row in rows if not parent else ():
            yield _orphan(row, "")


class _Catalog:
    """The rows of a file: products by key, and variations by what they call their product."""

    def __init__(self, table: CsvTable, beside: CsvTable | None, today: date) -> None:
        self._table = table
        self._today = today
        self._keys_by_name: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._children: dict[str, list[tuple[CsvTable, list[Span]]]] = {}
        index = table.index(self._key)
        self.products = {key: spans for key, spans in index.items() if not _is_parent(key)}
        self._adopt(table, index)
        if beside:
            self._adopt(beside, beside.index(lambda row: f"parent:id:{row['parent id']}"))

    def _adopt(self, table: CsvTable, index: Mapping[str, list[Span]]) -> None:
        """Give variations to the product they name, by id or by SKU."""
        for key, spans in index.items():
            if _is_parent(key):
                parent = self._keys_by_name.get(key.removeprefix("parent:"), key)
                self._children.setdefault(parent, []).append((table, spans))

    def read(self) -> Iterator[ProductRecord | RowProblem]:
        """Give every product with its variations, then tell of variations without a product."""
        for key, spans in self.products.items():
            yield from self._product(key, spans, self._children.pop(key, []))
        for orphans in self._children.values():
            yield from self._orphans(orphans)

    def _product(
        self, key: str, spans: list[Span], children: list[tuple[CsvTable, list[Span]]]
    ) -> Iterator[ProductRecord | RowProblem]:
        rows, problems = _readings(self._table, spans)
        yield from problems
        variations: list[Reading] = []
        for table, theirs in children:
            more, problems = _readings(table, theirs)
            variations += more
            yield from problems
        for again in rows[1:]:
            again.refuse(
                "id", f"“{again.raw('id')}” is on line {rows[0].line} already. Give it its own ID."
            )
            yield from again.told()
        if rows:
            yield from product_of(key, rows[0], variations, self._today)

    def _orphans(self, found: list[tuple[CsvTable, list[Span]]]) -> Iterator[RowProblem]:
        for table, spans in found:
            rows, problems = _readings(table, spans)
            yield from problems
            for row in rows:
                yield _orphan(row, row.raw("parent") or row.raw("parent id"))

    def _key(self, row: Row) -> str:
        """Name the product a row belongs to; a row without id or SKU is known by its name."""
        if "variation" in row["type"].casefold():
            reference = row["parent"]
            return f"parent:{reference if reference.startswith('id:') else f'sku:{reference}'}"
        sku, own = cells.unguarded(row["sku"]), row["id"]
        key = (
            f"id:{own}"
            if own
            else self._counted(f"sku:{sku}" if sku else f"name:{slugify(row['name'])}")
        )
        if sku:
            self._keys_by_name.setdefault(f"sku:{sku}", key)
        if own:
            self._keys_by_name.setdefault(f"id:{own}", key)
        return key

    def _counted(self, key: str) -> str:
        self._counts[key] = self._counts.get(key, 0) + 1
        return key if self._counts[key] == 1 else f"{key}#{self._counts[key]}"


def _is_parent(key: str) -> bool:
    return key.startswith("parent:")


def _readings(table: CsvTable, spans: list[Span]) -> tuple[list[Reading], list[RowProblem]]:
    rows: list[Reading] = []
    problems: list[RowProblem] = []
    for found in table.read(spans):
        if isinstance(found, Row):
            rows.append(Reading(found))
        else:
            problems.append(found)
    return rows, problems


def _orphan(row: Reading, parent: str) -> RowProblem:
    column = "parent" if row.tells("parent") else "parent id"
    named = f"Its product “{parent}” is not in this file." if parent else "It names no product."
    return RowProblem(
        row.line,
        row.row.header.spelled(column),
        f"{named} Put the product’s SKU or id here, and its row into the file.",
    )
