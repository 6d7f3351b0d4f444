from collections import Counter
from decimal import Decimal

import pytest

from galleria.imports.formats.shopify.reader import read_products
from galleria.imports.records import UnreadableFile
from galleria.imports.rules.wanting import want
from tests.imports.exports import SHOPIFY, SHOPIFY_DETAILS, Facts, Outcome, export, outcome, stream

HEADER = (
    "Handle,Title,Option1 Name,Option1 Value,Variant Price,Variant Compare At Price,"
    "Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Image Src,Published,Status\n"
)


def read(name: str) -> Outcome:
    with export(f"shopify/{name}").open("rb") as file:
        return outcome(read_products(file))


def read_lines(*lines: str) -> Outcome:
    return outcome(read_products(stream(HEADER + "\n".join(lines) + "\n")))


class TestRealExports:
    @pytest.mark.parametrize(("name", "facts"), SHOPIFY.items(), ids=SHOPIFY)
    def test_give_their_facts_and_refuse_nothing(self, name: str, facts: Facts) -> None:
        found = read(name)
        assert found.facts == facts
        assert found.details == SHOPIFY_DETAILS[name]
        assert found.errors == []

    def test_the_one_without_its_header_is_refused_with_line_and_widths(self) -> None:
        with pytest.raises(UnreadableFile, match=r"names 15 columns.*line 2 has 54 cells") as no:
            read("reject-mismatched-header.csv")
        assert no.value.line == 2

    def test_a_json_export_is_refused(self) -> None:
        with pytest.raises(UnreadableFile, match="JSON"):
            read("admin-api-products.json")

    @pytest.mark.parametrize(
        ("name", "options"),
        [
            ("apparel.csv", {"Size": 1}),
            ("jewelery.csv", {"Color": 2, "Colour": 1}),
            ("official-template.csv", {"Size": 2, "Color": 1}),
            ("mustache-wax.csv", {"size": 2, "style": 1, "color": 1}),
            ("lowercase-headers.csv", {"Color": 99}),
        ],
    )
    def test_keep_their_option_names_as_written(self, name: str, options: dict[str, int]) -> None:
        names = Counter(n for product in read(name).products for n in product.option_names)
        assert names == options

    def test_the_large_one_has_its_29_options_with_entities_read(self) -> None:
        found = read("print-on-demand-large.csv")
        names = Counter(n for product in found.products for n in product.option_names)
        assert len(names) == 29
        assert (names["Sizes"], names["Colors"], names['5" x 7.2"']) == (104, 87, 1)
        assert sum(not product.option_names for product in found.products) == 135
        assert not any("&quot;" in value for v in found.variants for value in v.options)
        assert sum(v.quantity or 0 for v in found.variants) == 792250
        assert sum(not product.is_visible for product in found.products) == 55
        assert sum(v.sku.startswith("'") for v in found.variants) == 0
        assert len({product.title for product in found.products}) == 332

    def test_the_large_one_names_its_options_as_often_as_was_counted(self) -> None:
        found = read("print-on-demand-large.csv")
        assert Counter(n for product in found.products for n in product.option_names) == {
            "Sizes": 104,
            "Colors": 87,
            "Mug size": 21,
            "Face mask size": 16,
            "Size": 13,
            "Color": 9,
            "Sizes (garments)": 7,
            "Bag size": 7,
            "Tumbler size": 4,
            **dict.fromkeys(("Case size", "Surface", "Shoes size", "Type"), 3),
            **dict.fromkeys(("Zipper color", "Magnet size"), 3),
            **dict.fromkeys(("Base color", "Pin size", "Sizes (canvas, posters, decals)"), 2),
            **dict.fromkeys(("Mat size", "Bundle Theme", "Phone case size", "Jewelry size"), 1),
            **dict.fromkeys(("Donation Amount", '5" x 7.2"', "Pillow size", "Socks size"), 1),
            **dict.fromkeys(("Home decor size", "Peronalized", "Material"), 1),
        }

    def test_the_large_one_repeats_skus_and_no_combination(self) -> None:
        found = read("print-on-demand-large.csv")
        skus = Counter(v.sku for v in found.variants if v.sku)
        repeated = [times - 1 for times in skus.values() if times > 1]
        assert (len(repeated), sum(repeated)) == (60, 449)
        for product in found.products:
            assert len({v.options for v in product.variants}) == len(product.variants)
        assert sum(len(product.variants) == 100 for product in found.products) == 2
        assert sum(not product.images for product in found.products) == 4
        assert any("\u200d" in product.description for product in found.products)

    def test_two_files_of_the_same_prices_are_two_catalogs(self) -> None:
        garden, course = read("home-and-garden.csv"), read("theme-course-furniture.csv")
        assert garden.facts == course.facts
        assert not {p.key for p in garden.products} & {p.key for p in course.products}
        assert not {p.title for p in garden.products} & {p.title for p in course.products}

    def test_the_small_one_keeps_what_is_odd_about_it(self) -> None:
        found = read("mustache-wax.csv")
        assert sorted(len(p.images) for p in found.products)[::7] == [0, 26]
        assert max(len(p.key) for p in found.products) == 191
        assert len({p.title for p in found.products}) == 7
        repeated = [n for n in Counter(v.sku for v in found.variants).values() if n > 1]
        assert repeated == [2, 2, 2]

    def test_bodies_keep_their_lines_and_one_weight_its_ounce(self) -> None:
        found = read("jewelery.csv")
        assert sum("\n" in product.description for product in found.products) > 0
        assert [v.weight_grams for v in found.variants if v.weight_grams] == [Decimal(28)]

    def test_a_negative_stock_is_none_and_is_told(self) -> None:
        found = read("mustache-wax.csv")
        [line] = found.warnings("Variant Inventory Qty")
        variant = next(v for v in found.variants if v.line == line)
        assert (variant.sku, variant.quantity) == ("stmw-med-neutral-citrus-1oz-usa", 0)

    def test_apostrophes_before_barcodes_go_and_zeros_stay(self) -> None:
        found = read("mustache-wax.csv")
        assert len(found.warnings("Variant Barcode")) == 14
        assert all(v.barcode.isdecimal() for v in found.variants)
        assert sum(v.barcode.startswith("0") for v in found.variants) == 9
        assert len(found.warnings("Variant SKU")) == 3

    def test_metafields_become_attributes(self) -> None:
        wax = next(p for p in read("mustache-wax.csv").products if p.attributes)
        assert wax.attributes["Constitutive ingredients"] == ("beeswax", "coconut-oil", "lanolin")
        assert wax.attributes["Hold level"] == ("medium",)

    def test_prices_of_single_markets_are_no_base_price(self) -> None:
        found = read("official-template.csv")
        assert Counter(p.status for p in found.products) == {"active": 1, "draft": 1, "archived": 1}
        assert sum(v.compare_at_price is not None for v in found.variants) == 1
        assert len(found.warnings("Variant Compare At Price")) == 3
        assert Decimal("396.8933238") in {v.weight_grams for v in found.variants}
        assert max(len(p.variants) for p in found.products) == 12

    def test_a_handle_in_two_places_is_one_product_and_no_variant_is_lost(self) -> None:
        found = read("lowercase-headers.csv")
        pants = found.product("mediocre-concrete-pants")
        values = [variant.options for variant in pants.variants]
        assert len(set(values)) == len(values)
        assert ("cerise",) in values
        assert ("cerise (2)",) in values
        assert len(found.warnings("Handle")) == len(found.warnings("Option1 value")) == 1
        assert not any(i.url != i.url.strip() for p in found.products for i in p.images)

    def test_published_means_active_where_there_is_no_status(self) -> None:
        assert {p.status for p in read("apparel.csv").products} == {"active"}

    def test_zero_stock_and_compare_at_prices_are_kept(self) -> None:
        found = read("jewelery.csv")
        assert sum(v.quantity == 0 for v in found.variants) == 3
        assert sum(v.compare_at_price is not None for v in found.variants) == 17
        assert sum(v.image is not None for v in found.variants) == 6
        garden = read("home-and-garden.csv")
        assert sum(v.compare_at_price is not None for v in garden.variants) == 16
        assert Counter(p.brand for p in garden.products) == {
            "Rustic LTD": 9,
            "Company 123": 8,
            "Home Sweet Home": 3,
        }


