"""Whose host this is, and who works there: the reads of tenancy.

``domains`` and ``tenant_directory`` stand outside the wall and are read here alone. A statement on
them names the host, the tenant, or says why it needs neither.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from galleria.core.context import Actor, Context, StoreRef
from galleria.core.db import Database
from galleria.core.errors import NotFound
from galleria.tenancy.errors import InvalidHost
from galleria.tenancy.models import (
    ApiKey,
    Domain,
    Role,
    Staff,
    StaffRole,
    StaffSession,
    Store,
    Tenant,
    TenantDirectory,
)
from galleria.tenancy.permissions import OWNER
from galleria.tenancy.rules.access import Grant, reach_of
from galleria.tenancy.rules.hosts import normalize_host
from galleria.tenancy.rules.inputs import fold
from galleria.tenancy.rules.tokens import hash_token


@dataclass(frozen=True, slots=True)
class Open:
    """The store lives here and is open."""

    store: StoreRef


@dataclass(frozen=True, slots=True)
class RedirectTo:
    """The store lives at another of its hosts."""

    host: str


@dataclass(frozen=True, slots=True)
class Inactive:
    """A store is here, but it is not open (yet, or any more): its staff alone may come in."""

    store: StoreRef


@dataclass(frozen=True, slots=True)
class Unverified:
    """Somebody claims the host, but nobody has shown it to be theirs."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """No store answers here."""


HostAnswer = Open | RedirectTo | Inactive | Unverified | Unknown


async def find_store_by_host(database: Database, host: str) -> HostAnswer:
    """Tell which store a request to this host is for. Not cached: ``hosts.HostDirectory`` is."""
    claim = await _find_claim(database, host)
    if claim is None:
        return Unknown()
    if not claim.is_verified:
        return Unverified()
    async with database.transaction(claim.tenant_id, read_only=True) as ctx:
        store = await find_store(ctx, claim.store_id)
    if store is None:
        return Unknown()
    if store.status != "active":
        return Inactive(store_ref(store, primary_host=claim.primary_host))
    if claim.host != claim.primary_host:
        return RedirectTo(claim.primary_host)
    return Open(store_ref(store, primary_host=claim.primary_host))


async def find_store_to_manage(database: Database, host: str) -> StoreRef | None:
    """Look up the store of a verified host, open or not: for operators alone."""
    claim = await _find_claim(database, host)
    if claim is None or not claim.is_verified:
        return None
    async with database.transaction(claim.tenant_id, read_only=True) as ctx:
        return await get_store_ref(ctx, claim.store_id)


async def may_have_certificate(database: Database, host: str) -> bool:
    """Whether a TLS proxy may obtain a certificate: for verified hosts of stores, closed ones too,
    because that is where their owners open them again.
    """
    return isinstance(await find_store_by_host(database, host), Open | RedirectTo | Inactive)


@dataclass(frozen=True, slots=True)
class _Claim:
    host: str
    tenant_id: UUID
    store_id: UUID
    is_verified: bool
    primary_host: str


async def _find_claim(database: Database, host: str) -> _Claim | None:
    try:
        normalized = normalize_host(host)
    except InvalidHost:
        return None
    primary = aliased(Domain)
    same_store = and_(
        primary.tenant_id == Domain.tenant_id,
        primary.store_id == Domain.store_id,
        primary.is_primary,
    )
    statement = (
        select(
            Domain.host,
            Domain.tenant_id,
            Domain.store_id,
            Domain.verified_at.is_not(None),
            primary.host,
        )
        .join(primary, same_store)
        .where(Domain.host == normalized)
        .order_by(Domain.verified_at.is_(None))
        .limit(1)
    )
    async with database.platform() as session:
        found = (await session.execute(statement)).first()
    return found and _Claim(*found)


def store_ref(store: Store, *, primary_host: str) -> StoreRef:
    """Write a store down as requests carry it about."""
    return StoreRef(
        tenant_id=store.tenant_id,
        store_id=store.id,
        name=store.name,
        primary_host=primary_host,
        currency=store.currency,
        locale=store.locale,
        locales=tuple(store.locales),
        time_zone=store.time_zone,
        theme=store.theme,
        hold_minutes=store.hold_minutes,
    )


async def get_store_ref(ctx: Context, store_id: UUID) -> StoreRef:
    """One of the tenant's stores, open or not, as requests carry it about.

    Raises:
        NotFound: the tenant has no such store.
    """
    store = await get_store(ctx, store_id)
    domains = await list_domains(ctx, store_id=store_id)
    primary = next((domain.host for domain in domains if domain.is_primary), "")
    return store_ref(store, primary_host=primary)


async def list_domains(ctx: Context, *, store_id: UUID) -> Sequence[Domain]:
    """Every host that a store answers to or claims, the primary one first."""
    found = await ctx.session.scalars(
        select(Domain)
        .where(Domain.tenant_id == ctx.tenant_id, Domain.store_id == store_id)
        .order_by(Domain.is_primary.desc(), Domain.host)
    )
    return found.all()


async def find_domain(ctx: Context, host: str) -> Domain | None:
    """Look up the tenant's own claim to a normalized host."""
    return await ctx.session.get(Domain, (host, ctx.tenant_id), populate_existing=True)


