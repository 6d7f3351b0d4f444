"""What staff ask of the catalog."""

from collections.abc import Sequence
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import Select, func, select
from strawberry import UNSET

from galleria.catalog import models, queries
from galleria.catalog.rows import CategoryRow
from galleria.catalog.statements import ARRANGED
from galleria.core.context import Context
from galleria.core.pages import COUNT_STOPS_AT
from galleria.core.windows import Sorting, Window
from galleria.graphql import ids
from galleria.graphql.admin.products import READS_CATALOG, AdminProduct, AdminVariant, Listing
from galleria.graphql.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    connection,
    list_rows,
    read_window,
)
from galleria.graphql.context import Info
from galleria.graphql.definitions import identifier_type, object_type
from galleria.graphql.edge import field
from galleria.graphql.node import Node

PRODUCTS = Sorting((models.Product.id,))
ATTRIBUTES = Sorting((models.Attribute.id,))


@identifier_type
class AdminProductIdentifier:
    """One of the names of a product."""

    id: strawberry.ID | None = UNSET
    """Its id."""
    slug: str | None = UNSET
    """Its name in addresses, as the merchant spells it."""


@identifier_type
class VariantIdentifier:
    """One of the names of a variant."""

    id: strawberry.ID | None = UNSET
    """Its id."""
    sku: str | None = UNSET
    """The merchant's own number; of several with the same, the oldest."""


@object_type(READS_CATALOG)
class AdminCategory(Node):
    """A branch of the tree that one store's products are sorted into."""

    id: strawberry.ID
    """Names the category for good."""
    store_id: strawberry.ID
    """The store."""
    parent_id: strawberry.ID | None
    """The category above; none at the top."""
    slug: str
    """Its name in addresses."""
    tree_path: str
    """The slugs from the top of the tree to it, joined by `/`."""
    title: str
    """What it is called."""
    description: str
    """What is in it; may be empty."""
    position: int
    """Lower ones come first."""
    seo_title: str
    """The title for search engines; empty: its own."""
    seo_description: str
    """What search engines are told; empty: its own."""

    @classmethod
    def of(cls, row: models.Category | CategoryRow) -> "AdminCategory":
        """Show a category to staff."""
        return cls(
            id=ids.show(ids.CATEGORY, row.id),
            store_id=ids.show(ids.STORE, row.store_id),
            parent_id=ids.show(ids.CATEGORY, row.parent_id) if row.parent_id else None,
            slug=row.slug,
            tree_path=row.path,
            title=row.title,
            description=row.description,
            position=row.position,
            seo_title=row.seo_title,
            seo_description=row.seo_description,
        )


@object_type(READS_CATALOG)
class AdminCollection(Node):
    """A selection of one store's products, made by hand."""

    id: strawberry.ID
    """Names the collection for good."""
    store_id: strawberry.ID
    """The store."""
    slug: str
    """Its name in addresses."""
    title: str
    """What it is called."""
    description: str
    """What it is about; may be empty."""
    position: int
    """Lower ones come first."""
    collection_id: strawberry.Private[UUID]

    @field()
    async def listings(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Listing]:
        """What it holds, also what shoppers do not see, in its order."""
        window = read_window(ARRANGED.kinds, first, after, last, before)
        place = models.ListingCollection.position
        rows = (
            select(models.Listing, place)
            .join(
                models.ListingCollection, models.ListingCollection.listing_id == models.Listing.id
            )
            .where(models.ListingCollection.collection_id == self.collection_id)
        )
        return connection(
            window,
            await info.context.ask(lambda ctx: _within(ctx, rows, window)),
            key=lambda row: (row[1], row[0].id),
            node=lambda row: Listing.of(row[0]),
            count=lambda: info.context.ask(lambda ctx: _count(ctx, rows)),
        )

    @classmethod
    def of(cls, row: models.Collection) -> "AdminCollection":
        """Show a collection to staff."""
        return cls(
            id=ids.show(ids.COLLECTION, row.id),
            store_id=ids.show(ids.STORE, row.store_id),
            slug=row.slug,
            title=row.title,
            description=row.description,
            position=row.position,
            collection_id=row.id,
        )


