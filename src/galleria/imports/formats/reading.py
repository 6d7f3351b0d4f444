"""One row being read: cells come out as values, and what is wrong with them is noted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from galleria.imports.formats import cells
from galleria.imports.formats.csv_source import Row
from galleria.imports.records import RowProblem


@dataclass(slots=True)
class Reading:
    """A row being read. Once something is refused, ``is_refused`` says that it must not go in."""

    row: Row
    problems: list[RowProblem] = field(default_factory=list)
    is_refused: bool = False

    @property
    def line(self) -> int:
        """Where the row begins."""
        return self.row.line

    def tells(self, *columns: str) -> bool:
        """Whether the file has any of these columns."""
        return any(column in self.row.header for column in columns)

    def one_of(self, *columns: str) -> str:
        """Name the first of these columns that the file has."""
        return next((column for column in columns if column in self.row.header), columns[0])

    def columns(self, fields: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
        """Name the column that each field comes from, as the merchant sees it."""
        header = self.row.header
        return {
            name: header.spelled(self.one_of(*columns))
            for name, columns in fields.items()
            if columns
        }

    def raw(self, column: str) -> str:
        """Give a cell as it stands."""
        return self.row[column]

    def text(self, column: str) -> str:
        """Give a cell as a line of text."""
        return cells.plain(self.row[column])

    def code(self, column: str) -> str:
        """Give a SKU or barcode, without the apostrophe that guards its zero."""
        found = self.row[column]
        bare = cells.unguarded(found)
        if bare != found:
            self.warn(column, f"“{found}” is read as “{bare}”; spreadsheets add the apostrophe.")
        return bare

    def addresses(self, column: str, separator: str = ",") -> tuple[str, ...]:
        """Give the addresses of pictures; what a browser could not load is left out and noted."""
        found = cells.addresses(self.row[column], separator)
        for address in found:
            if not cells.is_address(address):
                self.warn(
                    column, f"“{address}” is left out: a picture's address begins with https://."
                )
        return tuple(address for address in found if cells.is_address(address))

    def address(self, column: str) -> str:
        """Give the address of one picture, if any."""
        text = self.row[column]
        if text and not cells.is_address(text):
            self.warn(column, f"“{text}” is left out: a picture's address begins with https://.")
            return ""
        return text

    def number(self, column: str) -> Decimal | None:
        """Give an exact number; one that cannot be read refuses the row."""
        try:
            return cells.number(self.row[column])
        except cells.BadCell as fault:
            self.refuse(column, str(fault))
            return None

    def amount(self, column: str) -> Decimal | None:
        """Give an amount of money; one below zero refuses the row."""
        value = self.number(column)
        if value is not None and value < 0:
            self.refuse(column, f"“{self.row[column]}” is below zero. Write 0 or more.")
            return None
        return value

    def quantity(self, column: str) -> int | None:
        """Give units on hand; a debt of stock is none, and a fraction of a unit cannot be sold."""
        value = self.number(column)
        if value is None:
            return None
        if value < 0:
            self.warn(column, f"A stock of {value} is read as 0; receive the missing units first.")
        elif value != int(value):
            self.warn(column, f"A stock of {value} is read as {int(value)}.")
        return max(int(value), 0)

    def flag(self, column: str, *, default: bool) -> bool:
        """Give yes or no; what is neither is noted and read as the default."""
        try:
            return cells.flag(self.row[column], default=default)
        except cells.BadCell as fault:
            self.warn(column, f"{fault} Until then it is read as {'yes' if default else 'no'}.")
            return default

    def warn(self, column: str, message: str) -> None:
        """Note something read differently than it stands; the row goes in."""
        self._note(column, message, "warning")

    def refuse(self, column: str, message: str) -> None:
        """Note what keeps the row out."""
        self._note(column, message, "error")
        self.is_refused = True

    def told(self) -> Iterator[RowProblem]:
        """Give what was noted, once."""
        noted, self.problems = self.problems, []
        yield from noted

    def _note(self, column: str, message: str, severity: Literal["error", "warning"]) -> None:
        spelled = self.row.header.spelled(column)
        self.problems.append(RowProblem(self.line, spelled, message, severity))