async def is_verified_by_anyone(ctx: Context, host: str) -> bool:
    """Whether a normalized host leads to a store already, of whatever tenant."""
    statement = select(Domain.store_id).where(Domain.host == host, Domain.verified_at.is_not(None))
    return (await ctx.session.scalar(statement)) is not None


async def get_domain(ctx: Context, host: str) -> Domain:
    """Take the tenant's own claim to a normalized host.

    Raises:
        NotFound: there is none, or it is for a store out of the actor's reach.
    """
    domain = await find_domain(ctx, host)
    if domain is None or not ctx.actor.may_act_for(domain.store_id):
        raise NotFound("domain", path=("host",))
    return domain


async def list_lapsed_claims(session: AsyncSession, *, before: datetime) -> Sequence[Domain]:
    """Claims of every tenant that nobody has proved since: for the clock's chore alone."""
    found = await session.scalars(
        select(Domain).where(Domain.verified_at.is_(None), Domain.created_at < before)
    )
    return found.all()


async def find_tenant_id(database: Database, name: str) -> UUID | None:
    """Find a tenant by its name, in whatever case: for operators alone."""
    async with database.platform() as session:
        return await session.scalar(
            select(TenantDirectory.tenant_id).where(TenantDirectory.name_folded == fold(name))
        )


async def list_tenant_ids(database: Database) -> Sequence[UUID]:
    """Every tenant there is: for chores that work tenant by tenant."""
    async with database.platform() as session:
        found = await session.scalars(
            select(TenantDirectory.tenant_id).order_by(TenantDirectory.tenant_id)
        )
        return found.all()


async def get_tenant(ctx: Context) -> Tenant:
    """Take the tenant of this transaction.

    Raises:
        NotFound: there is no such tenant.
    """
    tenant = await ctx.session.get(Tenant, ctx.tenant_id)
    if tenant is None:
        raise NotFound("tenant")
    return tenant


async def find_store(ctx: Context, store_id: UUID) -> Store | None:
    """Look up a store of the tenant, whoever asks."""
    return await ctx.session.scalar(select(Store).where(Store.id == store_id))


async def get_store(ctx: Context, store_id: UUID) -> Store:
    """Take a store that the actor may act for.

    Raises:
        NotFound: there is none.
    """
    store = await find_store(ctx, store_id)
    if store is None or not ctx.actor.may_act_for(store_id):
        raise NotFound("store")
    return store


