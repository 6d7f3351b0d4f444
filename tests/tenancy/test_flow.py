import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from redis.asyncio import Redis
from sqlalchemy import update

from galleria.core.context import SYSTEM, Actor
from galleria.core.db import Database
from galleria.core.errors import NotFound, Unauthenticated
from galleria.core.http import PublicWeb
from galleria.core.limits import Bucket
from galleria.tenancy import queries
from galleria.tenancy.errors import HostTaken, NotVerified, TooManyAttempts, WrongCredentials
from galleria.tenancy.flow import (
    FILE_PATH,
    Door,
    Outside,
    authenticate,
    sign_in_at,
    sign_in_staff,
    verification_record,
    verify_domain,
)
from galleria.tenancy.models import ApiKey, Domain, SignInAttempts, Staff, StaffSession
from galleria.tenancy.queries import RedirectTo
from galleria.tenancy.service.api_keys import create_api_key, revoke_api_key
from galleria.tenancy.service.domains import add_domain
from galleria.tenancy.service.roles import RoleGrant, set_staff_roles
from galleria.tenancy.service.sessions import MOST_ATTEMPTS, SignedIn, sign_out
from galleria.tenancy.service.staff import create_staff, deactivate_staff
from tests.loopback import NameServer, WebServer, loopback
from tests.merchants import Merchant

PASSWORD = "correct horse battery"


async def claim(merchant: Merchant, host: str) -> Domain:
    async with merchant.transaction() as ctx:
        return await add_domain(ctx, store_id=merchant.store.id, host=host)


async def verify(merchant: Merchant, outside: Outside, host: str) -> Domain:
    return await verify_domain(
        merchant.database, outside, tenant_id=merchant.store.tenant_id, host=host, actor=SYSTEM
    )


async def hire(merchant: Merchant, *roles: str) -> Staff:
    grants = [RoleGrant((await merchant.role(role)).id) for role in roles]
    async with merchant.transaction() as ctx:
        return await create_staff(
            ctx, name="Ada", email="Ada@Shop.Example", password=PASSWORD, roles=grants
        )


async def sign_in(merchant: Merchant, email: str, password: str = PASSWORD) -> SignedIn:
    return await sign_in_staff(
        merchant.database, tenant_id=merchant.store.tenant_id, email=email, password=password
    )


async def who_is(merchant: Merchant, bearer: str) -> Actor:
    return await authenticate(
        merchant.database, merchant.store.tenant_id, bearer, store_id=merchant.store.id
    )


@pytest.fixture
def door(database: Database, redis: Redis) -> Door:
    """A door of the test's own, that opens three times for those who fail."""
    bucket = Bucket(redis, uuid4().hex, capacity=3, refill_per_second=1 / 60)
    return Door(database, bucket)


