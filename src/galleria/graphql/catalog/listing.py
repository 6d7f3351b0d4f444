"""Lists of products as this store shows them."""

from enum import Enum
from typing import cast

import strawberry
from strawberry import UNSET

from galleria.catalog import queries, statements
from galleria.catalog.queries import ListingFilter, ListingSort
from galleria.catalog.rules import LONGEST_SEARCH, too_long
from galleria.core.errors import InvalidInput
from galleria.core.windows import Window
from galleria.graphql import filters, ids
from galleria.graphql.catalog.products import Product
from galleria.graphql.connections import Connection, connection
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
    """Which products are wanted; every part that is given must hold. Up to 30 filters combine, four
    levels deep.
    """

    text: str | None = UNSET
    """All of these words stand in the title."""
    category_id: strawberry.ID | None = UNSET
    """They stand in this category or in one below it."""
    collection_id: strawberry.ID | None = UNSET
    """They belong to this collection."""
    is_promoted: bool | None = UNSET
    """The store puts them forward, or not."""
    and_: list["ProductFilter"] | None = strawberry.field(name="and", default=UNSET)
    """All of these hold."""
    or_: list["ProductFilter"] | None = strawberry.field(name="or", default=UNSET)
    """At least one of these holds; of an empty list nothing is asked."""
    not_: "ProductFilter | None" = strawberry.field(name="not", default=UNSET)
    """This does not hold."""

    def read(self) -> ListingFilter:
        """Take the filter as it was meant.

        Raises:
            InvalidInput: an id is none, a text is too long, or too many filters are combined.
        """
        filters.check(self)
        every, some, none = (tuple(one.read() for one in group) for group in filters.inside(self))
        category, collection = self.category_id or None, self.collection_id or None
        return ListingFilter(
            text=read_words(self.text or "", "filter", "text"),
            category_id=category and ids.read(ids.CATEGORY, category, "filter", "categoryId"),
            collection_id=(
                collection and ids.read(ids.COLLECTION, collection, "filter", "collectionId")
            ),
            is_promoted=None if self.is_promoted is UNSET else self.is_promoted,
            all_of=every,
            any_of=some,
            none_of=none,
        )


def read_words(text: str, *path: str) -> str:
    """Take what is searched for as it was meant.

    Raises:
        InvalidInput: it is too long.
    """
    if problems := too_long(path, [text], LONGEST_SEARCH):
        raise InvalidInput(problems)
    return text


def kinds_of(sort: ProductSort) -> list[type]:
    """What the cursors of products that are sorted so are made of."""
    return statements.SORTS[cast("str", sort.value)].kinds


async def list_products(
    request: RequestContext,
    wanted: ListingFilter,
    window: Window,
    sort: ProductSort = ProductSort.POSITION,
) -> Connection[Product]:
    """A page of the products that are wanted."""
    by = cast("ListingSort", sort.value)
    rows = await request.ask(lambda ctx: queries.list_within(ctx, window, wanted=wanted, sort=by))
    return connection(
        window,
        rows,
        key=lambda row: queries.key_of(row, by),
        node=Product.of,
        count=lambda: request.ask(lambda ctx: queries.count_products(ctx, wanted=wanted)),
    )
