"""What staff can do to the pictures of a product. What becomes of those that lie elsewhere is in
``pictures``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, cast, delete, func, select, update

from galleria.catalog import queries
from galleria.catalog.models import Listing, Media, Product, Variant
from galleria.catalog.rules import LONGEST_ADDRESS, LONGEST_NOTE, too_long
from galleria.catalog.service.noting import note_change
from galleria.core.context import Context
from galleria.core.errors import InvalidInput, NotFound, Problem


@dataclass(frozen=True, slots=True)
class MediaFields:
    """A picture, by somebody else's address or by the key of our own file."""

    url: str = ""
    key: str = ""
    alt: str = ""
    width: int = 0
    height: int = 0


async def add_media(
    ctx: Context,
    *,
    product_id: UUID,
    media: Sequence[MediaFields],
    expected_version: int | None = None,
) -> Product:
    """Add pictures to a product, behind those it has.

    Raises:
        NotFound: the tenant has no such product.
        VersionConflict: somebody else changed it.
        InvalidInput: an address or a text is too long.
    """
    product = await queries.lock_product(ctx, product_id, expected_version=expected_version)
    await insert_media(ctx, product_id=product_id, media=media)
    note_change(ctx, product)
    return product


async def update_media(
    ctx: Context,
    *,
    product_id: UUID,
    alts: Mapping[UUID, str],
    expected_version: int | None = None,
) -> Product:
    """Say in other words what some pictures show.

    Raises:
        NotFound: the product is not there, or has no such picture.
        VersionConflict: somebody else changed the product.
        InvalidInput: a text is too long.
    """
    _check_texts([MediaFields(alt=alt) for alt in alts.values()])
    product = await queries.lock_product(ctx, product_id, expected_version=expected_version)
    rows = {row.id: row for row in await _rows(ctx, product_id)}
    for place, media_id in enumerate(alts):
        if media_id not in rows:
            raise NotFound("picture", path=("media", str(place), "mediaId"))
        rows[media_id].alt = alts[media_id]
    note_change(ctx, product)
    return product


async def reorder_media(
    ctx: Context,
    *,
    product_id: UUID,
    media_ids: Sequence[UUID],
    expected_version: int | None = None,
) -> Product:
    """Show these pictures first, in this order; the others follow in theirs.

    Raises:
        NotFound: the product is not there, or has no such picture.
        VersionConflict: somebody else changed the product.
    """
    product = await queries.lock_product(ctx, product_id, expected_version=expected_version)
    rows = await _rows(ctx, product_id)
    _check_known(rows, media_ids)
    first = {media_id: place for place, media_id in reversed(list(enumerate(media_ids)))}
    rows = sorted(rows, key=lambda row: first.get(row.id, len(media_ids)))
    for place, row in enumerate(rows):
        row.position = place
    note_change(ctx, product)
    return product


async def delete_media(
    ctx: Context,
    *,
    product_id: UUID,
    media_ids: Sequence[UUID],
    expected_version: int | None = None,
) -> Product:
    """Take pictures off a product, its variants and its listings. Their files stay.

    A listing that had chosen only these shows the product's own again.

    Raises:
        NotFound: the product is not there, or has no such picture.
        VersionConflict: somebody else changed the product.
    """
    product = await queries.lock_product(ctx, product_id, expected_version=expected_version)
    _check_known(await _rows(ctx, product_id), media_ids)
    await ctx.session.execute(
        update(Variant)
        .where(Variant.product_id == product_id, Variant.media_id.in_(media_ids))
        .values(media_id=None)
    )
    chosen = cast(media_ids, ARRAY(Uuid))
    kept = Listing.media_ids.expression
    for media_id in media_ids:
        kept = func.array_remove(kept, media_id)
    await ctx.session.execute(
        update(Listing)
        .where(Listing.product_id == product_id, Listing.media_ids.op("&&")(chosen))
        .values(media_ids=func.nullif(kept, cast([], ARRAY(Uuid))))
    )
    await ctx.session.execute(delete(Media).where(Media.id.in_(media_ids)))
    note_change(ctx, product)
    return product


async def insert_media(
    ctx: Context, *, product_id: UUID, media: Sequence[MediaFields]
) -> list[Media]:
    """Write pictures of a product that nobody else changes meanwhile, behind those it has.

    Raises:
        InvalidInput: an address or a text is too long.
    """
    _check_texts(media)
    last = select(func.max(Media.position)).where(Media.product_id == product_id)
    behind = await ctx.session.scalar(last)
    rows = [
        Media(
            product_id=product_id,
            url=picture.url,
            key=picture.key,
            alt=picture.alt,
            width=picture.width,
            height=picture.height,
            position=position,
        )
        for position, picture in enumerate(media, start=0 if behind is None else behind + 1)
    ]
    ctx.session.add_all(rows)
    await ctx.session.flush()
    return rows


async def _rows(ctx: Context, product_id: UUID) -> list[Media]:
    rows = select(Media).where(Media.product_id == product_id)
    return list(await ctx.session.scalars(rows.order_by(Media.position, Media.id)))


def _check_texts(media: Sequence[MediaFields]) -> None:
    problems: list[Problem] = []
    for place, picture in enumerate(media):
        at = ("media", str(place))
        problems += too_long((*at, "url"), [picture.url], LONGEST_ADDRESS)
        problems += too_long((*at, "alt"), [picture.alt], LONGEST_NOTE)
    if problems:
        raise InvalidInput(problems)


def _check_known(rows: Sequence[Media], media_ids: Sequence[UUID]) -> None:
    known = {row.id for row in rows}
    for place, media_id in enumerate(media_ids):
        if media_id not in known:
            raise NotFound("picture", path=("mediaIds", str(place)))
