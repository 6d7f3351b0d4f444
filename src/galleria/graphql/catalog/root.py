"""What is asked of a store's catalog."""

import strawberry
from strawberry import UNSET

from galleria.catalog import queries
from galleria.catalog.queries import ListedProduct, ListingFilter
from galleria.graphql import ids
from galleria.graphql.access import PUBLIC
from galleria.graphql.catalog.categories import (
    Category,
    CategoryIdentifier,
    load_tree,
)
from galleria.graphql.catalog.collections import Collection
from galleria.graphql.catalog.listing import (
    ProductFilter,
    ProductSort,
    kinds_of,
    list_products,
    read_words,
)
from galleria.graphql.catalog.products import Product, ProductIdentifier
from galleria.graphql.connections import After, Before, Connection, First, Last, read_window
from galleria.graphql.context import Info, RequestContext
from galleria.graphql.costs import SEARCH
from galleria.graphql.definitions import object_type
from galleria.graphql.edge import field


@object_type(PUBLIC)
class CatalogQuery:
    """What is asked of a store's catalog."""

    @field(PUBLIC)
    async def product(self, info: Info, by: ProductIdentifier) -> Product | None:
        """One product, by any one of its names; none if the store does not show it."""
        found = await _find_product(info.context, by)
        return Product.of(found) if found else None

    @field(PUBLIC)
    async def products(
        self,
        info: Info,
        filter: ProductFilter | None = None,
        sort: ProductSort = ProductSort.POSITION,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Product]:
        """The products that the store shows, page by page."""
        wanted = filter.read() if filter else ListingFilter()
        window = read_window(kinds_of(sort), first, after, last, before)
        return await list_products(info.context, wanted, window, sort)

    @field(PUBLIC, cost=SEARCH)
    async def search(
        self,
        info: Info,
        text: str,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Product]:
        """The products with all of these words in their titles."""
        wanted = ListingFilter(text=read_words(text, "text"))
        window = read_window(kinds_of(ProductSort.POSITION), first, after, last, before)
        return await list_products(info.context, wanted, window)

    @field(PUBLIC)
    async def category(self, info: Info, by: CategoryIdentifier) -> Category | None:
        """One category of the store."""
        category_id = ids.find(ids.CATEGORY, by.id) if by.id else None
        if not category_id and not by.path:
            return None
        found = await info.context.ask(
            lambda ctx: queries.find_category(ctx, path=by.path or None, category_id=category_id)
        )
        return Category.of(found) if found else None

    @field(PUBLIC)
    async def categories(
        self, info: Info, parent_id: strawberry.ID | None = UNSET
    ) -> list[Category]:
        """The categories at the top of the tree, or right below one; a short list."""
        tree = await info.context.load(load_tree, info.context.store.store_id) or {}
        parent = ids.read(ids.CATEGORY, parent_id, "parentId") if parent_id else None
        return [Category.of(one) for one in tree.get(parent, [])]

    @field(PUBLIC)
    async def collection(self, info: Info, slug: str) -> Collection | None:
        """One collection of the store."""
        found = await info.context.ask(lambda ctx: queries.find_collection(ctx, slug))
        return Collection.of(found) if found else None

    @field(PUBLIC)
    async def collections(self, info: Info) -> list[Collection]:
        """The collections of the store, in their order; a short list."""
        return [Collection.of(one) for one in await info.context.ask(queries.list_collections)]


async def _find_product(request: RequestContext, by: ProductIdentifier) -> ListedProduct | None:
    product_id = ids.find(ids.PRODUCT, by.id) if by.id else None
    if not (product_id or by.slug or by.sku):
        return None
    return await request.ask(
        lambda ctx: queries.find_product(
            ctx, slug=by.slug or None, product_id=product_id, sku=by.sku or None
        )
    )
