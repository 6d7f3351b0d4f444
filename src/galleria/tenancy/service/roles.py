"""A tenant names sets of permissions of its own, and hands them out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from galleria.core.context import Context
from galleria.core.errors import Forbidden, NotFound
from galleria.tenancy import queries
from galleria.tenancy.errors import BuiltInRole, LastOwner, RoleInUse, RoleNameTaken
from galleria.tenancy.events import RoleChanged, StaffRolesChanged
from galleria.tenancy.models import Role, StaffRole
from galleria.tenancy.permissions import Permission, with_reading
from galleria.tenancy.rules.inputs import fold, read_fields, read_name, read_permissions

_READERS = {"name": read_name, "permissions": read_permissions}


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """A role to be held in one store or, without one, in every store of the tenant."""

    role_id: UUID
    store_id: UUID | None = None


async def create_role(ctx: Context, *, name: str, permissions: Sequence[str]) -> Role:
    """Name a set of permissions, none of which the actor lacks.

    Raises:
        RoleNameTaken: another role has this name.
        InvalidInput: the name is blank, or a permission is unknown.
        Forbidden: the actor lacks a permission.
    """
    read = read_fields({"name": name, "permissions": permissions}, _READERS)
    check_may_give(ctx, read["permissions"], store_ids=None)
    made = insert(Role).values(**read, name_folded=fold(read["name"]))
    role: Role | None = await ctx.session.scalar(made.on_conflict_do_nothing().returning(Role))
    if role is None:
        raise RoleNameTaken(read["name"])
    ctx.emit(RoleChanged(role_id=role.id))
    return role


async def update_role(
    ctx: Context,
    *,
    role_id: UUID,
    name: str | None = None,
    permissions: Sequence[str] | None = None,
) -> Role:
    """Rename a role, or change what it permits to everybody who holds it.

    Raises:
        BuiltInRole: it is the same for every tenant.
        RoleNameTaken: another role has this name.
        Forbidden: the actor lacks a permission of the role, as it was or is to be.
    """
    role = await _own_role(ctx, role_id)
    given = {"name": name, "permissions": permissions}
    read = read_fields({key: value for key, value in given.items() if value is not None}, _READERS)
    check_may_give(ctx, read.get("permissions", ()), store_ids=None)
    role.name = read.get("name", role.name)
    role.name_folded = fold(role.name)
    role.permissions = read.get("permissions", role.permissions)
    try:
        await ctx.session.flush()
    except IntegrityError as clash:
        raise RoleNameTaken(read["name"]) from clash
    ctx.emit(RoleChanged(role_id=role_id))
    return role


async def delete_role(ctx: Context, *, role_id: UUID) -> None:
    """Do away with a role that nobody holds.

    Raises:
        BuiltInRole: it is the same for every tenant.
        RoleInUse: somebody holds it.
    """
    role = await _own_role(ctx, role_id)
    name = role.name
    await ctx.session.delete(role)
    try:
        await ctx.session.flush()
    except IntegrityError as held:
        raise RoleInUse(name) from held
    ctx.emit(RoleChanged(role_id=role_id))


async def _own_role(ctx: Context, role_id: UUID) -> Role:
    role = await queries.get_role(ctx, role_id)
    if role.is_built_in:
        raise BuiltInRole(role.name)
    check_may_give(ctx, role.permissions, store_ids=None)
    return role


async def set_staff_roles(ctx: Context, *, staff_id: UUID, roles: Sequence[RoleGrant]) -> None:
    """Let somebody hold these roles and no others.

    Raises:
        Forbidden: the actor lacks a permission that is given or taken.
        LastOwner: nobody else is an owner of all stores.
    """
    staff = await queries.get_staff(ctx, staff_id)
    await check_outranked(ctx, staff_id)
    owners = await queries.lock_owners(ctx)
    await ctx.session.execute(delete(StaffRole).where(StaffRole.staff_id == staff.id))
    await give_roles(ctx, staff_id=staff.id, roles=roles)
    if staff.id in owners and not await queries.lock_owners(ctx):
        raise LastOwner
    ctx.emit(StaffRolesChanged(staff_id=staff.id))


async def give_roles(ctx: Context, *, staff_id: UUID, roles: Sequence[RoleGrant]) -> None:
    """Let somebody hold roles besides those they hold.

    Raises:
        NotFound: there is no such role or store.
        Forbidden: the actor lacks a permission that is given.
    """
    known = await queries.load_roles(ctx, (grant.role_id for grant in roles))
    for grant in dict.fromkeys(roles):
        if grant.role_id not in known:
            raise NotFound("role", path=("roles",))
        if grant.store_id is not None:
            await queries.get_store(ctx, grant.store_id)
        check_may_give(ctx, known[grant.role_id].permissions, store_ids=_only(grant.store_id))
        ctx.session.add(
            StaffRole(staff_id=staff_id, role_id=grant.role_id, store_id=grant.store_id)
        )
    await ctx.session.flush()


async def check_outranked(ctx: Context, staff_id: UUID) -> None:
    """Keep staff from changing those who may do what they may not.

    Raises:
        Forbidden: the other holds a permission that the actor lacks.
    """
    held = await queries.list_staff_roles(ctx, staff_id=staff_id)
    known = await queries.load_roles(ctx, (grant.role_id for grant in held))
    for grant in held:
        check_may_give(ctx, known[grant.role_id].permissions, store_ids=_only(grant.store_id))


def check_may_give(
    ctx: Context, permissions: Iterable[str], *, store_ids: Iterable[UUID] | None
) -> None:
    """Keep everybody from giving what they do not hold, or where they may not act.

    Raises:
        Forbidden: names the permission.
    """
    for permission in sorted(with_reading(permissions)):
        if not ctx.actor.may(permission):
            raise Forbidden(permission)
    allowed = ctx.actor.store_ids
    if allowed is not None and (store_ids is None or not allowed.issuperset(store_ids)):
        raise Forbidden(Permission.STAFF_WRITE)


def _only(store_id: UUID | None) -> frozenset[UUID] | None:
    return None if store_id is None else frozenset({store_id})
