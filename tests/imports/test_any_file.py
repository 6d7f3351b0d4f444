"""Whatever the file, it is read or refused: nothing else happens, and every problem says where."""

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from galleria.imports.files import PLATFORMS, Platform, read_catalog
from galleria.imports.records import ProductRecord, RowProblem, UnreadableFile

SHOPIFY = (
    "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant Price,"
    "Variant Compare At Price,Variant SKU,Variant Inventory Qty,Variant Grams,Image Src,Status"
)
WOOCOMMERCE = (
    "ID,Type,SKU,Name,Published,Regular price,Sale price,Date sale price ends,Stock,Parent,"
    "Categories,Images,Attribute 1 name,Attribute 1 value(s),Weight (kg)"
)
REST = "id,name,sku,type,status,price,regular_price,all_images,categories,permalink"
VARIATIONS = "parent_id,parent_name,parent_sku,id,sku,price,attributes,image"

CELLS = (
    *("", "a", "b", "a b", "1", "2", "5.00", "1,299", "-1", "'1", "nan", "1e400", "variable"),
    *("variation", "simple", "grouped", "id:1", "a > b", "A: b; C: d", "A:", "https://a.test/x"),
    *("Title", "Default Title", "&quot;", "2026-13-45", "draft", "\n", '"', "\\,", "\u2028", "é"),
)
cell = st.sampled_from(CELLS)
rows = st.lists(st.lists(cell, min_size=1, max_size=16), max_size=12)


def quoted(values: list[str]) -> str:
    return ",".join('"' + value.replace('"', '""') + '"' for value in values)


def outcomes(platform: Platform, content: bytes) -> list[ProductRecord | RowProblem]:
    with suppress(UnreadableFile):
        return list(read_catalog(platform, BytesIO(content)))
    return []


def check(found: list[ProductRecord | RowProblem]) -> None:
    keys = [one.key for one in found if isinstance(one, ProductRecord)]
    assert len(set(keys)) == len(keys)
    for one in found:
        assert one.line >= 1
        if isinstance(one, RowProblem):
            assert one.message
            continue
        assert one.title
        assert one.slug
        assert one.variants
        options = [variant.options for variant in one.variants]
        assert len(set(options)) == len(options)
        assert {len(values) for values in options} == {len(one.option_names)}


@pytest.mark.parametrize(
    ("platform", "header"),
    [
        ("shopify", SHOPIFY),
        ("woocommerce", WOOCOMMERCE),
        ("woocommerce", REST),
        ("woocommerce", VARIATIONS),
    ],
)
@given(body=rows, pad=st.booleans())
@settings(max_examples=150)
def test_rows_of_any_cells_become_whole_products_or_problems(
    platform: Platform,
    header: str,
    body: list[list[str]],
    pad: bool,  # noqa: FBT001 - drawn
) -> None:
    width = header.count(",") + 1
    told = [(row + [""] * width)[:width] if pad else row for row in body]
    lines = "\n".join([header, *map(quoted, told)])
    check(outcomes(platform, lines.encode()))


@pytest.mark.parametrize("platform", PLATFORMS)
@given(content=st.binary(max_size=200), wrap=st.sampled_from([bytes, SHOPIFY.encode().__add__]))
def test_any_bytes_are_read_or_refused(
    platform: Platform, content: bytes, wrap: Callable[[bytes], bytes]
) -> None:
    check(outcomes(platform, wrap(content)))
