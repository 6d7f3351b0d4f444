from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import pytest
from sqlalchemy import select

from galleria.catalog import queries
from galleria.catalog.models import Listing, Product
from galleria.catalog.rows import MediaRow
from galleria.catalog.service import listings, media, variants
from galleria.catalog.service.listings import ListingFields
from galleria.catalog.service.media import MediaFields
from galleria.catalog.service.variants import VariantFields
from galleria.core.context import Context
from galleria.core.errors import NotFound, VersionConflict
from tests.kit import Goods, Shop


async def pictured(shop: Shop, names: str = "abc") -> tuple[Goods, dict[str, UUID]]:
    """A mug with a picture for each letter."""
    mug = await shop.goods()
    async with shop.transaction() as ctx:
        pictures = [MediaFields(key=f"{name}.webp", alt=name) for name in names]
        await media.add_media(ctx, product_id=mug.product_id, media=pictures)
    return mug, {row.alt: row.id for row in await load(shop, mug)}


async def load(shop: Shop, mug: Goods) -> Sequence[MediaRow]:
    async with shop.transaction() as ctx:
        return (await queries.load_media(ctx, [mug.product_id]))[mug.product_id]


async def test_adds_behind_what_is_there_also_after_some_are_gone(shop: Shop) -> None:
    mug, known = await pictured(shop)
    async with shop.transaction() as ctx:
        await media.delete_media(ctx, product_id=mug.product_id, media_ids=[known["a"]])
        await media.add_media(ctx, product_id=mug.product_id, media=[MediaFields(key="d", alt="d")])

    assert [row.alt for row in await load(shop, mug)] == ["b", "c", "d"]


async def test_shows_some_first_and_the_others_behind(shop: Shop) -> None:
    mug, known = await pictured(shop, "abcd")
    async with shop.transaction() as ctx:
        await media.reorder_media(
            ctx, product_id=mug.product_id, media_ids=[known["d"], known["b"], known["d"]]
        )

    assert [row.alt for row in await load(shop, mug)] == ["d", "b", "a", "c"]


async def test_says_in_other_words_what_is_shown(shop: Shop) -> None:
    mug, known = await pictured(shop)
    async with shop.transaction() as ctx:
        await media.update_media(ctx, product_id=mug.product_id, alts={known["b"]: "A mug"})

    assert [row.alt for row in await load(shop, mug)] == ["a", "A mug", "c"]


async def test_takes_a_picture_off_variants_and_listings_too(shop: Shop) -> None:
    mug, known = await pictured(shop)
    chosen = ListingFields(media_ids=(known["a"], known["c"]))
    async with shop.transaction() as ctx:
        await listings.set_listing(
            ctx, store_id=shop.store.store_id, product_id=mug.product_id, fields=chosen
        )
        await variants.update_variants(
            ctx,
            product_id=mug.product_id,
            variants={mug.variant: VariantFields(media_id=known["a"])},
        )
    of_listing = select(Listing.media_ids).where(Listing.id == mug.listing_id)

    async with shop.transaction() as ctx:
        await media.delete_media(ctx, product_id=mug.product_id, media_ids=[known["a"]])
        (variant,) = (await queries.load_variants(ctx, [mug.product_id]))[mug.product_id]
        assert variant.media_id is None
        assert await ctx.session.scalar(of_listing) == [known["c"]]
        await media.delete_media(ctx, product_id=mug.product_id, media_ids=[known["c"]])
        assert await ctx.session.scalar(of_listing) is None

    assert [row.alt for row in await load(shop, mug)] == ["b"]


async def test_refuses_a_picture_of_another_product(shop: Shop) -> None:
    (mug, _), (_, others) = await pictured(shop), await pictured(shop)
    product_id, theirs = mug.product_id, others["a"]
    changes: list[Callable[[Context], Awaitable[Product]]] = [
        lambda ctx: media.update_media(ctx, product_id=product_id, alts={theirs: ""}),
        lambda ctx: media.reorder_media(ctx, product_id=product_id, media_ids=[theirs]),
        lambda ctx: media.delete_media(ctx, product_id=product_id, media_ids=[theirs]),
    ]

    for change in changes:
        with pytest.raises(NotFound):
            async with shop.transaction() as ctx:
                await change(ctx)


async def test_refuses_an_old_version_of_the_product(shop: Shop) -> None:
    mug, known = await pictured(shop)

    with pytest.raises(VersionConflict):
        async with shop.transaction() as ctx:
            await media.reorder_media(
                ctx, product_id=mug.product_id, media_ids=[known["b"]], expected_version=1
            )
