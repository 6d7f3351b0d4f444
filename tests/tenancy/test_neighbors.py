"""What one merchant may not read, change or open of another's."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from galleria.core.context import Context
from galleria.core.errors import NotFound, Unauthenticated
from galleria.tenancy import queries
from galleria.tenancy.errors import InvitationLapsed, WrongCredentials
from galleria.tenancy.flow import authenticate, sign_in_staff
from galleria.tenancy.queries import Open
from galleria.tenancy.service import api_keys, domains, roles, sessions, staff, stores
from galleria.tenancy.service.roles import RoleGrant
from tests.merchants import Merchant

PASSWORD = "correct horse battery"


@dataclass
class Belongings:
    """Everything of a neighbor's that has an id or a secret."""

    store_id: UUID
    host: str
    claimed_host: str
    staff_id: UUID
    role_id: UUID
    api_key_id: UUID
    secret: str
    session: str
    invitation: str


@pytest.fixture
async def theirs(neighbor: Merchant, custom_host: str) -> Belongings:
    async with neighbor.transaction() as ctx:
        await domains.add_domain(ctx, store_id=neighbor.store.id, host=custom_host)
        role = await roles.create_role(ctx, name="Taker", permissions=["STOCK_WRITE"])
        person = await staff.create_staff(
            ctx,
            name="Bob",
            email="bob@shop.example",
            password=PASSWORD,
            roles=[RoleGrant(role.id)],
        )
        invitation = await staff.invite_staff(ctx, name="Eve", email="eve@shop.example")
        new = await api_keys.create_api_key(ctx, name="Till", scopes=["STOCK_WRITE"])
    signed_in = await sign_in_staff(
        neighbor.database,
        tenant_id=neighbor.store.tenant_id,
        email="bob@shop.example",
        password=PASSWORD,
    )
    return Belongings(
        store_id=neighbor.store.id,
        host=neighbor.host,
        claimed_host=custom_host,
        staff_id=person.id,
        role_id=role.id,
        api_key_id=new.key.id,
        secret=new.secret,
        session=signed_in.token,
        invitation=invitation.token,
    )


Attempt = Callable[[Context, Belongings], Awaitable[Any]]

ATTEMPTS: dict[str, Attempt] = {
    "read store": lambda ctx, b: queries.get_store(ctx, b.store_id),
    "read domain": lambda ctx, b: queries.get_domain(ctx, b.host),
    "read staff": lambda ctx, b: queries.get_staff(ctx, b.staff_id),
    "read role": lambda ctx, b: queries.get_role(ctx, b.role_id),
    "read key": lambda ctx, b: queries.get_api_key(ctx, b.api_key_id),
    "update store": lambda ctx, b: stores.update_store(ctx, store_id=b.store_id, name="Mine"),
    "deactivate store": lambda ctx, b: stores.deactivate_store(ctx, store_id=b.store_id),
    "add domain": lambda ctx, b: domains.add_domain(
        ctx, store_id=b.store_id, host="mine.shop.example"
    ),
    "verify domain": lambda ctx, b: domains.record_verified(ctx, host=b.claimed_host),
    "move store": lambda ctx, b: domains.set_primary_domain(ctx, host=b.host),
    "remove domain": lambda ctx, b: domains.remove_domain(ctx, host=b.claimed_host),
    "update role": lambda ctx, b: roles.update_role(ctx, role_id=b.role_id, name="Mine"),
    "delete role": lambda ctx, b: roles.delete_role(ctx, role_id=b.role_id),
    "take roles": lambda ctx, b: roles.set_staff_roles(ctx, staff_id=b.staff_id, roles=[]),
    "renew invitation": lambda ctx, b: staff.renew_invitation(ctx, staff_id=b.staff_id),
    "deactivate staff": lambda ctx, b: staff.deactivate_staff(ctx, staff_id=b.staff_id),
    "rotate key": lambda ctx, b: api_keys.rotate_api_key(ctx, api_key_id=b.api_key_id),
    "revoke key": lambda ctx, b: api_keys.revoke_api_key(ctx, api_key_id=b.api_key_id),
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS.keys())
async def test_what_is_a_neighbors_is_not_found(
    merchant: Merchant, theirs: Belongings, attempt: Attempt
) -> None:
    with pytest.raises(NotFound):
        async with merchant.transaction() as ctx:
            await attempt(ctx, theirs)


async def test_a_neighbors_lists_are_not_ours(merchant: Merchant, theirs: Belongings) -> None:
    async with merchant.transaction() as ctx:
        assert [store.id for store in await queries.list_stores(ctx)] == [merchant.store.id]
        assert await queries.list_domains(ctx, store_id=theirs.store_id) == []
        assert await queries.list_staff(ctx) == []
        assert await queries.list_api_keys(ctx) == []
        assert all(role.is_built_in for role in await queries.list_roles(ctx))
        assert await queries.list_staff_roles(ctx, staff_id=theirs.staff_id) == []


async def test_a_neighbors_secrets_open_nothing_here(
    merchant: Merchant, theirs: Belongings
) -> None:
    for bearer in (theirs.secret, theirs.session):
        with pytest.raises(Unauthenticated):
            await authenticate(merchant.database, merchant.store.tenant_id, bearer)
    with pytest.raises(WrongCredentials):
        await sign_in_staff(
            merchant.database,
            tenant_id=merchant.store.tenant_id,
            email="bob@shop.example",
            password=PASSWORD,
        )
    with pytest.raises(InvitationLapsed):
        async with merchant.transaction() as ctx:
            await staff.accept_invitation(ctx, token=theirs.invitation, password=PASSWORD)


async def test_signing_a_neighbor_out_leaves_them_signed_in(
    merchant: Merchant, neighbor: Merchant, theirs: Belongings
) -> None:
    async with merchant.transaction() as ctx:
        await sessions.sign_out(ctx, token=theirs.session)
    actor = await authenticate(neighbor.database, neighbor.store.tenant_id, theirs.session)

    assert actor.id == theirs.staff_id


async def test_a_neighbors_role_or_store_cannot_be_given(
    merchant: Merchant, theirs: Belongings
) -> None:
    support = await merchant.role("Support")
    async with merchant.transaction() as ctx:
        person = await staff.invite_staff(ctx, name="Ada", email="ada@shop.example")
    for grant in (RoleGrant(theirs.role_id), RoleGrant(support.id, theirs.store_id)):
        with pytest.raises(NotFound):
            async with merchant.transaction() as ctx:
                await roles.set_staff_roles(ctx, staff_id=person.staff.id, roles=[grant])


async def test_each_host_leads_to_its_own_store(merchant: Merchant, neighbor: Merchant) -> None:
    for whose in (merchant, neighbor):
        answer = await queries.find_store_by_host(whose.database, whose.host)
        assert isinstance(answer, Open)
        assert answer.store.tenant_id == whose.store.tenant_id
