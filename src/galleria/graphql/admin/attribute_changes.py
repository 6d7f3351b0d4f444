"""What staff do with the facts that products state."""

from typing import Annotated
from uuid import UUID

import strawberry

from galleria.catalog import queries
from galleria.catalog.service import attributes as service
from galleria.core.context import Context
from galleria.graphql import ids
from galleria.graphql.access import STAFF, staff
from galleria.graphql.admin.catalog import Attribute, AttributeKind
from galleria.graphql.context import Info, RequestContext
from galleria.graphql.definitions import input_type, object_type
from galleria.graphql.edge import mutation
from galleria.graphql.errors.keeping import SlugTaken
from galleria.graphql.errors.requests import IdempotencyKeyReused, InvalidInput, NotFound
from galleria.graphql.writes import write
from galleria.tenancy.permissions import Permission

WRITES_CATALOG = staff(Permission.CATALOG_WRITE)


@object_type(STAFF)
class DeletedAttribute:
    """An attribute that is gone."""

    attribute_id: strawberry.ID
    """What its id was."""


CreateAttributeResult = Annotated[
    Attribute | SlugTaken | InvalidInput | IdempotencyKeyReused,
    strawberry.union("CreateAttributeResult"),
]
UpdateAttributeResult = Annotated[
    Attribute | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("UpdateAttributeResult"),
]
DeleteAttributeResult = Annotated[
    DeletedAttribute | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("DeleteAttributeResult"),
]


@input_type
class CreateAttributeInput:
    """A new fact that products can state."""

    name: str
    """What it is called; its code is made from this."""
    kind: AttributeKind = AttributeKind.TEXT
    """What its values are."""


@input_type
class UpdateAttributeInput:
    """Another name for a fact. Its code and its type stay, for products state values of it."""

    attribute_id: strawberry.ID
    """The attribute."""
    name: str
    """What it is called."""


@input_type
class DeleteAttributeInput:
    """A fact that no product states any longer."""

    attribute_id: strawberry.ID
    """The attribute."""


@object_type(WRITES_CATALOG)
class AttributeMutation:
    """What staff do with the facts that products state."""

    @mutation(WRITES_CATALOG)
    async def create_attribute(
        self, info: Info, input: CreateAttributeInput
    ) -> CreateAttributeResult:
        """Let products state a fact."""
        made = await write(
            info,
            input,
            lambda ctx: service.create_attribute(ctx, name=input.name, kind=input.kind.value),
        )
        return await _read(info.context, made)

    @mutation(WRITES_CATALOG)
    async def update_attribute(
        self, info: Info, input: UpdateAttributeInput
    ) -> UpdateAttributeResult:
        """Call a fact otherwise, wherever a product states it."""
        attribute_id = ids.read(ids.ATTRIBUTE, input.attribute_id, "attributeId")
        changed = await write(
            info,
            input,
            lambda ctx: service.update_attribute(ctx, attribute_id=attribute_id, name=input.name),
        )
        return await _read(info.context, changed)

    @mutation(WRITES_CATALOG)
    async def delete_attribute(
        self, info: Info, input: DeleteAttributeInput
    ) -> DeleteAttributeResult:
        """Forget a fact, and what all products state of it."""
        attribute_id = ids.read(ids.ATTRIBUTE, input.attribute_id, "attributeId")

        async def delete(ctx: Context) -> UUID:
            await service.delete_attribute(ctx, attribute_id=attribute_id)
            return attribute_id

        await write(info, input, delete)
        return DeletedAttribute(attribute_id=input.attribute_id)


async def _read(request: RequestContext, attribute_id: UUID) -> Attribute:
    return Attribute.of(await request.ask(lambda ctx: queries.get_attribute(ctx, attribute_id)))
