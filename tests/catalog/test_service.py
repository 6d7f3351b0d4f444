from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galleria.catalog import queries
from galleria.catalog.errors import SlugTaken, VariantExists
from galleria.catalog.queries import ListingFilter
from galleria.catalog.rules import fold, free_slug, slugify
from galleria.catalog.service import categories, listings, products
from galleria.catalog.service.listings import ListingFields
from galleria.catalog.service.products import OptionFields, ProductFields
from galleria.catalog.service.variants import VariantFields
from galleria.core.errors import InvalidInput, NotFound, VersionConflict
from galleria.core.windows import Window
from tests.kit import Shop, open_shop


class TestSlugify:
    @given(st.text(max_size=300))
    def test_gives_something_that_stands_in_an_address(self, text: str) -> None:
        slug = slugify(text)

        assert slug
        assert slug == slugify(slug)
        assert not set(slug) & set(" /?#&%<>\"'")

    def test_keeps_letters_of_any_script(self) -> None:
        assert slugify("Ящик для чая №5") == "ящик-для-чая-no5"
        assert slugify("Größe & Maß") == "grosse-mass"

    def test_numbers_what_is_taken(self) -> None:
        assert free_slug("mug", {"mug", "mug-2"}) == "mug-3"


class TestFold:
    @given(st.text())
    def test_folding_twice_changes_nothing(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)


class TestCreateProduct:
    async def test_takes_out_of_descriptions_what_could_do_harm(self, shop: Shop) -> None:
        async with shop.transaction() as ctx:
            product = await products.create_product(
                ctx,
                fields=ProductFields("Mug", "<p onclick=x()>Hi<script>alert(1)</script></p>"),
            )

        assert product.description == "<p>Hi</p>"

    async def test_refuses_variants_that_do_not_fit_the_options(self, shop: Shop) -> None:
        with pytest.raises(InvalidInput) as refused:
            async with shop.transaction() as ctx:
                await products.create_product(
                    ctx,
                    fields=ProductFields(" "),
                    options=[OptionFields("Size", ("S", "M"))],
                    variants=[VariantFields(("S",)), VariantFields()],
                )

        faults = {problem.path for problem in refused.value.problems}
        assert faults == {("title",), ("variants", "1", "optionValues")}

    async def test_refuses_the_same_variant_twice(self, shop: Shop) -> None:
        with pytest.raises(VariantExists):
            async with shop.transaction() as ctx:
                await products.create_product(
                    ctx,
                    fields=ProductFields("Mug"),
                    options=[OptionFields("Size", ("S",))],
                    variants=[VariantFields(("S",)), VariantFields(("S",))],
                )


class TestUpdateProduct:
    async def test_is_found_by_its_new_title_in_every_store_that_uses_it(self, shop: Shop) -> None:
        mug = await shop.goods("Mug")
        async with shop.transaction() as ctx:
            fields = ProductFields("Beaker", status="active")
            await products.update_product(ctx, product_id=mug.product_id, fields=fields)

        async with shop.transaction() as ctx:
            found = await queries.list_products(ctx, wanted=ListingFilter(text="BEAK"))
            gone = await queries.list_products(ctx, wanted=ListingFilter(text="mug"))
        assert [product.title for product in found] == ["Beaker"]
        assert gone == []

    async def test_refuses_an_old_version(self, shop: Shop) -> None:
        mug = await shop.goods()

        with pytest.raises(VersionConflict):
            async with shop.transaction() as ctx:
                await products.update_product(
                    ctx,
                    product_id=mug.product_id,
                    fields=ProductFields("Cup"),
                    expected_version=7,
                )


class TestSetListing:
    async def test_two_stores_show_one_product_each_in_its_own_words(self, shop: Shop) -> None:
        sister = await open_shop(shop.database, tenant_id=shop.store.tenant_id)
        mug = await shop.goods("Mug", on_hand=7)
        async with sister.transaction() as ctx:
            await listings.set_listing(
                ctx,
                store_id=sister.store.store_id,
                product_id=mug.product_id,
                fields=ListingFields(title="Party mug", slug="party"),
            )

        async with sister.transaction() as ctx:
            theirs = await queries.get_product_shown(ctx, "party")
        async with shop.transaction() as ctx:
            ours = await queries.get_product_shown(ctx, mug.slug)

        assert (ours.title, theirs.title) == ("Mug", "Party mug")
        assert ours.product_id == theirs.product_id
        assert await sister.available(mug.variant) == 7

    async def test_refuses_a_slug_that_another_product_has(self, shop: Shop) -> None:
        await shop.goods("Mug", slug="mug")
        bowl = await shop.goods("Bowl")

        with pytest.raises(SlugTaken):
            async with shop.transaction() as ctx:
                await listings.set_listing(
                    ctx,
                    store_id=shop.store.store_id,
                    product_id=bowl.product_id,
                    fields=ListingFields(slug="mug"),
                )

    async def test_the_neighbor_s_product_is_not_found(self, shop: Shop, neighbor: Shop) -> None:
        theirs = await neighbor.goods()

        with pytest.raises(NotFound):
            async with shop.transaction() as ctx:
                await listings.set_listing(
                    ctx,
                    store_id=shop.store.store_id,
                    product_id=theirs.product_id,
                    fields=ListingFields(),
                )


class TestListProducts:
    @pytest.mark.parametrize("sort", ["position", "newest", "title"])
    async def test_pages_by_key_show_everything_once(
        self, shop: Shop, sort: queries.ListingSort
    ) -> None:
        for number in range(7):
            await shop.goods(f"Mug {number % 3}", position=number % 2)
        seen: list[queries.ListedProduct] = []

        async with shop.transaction() as ctx:
            while page := await queries.list_within(
                ctx,
                Window(3, after=queries.key_of(seen[-1], sort) if seen else None),
                sort=sort,
            ):
                seen += page[:3]
            whole = await queries.list_products(ctx, sort=sort)

        assert [one.listing_id for one in seen] == [one.listing_id for one in whole]
        assert len({one.listing_id for one in seen}) == 7

    async def test_shows_only_what_is_visible_active_and_in_the_category(self, shop: Shop) -> None:
        inside, outside = await shop.goods("In"), await shop.goods("Out")
        await shop.goods("Hidden", is_visible=False)
        async with shop.transaction() as ctx:
            leaf = await categories.ensure_category(
                ctx, store_id=shop.store.store_id, titles=["Kitchen", "Mugs"]
            )
            await categories.set_listing_categories(
                ctx, listing_id=inside.listing_id, category_ids=[leaf.id]
            )
            longer = await categories.ensure_category(
                ctx, store_id=shop.store.store_id, titles=["Kitchen", "Mugs and more"]
            )
            wanted = [leaf.id, leaf.parent_id, longer.id, uuid4()]
            shown = [
                await queries.list_products(ctx, wanted=ListingFilter(category_id=category_id))
                for category_id in wanted
            ]
            total = await queries.count_products(ctx)

        assert leaf.path == "kitchen/mugs"
        found = [[product.product_id for product in products] for products in shown]
        assert found == [[inside.product_id], [inside.product_id], [], []]
        assert total == 2
        assert outside.product_id not in found[1]

    async def test_percent_signs_in_a_search_are_only_letters(self, shop: Shop) -> None:
        await shop.goods("Cotton 100%")
        await shop.goods("Linen")

        async with shop.transaction() as ctx:
            found = await queries.list_products(ctx, wanted=ListingFilter(text="100%"))
            none = await queries.list_products(ctx, wanted=ListingFilter(text="%%"))

        assert [product.title for product in found] == ["Cotton 100%"]
        assert none == []
