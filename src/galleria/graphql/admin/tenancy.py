"""The merchant's stores, domains, people and keys."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from uuid import UUID

import strawberry

from galleria.core.context import Context
from galleria.graphql import ids
from galleria.graphql.access import STAFF, staff
from galleria.graphql.context import Info
from galleria.graphql.definitions import object_type
from galleria.graphql.edge import field, unless_missing
from galleria.graphql.node import Node
from galleria.graphql.scalars import CurrencyCode
from galleria.tenancy import models, queries
from galleria.tenancy.flow import verification_record
from galleria.tenancy.permissions import Permission

READS_SETTINGS = staff(Permission.SETTINGS_READ)
READS_STAFF = staff(Permission.STAFF_READ)


@strawberry.enum(description="Whether a store is open.")
class StoreStatus(Enum):
    """Whether a store is open."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    PENDING = "pending"


@object_type(STAFF)
class Tenant:
    """The merchant, who owns everything here."""

    id: strawberry.ID
    """Names the merchant for good."""
    name: str
    """What the merchant is called."""
    created_at: datetime
    """Since when the merchant is here."""

    @classmethod
    def of(cls, row: models.Tenant) -> "Tenant":
        """Show a tenant."""
        return cls(id=ids.show(ids.TENANT, row.id), name=row.name, created_at=row.created_at)


@object_type(STAFF)
class Domain:
    """A host name that a store answers to or claims."""

    host: str
    """The host name."""
    is_platform: bool
    """Whether it is one of ours, which needs no proof."""
    is_primary: bool
    """Whether the store lives here; the store's other domains lead here."""
    is_verified: bool
    """Whether it counts."""
    verification_record: str
    """The name of the TXT record that proves a domain."""
    verification_token: str
    """What the record, or the file `/.well-known/galleria-verification`, must say."""
    created_at: datetime
    """When it was claimed."""

    @classmethod
    def of(cls, row: models.Domain) -> "Domain":
        """Show a domain."""
        return cls(
            host=row.host,
            is_platform=row.kind == "platform",
            is_primary=row.is_primary,
            is_verified=row.verified_at is not None,
            verification_record=verification_record(row.host),
            verification_token=row.verification_token,
            created_at=row.created_at,
        )


async def load_domains(
    ctx: Context, store_ids: Sequence[UUID]
) -> dict[UUID, Sequence[models.Domain]]:
    """The domains of stores."""
    return {one: await queries.list_domains(ctx, store_id=one) for one in store_ids}


@object_type(STAFF)
class AdminStore(Node):
    """A store with everything that staff decide about it."""

    id: strawberry.ID
    """Names the store for good."""
    name: str
    """What the store is called."""
    status: StoreStatus
    """Whether it is open."""
    theme: str
    """How it looks."""
    currency: CurrencyCode
    """The currency that everything is priced in."""
    locale: str
    """The language that is spoken first."""
    locales: list[str]
    """Every language that is spoken."""
    time_zone: str
    """The time zone of the store."""
    description: str
    """What the store is about; may be empty."""
    logo_url: str | None
    """Where the logo is."""
    favicon_url: str | None
    """Where the small icon is."""
    primary_color: str | None
    """The main color, such as `#1a2b3c`."""
    secondary_color: str | None
    """The second color."""
    contact_email: str | None
    """Where shoppers write to."""
    contact_phone: str | None
    """What shoppers call."""
    social_links: list[str]
    """The store elsewhere; at most 20."""
    hold_minutes: int
    """How long a cart keeps its stock after the shopper last touched it."""
    version: int
    """Counts the changes; send it as `expectedVersion`."""
    created_at: datetime
    """When it was opened."""
    updated_at: datetime
    """When it last changed."""
    store_id: strawberry.Private[UUID]

    @field()
    async def domains(self, info: Info) -> list[Domain]:
        """The hosts it answers to or claims, the primary one first; a short list."""
        rows = await info.context.load(load_domains, self.store_id)
        return [Domain.of(row) for row in rows or ()]

    @classmethod
    def of(cls, row: models.Store) -> "AdminStore":
        """Show a store to staff."""
        return cls(
            id=ids.show(ids.STORE, row.id),
            name=row.name,
            status=StoreStatus(row.status),
            theme=row.theme,
            currency=CurrencyCode(row.currency),
            locale=row.locale,
            locales=list(row.locales),
            time_zone=row.time_zone,
            description=row.description,
            logo_url=row.logo_url,
            favicon_url=row.favicon_url,
            primary_color=row.primary_color,
            secondary_color=row.secondary_color,
            contact_email=row.contact_email,
            contact_phone=row.contact_phone,
            social_links=list(row.social_links),
            hold_minutes=row.hold_minutes,
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
            store_id=row.id,
        )


