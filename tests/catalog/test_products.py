import pytest
from sqlalchemy.exc import IntegrityError

from galleria.cart import queries as carts
from galleria.catalog import queries
from galleria.catalog.events import ListingRemoved, ProductRemoved
from galleria.catalog.models import AttributeValue, Product
from galleria.catalog.service import (
    attributes,
    categories,
    collections,
    listings,
    media,
    products,
    variants,
)
from galleria.catalog.service.listings import ListingFields
from galleria.catalog.service.media import MediaFields
from galleria.catalog.service.products import OptionFields, ProductFields
from galleria.catalog.service.variants import VariantFields
from galleria.core.context import GUEST
from galleria.core.errors import InvalidInput, NotFound, VersionConflict
from galleria.inventory.service import locations, stock
from galleria.pricing import service as pricing
from galleria.pricing.models import VariantPrice
from tests.kit import Shop, open_shop


class TestDeleteProduct:
    async def test_leaves_every_store_and_tells_of_it(self, shop: Shop) -> None:
        sister = await open_shop(shop.database, tenant_id=shop.store.tenant_id)
        mug = await shop.goods(on_hand=0)
        async with shop.transaction() as ctx:
            await products.delete_product(ctx, product_id=mug.product_id)
            told = ctx.announced

        assert ListingRemoved(mug.product_id, shop.store.store_id) in told
        assert ProductRemoved(mug.product_id) in told
        for one in (shop, sister):
            async with one.transaction() as ctx:
                assert await queries.find_product(ctx, product_id=mug.product_id) is None

    async def test_the_database_keeps_what_is_in_stock(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=1)

        with pytest.raises(IntegrityError):
            async with shop.transaction() as ctx:
                await products.delete_product(ctx, product_id=mug.product_id)

    async def test_carts_tell_that_it_is_no_longer_sold(self, shop: Shop) -> None:
        mug = await shop.goods(is_stock_tracked=False)
        cart = await shop.cart({mug.variant: 2})

        async with shop.transaction() as ctx:
            await products.delete_product(ctx, product_id=mug.product_id)

        async with shop.transaction(GUEST) as ctx:
            view = await carts.find_cart_view(ctx, cart.token)
        assert view
        assert [notice.code for notice in view.notices] == ["NOT_FOR_SALE"]

    async def test_refuses_an_old_version_and_what_is_not_there(
        self, shop: Shop, neighbor: Shop
    ) -> None:
        mug, theirs = await shop.goods(on_hand=0), await neighbor.goods(on_hand=0)

        for product_id, version, refusal in (
            (mug.product_id, 9, VersionConflict),
            (theirs.product_id, None, NotFound),
        ):
            with pytest.raises(refusal):
                async with shop.transaction() as ctx:
                    await products.delete_product(
                        ctx, product_id=product_id, expected_version=version
                    )


class TestDuplicateProduct:
    async def test_is_a_draft_with_all_that_the_first_says_and_no_stock(self, shop: Shop) -> None:
        shirt = await shop.goods("Shirt", sizes=("S", "M"), price=1999)
        async with shop.transaction() as ctx:
            (front,) = await media.insert_media(
                ctx, product_id=shirt.product_id, media=[MediaFields(key="s.webp", alt="Front")]
            )
            blue = VariantFields(("S",), sku="S-1", weight_milligrams=7, media_id=front.id)
            await variants.update_variants(
                ctx, product_id=shirt.product_id, variants={shirt.variant: blue}
            )
            fiber = await attributes.create_attribute(ctx, name="Fiber")
            ctx.session.add(
                AttributeValue(product_id=shirt.product_id, attribute_id=fiber.id, value="Linen")
            )

        async with shop.transaction() as ctx:
            copy, copies = await products.duplicate_product(
                ctx, product_id=shirt.product_id, title="Blouse"
            )
            await pricing.copy_prices(ctx, copies=copies)

        async with shop.transaction() as ctx:
            rows = (await queries.load_variants(ctx, [copy.id]))[copy.id]
            (option,) = (await queries.load_options(ctx, [copy.id]))[copy.id]
            (picture,) = (await queries.load_media(ctx, [copy.id]))[copy.id]
            key = (shop.store.tenant_id, rows[1].id, "EUR")
            price = await ctx.session.get_one(VariantPrice, key)
        assert (copy.title, copy.slug, copy.status, copy.version) == (
            "Blouse",
            "blouse",
            "draft",
            1,
        )
        assert copy.description == "<p>A Shirt.</p>"
        assert [row.option_values for row in rows] == [["S"], ["M"]]
        assert [row.sku for row in rows] == ["", ""]
        assert rows[0].weight_milligrams == 7
        assert rows[0].media_id == picture.id != front.id
        assert (option.name, list(option.choices), picture.key) == ("Size", ["S", "M"], "s.webp")
        assert price.price_minor == 1999
        assert await shop.available(rows[0].id) == 0

    async def test_needs_a_title(self, shop: Shop) -> None:
        mug = await shop.goods()

        with pytest.raises(InvalidInput):
            async with shop.transaction() as ctx:
                await products.duplicate_product(ctx, product_id=mug.product_id, title=" ")