async def _within(
    ctx: Context, rows: Select[*tuple[Any, ...]], window: Window
) -> Sequence[tuple[models.Listing, int]]:
    part = await ctx.session.execute(ARRANGED.within(rows, window).limit(window.limit))
    return [(listing, place) for listing, place in part]


async def _count(ctx: Context, rows: Select[*tuple[Any, ...]]) -> int:
    few = rows.with_only_columns(models.Listing.id).limit(COUNT_STOPS_AT + 1).subquery()
    return await ctx.session.scalar(select(func.count()).select_from(few)) or 0


@strawberry.enum(description="What an attribute's values are.")
class AttributeKind(Enum):
    """What an attribute's values are."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    COLOR = "color"


@object_type(READS_CATALOG)
class Attribute:
    """A fact that products state, such as what they are made of."""

    id: strawberry.ID
    """Names the attribute for good."""
    attribute_code: str
    """Its name for programs and imports; it stays."""
    name: str
    """What it is called."""
    kind: AttributeKind
    """What its values are."""

    @classmethod
    def of(cls, row: models.Attribute) -> "Attribute":
        """Show an attribute to staff."""
        return cls(
            id=ids.show(ids.ATTRIBUTE, row.id),
            attribute_code=row.code,
            name=row.name,
            kind=AttributeKind(row.kind),
        )


@object_type(READS_CATALOG)
class CatalogAdmin:
    """What staff ask of the catalog."""

    @field(READS_CATALOG)
    async def products(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AdminProduct]:
        """All of the merchant's products, oldest first."""
        window = read_window(PRODUCTS.kinds, first, after, last, before)
        rows = select(models.Product)
        return await list_rows(info.context, rows, PRODUCTS, window, node=AdminProduct.of)

    @field(READS_CATALOG)
    async def product(self, info: Info, by: AdminProductIdentifier) -> AdminProduct | None:
        """One product."""
        product_id = ids.find(ids.PRODUCT, by.id) if by.id else None
        named = models.Product.slug == by.slug if by.slug else models.Product.id == product_id
        row = await info.context.ask(
            lambda ctx: ctx.session.scalar(select(models.Product).where(named))
        )
        return AdminProduct.of(row) if row else None

    @field(READS_CATALOG)
    async def variant(self, info: Info, by: VariantIdentifier) -> AdminVariant | None:
        """One variant."""
        variant_id = ids.find(ids.VARIANT, by.id) if by.id else None
        named = models.Variant.sku == by.sku if by.sku else models.Variant.id == variant_id
        rows = select(models.Variant).where(named).order_by(models.Variant.id).limit(1)
        row = await info.context.ask(lambda ctx: ctx.session.scalar(rows))
        return AdminVariant.of(row) if row else None

    @field(READS_CATALOG)
    async def attributes(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Attribute]:
        """The facts that the merchant's products state, oldest first."""
        window = read_window(ATTRIBUTES.kinds, first, after, last, before)
        rows = select(models.Attribute)
        return await list_rows(info.context, rows, ATTRIBUTES, window, node=Attribute.of)

    @field(READS_CATALOG)
    async def categories(self, info: Info, store_id: strawberry.ID) -> list[AdminCategory]:
        """The tree of a store that you may act for, parents first; a short list."""
        found = ids.read(ids.STORE, store_id, "storeId")
        rows = await info.context.ask(lambda ctx: _categories(ctx, found))
        return [AdminCategory.of(row) for row in rows]

    @field(READS_CATALOG)
    async def collections(self, info: Info, store_id: strawberry.ID) -> list[AdminCollection]:
        """The collections of a store that you may act for, a short list; empty for others."""
        found = ids.read(ids.STORE, store_id, "storeId")
        rows = await info.context.ask(lambda ctx: _collections(ctx, found))
        return [AdminCollection.of(row) for row in rows]


async def _categories(ctx: Context, store_id: UUID) -> Sequence[CategoryRow]:
    if not ctx.actor.may_act_for(store_id):
        return ()
    return await queries.list_categories(ctx, store_id)


async def _collections(ctx: Context, store_id: UUID) -> Sequence[models.Collection]:
    if not ctx.actor.may_act_for(store_id):
        return ()
    rows = select(models.Collection).where(models.Collection.store_id == store_id)
    order = rows.order_by(models.Collection.position, models.Collection.id)
    return (await ctx.session.scalars(order)).all()
