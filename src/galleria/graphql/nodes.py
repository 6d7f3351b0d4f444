"""What a store shows, by id."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated
from uuid import UUID

import strawberry
from sqlalchemy import select

from galleria.catalog import models, queries
from galleria.catalog.rows import VariantRow
from galleria.core.context import Context
from galleria.core.errors import InvalidInput, Problem
from galleria.core.ids import prefix_of
from galleria.core.statements import columns_of
from galleria.graphql import ids
from galleria.graphql.access import PUBLIC
from galleria.graphql.catalog.categories import Category, load_tree
from galleria.graphql.catalog.collections import Collection
from galleria.graphql.catalog.images import Image
from galleria.graphql.catalog.products import Product
from galleria.graphql.catalog.variants import ProductVariant
from galleria.graphql.context import Info, RequestContext
from galleria.graphql.costs import LARGEST_PAGE
from galleria.graphql.definitions import object_type
from galleria.graphql.edge import field
from galleria.graphql.node import Node
from galleria.graphql.reviews import Review
from galleria.graphql.stores import Store
from galleria.reviews import queries as reviews

Find = Callable[[RequestContext, UUID], Awaitable[Node | None]]

Ids = Annotated[
    list[strawberry.ID],
    strawberry.argument(description=f"The ids, at most {LARGEST_PAGE}."),
]


@object_type(PUBLIC)
class NodeQuery:
    """What is asked for by id alone."""

    @field(PUBLIC)
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        """What the store shows under this id; none if nothing."""
        return await find_node(info.context, id, SHOWN)

    @field(PUBLIC)
    async def nodes(self, info: Info, ids: Ids) -> list[Node | None]:
        """What the store shows under these ids, one for each, in their order."""
        return await find_nodes(info.context, ids, SHOWN)


async def find_node(request: RequestContext, id: str, kinds: dict[str, Find]) -> Node | None:
    """One of the kinds of things, by its id."""
    prefix = prefix_of(id)
    find, value = kinds.get(prefix), ids.find(prefix, id)
    return await find(request, value) if find and value else None


async def find_nodes(
    request: RequestContext, wanted: Sequence[str], kinds: dict[str, Find]
) -> list[Node | None]:
    """Things of several kinds, in the order of their ids.

    Raises:
        InvalidInput: there are too many.
    """
    if len(wanted) > LARGEST_PAGE:
        message = f"Ask for up to {LARGEST_PAGE} at once."
        raise InvalidInput([Problem(("ids",), "TOO_MANY", message)])
    return await asyncio.gather(*(find_node(request, one, kinds) for one in wanted))


async def _product(request: RequestContext, id: UUID) -> Product | None:
    found = await request.load(queries.load_products, id)
    return Product.of(found) if found else None


async def load_variants(ctx: Context, variant_ids: Sequence[UUID]) -> dict[UUID, VariantRow]:
    """Variants of the tenant, shown or not, by id."""
    table = models.Variant
    rows = await ctx.session.execute(
        select(*columns_of(VariantRow, table)).where(table.id.in_(variant_ids))
    )
    return {found.id: found for found in (VariantRow(*row) for row in rows)}


async def _variant(request: RequestContext, id: UUID) -> ProductVariant | None:
    found = await request.load(load_variants, id)
    if found is None:
        return None
    shown, options, media = await asyncio.gather(
        request.load(queries.load_products, found.product_id),
        request.load(queries.load_options, found.product_id),
        request.load(queries.load_media, found.product_id),
    )
    if shown is None:
        return None
    images = [Image.of(one, request) for one in media or () if one.id == found.media_id]
    return ProductVariant.of(found, options or [], images[0] if images else None)


async def _category(request: RequestContext, id: UUID) -> Category | None:
    tree = await request.load(load_tree, request.store.store_id) or {}
    every = (one for branch in tree.values() for one in branch)
    return next((Category.of(one) for one in every if one.id == id), None)


async def load_collections(
    ctx: Context, collection_ids: Sequence[UUID]
) -> dict[UUID, models.Collection]:
    """Collections of this store, by id."""
    rows = select(models.Collection).where(
        models.Collection.store_id == ctx.store.store_id, models.Collection.id.in_(collection_ids)
    )
    return {row.id: row for row in await ctx.session.scalars(rows)}


async def _collection(request: RequestContext, id: UUID) -> Collection | None:
    found = await request.load(load_collections, id)
    return Collection.of(found) if found else None


async def _review(request: RequestContext, id: UUID) -> Review | None:
    found = await request.load(reviews.load_approved, id)
    if found is None or not await request.load(queries.load_products, found.product_id):
        return None
    return Review.of(found)


async def _store(request: RequestContext, id: UUID) -> Store | None:
    is_here = id == request.store.store_id
    return Store.of(request.store, request.base_url) if is_here else None


SHOWN: dict[str, Find] = {
    ids.CATEGORY: _category,
    ids.COLLECTION: _collection,
    ids.PRODUCT: _product,
    ids.REVIEW: _review,
    ids.STORE: _store,
    ids.VARIANT: _variant,
}
