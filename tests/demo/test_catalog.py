import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest

from galleria.catalog.service.products import clean_html
from galleria.demo.catalog import NAMES, DemoStore, load_store
from galleria.demo.pictures.subjects import SUBJECTS
from galleria.imports.records import ProductRecord

STORES = {name: load_store(name) for name in NAMES}
SISTERS = {"pippomelo": "aldermoor"}


@pytest.fixture(params=NAMES)
def store(request: pytest.FixtureRequest) -> DemoStore:
    return STORES[request.param]


def _words(html: str) -> Iterator[str]:
    return iter(re.sub(r"<[^>]+>", " ", html).split())


def _sold_out(product: ProductRecord) -> bool:
    return all(variant.quantity == 0 for variant in product.variants)


class TestLoadStore:
    def test_sells_forty_products_or_more(self, store: DemoStore) -> None:
        assert len(store.products) + len(store.listings) >= 40

    def test_every_product_has_something_to_say_that_no_other_says(self, store: DemoStore) -> None:
        paragraphs = Counter(
            paragraph
            for product in store.products
            for paragraph in re.findall(r"<p>(.*?)</p>", product.description, re.DOTALL)
        )

        assert max(paragraphs.values()) == 1
        assert all(len(list(_words(p.description))) >= 25 for p in store.products)

    def test_no_description_loses_anything_when_it_is_made_safe(self, store: DemoStore) -> None:
        for product in store.products:
            assert list(_words(clean_html(product.description))) == list(
                _words(product.description)
            )

    def test_variants_name_one_choice_of_every_option(self, store: DemoStore) -> None:
        for product in store.products:
            choices = [variant.options for variant in product.variants]
            assert {len(options) for options in choices} == {len(product.option_names)}
            assert len(set(choices)) == len(choices)

    def test_no_two_variants_of_a_tenant_share_a_sku(self) -> None:
        skus = Counter(
            variant.sku
            for store in STORES.values()
            for product in store.products
            for variant in product.variants
        )

        assert [sku for sku, count in skus.items() if count > 1] == []

    def test_a_price_before_is_above_the_price_now(self, store: DemoStore) -> None:
        for product in store.products:
            for variant in product.variants:
                assert variant.price is not None
                assert variant.compare_at_price is None or variant.compare_at_price > variant.price

    def test_products_stand_in_categories_of_the_store_two_levels_deep(
        self, store: DemoStore
    ) -> None:
        known = {category.path for category in store.categories}

        assert {len(path) for path in known} == {1, 2}
        shelves = [product.categories for product in store.products]
        shelves += [listing.categories for listing in store.listings]
        assert all(paths and set(paths) <= known for paths in shelves)

    def test_shows_what_a_real_shop_has(self, store: DemoStore) -> None:
        variants = [variant for product in store.products for variant in product.variants]

        assert any(variant.quantity == 0 for variant in variants)
        assert any((variant.quantity or 0) > 100 for variant in variants)
        assert any(variant.compare_at_price for variant in variants)
        assert any(len(product.title) > 55 for product in store.products)
        assert 3 <= sum(product.is_promoted for product in store.products) <= 12
        assert any(len(product.images) >= 3 for product in store.products)
        assert len({(i.width, i.height) for p in store.products for i in p.images}) == 3

    def test_a_variant_shows_itself_in_its_own_color(self) -> None:
        mug = next(p for p in STORES["aldermoor"].products if p.key == "moor-mug")

        by_glaze = {variant.options[0]: variant.image for variant in mug.variants}

        assert len({image.url for image in by_glaze.values() if image}) == 3

    def test_something_is_sold_out_altogether(self) -> None:
        assert any(_sold_out(product) for store in STORES.values() for product in store.products)

    def test_everything_that_is_to_be_drawn_can_be(self, store: DemoStore) -> None:
        assert {picture.of for picture in (*store.covers, *store.further_views)} <= set(SUBJECTS)
        names = {picture.name for picture in (*store.covers, *store.further_views)}
        assert {image.url for p in store.products for image in p.images} <= names
        assert store.hero.url in names

    def test_every_picture_is_described(self, store: DemoStore) -> None:
        assert all(len(image.alt) > 15 for product in store.products for image in product.images)

    def test_a_sister_lists_products_that_are_there_at_a_price_of_its_own(self) -> None:
        sister, own = STORES["pippomelo"], STORES["aldermoor"]
        shared = {listing.product for listing in sister.listings}

        assert sister.tenant == own.tenant
        assert sister.currency != own.currency
        assert len(shared) >= 10
        assert shared <= {product.key for product in own.products}
        titles = {product.key: product.title for product in own.products}
        assert all(listing.title != titles[listing.product] for listing in sister.listings)
        assert all(listing.markup_percent > 0 for listing in sister.listings)

    def test_keys_are_unique_within_a_tenant(self) -> None:
        keys = Counter((s.tenant, p.key) for s in STORES.values() for p in s.products)

        assert set(keys.values()) == {1}

    def test_coupons_cover_every_fate_and_no_code_is_twice_in_a_tenant(
        self, store: DemoStore
    ) -> None:
        assert any(coupon.amount and coupon.minimum for coupon in store.coupons)
        assert any(coupon.is_used_up for coupon in store.coupons)
        assert any(coupon.ended_days_ago for coupon in store.coupons)
        codes = Counter((s.tenant, c.code) for s in STORES.values() for c in s.coupons)
        assert set(codes.values()) == {1}

    def test_most_products_have_no_review_and_one_has_hundreds(self, store: DemoStore) -> None:
        counts = Counter(review.product for review in store.reviews)
        sold = {product.key for product in store.products}

        assert set(counts) <= sold
        assert len(counts) < len(sold) / 3
        assert max(counts.values()) >= 300
        assert any(review.is_pending for review in store.reviews)

    def test_tax_is_that_of_the_country(self) -> None:
        assert {name: (s.tax_percent, s.is_tax_included) for name, s in STORES.items()} == {
            "aldermoor": (Decimal(20), True),
            "nordgrat": (Decimal(19), True),
            "pippomelo": (Decimal("8.25"), False),
        }
