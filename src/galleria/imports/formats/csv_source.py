"""CSV as shops really export it: found again by line, read once to judge it and once to use it.

A file is never held in memory. The first reading refuses what is no table at all and notes where
the rows of each product stand; the second gives those rows together, however far apart they are in
the file.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from galleria.imports.formats.encoding import decoded, refuse_other_kinds
from galleria.imports.records import RowProblem, UnreadableFile

CELL_LIMIT = 4 * 1024 * 1024
LINE_LIMIT = 4 * 1024 * 1024
_BEFORE_HEADER = "\ufeff \t\r\n"
_DELIMITERS = ",;\t"

# The default of 128 KiB is less than a description with an embedded picture; a quote that is never
# closed still stops.
csv.field_size_limit(CELL_LIMIT)


def folded(name: str) -> str:
    """Compare columns by their words alone, whatever the case and the signs between."""
    return " ".join(re.findall(r"[^\W_]+", name.casefold()))


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a file: as spelled there, and by the names the format knows them by."""

    names: tuple[str, ...]
    places: Mapping[str, int]
    line: int

    @classmethod
    def of(cls, names: Sequence[str], aliases: Mapping[str, str], line: int) -> "Header":
        """Match every column; ``#`` in an alias stands for a number.

        Raises:
            UnreadableFile: a column that matters is there twice, so that its meaning is not known.
        """
        places: dict[str, int] = {}
        for place, name in enumerate(names):
            words = folded(name)
            counted = re.search(r"\d+", words)
            known = aliases.get(words)
            if known is None and counted:
                known = aliases.get(words.replace(counted[0], "#", 1), "").replace("#", counted[0])
            if known in places and folded(names[places[known]]) == words:
                raise UnreadableFile(
                    f"The header names “{name.strip()}” twice. Remove one of the two columns, or"
                    " export the file again and import it unchanged.",
                    line,
                )
            if known:
                places.setdefault(known, place)
        return cls(tuple(name.strip() for name in names), places, line)

    def __contains__(self, column: str) -> bool:
        return column in self.places

    def spelled(self, column: str) -> str:
        """Name a column as the merchant sees it."""
        place = self.places.get(column)
        return column if place is None else self.names[place]


@dataclass(frozen=True, slots=True)
class Row:
    """One record of the file, and the physical line it begins on."""

    header: Header
    line: int
    values: Sequence[str]

    def __getitem__(self, column: str) -> str:
        place = self.header.places.get(column)
        return "" if place is None else self.values[place].strip()


@dataclass(slots=True)
class Span:
    """Records that stand together: where they begin, and how many they are."""

    offset: int
    line: int
    records: int = 1


@dataclass(slots=True)
class _Lines:
    """Physical lines from a place on; the reader takes just as many as a record has."""

    stream: BinaryIO
    offset: int
    line: int
    pending: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stream.seek(self.offset)

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if not self.pending:
            read = self.stream.readline(LINE_LIMIT)
            if len(read) >= LINE_LIMIT:
                raise UnreadableFile(f"Line {self.line} is too long for a table.", self.line)
            # A carriage return alone ends a line too; none of the bytes in a letter look like one.
            self.pending = read.splitlines(keepends=True)[::-1]
        if not self.pending:
            raise StopIteration
        line = self.pending.pop()
        self.offset += len(line)
        self.line += 1
        return decoded(line, self.line - 1)


class CsvTable:
    """A file with a header and rows, of any of the ways to write CSV."""

    def __init__(self, stream: BinaryIO, aliases: Mapping[str, str]) -> None:
        """Find the header.

        Raises:
            UnreadableFile: the file is of another kind, empty, or not written in UTF-8.
        """
        refuse_other_kinds(stream)
        self._stream = stream
        offset, line = self._skip_to_header()
        self._delimiter, cells, self._body = self._read_header(offset, line)
        self.header = Header.of(cells, aliases, line)

    def index(self, key: Callable[[Row], str]) -> dict[str, list[Span]]:
        """Note where the rows of each key stand, keys in order of appearance.

        A row that does not fit the header stays with the rows before it.

        Raises:
            UnreadableFile: most rows have another number of cells than the header.
        """
        spans: dict[str, list[Span]] = {}
        current: str | None = None
        fitting, misfits = 0, 0
        first_misfit: tuple[int, int] = (0, 0)
        for offset, line, values in self._records(self._body.offset, self._body.line):
            row = self._row(line, values)
            if isinstance(row, Row):
                fitting += 1
                name = key(row)
            else:
                first_misfit = first_misfit if misfits else (line, len(values))
                misfits += 1
                name = current if current is not None else ""
            if name == current:
                spans[name][-1].records += 1
            else:
                spans.setdefault(name, []).append(Span(offset, line))
                current = name
        if misfits > fitting:
            self._refuse_width(*first_misfit)
        return spans

    def read(self, spans: Sequence[Span]) -> Iterator[Row | RowProblem]:
        """Give the rows of some spans, and a problem in place of a row that does not fit."""
        for span in spans:
            records = self._records(span.offset, span.line)
            for _ in range(span.records):
                _, line, values = next(records)
                yield self._row(line, values)

    def _row(self, line: int, values: Sequence[str]) -> Row | RowProblem:
        width = len(self.header.names)
        surplus = values[width:]
        if len(values) < width or any(value.strip() for value in surplus):
            return RowProblem(
                line,
                "",
                f"This row has {len(values)} cells where the header has {width}. Look for a"
                " quotation mark or a comma too many or too few, mend it and import again.",
            )
        return Row(self.header, line, values)

    def _records(self, offset: int, line: int) -> Iterator[tuple[int, int, list[str]]]:
        lines = _Lines(self._stream, offset, line)
        reader = csv.reader(lines, delimiter=self._delimiter)
        while True:
            start = (lines.offset, lines.line)
            values = _next_record(reader, start[1])
            if values is None:
                return
            if any(value.strip() for value in values):
                yield *start, values

    def _skip_to_header(self) -> tuple[int, int]:
        lines = _Lines(self._stream, 0, 1)
        while True:
            offset, number = lines.offset, lines.line
            text = next(lines, None)
            if text is None:
                raise UnreadableFile("The file is empty. Export it again and choose all products.")
            if text.strip(_BEFORE_HEADER + ',;"') and not re.fullmatch(r"sep=.\s*", text):
                lead = text[: len(text) - len(text.lstrip(_BEFORE_HEADER))]
                return offset + len(lead.encode()), number

    def _read_header(self, offset: int, line: int) -> tuple[str, list[str], Span]:
        """Take the delimiter that finds most columns; also tell where the rows begin."""
        widest: tuple[str, list[str], Span] = (",", [], Span(offset, line))
        for delimiter in _DELIMITERS:
            lines = _Lines(self._stream, offset, line)
            cells = _next_record(csv.reader(lines, delimiter=delimiter), line) or []
            if len(cells) > len(widest[1]):
                widest = (delimiter, cells, Span(lines.offset, lines.line))
        return widest

    def _refuse_width(self, line: int, found: int) -> None:
        raise UnreadableFile(
            f"The header names {len(self.header.names)} columns, but the row on line {line} has"
            f" {found} cells: part of the header is missing. Export the file again and import it"
            " unchanged.",
            line,
        )


def _next_record(reader: Iterator[list[str]], line: int) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error as fault:
        raise UnreadableFile(
            f"The row that begins on line {line} does not end: a quotation mark there is opened"
            " and not closed.",
            line,
        ) from fault
