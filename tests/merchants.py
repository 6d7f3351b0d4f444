"""A merchant to test with: a tenant and a store that nobody else uses."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from uuid import uuid4

from galleria.core.context import SYSTEM, Actor, Context
from galleria.core.db import Database
from galleria.tenancy import queries
from galleria.tenancy.models import Role, Store
from galleria.tenancy.service.stores import create_store
from galleria.tenancy.service.tenants import create_tenant


@dataclass
class Merchant:
    """A fresh tenant with one store, as a test sees it."""

    database: Database
    store: Store
    host: str

    def transaction(self, actor: Actor = SYSTEM) -> AbstractAsyncContextManager[Context]:
        return self.database.transaction(self.store.tenant_id, actor=actor)

    async def role(self, name: str) -> Role:
        async with self.transaction() as ctx:
            role = await queries.find_role_by_name(ctx, name)
        assert role is not None
        return role


async def new_merchant(database: Database) -> Merchant:
    label = f"shop-{uuid4().hex}"
    tenant = await create_tenant(database, name=label)
    async with database.transaction(tenant.id) as ctx:
        store = await create_store(ctx, name="Aldermoor", domain=f"{label}.localhost")
    return Merchant(database, store, f"{label}.localhost")
