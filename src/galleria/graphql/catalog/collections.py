"""Selections of products made by hand."""

import strawberry

from galleria.catalog import models
from galleria.catalog.queries import ListingFilter
from galleria.graphql import ids
from galleria.graphql.access import PUBLIC
from galleria.graphql.catalog.listing import ProductSort, kinds_of, list_products
from galleria.graphql.catalog.products import Product
from galleria.graphql.connections import After, Before, Connection, First, Last, read_window
from galleria.graphql.context import Info
from galleria.graphql.definitions import object_type
from galleria.graphql.edge import field
from galleria.graphql.node import Node


@object_type(PUBLIC)
class Collection(Node):
    """A selection of products, made by hand."""

    id: strawberry.ID
    """Names the collection for good."""
    slug: str
    """Its name in addresses."""
    title: str
    """What it is called."""
    description: str
    """What it is about; may be empty."""
    row: strawberry.Private[models.Collection]

    @field()
    async def products(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Product]:
        """The products that were chosen."""
        wanted = ListingFilter(collection_id=self.row.id)
        window = read_window(kinds_of(ProductSort.POSITION), first, after, last, before)
        return await list_products(info.context, wanted, window)

    @classmethod
    def of(cls, row: models.Collection) -> "Collection":
        """Show a collection."""
        return cls(
            id=ids.show(ids.COLLECTION, row.id),
            slug=row.slug,
            title=row.title,
            description=row.description,
            row=row,
        )
