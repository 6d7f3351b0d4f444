"""What staff do with a store's collections."""

from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from galleria.catalog import models, queries
from galleria.catalog.service import collections as service
from galleria.catalog.service.collections import CollectionFields
from galleria.core.context import Context
from galleria.graphql import ids
from galleria.graphql.access import STAFF, staff
from galleria.graphql.admin.catalog import AdminCollection
from galleria.graphql.admin.sizes import check_size
from galleria.graphql.context import Info, RequestContext
from galleria.graphql.definitions import input_type, object_type
from galleria.graphql.edge import mutation
from galleria.graphql.errors.keeping import SlugTaken
from galleria.graphql.errors.requests import IdempotencyKeyReused, InvalidInput, NotFound
from galleria.graphql.faults import read_ids
from galleria.graphql.writes import write
from galleria.tenancy.permissions import Permission
from galleria.tenancy.queries import get_store

WRITES_CATALOG = staff(Permission.CATALOG_WRITE)


@object_type(STAFF)
class DeletedCollection:
    """A collection that is gone."""

    collection_id: strawberry.ID
    """What its id was."""


CreateCollectionResult = Annotated[
    AdminCollection | SlugTaken | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("CreateCollectionResult"),
]
UpdateCollectionResult = Annotated[
    AdminCollection | SlugTaken | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("UpdateCollectionResult"),
]
DeleteCollectionResult = Annotated[
    DeletedCollection | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("DeleteCollectionResult"),
]
SetCollectionProductsResult = Annotated[
    AdminCollection | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("SetCollectionProductsResult"),
]
ReorderCollectionProductsResult = Annotated[
    AdminCollection | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("ReorderCollectionProductsResult"),
]


@input_type
class CreateCollectionInput:
    """A new selection of a store's products."""

    store_id: strawberry.ID
    """The store."""
    title: str
    """What it is called."""
    slug: str | None = UNSET
    """Its name in addresses; made from the title if left out."""
    description: str = ""
    """What it is about."""


@input_type
class UpdateCollectionInput:
    """What changes about a collection; what is left out keeps its value."""

    collection_id: strawberry.ID
    """The collection."""
    title: str | None = UNSET
    """What it is called."""
    slug: str | None = UNSET
    """Its name in addresses."""
    description: str | None = UNSET
    """What it is about."""
    position: int | None = UNSET
    """Lower ones come first."""


@input_type
class DeleteCollectionInput:
    """A collection to dissolve."""

    collection_id: strawberry.ID
    """The collection."""


@input_type
class SetCollectionProductsInput:
    """What a collection is to hold."""

    collection_id: strawberry.ID
    """The collection."""
    listing_ids: list[strawberry.ID]
    """The listings of the same store, in their order, these and no others."""


@input_type
class ReorderCollectionProductsInput:
    """Another order of what a collection holds."""

    collection_id: strawberry.ID
    """The collection."""
    listing_ids: list[strawberry.ID]
    """The listings that come first, at most 100; the others follow as they are."""


@object_type(WRITES_CATALOG)
class CollectionMutation:
    """What staff do with a store's collections."""

    @mutation(WRITES_CATALOG)
    async def create_collection(
        self, info: Info, input: CreateCollectionInput
    ) -> CreateCollectionResult:
        """Make a selection of a store's products; it is empty at first."""
        store_id = ids.read(ids.STORE, input.store_id, "storeId")

        async def create(ctx: Context) -> models.Collection:
            await get_store(ctx, store_id)
            return await service.create_collection(
                ctx,
                store_id=store_id,
                title=input.title,
                slug=input.slug or "",
                description=input.description,
            )

        return await _read(info.context, await write(info, input, create))

    @mutation(WRITES_CATALOG)
    async def update_collection(
        self, info: Info, input: UpdateCollectionInput
    ) -> UpdateCollectionResult:
        """Change what a collection says of itself."""
        collection_id = ids.read(ids.COLLECTION, input.collection_id, "collectionId")

        async def change(ctx: Context) -> models.Collection:
            row = await queries.get_collection(ctx, collection_id, lock=True)
            fields = replace(_fields(row), **_said(input))
            return await service.update_collection(ctx, collection_id=collection_id, fields=fields)

        return await _read(info.context, await write(info, input, change))

    @mutation(WRITES_CATALOG)
    async def delete_collection(
        self, info: Info, input: DeleteCollectionInput
    ) -> DeleteCollectionResult:
        """Dissolve a collection; its products stay."""
        collection_id = ids.read(ids.COLLECTION, input.collection_id, "collectionId")

        async def delete(ctx: Context) -> UUID:
            await service.delete_collection(ctx, collection_id=collection_id)
            return collection_id

        await write(info, input, delete)
        return DeletedCollection(collection_id=input.collection_id)

    @mutation(WRITES_CATALOG)
    async def set_collection_products(
        self, info: Info, input: SetCollectionProductsInput
    ) -> SetCollectionProductsResult:
        """Let a collection hold exactly these listings, in this order."""
        collection_id = ids.read(ids.COLLECTION, input.collection_id, "collectionId")
        chosen = read_ids(ids.LISTING, input.listing_ids, "listingIds")

        async def choose(ctx: Context) -> UUID:
            await service.set_collection(ctx, collection_id=collection_id, listing_ids=chosen)
            return collection_id

        return await _read(info.context, await write(info, input, choose))

    @mutation(WRITES_CATALOG)
    async def reorder_collection_products(
        self, info: Info, input: ReorderCollectionProductsInput
    ) -> ReorderCollectionProductsResult:
        """Show what a collection holds in another order."""
        collection_id = ids.read(ids.COLLECTION, input.collection_id, "collectionId")
        check_size(input.listing_ids, "listingIds")
        first = read_ids(ids.LISTING, input.listing_ids, "listingIds")

        async def reorder(ctx: Context) -> UUID:
            await service.reorder_collection(ctx, collection_id=collection_id, listing_ids=first)
            return collection_id

        return await _read(info.context, await write(info, input, reorder))


_NAMES = ("title", "slug", "description", "position")


def _fields(row: models.Collection) -> CollectionFields:
    return CollectionFields(**{name: getattr(row, name) for name in _NAMES})


def _said(asked: UpdateCollectionInput) -> dict[str, Any]:
    """What was given; an empty slug keeps the one there is."""
    told = {name: getattr(asked, name) for name in _NAMES if name != "slug" or asked.slug}
    return {name: value for name, value in told.items() if value is not UNSET and value is not None}


async def _read(request: RequestContext, collection_id: UUID) -> AdminCollection:
    row = await request.ask(lambda ctx: queries.get_collection(ctx, collection_id))
    return AdminCollection.of(row)
