import asyncio
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text, update

from galleria.catalog.models import (
    Attribute,
    AttributeValue,
    Category,
    Listing,
    Media,
    Product,
    ProductOption,
    Variant,
)
from galleria.core.context import Context
from galleria.core.faults import REFUSED, is_outage
from galleria.core.statements import Statement
from galleria.imports.models import ImportedStock
from galleria.imports.records import (
    ImageRecord,
    ProductRecord,
    RowProblem,
    UnreadableFile,
    VariantRecord,
)
from galleria.imports.report import ImportReport, ProductOutcome
from galleria.inventory.models import Movement, StockLevel
from galleria.inventory.service import stock
from galleria.pricing.models import VariantPrice
from tests.imports.exports import SHOPIFY, SHOPIFY_DETAILS, Facts
from tests.imports.shelf import (
    census,
    details,
    facts,
    ledger,
    on_hand,
    rows,
    take,
    take_records,
)
from tests.kit import Shop, open_shop


def mug(**fields: Any) -> ProductRecord:
    """A mug in two sizes."""
    told: dict[str, Any] = {
        "key": "mug",
        "title": "Mug",
        "slug": "mug",
        "option_names": ("Size",),
        "variants": (size("S", quantity=5), size("L", quantity=7)),
        "description": "<p>Holds tea.</p>",
        "categories": (("Kitchen", "Cups & mugs"),),
        "attributes": {"Material": ("clay", "glaze")},
        "images": (
            ImageRecord("https://a.test/1.png", "Front"),
            ImageRecord("https://a.test/2.png"),
        ),
        "tags": ("blue", "tea"),
        "line": 2,
    }
    return ProductRecord(**(told | fields))


def size(name: str, **fields: Any) -> VariantRecord:
    told: dict[str, Any] = {"price": Decimal("12.50"), "sku": f"MUG-{name}", "line": 2}
    return VariantRecord(options=(name,), **(told | fields))


class TestRealExports:
    @pytest.mark.parametrize(("name", "expected"), SHOPIFY.items(), ids=SHOPIFY)
    async def test_a_shopify_file_goes_in_with_its_facts_and_a_second_time_changes_nothing(
        self, shop: Shop, name: str, expected: Facts
    ) -> None:
        first = await take(shop, "shopify", name)
        assert await facts(shop) == expected
        assert await details(shop) == SHOPIFY_DETAILS[name]
        assert (first.products, first.variants, first.images) == (
            expected.products,
            expected.variants,
            expected.images,
        )
        assert (first.created, first.rejected) == (expected.products, 0)
        before = await census(shop)

        second = await take(shop, "shopify", name)
        assert (second.unchanged, second.created, second.updated) == (expected.products, 0, 0)
        assert await census(shop) == before

    async def test_all_stock_of_the_large_one_is_on_hand_and_in_the_ledger(
        self, shop: Shop
    ) -> None:
        await take(shop, "shopify", "print-on-demand-large.csv")
        assert await on_hand(shop) == await ledger(shop) == 792250

    @pytest.mark.parametrize(
        ("name", "products", "variants", "images"),
        [
            ("sample_products.csv", 15, 22, 26),
            ("importer_unit_sample.csv", 5, 6, 10),
            ("russian_headers.csv", 9, 9, 13),
            ("kidswear_sr_variations.csv", 92, 577, 120),
            ("kidswear_sr_products.csv", 96, 581, 389),
        ],
    )
    async def test_a_woocommerce_file_goes_in_and_a_second_time_changes_nothing(
        self, shop: Shop, name: str, products: int, variants: int, images: int
    ) -> None:
        first = await take(shop, "woocommerce", name)
        assert (first.products, first.variants, first.images) == (products, variants, images)
        before = await census(shop)
        assert (before["products"], before["variants"], before["media"]) == (
            products,
            variants,
            images,
        )
        assert (first.created, first.rejected) == (products, 0)

        second = await take(shop, "woocommerce", name)
        assert (second.unchanged, second.created, second.updated) == (products, 0, 0)
        assert await census(shop) == before

    async def test_variations_find_the_products_of_an_earlier_file(self, shop: Shop) -> None:
        await take(shop, "woocommerce", "kidswear_sr_variations.csv")
        whole = await take(shop, "woocommerce", "kidswear_sr_products.csv")
        assert (whole.created, whole.updated) == (4, 92)
        alone = await take(shop, "woocommerce", "kidswear_sr_variations.csv")
        assert (alone.unchanged, alone.updated) == (92, 0)
        assert (await census(shop))["variants"] == 581

    async def test_categories_with_a_comma_in_their_name_stay_whole(self, shop: Shop) -> None:
        await take(shop, "woocommerce", "kidswear_sr_products.csv")
        titles = {title for (title,) in await rows(shop, Category.title)}
        assert len(titles) == 14
        assert "Jakne,kaputi i prsluci" in titles

    async def test_what_is_refused_writes_nothing(self, shop: Shop) -> None:
        before = await census(shop)
        with pytest.raises(UnreadableFile):
            await take(shop, "shopify", "reject-mismatched-header.csv")
        assert await census(shop) == before


