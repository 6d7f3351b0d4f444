"""Tenants are let in, stores are opened with their terms, and their owners get keys."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from galleria.catalog.service.categories import create_category
from galleria.core.context import Context, StoreRef
from galleria.core.db import Database
from galleria.core.ids import new_id
from galleria.core.money import Money
from galleria.demo.catalog import DemoCoupon, DemoStore
from galleria.demo.keys import DemoKeys
from galleria.pricing.service import create_coupon, redeem_coupon, set_tax_rate
from galleria.shipping import service as shipping
from galleria.tenancy import queries
from galleria.tenancy.permissions import EVERY_PERMISSION, OWNER
from galleria.tenancy.service.api_keys import create_api_key
from galleria.tenancy.service.roles import RoleGrant
from galleria.tenancy.service.staff import create_staff
from galleria.tenancy.service.tenants import create_tenant

_PERCENT = 100


async def let_in(database: Database, name: str) -> UUID:
    """Find the tenant, or make it."""
    known = await queries.find_tenant_id(database, name)
    return known or (await create_tenant(database, name=name)).id


async def open_store(
    database: Database, demo: DemoStore, *, tenant_id: UUID, base_domain: str
) -> StoreRef:
    """Find the store, or open it with its terms and its empty shelves, all at once."""
    host = host_of(demo, base_domain)
    if known := await queries.find_store_to_manage(database, host):
        return known
    async with database.transaction(tenant_id) as ctx:
        store_id = await shipping.open_store(
            ctx,
            delivery=Money.of(demo.shipping_price, demo.currency),
            delivery_title=demo.shipping_name,
            name=demo.name,
            subdomain=demo.label,
            base_domain=base_domain,
            **demo.fields,
        )
        await _set_terms(ctx, demo, store_id)
        await _put_up_shelves(ctx, demo, store_id)
        return await queries.get_store_ref(ctx, store_id)


def host_of(demo: DemoStore, base_domain: str) -> str:
    """Say where a demo store lives on this platform."""
    return f"{demo.label}.{base_domain}"


async def _set_terms(ctx: Context, demo: DemoStore, store_id: UUID) -> None:
    await set_tax_rate(
        ctx,
        store_id=store_id,
        rate_basis_points=int(demo.tax_percent * _PERCENT),
        is_inclusive=demo.is_tax_included,
    )
    for coupon in demo.coupons:
        await _issue(ctx, coupon, demo.currency, store_id)


async def _issue(ctx: Context, coupon: DemoCoupon, currency: str, store_id: UUID) -> None:
    ended = coupon.ended_days_ago
    off = Money.of(coupon.amount or Decimal(0), currency).minor
    made = await create_coupon(
        ctx,
        code=coupon.code,
        kind="percentage" if coupon.percent else "fixed",
        value=int(coupon.percent * _PERCENT) if coupon.percent else off,
        currency=currency if coupon.minimum or not coupon.percent else None,
        minimum=Money.of(coupon.minimum, currency).minor,
        store_id=None if coupon.is_everywhere else store_id,
        ends_at=None if ended is None else ctx.now - timedelta(days=ended),
        usage_limit=coupon.usage_limit,
    )
    if coupon.is_used_up:
        await redeem_coupon(
            ctx, coupon_id=made.id, order_id=new_id(), customer_key="early@example.com", amount=0
        )


async def _put_up_shelves(ctx: Context, demo: DemoStore, store_id: UUID) -> None:
    made: dict[tuple[str, ...], UUID] = {}
    for position, category in enumerate(demo.categories):
        *above, title = category.path
        branch = await create_category(
            ctx,
            store_id=store_id,
            title=title,
            parent_id=made[tuple(above)] if above else None,
            description=category.description,
            position=position,
        )
        made[category.path] = branch.id


async def has_owner(ctx: Context, hosts: Sequence[str]) -> bool:
    """Whether somebody was hired already, which is the last thing that happens to a tenant."""
    return await queries.find_staff_by_email(ctx, _owners_address(hosts)) is not None


async def hire_owner(ctx: Context, hosts: Sequence[str]) -> str:
    """Give a tenant an owner; the password."""
    role = await queries.find_role_by_name(ctx, OWNER)
    password = secrets.token_urlsafe(12)
    await create_staff(
        ctx,
        name="Robin Demo",
        email=_owners_address(hosts),
        password=password,
        roles=[RoleGrant(role.id)] if role else [],
    )
    return password


async def make_key(ctx: Context, hosts: Sequence[str], password: str) -> DemoKeys:
    """Give a program of the tenant's a key to everything."""
    made = await create_api_key(ctx, name="Demo", scopes=sorted(EVERY_PERMISSION))
    return DemoKeys(tuple(hosts), made.secret, _owners_address(hosts), password)


def _owners_address(hosts: Sequence[str]) -> str:
    return f"owner@{hosts[0]}"
