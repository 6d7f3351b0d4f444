"""People come to work for a tenant, and leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from galleria.core.context import Context
from galleria.tenancy import queries
from galleria.tenancy.errors import EmailTaken, InvitationLapsed, LastOwner
from galleria.tenancy.events import StaffActivated, StaffDeactivated, StaffInvited, StaffJoined
from galleria.tenancy.models import Staff, StaffSession
from galleria.tenancy.passwords import hash_password
from galleria.tenancy.rules.inputs import fold, read_email, read_fields, read_name, read_password
from galleria.tenancy.rules.tokens import INVITATION_PREFIX, hash_token, new_token
from galleria.tenancy.service.roles import RoleGrant, check_outranked, give_roles

INVITATION_LASTS = timedelta(days=7)
_READERS = {"name": read_name, "email": read_email, "password": read_password}


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody asked to join; the token goes to their email and is told to nobody else."""

    staff: Staff
    token: str


async def create_staff(
    ctx: Context, *, name: str, email: str, password: str, roles: Sequence[RoleGrant] = ()
) -> Staff:
    """Let somebody work for the tenant at once; for operators, who hand the password over.

    Raises:
        InvalidInput: all faults at once.
        EmailTaken: somebody of the staff has this address.
        Forbidden: a role holds a permission that the actor lacks.
    """
    read = read_fields({"name": name, "email": email, "password": password}, _READERS)
    staff = await _add_staff(ctx, read["name"], read["email"])
    staff.password_hash = await hash_password(read["password"])
    await give_roles(ctx, staff_id=staff.id, roles=roles)
    ctx.emit(StaffJoined(staff_id=staff.id))
    return staff


async def invite_staff(
    ctx: Context, *, name: str, email: str, roles: Sequence[RoleGrant] = ()
) -> Invitation:
    """Ask somebody to work for the tenant; they choose a password themselves.

    Raises:
        InvalidInput: all faults at once.
        EmailTaken: somebody of the staff has this address.
        Forbidden: a role holds a permission that the actor lacks.
    """
    read = read_fields({"name": name, "email": email}, _READERS)
    staff = await _add_staff(ctx, read["name"], read["email"])
    await give_roles(ctx, staff_id=staff.id, roles=roles)
    return _invite(ctx, staff)


async def renew_invitation(ctx: Context, *, staff_id: UUID) -> Invitation:
    """Let somebody choose a password anew, because the invitation lapsed or they forgot it.

    Raises:
        Forbidden: they hold a permission that the actor lacks.
    """
    staff = await queries.get_staff(ctx, staff_id)
    await check_outranked(ctx, staff_id)
    return _invite(ctx, staff)


async def accept_invitation(ctx: Context, *, token: str, password: str) -> Staff:
    """Choose a password, once per invitation; whoever is signed in elsewhere is signed out.

    Raises:
        InvitationLapsed: it was used, has expired, or never was.
        InvalidInput: the password is too short or too long.
    """
    read = read_fields({"password": password}, _READERS)
    staff = await queries.find_invited(ctx, token)
    if staff is None:
        raise InvitationLapsed
    staff.password_hash = await hash_password(read["password"])
    staff.invitation_hash = None
    staff.invitation_expires_at = None
    await _end_sessions(ctx, staff.id)
    ctx.emit(StaffJoined(staff_id=staff.id))
    return staff


async def deactivate_staff(ctx: Context, *, staff_id: UUID) -> Staff:
    """Shut somebody out, at once and everywhere; what they did stays theirs.

    Raises:
        Forbidden: they hold a permission that the actor lacks.
        LastOwner: nobody else is an owner of all stores.
    """
    staff = await queries.get_staff(ctx, staff_id)
    await check_outranked(ctx, staff_id)
    if await queries.lock_owners(ctx) == {staff_id}:
        raise LastOwner
    staff.is_active = False
    staff.invitation_hash = None
    staff.invitation_expires_at = None
    await _end_sessions(ctx, staff_id)
    ctx.emit(StaffDeactivated(staff_id=staff_id))
    return staff


async def activate_staff(ctx: Context, *, staff_id: UUID) -> Staff:
    """Let somebody in again, with the roles and the password they had.

    Raises:
        Forbidden: they hold a permission that the actor lacks.
    """
    staff = await queries.get_staff(ctx, staff_id)
    await check_outranked(ctx, staff_id)
    staff.is_active = True
    ctx.emit(StaffActivated(staff_id=staff_id))
    return staff


async def _add_staff(ctx: Context, name: str, email: str) -> Staff:
    new = insert(Staff).values(name=name, email=email, email_folded=fold(email), created_at=ctx.now)
    staff: Staff | None = await ctx.session.scalar(new.on_conflict_do_nothing().returning(Staff))
    if staff is None:
        raise EmailTaken(email)
    return staff


def _invite(ctx: Context, staff: Staff) -> Invitation:
    token = new_token(INVITATION_PREFIX)
    staff.invitation_hash = hash_token(token)
    staff.invitation_expires_at = ctx.now + INVITATION_LASTS
    ctx.emit(StaffInvited(staff_id=staff.id))
    return Invitation(staff, token)


async def _end_sessions(ctx: Context, staff_id: UUID) -> None:
    await ctx.session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))