class TestNewProducts:
    async def test_stand_in_the_catalog_as_the_file_tells_them(self, shop: Shop) -> None:
        report = await take_records(shop, mug())
        assert (report.created, report.variants, report.images) == (1, 2, 2)
        assert await rows(shop, Product.title, Product.slug, Product.status, Product.tags) == [
            ("Mug", "mug", "active", ["blue", "tea"])
        ]
        assert await rows(shop, ProductOption.name, ProductOption.choices) == [("Size", ["S", "L"])]
        assert await rows(shop, Variant.title, Variant.sku, Variant.position) == [
            ("L", "MUG-L", 1),
            ("S", "MUG-S", 0),
        ]
        assert await rows(shop, VariantPrice.price_minor, VariantPrice.currency) == [
            (1250, "EUR"),
            (1250, "EUR"),
        ]
        assert await rows(shop, Media.url, Media.alt, Media.position) == [
            ("https://a.test/1.png", "Front", 0),
            ("https://a.test/2.png", "", 1),
        ]
        assert await rows(shop, Category.path, Category.title) == [
            ("kitchen", "Kitchen"),
            ("kitchen/cups-mugs", "Cups & mugs"),
        ]
        assert await rows(shop, Attribute.code, AttributeValue.value, where=[_stated()]) == [
            ("material", "clay"),
            ("material", "glaze"),
        ]
        assert await rows(shop, Listing.slug, Listing.title_folded, Listing.is_visible) == [
            ("mug", "mug", True)
        ]
        moved = await rows(shop, Movement.delta, Movement.reason)
        assert sorted(moved) == [(5, "import"), (7, "import")]

    async def test_keep_the_order_of_the_file_in_the_store(self, shop: Shop) -> None:
        await take_records(
            shop, mug(key="b", title="B", slug="b"), mug(key="a", title="A", slug="a")
        )
        await take_records(shop, mug(key="c", title="C", slug="c"))
        listed = sorted(await rows(shop, Listing.position, Listing.slug))
        assert [slug for _, slug in listed] == ["b", "a", "c"]

    async def test_get_slugs_of_their_own(self, shop: Shop) -> None:
        await shop.goods("Mug")
        await take_records(
            shop,
            mug(key="1", slug="cup", title="Cup"),
            mug(key="2", slug="cup", title="Cup"),
            mug(key="3", slug="cup", title="Cup"),
        )
        slugs = {slug for (slug,) in await rows(shop, Listing.slug)}
        assert slugs == {"mug", "cup", "cup-2", "cup-3"}

    async def test_have_their_description_made_safe_and_readable(self, shop: Shop) -> None:
        await take_records(
            shop,
            mug(description='<p onclick="x()">Tea<script>alert(1)</script></p>'),
            mug(key="plain", slug="plain", description="Tea & cake\nfor < 2\n\nMore"),
        )
        assert sorted(await rows(shop, Product.description)) == [
            ("<p>Tea &amp; cake<br>\nfor &lt; 2</p>\n<p>More</p>",),
            ("<p>Tea</p>",),
        ]

    async def test_without_a_price_have_none(self, shop: Shop) -> None:
        await take_records(shop, mug(variants=(size("S", price=None),)))
        assert (await census(shop))["variant_prices"] == 0

    async def test_whose_every_price_is_wrong_stay_out(self, shop: Shop) -> None:
        report = await take_records(
            shop,
            mug(variants=(size("S", price=Decimal("1.999"), line=3),)),
            mug(key="ok", slug="ok", variants=(size("S"), size("L", price=Decimal("0.001")))),
        )
        assert [(e.line, e.column) for e in report.errors] == [(3, "price"), (2, "price")]
        assert "EUR has 2 decimals" in report.errors[0].message
        assert (report.created, report.variants, report.rejected) == (1, 1, 2)
        assert [key for (key,) in await rows(shop, Product.slug)] == ["ok"]