class TestReadProducts:
    def test_a_bad_price_keeps_out_its_own_row_only(self) -> None:
        found = read_lines(
            "mug,Mug,Size,S,5.00,,,,,,true,active",
            'mug,,Size,M,"1,299",,,,,,,',
            "mug,,Size,L,7.00,,,,,,,",
        )
        assert [v.options for v in found.product("mug").variants] == [("S",), ("L",)]
        assert [(e.line, e.column) for e in found.errors] == [(3, "Variant Price")]
        assert "Write 1299 or 1.299" in found.errors[0].message

    def test_a_product_whose_every_row_is_bad_stays_out(self) -> None:
        found = read_lines("mug,Mug,Title,Default Title,cheap,,,,,,true,active")
        assert found.products == []
        assert [(e.line, e.column) for e in found.errors] == [(2, "Variant Price")]

    @pytest.mark.parametrize(
        ("line", "column"),
        [
            (",Mug,Title,Default Title,5,,,,,,true,active", "Handle"),
            ("mug,,Title,Default Title,5,,,,,,true,active", "Title"),
            ("mug,Mug,Title,Default Title,-5,,,,,,true,active", "Variant Price"),
            ("mug,Mug,Title,Default Title,5,,,,many,,true,active", "Variant Inventory Qty"),
            ("mug,Mug,,,,,,,,https://a.test/x.png,true,active", "Title"),
        ],
    )
    def test_names_the_line_and_the_column_of_what_it_refuses(self, line: str, column: str) -> None:
        found = read_lines("cup,Cup,Title,Default Title,5,,,,,,true,active", line)
        assert [(e.line, e.column) for e in found.errors] == [(3, column)]
        assert [p.key for p in found.products] == ["cup"]

    def test_only_stock_that_shopify_counts_is_tracked(self) -> None:
        found = read_lines("mug,Mug,Size,S,5,,,shopify,3,,true,active", "mug,,,M,5,,,,3,,,")
        assert [v.is_stock_tracked for v in found.variants] == [True, False]
        assert [v.quantity for v in found.variants] == [3, 3]

    def test_two_variants_without_any_option_are_told_apart(self) -> None:
        found = read_lines(
            "mug,Mug,Title,Default Title,5,,,,,,true,active", "mug,,,Default Title,6,,,,,,,"
        )
        assert [v.options for v in found.variants] == [("Default Title",), ("Default Title (2)",)]

    @pytest.mark.parametrize(
        ("published", "status", "expected"),
        [
            ("true", "", ("active", True)),
            ("false", "", ("draft", False)),
            ("false", "active", ("active", False)),
            ("true", "Archived", ("archived", True)),
            ("true", "soon", ("draft", True)),
        ],
    )
    def test_reads_how_far_a_product_is(
        self, published: str, status: str, expected: tuple[str, bool]
    ) -> None:
        found = read_lines(f"mug,Mug,Title,Default Title,5,,,,,,{published},{status}")
        assert (found.products[0].status, found.products[0].is_visible) == expected

    def test_names_the_fields_about_which_the_file_says_nothing(self) -> None:
        silent = read_lines("mug,Mug,Title,Default Title,5,,,,,,true,active").products[0].untold
        assert {"description", "tags", "cost", "categories", "attributes"} <= silent
        assert not {"price", "images", "status", "quantity"} & silent

    def test_reads_the_newer_column_names(self) -> None:
        found = outcome(
            read_products(
                stream(
                    "Title,URL handle,Description,Price,Compare-at price,SKU,Inventory quantity,"
                    "Weight value (grams),Product image URL,Continue selling when out of stock\n"
                    "Mug,mug,<b>Big</b>,5,6,M1,4,250,https://a.test/x.png,FALSE\n"
                )
            )
        )
        variant = found.variants[0]
        assert (variant.price, variant.compare_at_price) == (Decimal(5), Decimal(6))
        assert (variant.sku, variant.quantity) == ("M1", 4)
        assert variant.weight_grams == Decimal(250)
        assert found.products[0].description == "<b>Big</b>"
        assert len(found.products[0].images) == 1

    @pytest.mark.parametrize(
        ("header", "advice"),
        [
            ("Handle,Title,title ,Variant Price", "names “title” twice"),
            ("ID,Type,SKU,Name,Published,Regular price", "Import it as “woocommerce”"),
            ("Name,Email,Financial Status,Lineitem name", "Shopify orders"),
            ("a,b,c", "no column “Handle”"),
        ],
    )
    def test_tells_where_another_file_belongs(self, header: str, advice: str) -> None:
        with pytest.raises(UnreadableFile, match=advice):
            list(read_products(stream(f"{header}\n1,2,3,4\n")))