class TestVerifyDomain:
    async def test_a_dns_record_proves_the_host(
        self, merchant: Merchant, outside: Outside, name_server: NameServer, custom_host: str
    ) -> None:
        domain = await claim(merchant, custom_host)
        name_server.texts[f"_galleria.{custom_host}"] = [
            "something else",
            domain.verification_token,
        ]
        verified = await verify(merchant, outside, custom_host.upper())

        assert verified.verified_at is not None
        answer = await queries.find_store_by_host(merchant.database, custom_host)
        assert answer == RedirectTo(merchant.host)

    async def test_a_file_on_the_host_proves_it(
        self, merchant: Merchant, outside: Outside, web_server: WebServer, custom_host: str
    ) -> None:
        domain = await claim(merchant, custom_host)
        web_server.pages[custom_host + FILE_PATH] = f"{domain.verification_token}\n"

        assert (await verify(merchant, outside, custom_host)).verified_at is not None

    async def test_says_what_was_found_instead(
        self, merchant: Merchant, outside: Outside, name_server: NameServer, custom_host: str
    ) -> None:
        domain = await claim(merchant, custom_host)
        name_server.texts[f"_galleria.{custom_host}"] = ["an older token"]
        with pytest.raises(NotVerified) as refused:
            await verify(merchant, outside, custom_host)

        assert refused.value.record == verification_record(custom_host)
        assert refused.value.token == domain.verification_token
        assert refused.value.found == ("an older token",)
        assert "404" in refused.value.file_problem

    async def test_the_token_of_another_tenant_proves_nothing(
        self,
        merchant: Merchant,
        neighbor: Merchant,
        outside: Outside,
        name_server: NameServer,
        custom_host: str,
    ) -> None:
        theirs = await claim(neighbor, custom_host)
        await claim(merchant, custom_host)
        name_server.texts[f"_galleria.{custom_host}"] = [theirs.verification_token]

        with pytest.raises(NotVerified):
            await verify(merchant, outside, custom_host)

    async def test_whoever_proves_a_host_second_is_refused(
        self,
        merchant: Merchant,
        neighbor: Merchant,
        outside: Outside,
        name_server: NameServer,
        custom_host: str,
    ) -> None:
        claims = [await claim(who, custom_host) for who in (merchant, neighbor)]
        tokens = [domain.verification_token for domain in claims]
        name_server.texts[f"_galleria.{custom_host}"] = tokens
        await verify(neighbor, outside, custom_host)

        with pytest.raises(HostTaken):
            await verify(merchant, outside, custom_host)

    async def test_our_own_network_is_not_asked(
        self, merchant: Merchant, outside: Outside, web_server: WebServer, custom_host: str
    ) -> None:
        domain = await claim(merchant, custom_host)
        web_server.pages[custom_host + FILE_PATH] = domain.verification_token
        public = replace(outside, web=PublicWeb(resolve=loopback))
        with pytest.raises(NotVerified) as refused:
            await verify(merchant, public, custom_host)
        await public.web.close()

        assert refused.value.file_problem == f"{custom_host} has no public address."

    async def test_a_host_that_nobody_claims_is_not_found(
        self, merchant: Merchant, outside: Outside, custom_host: str
    ) -> None:
        with pytest.raises(NotFound):
            await verify(merchant, outside, custom_host)


class TestSignInStaff:
    async def test_the_token_stands_for_the_person_and_their_roles(
        self, merchant: Merchant
    ) -> None:
        staff = await hire(merchant, "Fulfillment")
        signed_in = await sign_in(merchant, "ada@shop.example")
        actor = await who_is(merchant, signed_in.token)

        assert (actor.kind, actor.id, actor.store_ids) == ("staff", staff.id, None)
        assert actor.may("ORDERS_WRITE")
        assert not actor.may("STAFF_READ")

    async def test_any_spelling_of_the_address_will_do(self, merchant: Merchant) -> None:
        async with merchant.transaction() as ctx:
            await create_staff(ctx, name="Ada", email="Ada@BÜCHER.example", password=PASSWORD)

        assert (await sign_in(merchant, " ada@bücher.EXAMPLE. ")).token

    async def test_the_token_is_kept_nowhere(self, merchant: Merchant) -> None:
        await hire(merchant)
        signed_in = await sign_in(merchant, "ada@shop.example")

        assert signed_in.token.encode() not in signed_in.session.token_hash
        assert len(signed_in.token) == len("gas_") + 43

    @pytest.mark.parametrize(
        ("email", "password"),
        [
            ("ada@shop.example", "wrong horse battery"),
            ("ada@shop.example", "\ud800"),
            ("bob@shop.example", PASSWORD),
            ("ada" * 10_000 + "@shop.example", PASSWORD),
            ("ada\x00@shop.example", PASSWORD),
            ("", ""),
        ],
    )
    async def test_refuses_without_telling_what_was_wrong(
        self, merchant: Merchant, email: str, password: str
    ) -> None:
        await hire(merchant)
        with pytest.raises(WrongCredentials):
            await sign_in(merchant, email, password)

    async def test_whoever_was_shut_out_stays_out(self, merchant: Merchant) -> None:
        staff = await hire(merchant)
        signed_in = await sign_in(merchant, "ada@shop.example")
        async with merchant.transaction() as ctx:
            await deactivate_staff(ctx, staff_id=staff.id)

        with pytest.raises(Unauthenticated):
            await who_is(merchant, signed_in.token)
        with pytest.raises(WrongCredentials):
            await sign_in(merchant, "ada@shop.example")

    async def test_after_too_many_failures_even_the_right_password_waits(
        self, merchant: Merchant, neighbor: Merchant
    ) -> None:
        await hire(merchant)
        await hire(neighbor)
        await fail(merchant, times=MOST_ATTEMPTS)
        with pytest.raises(TooManyAttempts) as refused:
            await sign_in(merchant, "ada@shop.example")

        assert 300 < refused.value.retry_after <= 901
        assert (await sign_in(neighbor, "ada@shop.example")).token

    async def test_many_tries_at_once_do_not_slip_through(self, merchant: Merchant) -> None:
        await hire(merchant)
        outcomes = await asyncio.gather(
            *(sign_in(merchant, "ada@shop.example", "wrong horse battery") for _ in range(15)),
            return_exceptions=True,
        )
        assert sum(isinstance(outcome, TooManyAttempts) for outcome in outcomes) == 5

    async def test_the_window_ends(self, merchant: Merchant) -> None:
        await hire(merchant)
        await fail(merchant, times=MOST_ATTEMPTS)
        async with merchant.transaction() as ctx:
            earlier = ctx.now - timedelta(minutes=16)
            await ctx.session.execute(update(SignInAttempts).values(window_started_at=earlier))

        assert (await sign_in(merchant, "ada@shop.example")).token

    async def test_signing_in_forgets_the_failures_before(self, merchant: Merchant) -> None:
        await hire(merchant)
        for _ in range(2):
            await fail(merchant, times=MOST_ATTEMPTS - 1)
            await sign_in(merchant, "ada@shop.example")


