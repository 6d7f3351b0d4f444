"""`galleria tenant create`: let a merchant in."""

import asyncio

from galleria.cli.arguments import Options
from galleria.cli.console import Console
from galleria.cli.servers import database_of, migrated
from galleria.core.ids import encode_id
from galleria.core.settings import Settings
from galleria.graphql.ids import TENANT
from galleria.tenancy.models import Tenant
from galleria.tenancy.service.tenants import create_tenant


def run(options: Options, console: Console) -> int:
    """Make the tenant and tell its id."""
    with migrated(options, console) as settings:
        tenant = asyncio.run(_create(settings, options.name))
    tenant_id = encode_id(TENANT, tenant.id)
    console.say(f"{tenant.name} is in, with the id {tenant_id}.")
    console.result({"id": tenant_id, "name": tenant.name})
    return 0


async def _create(settings: Settings, name: str) -> Tenant:
    async with database_of(settings) as database:
        return await create_tenant(database, name=name)
