"""Which hosts lead to a store. Whoever looks hosts up hears of every change when it commits."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from galleria.core.broadcast import announce
from galleria.core.context import Context
from galleria.tenancy import queries
from galleria.tenancy.errors import DomainUnverified, HostTaken, PrimaryDomain
from galleria.tenancy.events import (
    DomainAdded,
    DomainRemoved,
    DomainVerified,
    PrimaryDomainChanged,
)
from galleria.tenancy.models import Domain
from galleria.tenancy.rules.hosts import check_claim, is_platform_host, normalize_host
from galleria.tenancy.rules.tokens import new_token

HOSTS_CHANNEL = "galleria_hosts"
"""Where a host is announced whose answer is no longer what it was."""

CLAIM_LASTS = timedelta(days=30)


async def add_domain(
    ctx: Context,
    *,
    store_id: UUID,
    host: str,
    base_domain: str = "localhost",
    is_vouched: bool = False,
) -> Domain:
    """Claim a host for a store.

    The platform's sub-domains count at once, and so does a host that an operator vouches for; any
    other waits for ``flow.verify_domain``. Claiming what the store has already changes nothing.

    Raises:
        InvalidHost: no store can answer to this.
        HostTaken: another store answers to it.
    """
    host = normalize_host(host)
    if not is_vouched:
        check_claim(host, base_domain=base_domain)
    await queries.lock_store(ctx, store_id)
    is_platform = is_platform_host(host, base_domain=base_domain)
    domain = await _claim(ctx, store_id, host, kind="platform" if is_platform else "custom")
    if is_platform or is_vouched:
        await _verify(ctx, domain)
    return domain


async def _claim(ctx: Context, store_id: UUID, host: str, *, kind: str) -> Domain:
    known = await queries.find_domain(ctx, host)
    if known and known.store_id == store_id:
        return known
    if known or await queries.is_verified_by_anyone(ctx, host):
        raise HostTaken(host)
    claim = (
        insert(Domain)
        .values(
            host=host,
            tenant_id=ctx.tenant_id,
            store_id=store_id,
            kind=kind,
            verification_token=new_token(),
            created_at=ctx.now,
        )
        .on_conflict_do_nothing()
        .returning(Domain)
    )
    domain = await ctx.session.scalar(claim)
    if domain is None:
        raise HostTaken(host)
    ctx.emit(DomainAdded(store_id=store_id, host=host))
    await announce(ctx.session, HOSTS_CHANNEL, host)
    return domain


async def record_verified(ctx: Context, *, host: str) -> Domain:
    """Let a host lead to its store, now that it was shown to be the tenant's.

    Raises:
        NotFound: the claim is gone.
        HostTaken: somebody else has shown it to be theirs before.
    """
    domain = await queries.get_domain(ctx, host)
    await _verify(ctx, domain)
    return domain


async def _verify(ctx: Context, domain: Domain) -> None:
    if domain.verified_at is not None:
        return
    host = domain.host
    domain.verified_at = ctx.now
    try:
        await ctx.session.flush()
    except IntegrityError as clash:
        raise HostTaken(host) from clash
    ctx.emit(DomainVerified(store_id=domain.store_id, host=host))
    await announce(ctx.session, HOSTS_CHANNEL, host)


async def set_primary_domain(ctx: Context, *, host: str) -> Domain:
    """Let a store live at one of its hosts; the others lead there.

    Raises:
        DomainUnverified: nobody has shown the host to be the tenant's.
    """
    domain = await _lock_domain(ctx, host)
    if domain.verified_at is None:
        raise DomainUnverified(domain.host)
    if domain.is_primary:
        return domain
    await ctx.session.execute(
        update(Domain)
        .where(
            Domain.tenant_id == ctx.tenant_id,
            Domain.store_id == domain.store_id,
            Domain.is_primary,
        )
        .values(is_primary=False)
    )
    domain.is_primary = True
    await ctx.session.flush()
    ctx.emit(PrimaryDomainChanged(store_id=domain.store_id, host=domain.host))
    await announce_hosts(ctx, domain.store_id)
    return domain


async def remove_domain(ctx: Context, *, host: str) -> None:
    """Give a host up.

    Raises:
        PrimaryDomain: the store lives there.
    """
    domain = await _lock_domain(ctx, host)
    if domain.is_primary:
        raise PrimaryDomain(domain.host)
    await ctx.session.delete(domain)
    ctx.emit(DomainRemoved(store_id=domain.store_id, host=domain.host))
    await announce(ctx.session, HOSTS_CHANNEL, domain.host)


async def _lock_domain(ctx: Context, host: str) -> Domain:
    # The store's lock stands for those of its domains; what was read before it may be gone.
    domain = await queries.get_domain(ctx, normalize_host(host))
    await queries.lock_store(ctx, domain.store_id)
    return await queries.get_domain(ctx, domain.host)


async def announce_hosts(ctx: Context, store_id: UUID) -> None:
    """Announce every host of a store, because the store is not what it was."""
    for domain in await queries.list_domains(ctx, store_id=store_id):
        await announce(ctx.session, HOSTS_CHANNEL, domain.host)


async def release_lapsed_claims(session: AsyncSession, *, now: datetime) -> None:
    """Drop claims, of every tenant, that nobody has proved in time."""
    for domain in await queries.list_lapsed_claims(session, before=now - CLAIM_LASTS):
        await session.delete(domain)
        await announce(session, HOSTS_CHANNEL, domain.host)
