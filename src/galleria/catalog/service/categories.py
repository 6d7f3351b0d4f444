"""What staff can do to a store's tree of categories. One change of a tree waits for another, so
that no two of them together make a circle or take one address.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from galleria.catalog import queries
from galleria.catalog.errors import CategoryCycle, CategoryHasChildren, SlugTaken
from galleria.catalog.models import Category, ListingCategory
from galleria.catalog.rules import (
    LONGEST_LINE,
    LONGEST_NOTE,
    LONGEST_PATH,
    LONGEST_TEXT,
    is_within,
    path_below,
    slugify,
    too_long,
)
from galleria.catalog.service.products import clean_html
from galleria.core.context import Context
from galleria.core.errors import InvalidInput, NotFound, Problem


@dataclass(frozen=True, slots=True)
class CategoryFields:
    """What a category says of itself. Without a slug, its title makes one."""

    title: str
    slug: str = ""
    description: str = ""
    position: int = 0
    seo_title: str = ""
    seo_description: str = ""


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
        InvalidInput: no title, or a text or an address that would be too long.
        NotFound: no such parent in this store.
        SlugTaken: the parent has a child with this slug.
    """
    _check_texts(CategoryFields(title, description=description))
    tree = await queries.lock_tree(ctx, store_id)
    part = slugify(slug or title)
    path = path_below(_parent_path(tree, parent_id), part)
    _check_paths(tree.values(), [path], part)
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
    tree = await ctx.session.scalars(select(Category).where(Category.store_id == store_id))
    known = {category.path: category for category in tree}
    path, found = "", None
    for title in titles:
        path = path_below(path, slugify(title))
        parent_id = found.id if found else None
        found = known.get(path) or await create_category(
            ctx, store_id=store_id, title=title, parent_id=parent_id, position=len(known)
        )
        known[path] = found
    if found is None:
        raise InvalidInput([Problem(("titles",), "REQUIRED", "Name at least one category.")])
    return found


async def update_category(ctx: Context, *, category_id: UUID, fields: CategoryFields) -> Category:
    """Change what a category says of itself. With its slug, the addresses of all below it change.

    Raises:
        NotFound: there is no such category in a store that the actor may act for.
        InvalidInput: no title, or a text or addresses that would be too long.
        SlugTaken: the category above has another child with this slug.
    """
    category, tree = await _lock(ctx, category_id)
    _check_texts(fields)
    slug = slugify(fields.slug or fields.title)
    await _move_branch(ctx, tree, category, _parent_path(tree, category.parent_id), slug)
    category.title = fields.title.strip()
    category.description = clean_html(fields.description)
    category.position = fields.position
    category.seo_title, category.seo_description = fields.seo_title, fields.seo_description
    return category


async def move_category(
    ctx: Context, *, category_id: UUID, parent_id: UUID | None, position: int | None = None
) -> Category:
    """Put a category and all below it under another one, or at the top. Addresses change with it.

    Raises:
        NotFound: there is no such category, or its store has no such parent.
        CategoryCycle: the parent is the category itself, or stands below it.
        SlugTaken: the parent has a child with this slug.
        InvalidInput: addresses that would be too long.
    """
    category, tree = await _lock(ctx, category_id)
    above = _parent_path(tree, parent_id)
    if parent_id and is_within(above, category.path):
        raise CategoryCycle
    await _move_branch(ctx, tree, category, above, category.slug)
    category.parent_id = parent_id
    category.position = category.position if position is None else position
    return category


async def delete_category(ctx: Context, *, category_id: UUID) -> None:
    """Cut off a branch that has no others below; its products stay, in whatever else they stand.

    Raises:
        NotFound: there is no such category in a store that the actor may act for.
        CategoryHasChildren: others stand below; they are not thrown away with it.
    """
    category, tree = await _lock(ctx, category_id)
    children = sum(one.parent_id == category.id for one in tree.values())
    if children:
        raise CategoryHasChildren(children)
    await ctx.session.execute(delete(Category).where(Category.id == category.id))


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


async def _lock(ctx: Context, category_id: UUID) -> tuple[Category, Mapping[UUID, Category]]:
    """Take a category and its whole tree; it may have been deleted while that took time."""
    store_id = (await queries.get_category(ctx, category_id)).store_id
    tree = await queries.lock_tree(ctx, store_id)
    if category_id not in tree:
        raise NotFound("category", path=("categoryId",))
    return tree[category_id], tree


async def _move_branch(
    ctx: Context, tree: Mapping[UUID, Category], category: Category, above: str, slug: str
) -> None:
    """Write the addresses of a category and of all below it anew."""
    old, new = category.path, path_below(above, slug)
    if old == new:
        return
    branch = [one for one in tree.values() if is_within(one.path, old)]
    paths = {one.id: new + one.path.removeprefix(old) for one in branch}
    _check_paths((one for one in tree.values() if one.id not in paths), [*paths.values()], slug)
    category.slug = slug
    for one in branch:
        one.path = paths[one.id]
    await ctx.session.flush()


def _parent_path(tree: Mapping[UUID, Category], parent_id: UUID | None) -> str:
    if parent_id is None:
        return ""
    if parent_id not in tree:
        raise NotFound("category", path=("parentId",))
    return tree[parent_id].path


def _check_paths(others: Iterable[Category], paths: Sequence[str], slug: str) -> None:
    if any(one.path in paths for one in others):
        raise SlugTaken(slug)
    if max(len(path.encode()) for path in paths) > LONGEST_PATH:
        message = "The categories above and this one have too long an address together."
        raise InvalidInput([Problem(("slug",), "TOO_LONG", message)])


def _check_texts(fields: CategoryFields) -> None:
    if not fields.title.strip():
        raise InvalidInput([Problem(("title",), "REQUIRED", "Give the category a title.")])
    problems = [
        *too_long(("title",), [fields.title], LONGEST_LINE),
        *too_long(("description",), [clean_html(fields.description)], LONGEST_TEXT),
        *too_long(("seoTitle",), [fields.seo_title], LONGEST_LINE),
        *too_long(("seoDescription",), [fields.seo_description], LONGEST_NOTE),
    ]
    if problems:
        raise InvalidInput(problems)
