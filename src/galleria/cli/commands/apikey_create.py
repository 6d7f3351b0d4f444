"""`galleria apikey create`: give a program a key to the admin part of the API."""

import asyncio

from galleria.cli.arguments import Options
from galleria.cli.console import Console
from galleria.cli.servers import database_of, migrated
from galleria.cli.tenants import tenant_named
from galleria.core.ids import encode_id
from galleria.core.settings import Settings
from galleria.graphql.ids import API_KEY, TENANT
from galleria.tenancy.permissions import EVERY_PERMISSION
from galleria.tenancy.service.api_keys import create_api_key


def run(options: Options, console: Console) -> int:
    """Make the key and tell its secret, which cannot be asked for again."""
    with migrated(options, console) as settings:
        facts = asyncio.run(_create(settings, options))
    console.say(
        f"Send it as Authorization: Bearer {facts['token']}\nKeep it safe: it is shown this once."
    )
    console.result(facts)
    return 0


async def _create(settings: Settings, options: Options) -> dict[str, object]:
    scopes = [scope.upper().replace(":", "_") for scope in options.scopes or EVERY_PERMISSION]
    async with database_of(settings) as database:
        tenant_id = await tenant_named(database, options.tenant)
        async with database.transaction(tenant_id) as ctx:
            made = await create_api_key(ctx, name=options.name, scopes=scopes)
        return {
            "id": encode_id(API_KEY, made.key.id),
            "tenant_id": encode_id(TENANT, tenant_id),
            "token": made.secret,
            "scopes": sorted(made.key.scopes),
        }
