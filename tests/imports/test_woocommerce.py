from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from galleria.imports.formats.woocommerce.reader import (
    is_list_without_variations,
    read_products,
)
from galleria.imports.records import ProductRecord, UnreadableFile
from tests.imports.exports import Facts, Outcome, export, outcome, stream

TODAY = date(2026, 11, 21)


def read(name: str, variations: str = "") -> Outcome:
    with export(f"woocommerce/{name}").open("rb") as file:
        if not variations:
            return outcome(read_products(file, today=TODAY))
        with export(f"woocommerce/{variations}").open("rb") as beside:
            return outcome(read_products(file, beside, today=TODAY))


def read_lines(header: str, *lines: str) -> Outcome:
    return outcome(read_products(stream("\n".join((header, *lines)) + "\n"), today=TODAY))


def prices(product: ProductRecord) -> list[tuple[Decimal | None, Decimal | None]]:
    return [(variant.price, variant.compare_at_price) for variant in product.variants]


class TestRealExports:
    def test_the_official_sample(self) -> None:
        found = read("sample_products.csv")
        assert (len(found.products), len(found.variants), found.errors) == (15, 13 + 9, [])
        regular = [v.compare_at_price or v.price for v in found.variants if v.price is not None]
        assert (len(regular), *map(int, (min(regular), max(regular), sum(regular)))) == (
            21,
            3,
            90,
            729,
        )
        sales = [v.price for v in found.variants if v.compare_at_price is not None]
        assert sorted(map(str, sales)) == sorted(["2", "16", "18", "35", "42", "55"])
        assert {path for p in found.products for path in p.categories} == {
            ("Clothing",),
            ("Clothing", "Accessories"),
            ("Clothing", "Hoodies"),
            ("Clothing", "Tshirts"),
            ("Donation",),
            ("Music",),
        }
        assert [p.key for p in found.products if not p.is_visible] == ["id:749"]
        assert Counter(p.kind for p in found.products)["digital"] == 2
        # Of 24 records two are products whose variations have the prices; the group has none.
        assert sum(v.price is None for v in found.variants) == 1
        assert sum(len(p.variants) > 1 for p in found.products) == 2
        # Two of them are parted by a comma without a space, and so are no 23rd picture.
        assert len({i.url for p in found.products for i in p.images}) == 22

    def test_what_tells_variations_apart_becomes_options(self) -> None:
        found = read("sample_products.csv")
        hoodie, shirt = found.product("id:742"), found.product("id:741")
        assert hoodie.option_names == ("Color", "Logo")
        assert len(hoodie.variants) == 6
        assert shirt.option_names == ("Color",)
        assert shirt.attributes["Size"] == ("Large", "Medium", "Small")
        assert found.product("id:743").attributes["Color"] == ("Blue",)

    def test_what_cannot_be_bought_here_goes_in_and_is_told(self) -> None:
        found = read("sample_products.csv")
        group, elsewhere = found.product("id:871"), found.product("id:872")
        assert prices(group) == [(None, None)]
        assert len(group.attributes["Grouped products"]) == 3
        assert (elsewhere.variants[0].quantity, elsewhere.variants[0].is_stock_tracked) == (0, True)
        assert elsewhere.attributes["Sold at"] == ("https://www.classicpress.net/donate/",)
        assert len(found.warnings("Type")) == len(found.warnings("External URL")) == 1

    def test_the_sample_without_ids_and_in_mixed_case(self) -> None:
        found = read("importer_unit_sample.csv")
        assert (len(found.products), len(found.variants), found.errors) == (5, 4 + 2, [])
        idea = found.product("sku:WOOIDEA")
        assert idea.option_names == ("Color", "Size")
        assert [v.options for v in idea.variants] == [("Black", "M"), ("Green", "L")]
        assert prices(idea) == [(Decimal(20), None), (Decimal("17.99"), Decimal(20))]
        assert [v.quantity for v in idea.variants] == [6, 10]
        assert found.product("sku:WOOALBUM").kind == "digital"
        assert not found.product("sku:WOOALBUM").variants[0].requires_shipping
        assert prices(found.product("sku:WOOLOGO")) == [(Decimal(18), Decimal(20))]
        assert found.product("sku:WOOLOGO").variants[0].weight_grams == 1000

    def test_russian_headers_behind_a_blank_line_a_tab_and_a_mark(self) -> None:
        found = read("russian_headers.csv")
        assert found.facts == Facts(9, 9, 13, "200.00", "1200.00", "3252.00")
        assert [p.key for p in found.products if p.status == "draft"] == ["id:140", "id:141"]
        assert {p.categories for p in found.products} == {
            (("Женская одежда",),),
            (("Мужская одежда",),),
        }
        assert [p.line for p in found.products][:2] == [3, 4]
        assert [v.sku for v in found.variants] == [""] * 9
        assert all("://localhost" in i.url for p in found.products for i in p.images)
        assert found.problems == []

    def test_lists_of_products_and_variations_are_joined(self) -> None:
        found = read("kidswear_sr_products.csv", "kidswear_sr_variations.csv")
        assert (len(found.products), len(found.variants), found.errors) == (96, 4 + 577, [])
        priced = [v.price for v in found.variants if v.price is not None]
        assert (str(min(priced)), str(max(priced))) == ("1090", "7990")
        assert sum(v.price is None for v in found.variants) == 84
        options = [name for p in found.products for name in p.option_names for _ in p.variants]
        assert (options.count("Veličina"), options.count("Boja")) == (573, 287)
        joined = [v for p in found.products if p.option_names for v in p.variants]
        assert len({v.sku for v in joined}) == 94
        assert sum(not p.option_names for p in found.products) == 4
        assert ("Jakne,kaputi i prsluci",) in {c for p in found.products for c in p.categories}
        assert len({c for p in found.products for c in p.categories}) == 14
        assert sum(len(p.images) for p in found.products) == 389
        assert found.product("id:994268").slug == "reebok-set-majica-i-sorc-za-bebe-decake"

    def test_products_alone_say_nothing_about_their_variants(self) -> None:
        found = read("kidswear_sr_products.csv")
        silent = [p for p in found.products if "variants" in p.untold]
        assert (len(found.products), len(silent)) == (96, 92)
        assert len({i.url for p in found.products for i in p.images}) == 384
        assert len(found.warnings("type")) == 92

    def test_variations_alone_say_nothing_about_their_products(self) -> None:
        found = read("kidswear_sr_variations.csv")
        assert (len(found.products), len(found.variants), found.errors) == (92, 577, [])
        assert {"title", "description", "images", "status"} <= found.products[0].untold
        assert not {"variants", "price", "sku"} & found.products[0].untold

    @pytest.mark.parametrize(
        ("name", "advice"),
        [("sample_products.xml", "XML"), ("sample_tax_rates.csv", "tax rates")],
    )
    def test_other_files_of_a_shop_are_refused(self, name: str, advice: str) -> None:
        with pytest.raises(UnreadableFile, match=advice):
            read(name)

    def test_a_shopify_file_is_sent_to_its_importer(self) -> None:
        with (
            export("shopify/apparel.csv").open("rb") as file,
            pytest.raises(UnreadableFile, match="Import it as “shopify”"),
        ):
            list(read_products(file))

    def test_only_lists_from_the_api_look_for_variations_beside_them(self) -> None:
        with export("woocommerce/kidswear_sr_products.csv").open("rb") as file:
            assert is_list_without_variations(file)
        with export("woocommerce/sample_products.csv").open("rb") as file:
            assert not is_list_without_variations(file)