class TestKnownProducts:
    @pytest.mark.parametrize(
        ("fields", "changed"),
        [
            ({"title": "Cup"}, {"title"}),
            ({"description": "<p>Holds coffee.</p>"}, {"description"}),
            ({"tags": ("tea",)}, {"tags"}),
            ({"status": "archived"}, {"status"}),
            ({"is_visible": False}, {"is_visible"}),
            ({"categories": (("Gifts",),)}, {"categories"}),
            ({"attributes": {"Material": ("clay",)}}, {"attributes"}),
            ({"images": (ImageRecord("https://a.test/2.png"),)}, {"images"}),
            (
                {"variants": (size("S", price=Decimal(10), quantity=5), size("L", quantity=7))},
                {"variant S: price"},
            ),
            (
                {"variants": (size("S", quantity=9), size("L", quantity=7))},
                {"variant S: quantity"},
            ),
            (
                {"variants": (size("L", quantity=7), size("S", quantity=5))},
                {"order of variants"},
            ),
            (
                {"variants": (size("S", quantity=5), size("L", quantity=7), size("XL"))},
                {"variant XL"},
            ),
            (
                {"variants": (size("S", quantity=5), size("Large", sku="MUG-L", quantity=7))},
                {"variant Large: options"},
            ),
        ],
    )
    async def test_change_where_the_file_has_changed_and_only_once(
        self, shop: Shop, fields: dict[str, Any], changed: set[str]
    ) -> None:
        await take_records(shop, mug())
        before = await census(shop)
        seen: list[ProductOutcome | RowProblem] = []

        tried = await take_records(shop, mug(**fields), dry_run=True)
        assert await census(shop) == before
        done = await take_records(shop, mug(**fields), watch=seen.append)
        again = await take_records(shop, mug(**fields))

        [outcome] = seen
        assert isinstance(outcome, ProductOutcome)
        assert {change.field for change in outcome.changes} == changed
        assert tried.changes == done.changes
        assert (tried.updated, done.updated, again.unchanged) == (1, 1, 1)

    async def test_keep_their_variants_whatever_these_are_called(self, shop: Shop) -> None:
        await take_records(shop, mug())
        before = await rows(shop, Variant.id, where=[Variant.sku == "MUG-L"])
        await take_records(shop, mug(variants=(size("S"), size("Large", sku="MUG-L"))))
        assert await rows(shop, Variant.id, Variant.title, where=[Variant.sku == "MUG-L"]) == [
            (*before[0], "Large")
        ]

    async def test_keep_a_variant_that_no_row_speaks_of_any_more(self, shop: Shop) -> None:
        await take_records(shop, mug())
        report = await take_records(shop, mug(variants=(size("S", quantity=5),)))
        assert report.unchanged == 1
        assert (await census(shop))["variants"] == 2

    async def test_keep_their_only_variant_when_they_get_options(self, shop: Shop) -> None:
        plain = VariantRecord(options=(), price=Decimal(9), quantity=4)
        await take_records(shop, mug(option_names=(), variants=(plain,)))
        [(variant_id,)] = await rows(shop, Variant.id)

        await take_records(shop, mug())

        found = dict(await rows(shop, Variant.id, Variant.title))
        assert found[variant_id] == "S"
        assert sorted(found.values()) == ["L", "S"]

    async def test_keep_what_the_file_says_nothing_about(self, shop: Shop) -> None:
        await take_records(shop, mug(brand="Potter", seo_title="Mugs"))
        silent = ProductRecord(
            key="mug",
            title="Mug",
            slug="mug",
            option_names=("Size",),
            variants=(VariantRecord(options=("S",), price=Decimal(11)),),
            untold=frozenset(
                {"description", "brand", "tags", "categories", "attributes", "images"}
                | {"seo_title", "sku", "quantity", "is_stock_tracked"}
            ),
        )
        report = await take_records(shop, silent)
        assert [c.field for o in report.changes for c in o.changes] == ["variant S: price"]
        assert await rows(shop, Product.brand, Product.seo_title) == [("Potter", "Mugs")]
        assert (await census(shop))["media"] == 2

    async def test_lose_a_price_that_the_file_takes_away(self, shop: Shop) -> None:
        await take_records(shop, mug())
        await take_records(shop, mug(variants=(size("S", price=None), size("L"))))
        assert (await census(shop))["variant_prices"] == 1

    async def test_made_by_hand_are_known_by_their_address(self, shop: Shop) -> None:
        goods = await shop.goods("Mug")
        report = await take_records(shop, mug())
        assert (report.created, report.updated) == (0, 1)
        assert await rows(shop, Product.id) == [(goods.product_id,)]

    async def test_keep_pictures_that_are_files_of_ours(self, shop: Shop) -> None:
        await take_records(shop, mug())
        async with shop.transaction() as ctx:
            await ctx.session.execute(
                update(Media).where(Media.position == 1).values(url="", key="own.webp")
            )
        await take_records(shop, mug(images=(ImageRecord("https://a.test/3.png"),)))
        found = await rows(shop, Media.position, Media.url, Media.key)
        assert sorted(found) == [(0, "https://a.test/3.png", ""), (1, "", "own.webp")]


