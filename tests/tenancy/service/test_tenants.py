from asyncio import gather
from uuid import uuid4

import pytest

from galleria.core.db import Database
from galleria.core.errors import InvalidInput
from galleria.tenancy import queries
from galleria.tenancy.errors import TenantNameTaken
from galleria.tenancy.permissions import BUILT_IN_ROLES
from galleria.tenancy.service.tenants import create_tenant


class TestCreateTenant:
    async def test_is_found_by_its_name_in_whatever_case(self, database: Database) -> None:
        name = f"Straße & Söhne {uuid4().hex}"
        tenant = await create_tenant(database, name=name)

        assert await queries.find_tenant_id(database, name.upper()) == tenant.id
        assert tenant.id in await queries.list_tenant_ids(database)
        async with database.transaction(tenant.id) as ctx:
            assert (await queries.get_tenant(ctx)).name == name

    async def test_brings_the_built_in_roles(self, database: Database) -> None:
        tenant = await create_tenant(database, name=uuid4().hex)
        async with database.transaction(tenant.id) as ctx:
            roles = await queries.list_roles(ctx)

        assert {role.name: frozenset(role.permissions) for role in roles} == BUILT_IN_ROLES

    async def test_of_many_at_once_one_gets_the_name(self, database: Database) -> None:
        name = uuid4().hex
        tries = (create_tenant(database, name=name) for _ in range(4))
        outcomes = await gather(*tries, return_exceptions=True)

        assert sum(isinstance(outcome, TenantNameTaken) for outcome in outcomes) == 3

    async def test_refuses_a_blank_name(self, database: Database) -> None:
        with pytest.raises(InvalidInput):
            await create_tenant(database, name="  ")

    async def test_an_unknown_name_leads_nowhere(self, database: Database) -> None:
        assert await queries.find_tenant_id(database, uuid4().hex) is None