async def fail(merchant: Merchant, *, times: int) -> None:
    for _ in range(times):
        with pytest.raises(WrongCredentials):
            await sign_in(merchant, "ada@shop.example", "wrong horse battery")


class TestAuthenticate:
    async def test_a_key_reaches_its_scopes_and_stores(self, merchant: Merchant) -> None:
        async with merchant.transaction() as ctx:
            new = await create_api_key(
                ctx, name="Till", scopes=["STOCK_WRITE"], store_ids=[merchant.store.id]
            )
        actor = await who_is(merchant, new.secret)

        assert (actor.kind, actor.id) == ("api_key", new.key.id)
        assert actor.permissions == {"STOCK_READ", "STOCK_WRITE"}
        assert actor.store_ids == frozenset({merchant.store.id})

    async def test_notes_the_use_of_a_key_to_the_hour(self, merchant: Merchant) -> None:
        async with merchant.transaction() as ctx:
            new = await create_api_key(ctx, name="Till", scopes=["STOCK_READ"])

        async def used_at() -> datetime | None:
            await who_is(merchant, new.secret)
            async with merchant.transaction() as ctx:
                return (await queries.get_api_key(ctx, new.key.id)).last_used_at

        first = await used_at()
        assert first is not None
        assert await used_at() == first

        async with merchant.transaction() as ctx:
            earlier = first - timedelta(hours=2)
            await ctx.session.execute(update(ApiKey).values(last_used_at=earlier))
        later = await used_at()
        assert later is not None
        assert later > first

    async def test_a_revoked_or_expired_key_opens_nothing(self, merchant: Merchant) -> None:
        soon = datetime.now(UTC) + timedelta(hours=1)
        async with merchant.transaction() as ctx:
            revoked = await create_api_key(ctx, name="Old", scopes=["STOCK_READ"])
            await revoke_api_key(ctx, api_key_id=revoked.key.id)
            expired = await create_api_key(
                ctx, name="Short", scopes=["STOCK_READ"], expires_at=soon
            )
        assert (await who_is(merchant, expired.secret)).id == expired.key.id
        async with merchant.transaction() as ctx:
            await ctx.session.execute(
                update(ApiKey)
                .where(ApiKey.id == expired.key.id)
                .values(expires_at=soon - timedelta(hours=2))
            )
        for new in (revoked, expired):
            with pytest.raises(Unauthenticated):
                await who_is(merchant, new.secret)

    async def test_a_session_ends_by_itself_or_by_signing_out(self, merchant: Merchant) -> None:
        await hire(merchant)
        left, lapsed = [await sign_in(merchant, "ada@shop.example") for _ in range(2)]
        async with merchant.transaction() as ctx:
            await sign_out(ctx, token=left.token)
            await ctx.session.execute(update(StaffSession).values(expires_at=ctx.now))
        for signed_in in (left, lapsed):
            with pytest.raises(Unauthenticated):
                await who_is(merchant, signed_in.token)

    async def test_a_change_of_roles_holds_at_once(self, merchant: Merchant) -> None:
        staff = await hire(merchant, "Manager")
        signed_in = await sign_in(merchant, "ada@shop.example")
        assert (await who_is(merchant, signed_in.token)).may("SETTINGS_WRITE")

        async with merchant.transaction() as ctx:
            await set_staff_roles(ctx, staff_id=staff.id, roles=[])
        assert (await who_is(merchant, signed_in.token)).permissions == frozenset()

    async def test_a_role_in_one_store_holds_on_its_host_alone(self, merchant: Merchant) -> None:
        staff = await hire(merchant)
        role = await merchant.role("Support")
        async with merchant.transaction() as ctx:
            bound = RoleGrant(role.id, merchant.store.id)
            await set_staff_roles(ctx, staff_id=staff.id, roles=[bound])
        token = (await sign_in(merchant, "ada@shop.example")).token

        here = await who_is(merchant, token)
        elsewhere = await authenticate(
            merchant.database, merchant.store.tenant_id, token, store_id=uuid4()
        )
        assert (here.may("ORDERS_WRITE"), here.store_ids) == (True, frozenset({merchant.store.id}))
        assert elsewhere.permissions == frozenset()

    @pytest.mark.parametrize("bearer", ["", "gal_", "gas_nonsense", "x" * 10_000, "\x00"])
    async def test_nonsense_opens_nothing(self, merchant: Merchant, bearer: str) -> None:
        with pytest.raises(Unauthenticated):
            await who_is(merchant, bearer)