class TestStock:
    async def test_an_old_file_undoes_no_sale(self, shop: Shop) -> None:
        await take_records(shop, mug())
        await sell(shop, 2)
        report = await take_records(shop, mug())
        assert report.unchanged == 1
        assert await on_hand(shop) == await ledger(shop) == 10

    async def test_a_new_count_is_the_truth(self, shop: Shop) -> None:
        await take_records(shop, mug())
        await sell(shop, 2)
        await take_records(shop, mug(variants=(size("S", quantity=20), size("L", quantity=7))))
        assert await on_hand(shop) == await ledger(shop) == 27

    async def test_what_is_set_aside_stays_and_is_told(self, shop: Shop) -> None:
        await take_records(shop, mug())
        [(small,)] = await rows(shop, Variant.id, where=[Variant.sku == "MUG-S"])
        await shop.cart({small: 4})
        report = await take_records(
            shop, mug(variants=(size("S", quantity=1), size("L", quantity=7)))
        )
        assert await on_hand(shop, small) == 4
        assert ["set aside" in problem.message for problem in report.warnings] == [True]

    async def test_what_counts_no_stock_opens_no_level(self, shop: Shop) -> None:
        await take_records(shop, mug(variants=(size("S", quantity=None, is_stock_tracked=False),)))
        counted = await census(shop)
        assert (counted["stock_levels"], counted["stock_movements"]) == (0, 0)
        assert await rows(shop, ImportedStock.quantity) == []


class TestStores:
    async def test_a_second_store_of_the_tenant_lists_the_same_product(self, shop: Shop) -> None:
        other = await open_shop(shop.database, tenant_id=shop.store.tenant_id)
        await take_records(shop, mug())
        report = await take_records(other, mug())
        counted = await census(shop)
        assert (report.created, report.updated) == (0, 1)
        assert (counted["products"], counted["listings"], counted["import_keys"]) == (1, 2, 2)
        assert (await take_records(other, mug())).unchanged == 1

    async def test_one_key_in_two_stores_may_mean_two_products(self, shop: Shop) -> None:
        other = await open_shop(shop.database, tenant_id=shop.store.tenant_id)
        await take_records(shop, mug(key="id:741"))
        report = await take_records(other, mug(key="id:741", title="Socks", slug="socks"))
        assert report.created == 1
        assert sorted(await rows(shop, Product.title)) == [("Mug",), ("Socks",)]

    async def test_a_neighbor_s_products_are_not_seen(self, shop: Shop, neighbor: Shop) -> None:
        await take_records(neighbor, mug())
        assert (await take_records(shop, mug())).created == 1
        assert (await census(neighbor))["products"] == (await census(shop))["products"] == 1


