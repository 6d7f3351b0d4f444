"""`galleria store create`: open a store of a tenant."""

import asyncio

from galleria.cli.arguments import Options
from galleria.cli.console import Console
from galleria.cli.servers import database_of, migrated
from galleria.cli.tenants import tenant_named
from galleria.core.ids import encode_id
from galleria.core.money import Money
from galleria.core.settings import Settings
from galleria.graphql.ids import STORE, TENANT
from galleria.shipping.service import open_store
from galleria.tenancy.queries import get_store, list_domains


def run(options: Options, console: Console) -> int:
    """Open the store at its domain, which the operator vouches for by typing it.

    It can sell at once, so it is given a way of delivery; without one, nobody could check out.
    """
    with migrated(options, console) as settings:
        facts = asyncio.run(_create(settings, options))
    console.say(
        f"{facts['name']} is open at {facts['domain']}, with the id {facts['id']}."
        f" Delivery costs {facts['delivery']}, prices include no tax yet."
    )
    console.result(facts)
    return 0


async def _create(settings: Settings, options: Options) -> dict[str, str]:
    async with database_of(settings) as database:
        tenant_id = await tenant_named(database, options.tenant)
        async with database.transaction(tenant_id) as ctx:
            store_id = await open_store(
                ctx,
                delivery=options.delivery,
                name=options.name,
                domain=options.domain,
                is_domain_vouched=True,
                base_domain=settings.base_domain,
                currency=options.currency,
                locale=options.locale,
            )
            store = await get_store(ctx, store_id)
            delivery = Money.of(options.delivery, store.currency)
            domains = await list_domains(ctx, store_id=store.id)
            return {
                "id": encode_id(STORE, store.id),
                "tenant_id": encode_id(TENANT, tenant_id),
                "name": store.name,
                "domain": next(domain.host for domain in domains if domain.is_primary),
                "delivery": delivery.format(store.locale),
            }
