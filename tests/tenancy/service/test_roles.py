from asyncio import gather
from uuid import uuid4

import pytest

from galleria.core.context import Actor
from galleria.core.errors import Forbidden, InvalidInput, NotFound
from galleria.tenancy import queries
from galleria.tenancy.errors import BuiltInRole, LastOwner, RoleInUse, RoleNameTaken
from galleria.tenancy.models import Staff
from galleria.tenancy.permissions import OWNER
from galleria.tenancy.service.roles import (
    RoleGrant,
    create_role,
    delete_role,
    set_staff_roles,
    update_role,
)
from galleria.tenancy.service.staff import create_staff, deactivate_staff
from tests.merchants import Merchant


def colleague(*permissions: str, store: Merchant | None = None) -> Actor:
    stores = frozenset({store.store.id}) if store else None
    return Actor("staff", uuid4(), frozenset(permissions), stores)


async def hire(merchant: Merchant, *roles: str) -> Staff:
    grants = [RoleGrant((await merchant.role(role)).id) for role in roles]
    async with merchant.transaction() as ctx:
        return await create_staff(
            ctx,
            name="Ada",
            email=f"{uuid4().hex}@shop.example",
            password="correct horse battery",
            roles=grants,
        )


class TestCreateRole:
    async def test_names_a_set_of_permissions(self, merchant: Merchant) -> None:
        async with merchant.transaction() as ctx:
            await create_role(ctx, name=" Stock  taker ", permissions=["STOCK_WRITE"])
        role = await merchant.role("stock TAKER")

        assert (role.name, role.permissions, role.is_built_in) == (
            "Stock taker",
            ["STOCK_WRITE"],
            False,
        )

    async def test_refuses_a_name_that_is_taken(self, merchant: Merchant) -> None:
        with pytest.raises(RoleNameTaken):
            async with merchant.transaction() as ctx:
                await create_role(ctx, name="owner", permissions=["STOCK_READ"])

    async def test_refuses_permissions_that_there_are_not(self, merchant: Merchant) -> None:
        with pytest.raises(InvalidInput):
            async with merchant.transaction() as ctx:
                await create_role(ctx, name="Pilot", permissions=["FLY"])

    async def test_nobody_gives_what_they_do_not_hold(self, merchant: Merchant) -> None:
        actor = colleague("STAFF_WRITE", "STAFF_READ")
        with pytest.raises(Forbidden) as refused:
            async with merchant.transaction(actor) as ctx:
                await create_role(ctx, name="Boss", permissions=["SETTINGS_WRITE"])
        assert refused.value.permission == "SETTINGS_READ"


class TestUpdateRole:
    async def test_renames_and_changes_what_it_permits(self, merchant: Merchant) -> None:
        async with merchant.transaction() as ctx:
            role = await create_role(ctx, name="Helper", permissions=["STOCK_READ"])
            await update_role(ctx, role_id=role.id, name="Taker", permissions=["STOCK_WRITE"])

        assert (await merchant.role("taker")).permissions == ["STOCK_WRITE"]

    async def test_refuses_a_name_that_is_taken(self, merchant: Merchant) -> None:
        async with merchant.transaction() as ctx:
            role = await create_role(ctx, name="Helper", permissions=["STOCK_READ"])
        with pytest.raises(RoleNameTaken):
            async with merchant.transaction() as ctx:
                await update_role(ctx, role_id=role.id, name="SUPPORT")

    async def test_leaves_the_built_in_roles_alone(self, merchant: Merchant) -> None:
        owner = await merchant.role(OWNER)
        for change in (update_role, delete_role):
            with pytest.raises(BuiltInRole):
                async with merchant.transaction() as ctx:
                    await change(ctx, role_id=owner.id)


class TestDeleteRole:
    async def test_goes_when_nobody_holds_it(self, merchant: Merchant) -> None:
        async with merchant.transaction() as ctx:
            role = await create_role(ctx, name="Helper", permissions=["STOCK_READ"])
        staff = await hire(merchant, "Helper")
        with pytest.raises(RoleInUse):
            async with merchant.transaction() as ctx:
                await delete_role(ctx, role_id=role.id)

        async with merchant.transaction() as ctx:
            await set_staff_roles(ctx, staff_id=staff.id, roles=[])
            await delete_role(ctx, role_id=role.id)
            assert await queries.find_role_by_name(ctx, "Helper") is None


class TestSetStaffRoles:
    async def test_the_new_roles_take_the_place_of_the_old(self, merchant: Merchant) -> None:
        staff = await hire(merchant, "Support", "Fulfillment")
        manager = await merchant.role("Manager")
        async with merchant.transaction() as ctx:
            twice = [RoleGrant(manager.id)] * 2
            await set_staff_roles(ctx, staff_id=staff.id, roles=twice)
            held = await queries.list_staff_roles(ctx, staff_id=staff.id)

        assert [(grant.role_id, grant.store_id) for grant in held] == [(manager.id, None)]

    async def test_refuses_roles_and_stores_that_there_are_not(self, merchant: Merchant) -> None:
        staff = await hire(merchant)
        support = await merchant.role("Support")
        for grant in (RoleGrant(uuid4()), RoleGrant(support.id, uuid4())):
            with pytest.raises(NotFound):
                async with merchant.transaction() as ctx:
                    await set_staff_roles(ctx, staff_id=staff.id, roles=[grant])

    async def test_nobody_takes_from_those_above_them(self, merchant: Merchant) -> None:
        owner = await hire(merchant, OWNER)
        await hire(merchant, OWNER)
        with pytest.raises(Forbidden):
            async with merchant.transaction(colleague("STAFF_WRITE", "STAFF_READ")) as ctx:
                await set_staff_roles(ctx, staff_id=owner.id, roles=[])

    async def test_whoever_is_bound_to_a_store_gives_roles_there_alone(
        self, merchant: Merchant
    ) -> None:
        staff = await hire(merchant)
        support = await merchant.role("Support")
        actor = colleague(*support.permissions, store=merchant)
        with pytest.raises(Forbidden):
            async with merchant.transaction(actor) as ctx:
                await set_staff_roles(ctx, staff_id=staff.id, roles=[RoleGrant(support.id)])

        here = RoleGrant(support.id, merchant.store.id)
        async with merchant.transaction(actor) as ctx:
            await set_staff_roles(ctx, staff_id=staff.id, roles=[here])
            assert len(await queries.list_staff_roles(ctx, staff_id=staff.id)) == 1

    async def test_the_last_owner_stays(self, merchant: Merchant) -> None:
        owner = await hire(merchant, OWNER)
        with pytest.raises(LastOwner):
            async with merchant.transaction() as ctx:
                await set_staff_roles(ctx, staff_id=owner.id, roles=[])
        with pytest.raises(LastOwner):
            async with merchant.transaction() as ctx:
                await deactivate_staff(ctx, staff_id=owner.id)

    async def test_of_two_owners_who_leave_at_once_one_stays(self, merchant: Merchant) -> None:
        owners = [await hire(merchant, OWNER) for _ in range(2)]

        async def leave(owner: Staff) -> None:
            async with merchant.transaction() as ctx:
                await deactivate_staff(ctx, staff_id=owner.id)

        outcomes = await gather(*map(leave, owners), return_exceptions=True)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LastOwner", "NoneType"]