class TestTrouble:
    async def test_problems_of_the_file_are_told_and_counted(self, shop: Shop) -> None:
        report = await take_records(
            shop, mug(), RowProblem(9, "Price", "Bad."), RowProblem(9, "SKU", "Odd.", "warning")
        )
        assert (report.rejected, report.warned, report.is_complete) == (1, 1, False)
        assert report.to_json()["errors"] == [{"line": 9, "column": "Price", "message": "Bad."}]

    async def test_a_product_that_the_database_refuses_keeps_no_other_out(self, shop: Shop) -> None:
        heavy = size("S", weight_grams=Decimal(10) ** 17)
        seen: list[ProductOutcome | RowProblem] = []
        report = await take_records(
            shop,
            *(mug(key=str(n), slug=f"mug-{n}", title=f"Mug {n}") for n in range(3)),
            mug(key="heavy", slug="heavy", variants=(heavy,), line=77),
            watch=seen.append,
        )
        assert (report.created, report.rejected) == (3, 1)
        assert [(e.line, "left out" in e.message) for e in report.errors] == [(77, True)]
        assert (await census(shop))["products"] == 3
        assert sum(isinstance(one, ProductOutcome) for one in seen) == 3

    async def test_a_product_that_a_plain_statement_refuses_keeps_no_other_out(
        self, shop: Shop
    ) -> None:
        one: Statement[int] = Statement(text("SELECT 1 / (2 - LEAST(CAST(:created AS int), 2))"))

        async def keep(ctx: Context, report: ImportReport) -> None:
            await one.all(ctx, created=report.created)

        report = await take_records(
            shop, *(mug(key=str(n), slug=f"mug-{n}", line=n) for n in range(2, 6)), keep=keep
        )
        assert (report.created, report.rejected) == (1, 3)
        assert [(e.line, "division by zero" in e.message) for e in report.errors] == [
            (3, True),
            (4, True),
            (5, True),
        ]
        assert (await census(shop))["products"] == 1

    async def test_what_no_product_is_to_blame_for_ends_the_import(self, shop: Shop) -> None:
        gone: Statement[bool] = Statement(text("SELECT pg_terminate_backend(pg_backend_pid())"))

        async def keep(ctx: Context, _: ImportReport) -> None:
            await gone.all(ctx)

        with pytest.raises(REFUSED) as lost:
            await take_records(shop, mug(), keep=keep)
        assert is_outage(lost.value)
        assert (await census(shop))["products"] == 0

    async def test_two_imports_of_one_file_at_once_make_every_product_once(
        self, shop: Shop
    ) -> None:
        products = [mug(key=str(n), slug=f"mug-{n}", title=f"Mug {n}") for n in range(60)]
        first, second = await asyncio.gather(
            take_records(shop, *products), take_records(shop, *products)
        )
        counted = await census(shop)
        assert (counted["products"], counted["listings"], counted["categories"]) == (60, 60, 2)
        assert first.created + second.created == 60
        assert (first.rejected, second.rejected) == (0, 0)
        assert await on_hand(shop) == await ledger(shop) == 60 * 12

    async def test_a_dry_run_tells_everything_and_writes_nothing(self, shop: Shop) -> None:
        before = await census(shop)
        report = await take_records(shop, mug(), dry_run=True)
        assert await census(shop) == before
        assert report.created == 1
        assert [c.field for o in report.changes for c in o.changes] == [
            "title",
            "status",
            "variant S",
            "variant L",
            "images",
        ]


async def sell(shop: Shop, units: int) -> None:
    """Let some of the first variant go out of the door."""
    [(variant_id, place)] = await rows(
        shop,
        StockLevel.variant_id,
        StockLevel.location_id,
        where=[StockLevel.on_hand == 5],
    )
    async with shop.transaction() as ctx:
        change = stock.StockChange(variant_id, place, -units, "sold")
        await stock.adjust_stock(ctx, changes=[change])


def _stated() -> Any:
    return Attribute.id == AttributeValue.attribute_id


class TestLengths:
    async def test_what_the_catalog_would_refuse_is_told_and_the_rest_goes_in(
        self, shop: Shop
    ) -> None:
        report = await take_records(
            shop,
            mug(title="M" * 300_000),
            mug(key="b" * 5_000, slug="bowl", line=3),
            mug(key="cup", title="Cup", slug="cup", description="<p>x</p>" * 20_000, line=4),
            mug(key="jug", title="Jug", slug="jug", line=5),
        )

        assert [(one.line, one.column) for one in report.errors] == [
            (2, "title"),
            (3, "key"),
            (4, "description"),
        ]
        assert await rows(shop, Product.title) == [("Jug",)]
        assert report.seen == 4