class TestLengths:
    def test_a_product_with_a_text_that_is_too_long_stays_out_and_says_where(self) -> None:
        found = read_lines(
            f"mug,{'M' * 300_000},,,12.50,,A,,,,TRUE,active",
            f"{'b' * 5_000},Bowl,,,9.00,,B,,,,TRUE,active",
            "cup,Cup,,,5.00,,C,,,,TRUE,active",
        )
        wanted = [want(product, None, "EUR", str) for product in found.products]

        problems = [problem for one in wanted for problem in one.problems]
        assert [(one.line, one.column) for one in problems] == [(2, "Title"), (3, "Handle")]
        assert "300,000" in problems[0].message
        assert "255" in problems[0].message
        assert [bool(one.state.variants) for one in wanted] == [False, False, True]

    def test_a_variant_with_one_stays_out_alone(self) -> None:
        found = read_lines(
            "mug,Mug,Size,S,12.50,,A,,,,TRUE,active",
            f"mug,,,L,14.50,,{'B' * 256},,,,,",
            f"mug,,,{'X' * 256},16.50,,C,,,,,",
        )
        [wanted] = [want(product, None, "EUR", str) for product in found.products]

        told = [(problem.line, problem.column) for problem in wanted.problems]
        assert told == [(3, "Variant SKU"), (4, "Option1 Value")]
        assert [variant.options for variant in wanted.state.variants] == [("S",)]

    def test_a_price_the_currency_does_not_have_is_told_by_its_column(self) -> None:
        [record] = read_lines("mug,Mug,,,12.505,,A,,,,TRUE,active").products

        [problem] = want(record, None, "EUR", str).problems
        assert (problem.line, problem.column) == (2, "Variant Price")
