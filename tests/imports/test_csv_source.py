import csv
import io
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galleria.imports.formats.csv_source import CsvTable, Row, folded
from galleria.imports.records import RowProblem, UnreadableFile

ALIASES: Mapping[str, str] = {"name": "name", "price": "price", "option# value": "option #"}


def table(text: str | bytes) -> CsvTable:
    content = text.encode() if isinstance(text, str) else text
    return CsvTable(io.BytesIO(content), ALIASES)


def everything(found: CsvTable) -> list[Row | RowProblem]:
    spans = found.index(lambda _: "all")
    return list(found.read([span for places in spans.values() for span in places]))


def rows(found: CsvTable) -> list[Row]:
    return [row for row in everything(found) if isinstance(row, Row)]


cell = st.text(
    st.sampled_from("ab,;\"'\n\ré\u20ac\U0001f600 \t"),
    max_size=6,
)
records = st.lists(st.lists(cell, min_size=3, max_size=3), max_size=8)


@given(
    body=records,
    ending=st.sampled_from(["\n", "\r\n"]),
    lead=st.sampled_from(["", "\ufeff", "\n\n", "\r\n\t\ufeff", "\n \n\ufeff", "sep=,\n"]),
)
def test_lines_and_cells_are_those_of_the_csv_module(
    body: list[list[str]], ending: str, lead: str
) -> None:
    written = io.StringIO()
    csv.writer(written, lineterminator=ending, quoting=csv.QUOTE_ALL).writerows(
        [["Name", "Price", "Other"], *body]
    )
    text = lead + written.getvalue()

    plain = io.StringIO(text.removeprefix(lead), newline="")
    reader = csv.reader(plain)
    next(reader)
    lines_before = len(io.StringIO(lead, newline=None).readlines()) - (
        0 if lead.endswith("\n") or not lead else 1
    )
    expected = []
    start = reader.line_num
    for values in reader:
        if any(value.strip() for value in values):
            expected.append((lines_before + start + 1, values))
        start = reader.line_num

    assert [(row.line, list(row.values)) for row in rows(table(text))] == expected


class TestCsvTable:
    def test_matches_columns_whatever_the_case_signs_and_order(self) -> None:
        found = rows(table("PRICE (eur?),  nAmE ,Option2 Value\n5,Mug,Red\n"))
        assert "price" not in found[0].header
        assert (found[0]["name"], found[0]["option 2"]) == ("Mug", "Red")

    def test_counts_lines_by_what_an_editor_shows(self) -> None:
        found = rows(table('Name,Price\r\n"a\r\nb\rc\nd",1\r\n\r\nlast,2\r\n'))
        assert [(row.line, row["price"]) for row in found] == [(2, "1"), (7, "2")]

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_finds_out_the_delimiter(self, delimiter: str) -> None:
        found = rows(table(f"Name{delimiter}Price\nMug{delimiter}5\n"))
        assert found[0]["price"] == "5"

    def test_reads_old_mac_line_ends(self) -> None:
        assert [row["name"] for row in rows(table("Name,Price\rMug,1\rCup,2\r"))] == ["Mug", "Cup"]

    def test_forgives_empty_cells_beyond_the_header(self) -> None:
        assert rows(table("Name,Price\nMug,1,,\n"))[0]["name"] == "Mug"

    def test_reports_a_row_that_does_not_fit_and_reads_the_others(self) -> None:
        found = everything(table("Name,Price\nMug,1\nCup\nJug,2,x\nPot,3\nPan,4\n"))
        problems = [row for row in found if isinstance(row, RowProblem)]
        assert [(p.line, p.message.split(".")[0]) for p in problems] == [
            (3, "This row has 1 cells where the header has 2"),
            (4, "This row has 3 cells where the header has 2"),
        ]
        assert [r["name"] for r in found if isinstance(r, Row)] == ["Mug", "Pot", "Pan"]

    def test_gives_the_rows_of_a_key_together_however_far_apart(self) -> None:
        found = table("Name,Price\na,1\nb,2\na,3\n")
        index = found.index(lambda row: row["name"])
        assert list(index) == ["a", "b"]
        assert [row["price"] for row in found.read(index["a"]) if isinstance(row, Row)] == [
            "1",
            "3",
        ]


class TestRefusals:
    @pytest.mark.parametrize(
        ("content", "because"),
        [
            (b"", "empty"),
            (b"\xef\xbb\xbf\r\n \r\n", "empty"),
            (b"PK\x03\x04rest of a workbook", "workbook"),
            (b"\xd0\xcf\x11\xe0old workbook", "Excel"),
            (b"\x1f\x8b\x08", "compressed"),
            (b"%PDF-1.7", "PDF"),
            ("Name,Price\nMug,1".encode("utf-16"), "UTF-16"),
            (b"<?xml version='1.0'?><rss/>", "XML"),
            (b'{"products": []}', "JSON"),
        ],
    )
    def test_says_what_the_file_is_instead(self, content: bytes, because: str) -> None:
        with pytest.raises(UnreadableFile, match=because):
            table(content)

    @pytest.mark.parametrize(
        ("content", "because", "line"),
        [
            ("Name,Price\nMug,1\nKrüge,2\n".encode("cp1252"), "UTF-8", 3),
            (b"Name,Price\nMug,\x001\n", "bytes", 2),
            (b'Name,Price\nMug,1\n"' + b"long " * 1_000_000, "does not end|too long", 3),
        ],
    )
    def test_names_the_line_it_cannot_read(self, content: bytes, because: str, line: int) -> None:
        with pytest.raises(UnreadableFile, match=because) as refused:
            everything(table(content))
        assert refused.value.line == line

    def test_refuses_a_file_that_lost_part_of_its_header(self) -> None:
        with pytest.raises(UnreadableFile, match=r"2 columns.*line 2 has 4 cells"):
            everything(table("Name,Price\na,1,x,y\nb,2,x,y\n"))


def test_folding_keeps_only_words() -> None:
    assert folded(" Attribute 1 Value(s)?") == "attribute 1 value s"
    assert folded("regular_price") == folded("Regular price")
