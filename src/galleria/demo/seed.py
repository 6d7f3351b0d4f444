"""Filling the demo: tenants, stores, goods, words and pictures, once and only once."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from galleria.core.context import StoreRef
from galleria.core.db import Database
from galleria.core.settings import Settings
from galleria.demo.catalog import NAMES, DemoStore, load_store
from galleria.demo.keys import DemoKeys, read_keys, write_keys
from galleria.demo.opening import (
    has_owner,
    hire_owner,
    host_of,
    let_in,
    make_key,
    open_store,
)
from galleria.demo.pictures.files import render_all, write_wordmark
from galleria.demo.pictures.picture import Picture
from galleria.demo.sharing import share_products
from galleria.demo.voices import let_speak
from galleria.imports.service import import_catalog
from galleria.tenancy import queries

SOURCE = "demo"

Progress = Callable[[str, int, int], None]
"""Hears what is going on, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What there is to play with. ``hosts`` are the stores', by name.

    ``further_views`` can be painted while the shops are open: no list of products shows them.
    """

    hosts: Mapping[str, str]
    keys: Mapping[str, DemoKeys]
    further_views: tuple[Picture, ...]
    is_new: bool


async def seed_demo(settings: Settings, database: Database, progress: Progress) -> DemoSummary:
    """See to it that the three stores are there, with everything that belongs to them.

    Where all is there already, only that is looked at, and nothing that was sold or changed since
    is touched. What a killed run left half done is finished.
    """
    demos = {name: load_store(name) for name in NAMES}
    hosts = {demo.name: host_of(demo, settings.base_domain) for demo in demos.values()}
    is_new = not await _is_filled(database, settings, demos)
    async with asyncio.TaskGroup() as group:
        group.create_task(_paint(settings.data / "media", demos, progress))
        if is_new:
            group.create_task(_fill(settings, database, demos, progress))
    views = tuple(view for demo in demos.values() for view in demo.further_views)
    return DemoSummary(hosts, await _keys(database, settings, demos), views, is_new)


async def _is_filled(
    database: Database, settings: Settings, demos: Mapping[str, DemoStore]
) -> bool:
    for tenant, hosts in _tenants(demos, settings).items():
        tenant_id = await queries.find_tenant_id(database, tenant)
        if tenant_id is None:
            return False
        async with database.transaction(tenant_id, read_only=True) as ctx:
            if not await has_owner(ctx, hosts):
                return False
    return True


def _tenants(demos: Mapping[str, DemoStore], settings: Settings) -> Mapping[str, list[str]]:
    """Name the tenants, each with the hosts of its stores."""
    hosts: dict[str, list[str]] = {}
    for demo in demos.values():
        hosts.setdefault(demo.tenant, []).append(host_of(demo, settings.base_domain))
    return hosts


async def _paint(media: Path, demos: Mapping[str, DemoStore], progress: Progress) -> None:
    for name in demos:
        write_wordmark(name, media)
    covers = [picture for demo in demos.values() for picture in demo.covers]
    await render_all(covers, media, lambda done, of: progress("Pictures", done, of))


async def _fill(
    settings: Settings, database: Database, demos: Mapping[str, DemoStore], progress: Progress
) -> None:
    tenants = {name: await let_in(database, name) for name in _tenants(demos, settings)}
    stores = {
        name: await open_store(
            database, demo, tenant_id=tenants[demo.tenant], base_domain=settings.base_domain
        )
        for name, demo in demos.items()
    }
    await _stock(database, demos, stores, progress)
    for name, demo in demos.items():
        await let_speak(database, stores[name], demo.reviews)


async def _stock(
    database: Database,
    demos: Mapping[str, DemoStore],
    stores: Mapping[str, StoreRef],
    progress: Progress,
) -> None:
    total = sum(len(demo.products) + len(demo.listings) for demo in demos.values())
    done = 0

    def count(_: object) -> None:
        nonlocal done
        done += 1
        progress("Products", done, total)

    for name, demo in demos.items():
        report = await import_catalog(
            database, stores[name], demo.products, source=SOURCE, watch=count
        )
        if report.errors:
            raise DemoRefused(name, report.errors[0].message)
    for name, demo in demos.items():
        for sister, other in demos.items():
            if demo.listings and other.tenant == demo.tenant and sister != name:
                await share_products(
                    database, demo, stores[name], sister=stores[sister], records=other.products
                )
    progress("Products", total, total)


class DemoRefused(Exception):
    """The demo's own goods did not go in: a fault of ours."""

    def __init__(self, store: str, reason: str) -> None:
        """Say of which store, and why."""
        super().__init__(f"The goods of {store} did not go in: {reason}")


async def _keys(
    database: Database, settings: Settings, demos: Mapping[str, DemoStore]
) -> Mapping[str, DemoKeys]:
    """Give each tenant's kept keys, or new ones where those do not open this database."""
    keys = dict(read_keys(settings.data))
    for tenant, hosts in _tenants(demos, settings).items():
        async with database.transaction(await let_in(database, tenant)) as ctx:
            kept = keys.get(tenant)
            if kept and await queries.find_valid_api_key(ctx, kept.token):
                continue
            password = "" if await has_owner(ctx, hosts) else await hire_owner(ctx, hosts)
            keys[tenant] = await make_key(ctx, hosts, password)
            # Kept before it counts, so that no key is made and lost.
            write_keys(settings.data, keys)
    return keys