class TestReadProducts:
    HEADER = "ID,Type,SKU,Name,Published,Regular price,Sale price,Parent,Stock,In stock?"

    def test_a_variation_may_stand_before_its_product(self) -> None:
        found = read_lines(
            f"{self.HEADER},Attribute 1 name,Attribute 1 value(s)",
            "2,variation,,,1,5,,id:1,,,Size,S",
            '1,variable,shirt,Shirt,1,,,,,,Size,"S, M"',
            "3,variation,,,1,6,,shirt,,,Size,M",
        )
        assert [v.options for v in found.product("id:1").variants] == [("S",), ("M",)]

    def test_a_variation_without_its_product_is_refused(self) -> None:
        found = read_lines(self.HEADER, "1,simple,mug,Mug,1,5,,,,", "2,variation,,,1,5,,id:9,,")
        assert [(e.line, e.column) for e in found.errors] == [(3, "Parent")]
        assert [p.key for p in found.products] == ["id:1"]

    @pytest.mark.parametrize(
        ("published", "expected"),
        [
            ("1", ("active", True)),
            ("0", ("active", False)),
            ("-1", ("draft", True)),
            ("'-1", ("draft", True)),
        ],
    )
    def test_reads_how_far_a_product_is(self, published: str, expected: tuple[str, bool]) -> None:
        found = read_lines(self.HEADER, f"1,simple,mug,Mug,{published},5,,,,")
        assert (found.products[0].status, found.products[0].is_visible) == expected

    @pytest.mark.parametrize(
        ("stock", "in_stock", "expected"),
        [
            ("", "1", (None, False)),
            ("", "0", (0, True)),
            ("7", "1", (7, True)),
            ("-3", "1", (0, True)),
            ("2.5", "1", (2, True)),
        ],
    )
    def test_reads_stock_only_where_it_is_counted(
        self, stock: str, in_stock: str, expected: tuple[int | None, bool]
    ) -> None:
        found = read_lines(self.HEADER, f"1,simple,mug,Mug,1,5,,,{stock},{in_stock}")
        variant = found.variants[0]
        assert (variant.quantity, variant.is_stock_tracked) == expected

    @pytest.mark.parametrize(
        ("dates", "expected"),
        [
            (",", ("4", "5")),
            ("2026-11-01,", ("4", "5")),
            ("2026-11-01,2026-11-21 0:00:00", ("4", "5")),
            ("2026-12-01,", ("5", None)),
            (",2026-11-20", ("5", None)),
            ("soon,", ("4", "5")),
        ],
    )
    def test_a_sale_counts_while_it_is_on(
        self, dates: str, expected: tuple[str, str | None]
    ) -> None:
        found = read_lines(
            f"{self.HEADER},Date sale price starts,Date sale price ends",
            f"1,simple,mug,Mug,1,5,4,,,,{dates}",
        )
        [(price, was)] = prices(found.products[0])
        assert (str(price), was and str(was)) == expected

    def test_one_id_twice_is_refused_and_one_name_twice_is_two_products(self) -> None:
        twice = read_lines(self.HEADER, "1,simple,a,A,1,5,,,,", "1,simple,b,B,1,5,,,,")
        assert [(e.line, e.column) for e in twice.errors] == [(3, "ID")]
        names = read_lines("Type,Name,Regular price", "simple,Mug,5", "simple,Mug,6")
        assert [p.key for p in names.products] == ["name:mug", "name:mug#2"]

    @pytest.mark.parametrize(
        "header",
        [
            "ID,Typ,Artikelnummer,Name,Veröffentlicht,Regulärer Preis,Kategorien,Lager",
            "ID,Type,UGS,Nom,Publié,Tarif régulier,Catégories,Stock",
            "ID,Tipo,SKU,Nombre,Publicado,Precio normal,Categorías,Inventario",
            "ID,Тип,Артикул,Имя,Опубликован,Базовая цена,Категории,Запасы",
        ],
    )
    def test_reads_headers_in_the_language_of_the_exporter(self, header: str) -> None:
        found = read_lines(header, '1,simple,M1,Krug,1,"5,50",Haus > Küche,3')
        product = found.product("id:1")
        assert (product.title, product.categories) == ("Krug", (("Haus", "Küche"),))
        assert (product.variants[0].price, product.variants[0].quantity) == (Decimal("5.50"), 3)

    def test_a_comma_in_a_category_is_kept_by_a_backslash(self) -> None:
        found = read_lines(
            "Type,Name,Regular price,Categories", r'simple,Mug,5,"Cups\, mugs, Home"'
        )
        assert found.products[0].categories == (("Cups, mugs",), ("Home",))
