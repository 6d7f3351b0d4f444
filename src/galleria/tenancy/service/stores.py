"""A tenant opens, changes and closes its storefronts."""

from typing import Any, TypedDict, Unpack
from uuid import UUID

from galleria.core.context import Context
from galleria.core.errors import Forbidden, VersionConflict
from galleria.tenancy import queries
from galleria.tenancy.errors import InvalidHost
from galleria.tenancy.events import StoreChanged, StoreCreated, StoreStatusChanged
from galleria.tenancy.models import Domain, Store
from galleria.tenancy.permissions import Permission
from galleria.tenancy.rules.hosts import suggest_label
from galleria.tenancy.rules.inputs import STORE_READERS, read_fields, with_main_locale
from galleria.tenancy.service.domains import add_domain, announce_hosts, set_primary_domain


class StoreFields(TypedDict, total=False):
    """What a merchant may say of a store; a field that is left out keeps its value."""

    theme: str
    currency: str
    locale: str
    locales: list[str]
    time_zone: str
    description: str
    logo_url: str | None
    favicon_url: str | None
    primary_color: str | None
    secondary_color: str | None
    contact_email: str | None
    contact_phone: str | None
    social_links: list[str]
    hold_minutes: int


class StoreChanges(StoreFields, total=False):
    """What may be changed about a store later."""

    name: str


async def create_store(
    ctx: Context,
    *,
    name: str,
    subdomain: str | None = None,
    domain: str | None = None,
    is_domain_vouched: bool = False,
    base_domain: str = "localhost",
    **fields: Unpack[StoreFields],
) -> Store:
    """Open a storefront, which lives at ``domain`` if that needs no proof, else at a sub-domain.

    The sub-domain is made from the name unless one is given. Prices are in US dollars and texts in
    English unless ``currency`` and ``locale`` say otherwise.

    Raises:
        InvalidInput: some field cannot be read; all faults at once.
        HostTaken: another store answers to the host.
        Forbidden: the actor may not act for all stores of the tenant.
    """
    if ctx.actor.store_ids is not None:
        raise Forbidden(Permission.SETTINGS_WRITE)
    said: dict[str, Any] = {"name": name, "currency": "USD", "locale": "en", **fields}
    read = read_fields(said, STORE_READERS)
    read["locales"] = with_main_locale(read["locale"], read.get("locales", ()))
    store = Store(**read, created_at=ctx.now, updated_at=ctx.now)
    ctx.session.add(store)
    await ctx.session.flush()
    home = await _give_home(
        ctx, store, subdomain, domain, base_domain, is_vouched=is_domain_vouched
    )
    ctx.emit(StoreCreated(store_id=store.id, host=home.host))
    return store


async def _give_home(
    ctx: Context,
    store: Store,
    subdomain: str | None,
    domain: str | None,
    base_domain: str,
    *,
    is_vouched: bool,
) -> Domain:
    own = domain and await add_domain(
        ctx, store_id=store.id, host=domain, base_domain=base_domain, is_vouched=is_vouched
    )
    home = own or None
    if subdomain or home is None or home.verified_at is None:
        given = await add_domain(
            ctx,
            store_id=store.id,
            host=f"{subdomain or _label_for(store.name)}.{base_domain}",
            base_domain=base_domain,
        )
        home = home if home and home.verified_at else given
    return await set_primary_domain(ctx, host=home.host)


def _label_for(name: str) -> str:
    label = suggest_label(name)
    if not label:
        raise InvalidHost(name, "no sub-domain can be made from the name. Choose one yourself.")
    return label


async def update_store(
    ctx: Context,
    *,
    store_id: UUID,
    expected_version: int | None = None,
    **changes: Unpack[StoreChanges],
) -> Store:
    """Change what a store says of itself; saying what it says already changes nothing.

    Raises:
        VersionConflict: somebody changed it since ``expected_version``.
        InvalidInput: some field cannot be read; all faults at once.
    """
    store = await queries.lock_store(ctx, store_id)
    if expected_version not in {None, store.version}:
        raise VersionConflict(store.version)
    read = read_fields(changes, STORE_READERS)
    if "locale" in read or "locales" in read:
        main = read.get("locale", store.locale)
        read["locales"] = with_main_locale(main, read.get("locales", store.locales))
    if any(getattr(store, field) != value for field, value in read.items()):
        for field, value in read.items():
            setattr(store, field, value)
        ctx.emit(StoreChanged(store_id=store.id))
        await _note_change(ctx, store)
    return store


async def activate_store(ctx: Context, *, store_id: UUID) -> Store:
    """Open a store to shoppers."""
    return await _set_status(ctx, store_id, "active")


async def deactivate_store(ctx: Context, *, store_id: UUID) -> Store:
    """Close a store to shoppers; nothing of it is lost."""
    return await _set_status(ctx, store_id, "inactive")


async def _set_status(ctx: Context, store_id: UUID, status: str) -> Store:
    store = await queries.lock_store(ctx, store_id)
    if store.status != status:
        store.status = status
        ctx.emit(StoreStatusChanged(store_id=store.id, status=status))
        await _note_change(ctx, store)
    return store


async def _note_change(ctx: Context, store: Store) -> None:
    store.version += 1
    store.updated_at = ctx.now
    await ctx.session.flush()
    await announce_hosts(ctx, store.id)