@object_type(STAFF)
class Role(Node):
    """A named set of permissions."""

    id: strawberry.ID
    """Names the role for good."""
    name: str
    """What it is called."""
    permissions: list[Permission]
    """What it permits; changing an area includes reading it."""
    is_built_in: bool
    """Whether it came with the house and stays as it is."""

    @classmethod
    def of(cls, row: models.Role) -> "Role":
        """Show a role."""
        return cls(
            id=ids.show(ids.ROLE, row.id),
            name=row.name,
            permissions=[one for one in Permission if one in row.permissions],
            is_built_in=row.is_built_in,
        )


@object_type(STAFF)
class HeldRole:
    """A role that somebody holds, and where."""

    role: Role
    """The role."""
    store_id: strawberry.ID | None
    """The store it counts for; none: every store."""


async def load_held_roles(
    ctx: Context, staff_ids: Sequence[UUID]
) -> dict[UUID, list[tuple[models.StaffRole, models.Role]]]:
    """The roles that people hold."""
    held = {one: await queries.list_staff_roles(ctx, staff_id=one) for one in staff_ids}
    grants = [grant for grants in held.values() for grant in grants]
    roles = await queries.load_roles(ctx, {grant.role_id for grant in grants})
    return {one: [(grant, roles[grant.role_id]) for grant in held[one]] for one in staff_ids}


@object_type(STAFF)
class StaffMember(Node):
    """A person who works for the merchant."""

    id: strawberry.ID
    """Names the person for good."""
    name: str
    """What they are called."""
    email: str
    """How they are reached and sign in."""
    is_active: bool
    """Whether they may come in."""
    has_joined: bool
    """Whether they have accepted their invitation."""
    created_at: datetime
    """When they were invited."""
    staff_id: strawberry.Private[UUID]

    @field()
    async def roles(self, info: Info) -> list[HeldRole]:
        """The roles they hold, and where; a short list."""
        held = await info.context.load(load_held_roles, self.staff_id) or []
        return [
            HeldRole(
                role=Role.of(role),
                store_id=ids.show(ids.STORE, grant.store_id) if grant.store_id else None,
            )
            for grant, role in held
        ]

    @classmethod
    def of(cls, row: models.Staff) -> "StaffMember":
        """Show a person."""
        return cls(
            id=ids.show(ids.STAFF, row.id),
            name=row.name,
            email=row.email,
            is_active=row.is_active,
            has_joined=row.password_hash is not None,
            created_at=row.created_at,
            staff_id=row.id,
        )


@object_type(STAFF)
class ApiKey(Node):
    """A credential for a program. The secret itself is shown once and not kept."""

    id: strawberry.ID
    """Names the key for good."""
    name: str
    """What it is for."""
    scopes: list[Permission]
    """What it may do."""
    store_ids: list[strawberry.ID] | None
    """The stores it may act for; none: all of them."""
    created_at: datetime
    """When it was made."""
    expires_at: datetime | None
    """When it stops to count."""
    revoked_at: datetime | None
    """When it was made void."""
    last_used_at: datetime | None
    """When it was last used, to the hour."""

    @classmethod
    def of(cls, row: models.ApiKey) -> "ApiKey":
        """Show a key."""
        stores = row.store_ids
        return cls(
            id=ids.show(ids.API_KEY, row.id),
            name=row.name,
            scopes=[one for one in Permission if one in row.scopes],
            store_ids=None if stores is None else [ids.show(ids.STORE, one) for one in stores],
            created_at=row.created_at,
            expires_at=row.expires_at,
            revoked_at=row.revoked_at,
            last_used_at=row.last_used_at,
        )


@object_type(STAFF)
class TenancyAdmin:
    """The merchant's stores, domains, people and keys."""

    @field(READS_SETTINGS)
    async def tenant(self, info: Info) -> Tenant:
        """The merchant."""
        return Tenant.of(await info.context.ask(queries.get_tenant))

    @field(READS_SETTINGS)
    async def stores(self, info: Info) -> list[AdminStore]:
        """The stores that you may act for, by name; a short list."""
        return [AdminStore.of(row) for row in await info.context.ask(queries.list_stores)]

    @field(READS_SETTINGS)
    async def store(self, info: Info, id: strawberry.ID) -> AdminStore | None:
        """One store that you may act for."""
        store_id = ids.find(ids.STORE, id)
        if store_id is None:
            return None
        row = await unless_missing(info.context.ask(lambda ctx: queries.get_store(ctx, store_id)))
        return AdminStore.of(row) if row else None

    @field(READS_STAFF)
    async def staff(self, info: Info) -> list[StaffMember]:
        """Everybody of the staff, by name; a short list."""
        return [StaffMember.of(row) for row in await info.context.ask(queries.list_staff)]

    @field(READS_STAFF)
    async def roles(self, info: Info) -> list[Role]:
        """Every role, the built-in ones first; a short list."""
        return [Role.of(row) for row in await info.context.ask(queries.list_roles)]

    @field(READS_STAFF)
    async def api_keys(self, info: Info) -> list[ApiKey]:
        """Every key there is or was, the newest first; a short list."""
        return [ApiKey.of(row) for row in await info.context.ask(queries.list_api_keys)]