async def lock_store(ctx: Context, store_id: UUID) -> Store:
    """Take a store that the actor may act for, and keep everybody else from changing it.

    Raises:
        NotFound: there is none.
    """
    store = await ctx.session.scalar(
        select(Store)
        .where(Store.id == store_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if store is None or not ctx.actor.may_act_for(store_id):
        raise NotFound("store")
    return store


async def list_stores(ctx: Context) -> Sequence[Store]:
    """Every store of the tenant that the actor may act for, by name."""
    statement = select(Store).order_by(Store.name, Store.id)
    if ctx.actor.store_ids is not None:
        statement = statement.where(Store.id.in_(ctx.actor.store_ids))
    return (await ctx.session.scalars(statement)).all()


async def get_staff(ctx: Context, staff_id: UUID) -> Staff:
    """Take somebody of the staff.

    Raises:
        NotFound: there is nobody with this id.
    """
    staff = await ctx.session.scalar(select(Staff).where(Staff.id == staff_id))
    if staff is None:
        raise NotFound("staff member")
    return staff


async def find_staff_by_email(ctx: Context, email: str) -> Staff | None:
    """Look somebody of the staff up by their address, in whatever case."""
    return await ctx.session.scalar(select(Staff).where(Staff.email_folded == fold(email)))


async def find_invited(ctx: Context, token: str) -> Staff | None:
    """Look up whom an invitation is for; a lapsed one is for nobody."""
    return await ctx.session.scalar(
        select(Staff)
        .where(Staff.invitation_hash == hash_token(token), Staff.invitation_expires_at > ctx.now)
        .with_for_update()
    )


async def list_staff(ctx: Context) -> Sequence[Staff]:
    """Everybody of the staff, by name."""
    return (await ctx.session.scalars(select(Staff).order_by(Staff.name, Staff.id))).all()


async def list_staff_roles(ctx: Context, *, staff_id: UUID) -> Sequence[StaffRole]:
    """The roles that somebody holds, and where."""
    found = await ctx.session.scalars(
        select(StaffRole).where(StaffRole.staff_id == staff_id).order_by(StaffRole.id)
    )
    return found.all()


async def list_roles(ctx: Context) -> Sequence[Role]:
    """Every role there is, the built-in ones first."""
    found = await ctx.session.scalars(select(Role).order_by(Role.is_built_in.desc(), Role.name))
    return found.all()


async def get_role(ctx: Context, role_id: UUID) -> Role:
    """Take a role.

    Raises:
        NotFound: there is none with this id.
    """
    role = await ctx.session.scalar(select(Role).where(Role.id == role_id))
    if role is None:
        raise NotFound("role")
    return role


async def load_roles(ctx: Context, role_ids: Iterable[UUID]) -> Mapping[UUID, Role]:
    """Roles by their ids; unknown ids are left out."""
    found = await ctx.session.scalars(select(Role).where(Role.id.in_(set(role_ids))))
    return {role.id: role for role in found}


async def find_role_by_name(ctx: Context, name: str) -> Role | None:
    """Look a role up by its name, in whatever case."""
    return await ctx.session.scalar(select(Role).where(Role.name_folded == fold(name)))


async def lock_owners(ctx: Context) -> frozenset[UUID]:
    """Who is an owner of all stores and can sign in; nobody changes that until the end."""
    owner = await ctx.session.scalar(
        select(Role.id).where(Role.name == OWNER, Role.is_built_in).with_for_update()
    )
    found = await ctx.session.scalars(
        select(Staff.id)
        .join(StaffRole, StaffRole.staff_id == Staff.id)
        .where(StaffRole.role_id == owner, StaffRole.store_id.is_(None), Staff.is_active)
    )
    return frozenset(found)


async def list_api_keys(ctx: Context) -> Sequence[ApiKey]:
    """Every key there is or was, the newest first."""
    return (await ctx.session.scalars(select(ApiKey).order_by(ApiKey.id.desc()))).all()


async def get_api_key(ctx: Context, api_key_id: UUID) -> ApiKey:
    """Take a key.

    Raises:
        NotFound: there is none with this id.
    """
    key = await ctx.session.scalar(select(ApiKey).where(ApiKey.id == api_key_id))
    if key is None:
        raise NotFound("API key")
    return key


async def find_valid_api_key(ctx: Context, secret: str) -> ApiKey | None:
    """Look a key up by its secret; one that was revoked or has expired is none."""
    digest = hash_token(secret)
    key = await ctx.session.scalar(
        select(ApiKey).where(
            ApiKey.secret_hash == digest,
            ApiKey.revoked_at.is_(None),
            or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > ctx.now),
        )
    )
    # The index compares byte by byte; what decides takes the same time for every secret.
    return key if key and hmac.compare_digest(key.secret_hash, digest) else None


async def find_session_actor(ctx: Context, token: str, *, store_id: UUID | None) -> Actor | None:
    """Tell who is signed in with this token, and what they may do on this store's host."""
    found = await ctx.session.execute(
        select(Staff.id, Role.permissions, StaffRole.store_id)
        .join(StaffSession, StaffSession.staff_id == Staff.id)
        .outerjoin(StaffRole, StaffRole.staff_id == Staff.id)
        .outerjoin(Role, Role.id == StaffRole.role_id)
        .where(
            StaffSession.token_hash == hash_token(token),
            StaffSession.expires_at > ctx.now,
            Staff.is_active,
        )
    )
    rows = found.all()
    if not rows:
        return None
    grants = [Grant(frozenset(names or ()), where) for _, names, where in rows]
    reach = reach_of(grants, store_id=store_id)
    return Actor("staff", rows[0].id, reach.permissions, reach.store_ids)