class TestSignInAt:
    async def test_a_network_that_fails_too_often_waits_whatever_email_it_tries(
        self, door: Door, merchant: Merchant, neighbor: Merchant
    ) -> None:
        await hire(merchant)
        for stranger in ("a@x.example", "b@x.example"):
            with pytest.raises(WrongCredentials):
                await come_in(door, merchant, "203.0.113.9", stranger)
        with pytest.raises(WrongCredentials):
            await come_in(door, neighbor, "203.0.113.9", "c@x.example")

        with pytest.raises(TooManyAttempts) as refused:
            await come_in(door, merchant, "203.0.113.9", "ada@shop.example")

        assert 0 < refused.value.retry_after <= 60
        assert (await come_in(door, merchant, "203.0.113.10", "ada@shop.example")).token

    async def test_addresses_that_one_customer_may_choose_count_as_one(
        self, door: Door, merchant: Merchant
    ) -> None:
        for last in range(3):
            with pytest.raises(WrongCredentials):
                await come_in(door, merchant, f"2001:db8::{last}", f"{last}@x.example")
        with pytest.raises(TooManyAttempts):
            await come_in(door, merchant, "2001:db8::9", "ada@shop.example")

    async def test_signing_in_counts_as_no_failure(self, door: Door, merchant: Merchant) -> None:
        await hire(merchant)
        for _ in range(5):
            assert (await come_in(door, merchant, "203.0.113.9", "ada@shop.example")).token

    async def test_many_tries_at_once_do_not_slip_through(
        self, door: Door, merchant: Merchant
    ) -> None:
        outcomes = await asyncio.gather(
            *(come_in(door, merchant, "203.0.113.9", f"{n}@x.example") for n in range(9)),
            return_exceptions=True,
        )
        assert sum(isinstance(outcome, TooManyAttempts) for outcome in outcomes) == 6


async def come_in(door: Door, merchant: Merchant, address: str, email: str) -> SignedIn:
    return await sign_in_at(
        door,
        tenant_id=merchant.store.tenant_id,
        address=address,
        email=email,
        password=PASSWORD,
    )
