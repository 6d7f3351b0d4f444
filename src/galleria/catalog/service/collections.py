"""What staff can do to a store's collections."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from galleria.catalog.errors import SlugTaken
from galleria.catalog.models import Collection, ListingCollection
from galleria.catalog.rules import slugify
from galleria.catalog.service.products import clean_html
from galleria.core.context import Context
from galleria.core.errors import InvalidInput, Problem


async def create_collection(
    ctx: Context, *, store_id: UUID, title: str, slug: str = "", description: str = ""
) -> Collection:
    """Make a selection of a store's products.

    Raises:
        InvalidInput: no title.
        SlugTaken: the store has a collection with this slug.
    """
    if not title.strip():
        raise InvalidInput([Problem(("title",), "REQUIRED", "Give the collection a title.")])
    part = slugify(slug or title)
    taken = await ctx.session.scalar(
        select(Collection.id).where(Collection.store_id == store_id, Collection.slug == part)
    )
    if taken:
        raise SlugTaken(part)
    collection = Collection(
        store_id=store_id, slug=part, title=title.strip(), description=clean_html(description)
    )
    ctx.session.add(collection)
    await ctx.session.flush()
    return collection


async def set_collection(ctx: Context, *, collection_id: UUID, listing_ids: Sequence[UUID]) -> None:
    """Let a collection hold exactly these listings, in this order."""
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
        for position, listing_id in enumerate(dict.fromkeys(listing_ids))
    ]
    if rows:
        await ctx.session.execute(insert(ListingCollection), rows)
