"""What staff do with a store's tree of categories."""

from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from galleria.catalog import models, queries
from galleria.catalog.service import categories as service
from galleria.catalog.service.categories import CategoryFields
from galleria.core.context import Context
from galleria.graphql import ids
from galleria.graphql.access import STAFF, staff
from galleria.graphql.admin.catalog import AdminCategory
from galleria.graphql.context import Info, RequestContext
from galleria.graphql.definitions import given, input_type, object_type
from galleria.graphql.edge import mutation
from galleria.graphql.errors.keeping import CategoryCycle, CategoryHasChildren, SlugTaken
from galleria.graphql.errors.requests import IdempotencyKeyReused, InvalidInput, NotFound
from galleria.graphql.writes import write
from galleria.tenancy.permissions import Permission
from galleria.tenancy.queries import get_store

WRITES_CATALOG = staff(Permission.CATALOG_WRITE)


@object_type(STAFF)
class DeletedCategory:
    """A category that is gone."""

    category_id: strawberry.ID
    """What its id was."""


CreateCategoryResult = Annotated[
    AdminCategory | SlugTaken | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("CreateCategoryResult"),
]
UpdateCategoryResult = Annotated[
    AdminCategory | SlugTaken | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("UpdateCategoryResult"),
]
MoveCategoryResult = Annotated[
    AdminCategory | CategoryCycle | SlugTaken | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("MoveCategoryResult"),
]
DeleteCategoryResult = Annotated[
    DeletedCategory | CategoryHasChildren | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("DeleteCategoryResult"),
]


@input_type
class CreateCategoryInput:
    """A new branch of a store's tree."""

    store_id: strawberry.ID
    """The store."""
    title: str
    """What it is called."""
    parent_id: strawberry.ID | None = UNSET
    """The category above; left out, it stands at the top."""
    slug: str | None = UNSET
    """Its name in addresses; made from the title if left out."""
    description: str = ""
    """What is in it."""
    position: int = 0
    """Lower ones come first."""


@input_type
class UpdateCategoryInput:
    """What changes about a category; what is left out keeps its value."""

    category_id: strawberry.ID
    """The category."""
    title: str | None = UNSET
    """What it is called."""
    slug: str | None = UNSET
    """Its name in addresses; with it, the addresses of all categories below change."""
    description: str | None = UNSET
    """What is in it."""
    position: int | None = UNSET
    """Lower ones come first."""
    seo_title: str | None = UNSET
    """The title for search engines; empty: its own."""
    seo_description: str | None = UNSET
    """What search engines are told; empty: its own."""


@input_type
class MoveCategoryInput:
    """Where a category is to stand, with all below it."""

    category_id: strawberry.ID
    """The category."""
    parent_id: strawberry.ID | None
    """The category above, of the same store; null for the top."""
    position: int | None = UNSET
    """Its place there, lower ones first; left out, it keeps its number."""


@input_type
class DeleteCategoryInput:
    """A category to cut off."""

    category_id: strawberry.ID
    """The category."""


@object_type(WRITES_CATALOG)
class CategoryMutation:
    """What staff do with a store's tree of categories."""

    @mutation(WRITES_CATALOG)
    async def create_category(self, info: Info, input: CreateCategoryInput) -> CreateCategoryResult:
        """Add a branch to a store's tree."""
        store_id = ids.read(ids.STORE, input.store_id, "storeId")
        parent = ids.read(ids.CATEGORY, input.parent_id, "parentId") if input.parent_id else None

        async def create(ctx: Context) -> models.Category:
            await get_store(ctx, store_id)
            return await service.create_category(
                ctx,
                store_id=store_id,
                title=input.title,
                parent_id=parent,
                slug=input.slug or "",
                description=input.description,
                position=input.position,
            )

        return await _read(info.context, await write(info, input, create))

    @mutation(WRITES_CATALOG)
    async def update_category(self, info: Info, input: UpdateCategoryInput) -> UpdateCategoryResult:
        """Change what a category says of itself."""
        category_id = ids.read(ids.CATEGORY, input.category_id, "categoryId")

        async def change(ctx: Context) -> models.Category:
            row = await queries.get_category(ctx, category_id)
            fields = replace(_fields(row), **_said(input))
            return await service.update_category(ctx, category_id=category_id, fields=fields)

        return await _read(info.context, await write(info, input, change))

    @mutation(WRITES_CATALOG)
    async def move_category(self, info: Info, input: MoveCategoryInput) -> MoveCategoryResult:
        """Put a category, with all below it, under another one or at the top. The addresses of all
        of them change.
        """
        category_id = ids.read(ids.CATEGORY, input.category_id, "categoryId")
        parent = ids.read(ids.CATEGORY, input.parent_id, "parentId") if input.parent_id else None
        position = given(input.position)
        moved = await write(
            info,
            input,
            lambda ctx: service.move_category(
                ctx, category_id=category_id, parent_id=parent, position=position
            ),
        )
        return await _read(info.context, moved)

    @mutation(WRITES_CATALOG)
    async def delete_category(self, info: Info, input: DeleteCategoryInput) -> DeleteCategoryResult:
        """Cut a category off the tree. Its products stay in the store; those below it have to be
        moved or deleted first.
        """
        category_id = ids.read(ids.CATEGORY, input.category_id, "categoryId")

        async def delete(ctx: Context) -> UUID:
            await service.delete_category(ctx, category_id=category_id)
            return category_id

        await write(info, input, delete)
        return DeletedCategory(category_id=input.category_id)


_NAMES = ("title", "slug", "description", "position", "seo_title", "seo_description")


def _fields(row: models.Category) -> CategoryFields:
    return CategoryFields(**{name: getattr(row, name) for name in _NAMES})


def _said(asked: UpdateCategoryInput) -> dict[str, Any]:
    """What was given; an empty slug keeps the one there is."""
    told = {name: getattr(asked, name) for name in _NAMES if name != "slug" or asked.slug}
    return {name: value for name, value in told.items() if value is not UNSET and value is not None}


async def _read(request: RequestContext, category_id: UUID) -> AdminCategory:
    return AdminCategory.of(await request.ask(lambda ctx: queries.get_category(ctx, category_id)))
