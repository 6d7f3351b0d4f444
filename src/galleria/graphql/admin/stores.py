"""What staff do with stores and their domains."""

from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from galleria.core.context import Context
from galleria.graphql import ids
from galleria.graphql.access import staff
from galleria.graphql.admin.tenancy import AdminStore, Domain
from galleria.graphql.context import Info, RequestContext
from galleria.graphql.definitions import given, input_type, object_type
from galleria.graphql.edge import mutation
from galleria.graphql.errors.requests import (
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
    VersionConflict,
)
from galleria.graphql.errors.tenancy import (
    DomainUnverified,
    HostTaken,
    InvalidHost,
    NotVerified,
    PrimaryDomain,
)
from galleria.graphql.money import MoneyInput
from galleria.graphql.writes import write
from galleria.shipping.service import open_store
from galleria.tenancy import flow, queries
from galleria.tenancy.permissions import Permission
from galleria.tenancy.rules.hosts import normalize_host
from galleria.tenancy.service import domains, stores

WRITES_SETTINGS = staff(Permission.SETTINGS_WRITE)

CreateStoreResult = Annotated[
    AdminStore | HostTaken | InvalidHost | InvalidInput | IdempotencyKeyReused,
    strawberry.union("CreateStoreResult"),
]
UpdateStoreResult = Annotated[
    AdminStore | VersionConflict | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("UpdateStoreResult"),
]
ActivateStoreResult = Annotated[
    AdminStore | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("ActivateStoreResult"),
]
DeactivateStoreResult = Annotated[
    AdminStore | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("DeactivateStoreResult"),
]
AddDomainResult = Annotated[
    Domain | HostTaken | InvalidHost | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("AddDomainResult"),
]
VerifyDomainResult = Annotated[
    Domain | NotVerified | HostTaken | InvalidHost | NotFound,
    strawberry.union("VerifyDomainResult"),
]
SetPrimaryDomainResult = Annotated[
    AdminStore | DomainUnverified | InvalidHost | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("SetPrimaryDomainResult"),
]
RemoveDomainResult = Annotated[
    AdminStore | PrimaryDomain | InvalidHost | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("RemoveDomainResult"),
]


@input_type
class StoreFieldsInput:
    """What a merchant may say of a store; what is left out keeps its value."""

    theme: str | None = UNSET
    """How it looks."""
    currency: str | None = UNSET
    """The currency that everything is priced in, by its ISO 4217 code."""
    locale: str | None = UNSET
    """The language that is spoken first, such as `en` or `de-AT`."""
    locales: list[str] | None = UNSET
    """Every language that is spoken."""
    time_zone: str | None = UNSET
    """The time zone, such as `Europe/London`."""
    description: str | None = UNSET
    """What the store is about."""
    logo_url: str | None = UNSET
    """Where the logo is; null takes it away."""
    favicon_url: str | None = UNSET
    """Where the small icon is; null takes it away."""
    primary_color: str | None = UNSET
    """The main color, such as `#1a2b3c`; null takes it away."""
    secondary_color: str | None = UNSET
    """The second color; null takes it away."""
    contact_email: str | None = UNSET
    """Where shoppers write to; null takes it away."""
    contact_phone: str | None = UNSET
    """What shoppers call; null takes it away."""
    social_links: list[str] | None = UNSET
    """The store elsewhere; at most 20."""
    hold_minutes: int | None = UNSET
    """How long a cart keeps its stock after the shopper last touched it; a minute to a week."""

    def given(self) -> dict[str, Any]:
        """What has been said; null only where a value can be taken away."""
        said = {name: value for name, value in vars(self).items() if value is not UNSET}
        return {name: value for name, value in said.items() if value is not None or name in _EMPTY}


_EMPTY = frozenset(
    {
        "logo_url",
        "favicon_url",
        "primary_color",
        "secondary_color",
        "contact_email",
        "contact_phone",
    }
)


@input_type
class CreateStoreInput:
    """A new storefront."""

    name: str
    """What it is called."""
    subdomain: str | None = UNSET
    """Its name under the platform's domain; made from the name if left out."""
    domain: str | None = UNSET
    """A domain of the merchant's own; it counts once it is verified."""
    delivery: MoneyInput | None = UNSET
    """What delivery costs, in the store's currency; left out, it is free."""
    fields: StoreFieldsInput | None = UNSET
    """What else is to be said of it."""


@input_type
class UpdateStoreInput:
    """What changes about a store."""

    store_id: strawberry.ID
    """The store."""
    name: str | None = UNSET
    """What it is called from now on."""
    fields: StoreFieldsInput | None = UNSET
    """What else changes."""
    expected_version: int | None = UNSET
    """The version that was seen; another one is refused."""


@input_type
class ActivateStoreInput:
    """Which store opens."""

    store_id: strawberry.ID
    """The store."""


@input_type
class DeactivateStoreInput:
    """Which store closes."""

    store_id: strawberry.ID
    """The store."""


