"""Lists of products as this store shows them."""

from enum import Enum
from typing import cast

import strawberry
from strawberry import UNSET

from galleria.catalog import queries
from galleria.catalog.queries import ListingFilter, ListingSort
from galleria.graphql import ids
from galleria.graphql.catalog.products import Product
from galleria.graphql.connections import (
    Connection,
    Window,
    connection,
    invalid_cursor,
    read_time,
    read_uuid,
)
from galleria.graphql.context import RequestContext
from galleria.graphql.definitions import input_type


@strawberry.enum(description="How products are sorted.")
class ProductSort(Enum):
    """How products are sorted."""

    POSITION = strawberry.enum_value("position", description="As the merchant has arranged them.")
    NEWEST = strawberry.enum_value("newest", description="The newest first.")
    TITLE = strawberry.enum_value("title", description="By title, from A to Z.")


@input_type
class ProductFilter:
    """Which products are wanted; every part that is given must hold."""

    text: str | None = UNSET
    """All of these words stand in the title."""
    category_id: strawberry.ID | None = UNSET
    """They stand in this category itself."""
    collection_id: strawberry.ID | None = UNSET
    """They belong to this collection."""
    is_promoted: bool | None = UNSET
    """The store puts them forward, or not."""

    def read(self) -> ListingFilter:
        """Take the filter as it was meant.

        Raises:
            InvalidInput: an id is none.
        """
        category, collection = self.category_id or None, self.collection_id or None
        return ListingFilter(
            text=self.text or "",
            category_id=category and ids.read(ids.CATEGORY, category, "filter", "categoryId"),
            collection_id=(
                collection and ids.read(ids.COLLECTION, collection, "filter", "collectionId")
            ),
            is_promoted=None if self.is_promoted is UNSET else self.is_promoted,
        )


async def list_products(
    request: RequestContext,
    wanted: ListingFilter,
    *,
    first: int,
    after: str | None,
    sort: ProductSort = ProductSort.POSITION,
) -> Connection[Product]:
    """A page of the products that are wanted."""
    window, by = Window.of(first, after), cast("ListingSort", sort.value)
    rows = await request.ask(
        lambda ctx: queries.list_products(
            ctx, wanted=wanted, sort=by, after=_after(window, by), limit=window.limit
        )
    )
    return connection(
        window,
        rows,
        key=lambda row: (queries.sort_value(row, by), row.listing_id),
        node=Product.of,
        count=lambda: request.ask(lambda ctx: queries.count_products(ctx, wanted=wanted)),
    )


def _after(window: Window, sort: ListingSort) -> queries.After | None:
    match sort, window.after:
        case _, None:
            return None
        case "position", (int(value), str(listing_id)):
            return queries.After(value, read_uuid(listing_id))
        case "title", (str(value), str(listing_id)):
            return queries.After(value, read_uuid(listing_id))
        case "newest", (str(value), str(listing_id)):
            return queries.After(read_time(value), read_uuid(listing_id))
    raise invalid_cursor()
