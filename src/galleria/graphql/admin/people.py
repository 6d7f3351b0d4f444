"""What staff do with staff, roles and API keys."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import UNSET

from galleria.core.context import Context
from galleria.graphql import ids
from galleria.graphql.access import STAFF, staff
from galleria.graphql.admin.tenancy import ApiKey, Role, StaffMember
from galleria.graphql.context import Info, RequestContext
from galleria.graphql.definitions import given, input_type, object_type
from galleria.graphql.edge import mutation
from galleria.graphql.errors.requests import IdempotencyKeyReused, InvalidInput, NotFound
from galleria.graphql.errors.tenancy import (
    BuiltInRole,
    EmailTaken,
    LastOwner,
    RoleInUse,
    RoleNameTaken,
)
from galleria.graphql.writes import write
from galleria.tenancy import queries
from galleria.tenancy.permissions import Permission
from galleria.tenancy.service import api_keys, roles
from galleria.tenancy.service import staff as people
from galleria.tenancy.service.roles import RoleGrant

WRITES_STAFF = staff(Permission.STAFF_WRITE)


@object_type(STAFF)
class InvitedStaff:
    """Somebody was asked to join."""

    staff: StaffMember
    """Who."""
    invitation_token: str | None
    """What they accept with. It is told once, so a repeated request does not have it."""


@object_type(STAFF)
class NewApiKey:
    """A key was made."""

    api_key: ApiKey
    """The key."""
    secret: str | None
    """What programs send. It is told once, so a repeated request does not have it."""


@object_type(STAFF)
class DeletedRole:
    """A role is gone."""

    role_id: strawberry.ID
    """The id it had."""


InviteStaffResult = Annotated[
    InvitedStaff | EmailTaken | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("InviteStaffResult"),
]
RenewInvitationResult = Annotated[
    InvitedStaff | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("RenewInvitationResult"),
]
DeactivateStaffResult = Annotated[
    StaffMember | LastOwner | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("DeactivateStaffResult"),
]
ActivateStaffResult = Annotated[
    StaffMember | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("ActivateStaffResult"),
]
SetStaffRolesResult = Annotated[
    StaffMember | LastOwner | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("SetStaffRolesResult"),
]
CreateRoleResult = Annotated[
    Role | RoleNameTaken | InvalidInput | IdempotencyKeyReused,
    strawberry.union("CreateRoleResult"),
]
UpdateRoleResult = Annotated[
    Role | BuiltInRole | RoleNameTaken | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("UpdateRoleResult"),
]
DeleteRoleResult = Annotated[
    DeletedRole | BuiltInRole | RoleInUse | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("DeleteRoleResult"),
]
CreateApiKeyResult = Annotated[
    NewApiKey | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("CreateApiKeyResult"),
]
RotateApiKeyResult = Annotated[
    NewApiKey | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("RotateApiKeyResult"),
]
RevokeApiKeyResult = Annotated[
    ApiKey | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("RevokeApiKeyResult"),
]


@input_type
class RoleGrantInput:
    """A role to hold, and where."""

    role_id: strawberry.ID
    """The role."""
    store_id: strawberry.ID | None = UNSET
    """The store it counts for; left out, every store."""


@input_type
class InviteStaffInput:
    """Somebody to ask."""

    name: str
    """What they are called."""
    email: str
    """How they are reached."""
    roles: list[RoleGrantInput] = strawberry.field(default_factory=list)
    """What they will be."""


@input_type
class RenewInvitationInput:
    """Somebody who needs a new invitation."""

    staff_id: strawberry.ID
    """Who."""


@input_type
class DeactivateStaffInput:
    """Somebody to shut out."""

    staff_id: strawberry.ID
    """Who."""


@input_type
class ActivateStaffInput:
    """Somebody to let in again."""

    staff_id: strawberry.ID
    """Who."""


@input_type
class SetStaffRolesInput:
    """What somebody is from now on."""

    staff_id: strawberry.ID
    """Who."""
    roles: list[RoleGrantInput]
    """These roles and no others."""


@input_type
class CreateRoleInput:
    """A new role."""

    name: str
    """What it is called."""
    permissions: list[Permission]
    """What it permits; none that you lack."""


@input_type
class UpdateRoleInput:
    """What changes about a role, for everybody who holds it."""

    role_id: strawberry.ID
    """The role."""
    name: str | None = UNSET
    """What it is called from now on."""
    permissions: list[Permission] | None = UNSET
    """What it permits from now on."""


@input_type
class DeleteRoleInput:
    """A role to do away with."""

    role_id: strawberry.ID
    """The role."""


@input_type
class CreateApiKeyInput:
    """A key for a program."""

    name: str
    """What it is for."""
    scopes: list[Permission]
    """What it may do; nothing that you may not."""
    store_ids: list[strawberry.ID] | None = UNSET
    """The stores it may act for; left out, all of them."""
    expires_at: datetime | None = UNSET
    """When it stops to count; left out, never."""


@input_type
class RotateApiKeyInput:
    """A key that needs a new secret."""

    api_key_id: strawberry.ID
    """The key."""


@input_type
class RevokeApiKeyInput:
    """A key to make void for good."""

    api_key_id: strawberry.ID
    """The key."""


@object_type(WRITES_STAFF)
class PeopleMutation:
    """What staff do with staff, roles and API keys."""

    @mutation(WRITES_STAFF)
    async def invite_staff(self, info: Info, input: InviteStaffInput) -> InviteStaffResult:
        """Ask somebody to join the staff; they choose a password themselves."""
        grants, told = _grants(input.roles), list[str]()

        async def invite(ctx: Context) -> UUID:
            made = await people.invite_staff(ctx, name=input.name, email=input.email, roles=grants)
            told.append(made.token)
            return made.staff.id

        return await _invited(info.context, await write(info, input, invite), told)

    @mutation(WRITES_STAFF)
    async def renew_invitation(
        self, info: Info, input: RenewInvitationInput
    ) -> RenewInvitationResult:
        """Let somebody choose a password anew."""
        staff_id, told = ids.read(ids.STAFF, input.staff_id, "staffId"), list[str]()

        async def renew(ctx: Context) -> UUID:
            told.append((await people.renew_invitation(ctx, staff_id=staff_id)).token)
            return staff_id

        return await _invited(info.context, await write(info, input, renew), told)

    @mutation(WRITES_STAFF)
    async def deactivate_staff(
        self, info: Info, input: DeactivateStaffInput
    ) -> DeactivateStaffResult:
        """Shut somebody out, at once and everywhere."""
        staff_id = ids.read(ids.STAFF, input.staff_id, "staffId")
        await write(info, input, lambda ctx: people.deactivate_staff(ctx, staff_id=staff_id))
        return await _read_staff(info.context, staff_id)

    @mutation(WRITES_STAFF)
    async def activate_staff(self, info: Info, input: ActivateStaffInput) -> ActivateStaffResult:
        """Let somebody in again, with the roles and the password they had."""
        staff_id = ids.read(ids.STAFF, input.staff_id, "staffId")
        await write(info, input, lambda ctx: people.activate_staff(ctx, staff_id=staff_id))
        return await _read_staff(info.context, staff_id)

    @mutation(WRITES_STAFF)
    async def set_staff_roles(self, info: Info, input: SetStaffRolesInput) -> SetStaffRolesResult:
        """Let somebody hold these roles and no others."""
        staff_id, grants = ids.read(ids.STAFF, input.staff_id, "staffId"), _grants(input.roles)

        async def set_roles(ctx: Context) -> UUID:
            await roles.set_staff_roles(ctx, staff_id=staff_id, roles=grants)
            return staff_id

        return await _read_staff(info.context, await write(info, input, set_roles))

    @mutation(WRITES_STAFF)
    async def create_role(self, info: Info, input: CreateRoleInput) -> CreateRoleResult:
        """Name a set of permissions."""
        role_id = await write(
            info,
            input,
            lambda ctx: roles.create_role(ctx, name=input.name, permissions=input.permissions),
        )
        return await _read_role(info.context, role_id)

    @mutation(WRITES_STAFF)
    async def update_role(self, info: Info, input: UpdateRoleInput) -> UpdateRoleResult:
        """Change a role for everybody who holds it."""
        role_id = ids.read(ids.ROLE, input.role_id, "roleId")
        await write(
            info,
            input,
            lambda ctx: roles.update_role(
                ctx,
                role_id=role_id,
                name=input.name or None,
                permissions=None if input.permissions is UNSET else input.permissions,
            ),
        )
        return await _read_role(info.context, role_id)

    @mutation(WRITES_STAFF)
    async def delete_role(self, info: Info, input: DeleteRoleInput) -> DeleteRoleResult:
        """Do away with a role that nobody holds."""
        role_id = ids.read(ids.ROLE, input.role_id, "roleId")

        async def delete(ctx: Context) -> UUID:
            await roles.delete_role(ctx, role_id=role_id)
            return role_id

        return DeletedRole(role_id=ids.show(ids.ROLE, await write(info, input, delete)))

    @mutation(WRITES_STAFF)
    async def create_api_key(self, info: Info, input: CreateApiKeyInput) -> CreateApiKeyResult:
        """Give a program a key; its secret is told once."""
        told = list[str]()
        stores = [
            ids.read(ids.STORE, one, "storeIds", str(place))
            for place, one in enumerate(input.store_ids or ())
        ]

        async def create(ctx: Context) -> UUID:
            made = await api_keys.create_api_key(
                ctx,
                name=input.name,
                scopes=input.scopes,
                store_ids=None if not input.store_ids and input.store_ids != [] else stores,
                expires_at=given(input.expires_at),
            )
            told.append(made.secret)
            return made.key.id

        return await _new_key(info.context, await write(info, input, create), told)

    @mutation(WRITES_STAFF)
    async def rotate_api_key(self, info: Info, input: RotateApiKeyInput) -> RotateApiKeyResult:
        """Replace a key's secret; the old one is void at once."""
        key_id, told = ids.read(ids.API_KEY, input.api_key_id, "apiKeyId"), list[str]()

        async def rotate(ctx: Context) -> UUID:
            told.append((await api_keys.rotate_api_key(ctx, api_key_id=key_id)).secret)
            return key_id

        return await _new_key(info.context, await write(info, input, rotate), told)

    @mutation(WRITES_STAFF)
    async def revoke_api_key(self, info: Info, input: RevokeApiKeyInput) -> RevokeApiKeyResult:
        """Make a key void for good."""
        key_id = ids.read(ids.API_KEY, input.api_key_id, "apiKeyId")
        await write(info, input, lambda ctx: api_keys.revoke_api_key(ctx, api_key_id=key_id))
        return ApiKey.of(await info.context.ask(lambda ctx: queries.get_api_key(ctx, key_id)))


def _grants(given: list[RoleGrantInput]) -> list[RoleGrant]:
    return [
        RoleGrant(
            ids.read(ids.ROLE, grant.role_id, "roles", str(place), "roleId"),
            ids.read(ids.STORE, grant.store_id, "roles", str(place), "storeId")
            if grant.store_id
            else None,
        )
        for place, grant in enumerate(given)
    ]


async def _invited(request: RequestContext, staff_id: UUID, told: list[str]) -> InvitedStaff:
    member = await _read_staff(request, staff_id)
    return InvitedStaff(staff=member, invitation_token=next(iter(told), None))


async def _new_key(request: RequestContext, key_id: UUID, told: list[str]) -> NewApiKey:
    row = await request.ask(lambda ctx: queries.get_api_key(ctx, key_id))
    return NewApiKey(api_key=ApiKey.of(row), secret=next(iter(told), None))


async def _read_staff(request: RequestContext, staff_id: UUID) -> StaffMember:
    return StaffMember.of(await request.ask(lambda ctx: queries.get_staff(ctx, staff_id)))


async def _read_role(request: RequestContext, role_id: UUID) -> Role:
    return Role.of(await request.ask(lambda ctx: queries.get_role(ctx, role_id)))
