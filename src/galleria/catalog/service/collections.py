"""What staff can do to a store's collections."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from galleria.catalog import queries
from galleria.catalog.errors import SlugTaken
from galleria.catalog.models import Collection, Listing, ListingCollection
from galleria.catalog.rules import LONGEST_LINE, LONGEST_TEXT, slugify, too_long
from galleria.catalog.service.products import clean_html
from galleria.core.context import Context
from galleria.core.errors import InvalidInput, NotFound, Problem


@dataclass(frozen=True, slots=True)
class CollectionFields:
    """What a collection says of itself. Without a slug, its title makes one."""

    title: str
    slug: str = ""
    description: str = ""
    position: int = 0


async def create_collection(
    ctx: Context, *, store_id: UUID, title: str, slug: str = "", description: str = ""
) -> Collection:
    """Make a selection of a store's products.

    Raises:
        InvalidInput: no title, or a text that is too long.
        SlugTaken: the store has a collection with this slug.
    """
    _check_texts(title, description)
    part = slugify(slug or title)
    await _check_slug(ctx, store_id, part, None)
    collection = Collection(
        store_id=store_id, slug=part, title=title.strip(), description=clean_html(description)
    )
    ctx.session.add(collection)
    await ctx.session.flush()
    return collection


async def update_collection(
    ctx: Context, *, collection_id: UUID, fields: CollectionFields
) -> Collection:
    """Change what a collection says of itself.

    Raises:
        NotFound: there is no such collection in a store that the actor may act for.
        InvalidInput: no title, or a text that is too long.
        SlugTaken: the store has another collection with this slug.
    """
    collection = await queries.get_collection(ctx, collection_id, lock=True)
    _check_texts(fields.title, fields.description)
    slug = slugify(fields.slug or fields.title)
    await _check_slug(ctx, collection.store_id, slug, collection_id)
    collection.title, collection.slug = fields.title.strip(), slug
    collection.description = clean_html(fields.description)
    collection.position = fields.position
    return collection


async def delete_collection(ctx: Context, *, collection_id: UUID) -> None:
    """Dissolve a collection; its products stay.

    Raises:
        NotFound: there is no such collection in a store that the actor may act for.
    """
    collection = await queries.get_collection(ctx, collection_id, lock=True)
    await ctx.session.execute(delete(Collection).where(Collection.id == collection.id))


async def set_collection(ctx: Context, *, collection_id: UUID, listing_ids: Sequence[UUID]) -> None:
    """Let a collection hold exactly these listings of its store, in this order.

    Raises:
        NotFound: there is no such collection, or its store has no such listing.
    """
    collection = await queries.get_collection(ctx, collection_id, lock=True)
    known = set(
        await ctx.session.scalars(
            select(Listing.id).where(
                Listing.store_id == collection.store_id, Listing.id.in_(listing_ids)
            )
        )
    )
    _check_known(known, listing_ids)
    await _write(ctx, collection_id, list(dict.fromkeys(listing_ids)))


async def reorder_collection(
    ctx: Context, *, collection_id: UUID, listing_ids: Sequence[UUID]
) -> None:
    """Show these listings of a collection first, in this order; the others follow in theirs.

    Raises:
        NotFound: there is no such collection, or it holds no such listing.
    """
    await queries.get_collection(ctx, collection_id, lock=True)
    there = await ctx.session.scalars(
        select(ListingCollection.listing_id)
        .where(ListingCollection.collection_id == collection_id)
        .order_by(ListingCollection.position, ListingCollection.listing_id)
    )
    held = list(there)
    _check_known(set(held), listing_ids)
    await _write(ctx, collection_id, list(dict.fromkeys([*listing_ids, *held])))


async def _write(ctx: Context, collection_id: UUID, listing_ids: Sequence[UUID]) -> None:
    await ctx.session.execute(
        delete(ListingCollection).where(ListingCollection.collection_id == collection_id)
    )
    rows = [
        {
            "tenant_id": ctx.tenant_id,
            "listing_id": listing_id,
            "collection_id": collection_id,
            "position": position,
        }
        for position, listing_id in enumerate(listing_ids)
    ]
    if rows:
        await ctx.session.execute(insert(ListingCollection), rows)


async def _check_slug(ctx: Context, store_id: UUID, slug: str, collection_id: UUID | None) -> None:
    taken = select(Collection.id).where(Collection.store_id == store_id, Collection.slug == slug)
    if await ctx.session.scalar(taken) not in {None, collection_id}:
        raise SlugTaken(slug)


def _check_known(known: set[UUID], listing_ids: Sequence[UUID]) -> None:
    for place, listing_id in enumerate(listing_ids):
        if listing_id not in known:
            raise NotFound("listing", path=("listingIds", str(place)))


def _check_texts(title: str, description: str) -> None:
    if not title.strip():
        raise InvalidInput([Problem(("title",), "REQUIRED", "Give the collection a title.")])
    problems = [
        *too_long(("title",), [title], LONGEST_LINE),
        *too_long(("description",), [clean_html(description)], LONGEST_TEXT),
    ]
    if problems:
        raise InvalidInput(problems)
