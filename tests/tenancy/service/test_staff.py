from asyncio import gather
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from galleria.core.context import Actor
from galleria.core.errors import Forbidden, InvalidInput, Unauthenticated
from galleria.tenancy.errors import EmailTaken, InvitationLapsed
from galleria.tenancy.flow import authenticate, sign_in_staff
from galleria.tenancy.models import Staff
from galleria.tenancy.permissions import OWNER
from galleria.tenancy.service.roles import RoleGrant
from galleria.tenancy.service.staff import (
    Invitation,
    accept_invitation,
    activate_staff,
    create_staff,
    deactivate_staff,
    invite_staff,
    renew_invitation,
)
from tests.merchants import Merchant

PASSWORD = "correct horse battery"


async def invite(merchant: Merchant, email: str = "ada@shop.example") -> Invitation:
    async with merchant.transaction() as ctx:
        return await invite_staff(ctx, name="Ada", email=email)


async def accept(merchant: Merchant, token: str, password: str = PASSWORD) -> None:
    async with merchant.transaction() as ctx:
        await accept_invitation(ctx, token=token, password=password)


class TestCreateStaff:
    async def test_tells_all_faults_at_once(self, merchant: Merchant) -> None:
        with pytest.raises(InvalidInput) as refused:
            async with merchant.transaction() as ctx:
                await create_staff(ctx, name="", email="ada", password="short")
        assert [problem.path[0] for problem in refused.value.problems] == [
            "name",
            "email",
            "password",
        ]

    async def test_the_password_is_kept_nowhere(self, merchant: Merchant) -> None:
        async with merchant.transaction() as ctx:
            staff = await create_staff(ctx, name="Ada", email="ada@shop.example", password=PASSWORD)
        assert staff.password_hash is not None
        assert staff.password_hash.startswith("$argon2id$")

    async def test_nobody_lets_in_somebody_above_them(self, merchant: Merchant) -> None:
        owner = RoleGrant((await merchant.role(OWNER)).id)
        actor = Actor("staff", uuid4(), frozenset({"STAFF_READ", "STAFF_WRITE"}))
        with pytest.raises(Forbidden):
            async with merchant.transaction(actor) as ctx:
                await create_staff(
                    ctx, name="Eve", email="eve@shop.example", password=PASSWORD, roles=[owner]
                )


class TestInviteStaff:
    async def test_the_invited_choose_a_password_once(self, merchant: Merchant) -> None:
        invitation = await invite(merchant)
        await accept(merchant, invitation.token)
        signed_in = await sign_in_staff(
            merchant.database,
            tenant_id=merchant.store.tenant_id,
            email="ada@shop.example",
            password=PASSWORD,
        )
        with pytest.raises(InvitationLapsed):
            await accept(merchant, invitation.token, "another horse battery")

        assert signed_in.staff.id == invitation.staff.id

    async def test_an_invitation_lapses(self, merchant: Merchant) -> None:
        invitation = await invite(merchant)
        async with merchant.transaction() as ctx:
            earlier = ctx.now - timedelta(seconds=1)
            await ctx.session.execute(update(Staff).values(invitation_expires_at=earlier))
        with pytest.raises(InvitationLapsed):
            await accept(merchant, invitation.token)

    async def test_a_new_invitation_voids_the_old_and_ends_sessions(
        self, merchant: Merchant
    ) -> None:
        old = await invite(merchant)
        await accept(merchant, old.token)
        signed_in = await sign_in_staff(
            merchant.database,
            tenant_id=merchant.store.tenant_id,
            email="ada@shop.example",
            password=PASSWORD,
        )
        async with merchant.transaction() as ctx:
            new = await renew_invitation(ctx, staff_id=old.staff.id)
        await accept(merchant, new.token, "another horse battery")

        with pytest.raises(Unauthenticated):
            await authenticate(merchant.database, merchant.store.tenant_id, signed_in.token)

    async def test_of_many_invitations_to_one_address_one_is_made(self, merchant: Merchant) -> None:
        spellings = ("Ada@Shop.Example", "ada@shop.example", "ADA@shop.example.")
        outcomes = await gather(
            *(invite(merchant, email) for email in spellings), return_exceptions=True
        )
        assert sum(isinstance(outcome, EmailTaken) for outcome in outcomes) == 2

    async def test_a_weak_password_leaves_the_invitation_open(self, merchant: Merchant) -> None:
        invitation = await invite(merchant)
        with pytest.raises(InvalidInput):
            await accept(merchant, invitation.token, "short")
        await accept(merchant, invitation.token)


class TestDeactivateStaff:
    async def test_voids_the_invitation_too(self, merchant: Merchant) -> None:
        invitation = await invite(merchant)
        async with merchant.transaction() as ctx:
            await deactivate_staff(ctx, staff_id=invitation.staff.id)
        with pytest.raises(InvitationLapsed):
            await accept(merchant, invitation.token)

    async def test_activating_lets_them_in_again(self, merchant: Merchant) -> None:
        async with merchant.transaction() as ctx:
            staff = await create_staff(ctx, name="Ada", email="ada@shop.example", password=PASSWORD)
            await deactivate_staff(ctx, staff_id=staff.id)
            await activate_staff(ctx, staff_id=staff.id)
        signed_in = await sign_in_staff(
            merchant.database,
            tenant_id=merchant.store.tenant_id,
            email="ada@shop.example",
            password=PASSWORD,
        )
        assert signed_in.staff.id == staff.id