class TestForgetVariants:
    async def test_what_is_forgotten_can_be_deleted(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=1)
        async with shop.transaction() as ctx:
            place = await locations.first_location(ctx)
            await stock.set_stock(ctx, variant_id=mug.variant, location_id=place.id, quantity=0)
            await stock.forget_variants(ctx, variant_ids=mug.variants)
            await products.delete_product(ctx, product_id=mug.product_id)

        async with shop.transaction() as ctx:
            key = (shop.store.tenant_id, mug.product_id)
            assert await ctx.session.get(Product, key) is None


class TestLengths:
    """What is longer than anybody reads is refused, and not kept."""

    async def test_every_text_of_a_product_has_its_limit(self, shop: Shop) -> None:
        long = "x" * 2_001
        fields = ProductFields(
            title=long,
            description="x" * 100_001,
            brand=long,
            tags=(long,),
            seo_title=long,
            seo_description=long,
        )
        option = OptionFields(long, (long,))
        variant = VariantFields((long,), sku=long)
        with pytest.raises(InvalidInput) as refused:
            async with shop.transaction() as ctx:
                await products.create_product(
                    ctx, fields=fields, options=[option], variants=[variant]
                )

        paths = {problem.path: problem.code for problem in refused.value.problems}
        assert paths == {
            ("title",): "TOO_LONG",
            ("description",): "TOO_LONG",
            ("brand",): "TOO_LONG",
            ("tags",): "TOO_LONG",
            ("seoTitle",): "TOO_LONG",
            ("seoDescription",): "TOO_LONG",
            ("options", "0", "name"): "TOO_LONG",
            ("options", "0", "choices"): "TOO_LONG",
        }

    async def test_so_has_what_belongs_to_it(self, shop: Shop) -> None:
        mug, long = await shop.goods(), "x" * 2_001
        product_id, store_id = mug.product_id, shop.store.store_id
        tags = tuple(str(number) for number in range(251))
        added, pictures = [VariantFields(sku=long)], [MediaFields(url=f"https://a.test/{long}")]
        async with shop.transaction() as ctx:
            for refused in (
                variants.add_variants(ctx, product_id=product_id, variants=added),
                media.add_media(ctx, product_id=product_id, media=pictures),
                media.update_media(ctx, product_id=product_id, alts={mug.variant: long}),
                listings.set_listing(
                    ctx,
                    store_id=store_id,
                    product_id=product_id,
                    fields=ListingFields(tags=tags),
                ),
                collections.create_collection(ctx, store_id=store_id, title=long),
                categories.create_category(ctx, store_id=store_id, title=long),
                attributes.create_attribute(ctx, name=long),
            ):
                with pytest.raises(InvalidInput) as told:
                    await refused
                assert {one.code for one in told.value.problems} <= {"TOO_LONG", "TOO_MANY"}

    async def test_a_description_counts_as_it_is_written_down(self, shop: Shop) -> None:
        picture = f"<p>Tea</p><script>{'x' * 200_000}</script>"
        async with shop.transaction() as ctx:
            made = await products.create_product(
                ctx, fields=ProductFields("Mug", description=picture)
            )

        assert made.description == "<p>Tea</p>"
