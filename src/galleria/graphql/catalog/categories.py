"""The tree that a store's products are sorted into."""

from collections.abc import Sequence
from uuid import UUID

import strawberry
from strawberry import UNSET

from galleria.catalog import queries
from galleria.catalog.rows import CategoryRow
from galleria.core.context import Context
from galleria.graphql import ids
from galleria.graphql.access import PUBLIC
from galleria.graphql.context import Info
from galleria.graphql.definitions import identifier_type, object_type
from galleria.graphql.edge import field
from galleria.graphql.node import Node


async def load_tree(
    ctx: Context, store_ids: Sequence[UUID]
) -> dict[UUID, dict[UUID | None, list[CategoryRow]]]:
    """All categories of stores, by the one above them."""
    trees = {}
    for store_id in store_ids:
        tree = trees[store_id] = dict[UUID | None, list[CategoryRow]]()
        for category in await queries.list_categories(ctx, store_id):
            tree.setdefault(category.parent_id, []).append(category)
    return trees


@identifier_type
class CategoryIdentifier:
    """One of the names of a category."""

    id: strawberry.ID | None = UNSET
    """Its id."""
    path: str | None = UNSET
    """The slugs from the top of the tree to it, joined by `/`."""


@object_type(PUBLIC)
class Category(Node):
    """A branch of the tree that a store's products are sorted into.

    Its products are listed by ``products`` with a filter.
    """

    id: strawberry.ID
    """Names the category for good."""
    slug: str
    """Its name in addresses, unlike any other under the same parent."""
    path: str
    """The slugs from the top of the tree to it, joined by `/`."""
    title: str
    """What it is called."""
    description: str
    """What is in it; may be empty."""
    row: strawberry.Private[CategoryRow]

    @field()
    async def parent(self, info: Info) -> "Category | None":
        """The category above; none at the top of the tree."""
        parent_id = self.row.parent_id
        tree = await info.context.load(load_tree, self.row.store_id) if parent_id else None
        every = (one for branch in (tree or {}).values() for one in branch)
        return next((Category.of(one) for one in every if one.id == parent_id), None)

    @field()
    async def children(self, info: Info) -> "list[Category]":
        """The categories right below, in their order; a short list."""
        tree = await info.context.load(load_tree, self.row.store_id) or {}
        return [Category.of(one) for one in tree.get(self.row.id, [])]

    @classmethod
    def of(cls, row: CategoryRow) -> "Category":
        """Show a category."""
        return cls(
            id=ids.show(ids.CATEGORY, row.id),
            slug=row.slug,
            path=row.path,
            title=row.title,
            description=row.description,
            row=row,
        )
