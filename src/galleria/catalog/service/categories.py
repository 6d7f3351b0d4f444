"""What staff can do to a store's tree of categories."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from galleria.catalog import queries
from galleria.catalog.errors import SlugTaken
from galleria.catalog.models import Category, ListingCategory
from galleria.catalog.rules import slugify
from galleria.catalog.service.products import clean_html
from galleria.core.context import Context
from galleria.core.errors import InvalidInput, NotFound, Problem


async def create_category(
    ctx: Context,
    *,
    store_id: UUID,
    title: str,
    parent_id: UUID | None = None,
    slug: str = "",
    description: str = "",
    position: int = 0,
) -> Category:
    """Add a branch to a store's tree.

    Raises:
        InvalidInput: no title.
        NotFound: no such parent in this store.
        SlugTaken: the parent has a child with this slug.
    """
    if not title.strip():
        raise InvalidInput([Problem(("title",), "REQUIRED", "Give the category a title.")])
    known = {category.id: category for category in await queries.list_categories(ctx, store_id)}
    if parent_id and parent_id not in known:
        raise NotFound("category", path=("parentId",))
    part = slugify(slug or title)
    path = f"{known[parent_id].path}/{part}" if parent_id else part
    if path in {category.path for category in known.values()}:
        raise SlugTaken(part)
    category = Category(
        store_id=store_id,
        parent_id=parent_id,
        slug=part,
        path=path,
        title=title.strip(),
        description=clean_html(description),
        position=position,
    )
    ctx.session.add(category)
    await ctx.session.flush()
    return category


async def ensure_category(ctx: Context, *, store_id: UUID, titles: Sequence[str]) -> Category:
    """The category at the end of a path of titles; what is missing of the path is made.

    Raises:
        InvalidInput: an empty path or title.
    """
    known = {category.path: category for category in await queries.list_categories(ctx, store_id)}
    path, found = "", None
    for title in titles:
        path = f"{path}/{slugify(title)}" if path else slugify(title)
        parent_id = found.id if found else None
        found = known.get(path) or await create_category(
            ctx, store_id=store_id, title=title, parent_id=parent_id, position=len(known)
        )
        known[path] = found
    if found is None:
        raise InvalidInput([Problem(("titles",), "REQUIRED", "Name at least one category.")])
    return found


async def set_listing_categories(
    ctx: Context, *, listing_id: UUID, category_ids: Sequence[UUID]
) -> None:
    """Let a listing stand in exactly these categories."""
    await ctx.session.execute(
        delete(ListingCategory).where(ListingCategory.listing_id == listing_id)
    )
    rows = [
        {"tenant_id": ctx.tenant_id, "listing_id": listing_id, "category_id": category_id}
        for category_id in dict.fromkeys(category_ids)
    ]
    if rows:
        await ctx.session.execute(insert(ListingCategory), rows)