@input_type
class AddDomainInput:
    """A domain that is to lead to a store."""

    store_id: strawberry.ID
    """The store."""
    host: str
    """The host name, such as `www.example.com`."""


@input_type
class VerifyDomainInput:
    """Which domain should be shown to be the merchant's."""

    host: str
    """The host name."""


@input_type
class SetPrimaryDomainInput:
    """Where a store is to live."""

    host: str
    """One of its verified domains."""


@input_type
class RemoveDomainInput:
    """A domain to give up."""

    host: str
    """The host name."""


@object_type(WRITES_SETTINGS)
class StoreMutation:
    """What staff do with stores and their domains."""

    @mutation(WRITES_SETTINGS)
    async def create_store(self, info: Info, input: CreateStoreInput) -> CreateStoreResult:
        """Open a storefront, with one way of delivery. It sells nothing until products are listed
        in it.
        """
        fields = input.fields.given() if input.fields else {}
        delivery = input.delivery.read() if input.delivery else "0"
        store_id = await write(
            info,
            input,
            lambda ctx: open_store(
                ctx,
                delivery=delivery,
                name=input.name,
                subdomain=input.subdomain or None,
                domain=input.domain or None,
                base_domain=info.context.house.base_domain,
                **fields,
            ),
        )
        return await _read_store(info.context, store_id)

    @mutation(WRITES_SETTINGS)
    async def update_store(self, info: Info, input: UpdateStoreInput) -> UpdateStoreResult:
        """Change what a store says of itself."""
        store_id = ids.read(ids.STORE, input.store_id, "storeId")
        changes = input.fields.given() if input.fields else {}
        if input.name:
            changes["name"] = input.name
        await write(
            info,
            input,
            lambda ctx: stores.update_store(
                ctx,
                store_id=store_id,
                expected_version=given(input.expected_version),
                **changes,
            ),
        )
        return await _read_store(info.context, store_id)

    @mutation(WRITES_SETTINGS)
    async def activate_store(self, info: Info, input: ActivateStoreInput) -> ActivateStoreResult:
        """Open a store to shoppers."""
        store_id = ids.read(ids.STORE, input.store_id, "storeId")
        await write(info, input, lambda ctx: stores.activate_store(ctx, store_id=store_id))
        return await _read_store(info.context, store_id)

    @mutation(WRITES_SETTINGS)
    async def deactivate_store(
        self, info: Info, input: DeactivateStoreInput
    ) -> DeactivateStoreResult:
        """Close a store to shoppers; nothing of it is lost."""
        store_id = ids.read(ids.STORE, input.store_id, "storeId")
        await write(info, input, lambda ctx: stores.deactivate_store(ctx, store_id=store_id))
        return await _read_store(info.context, store_id)

    @mutation(WRITES_SETTINGS)
    async def add_domain(self, info: Info, input: AddDomainInput) -> AddDomainResult:
        """Claim a domain for a store; it tells how to prove that it is yours."""
        store_id = ids.read(ids.STORE, input.store_id, "storeId")

        async def add(ctx: Context) -> UUID:
            base = info.context.house.base_domain
            await domains.add_domain(ctx, store_id=store_id, host=input.host, base_domain=base)
            return store_id

        await write(info, input, add)
        return await _read_domain(info.context, input.host)

    @mutation(WRITES_SETTINGS)
    async def verify_domain(self, info: Info, input: VerifyDomainInput) -> VerifyDomainResult:
        """Look for the proof that a domain is yours; from then on it leads to its store."""
        house = info.context.house
        await flow.verify_domain(
            house.database,
            house.outside,
            tenant_id=info.context.tenant_id,
            host=input.host,
            actor=info.context.actor,
        )
        return await _read_domain(info.context, input.host)

    @mutation(WRITES_SETTINGS)
    async def set_primary_domain(
        self, info: Info, input: SetPrimaryDomainInput
    ) -> SetPrimaryDomainResult:
        """Let a store live at one of its domains; its others lead there."""

        async def move(ctx: Context) -> UUID:
            return (await domains.set_primary_domain(ctx, host=input.host)).store_id

        return await _read_store(info.context, await write(info, input, move))

    @mutation(WRITES_SETTINGS)
    async def remove_domain(self, info: Info, input: RemoveDomainInput) -> RemoveDomainResult:
        """Give a domain up; it answers with the store that it led to."""

        async def remove(ctx: Context) -> UUID:
            domain = await queries.get_domain(ctx, normalize_host(input.host))
            await domains.remove_domain(ctx, host=input.host)
            return domain.store_id

        return await _read_store(info.context, await write(info, input, remove))


async def _read_store(request: RequestContext, store_id: UUID) -> AdminStore:
    return AdminStore.of(await request.ask(lambda ctx: queries.get_store(ctx, store_id)))


async def _read_domain(request: RequestContext, host: str) -> Domain:
    found = normalize_host(host)
    return Domain.of(await request.ask(lambda ctx: queries.get_domain(ctx, found)))
