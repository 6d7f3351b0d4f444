from asyncio import gather

import pytest

from galleria.core.errors import NotFound
from galleria.tenancy import queries
from galleria.tenancy.errors import DomainUnverified, HostTaken, InvalidHost, PrimaryDomain
from galleria.tenancy.models import Domain
from galleria.tenancy.queries import Open, RedirectTo, Unknown, Unverified
from galleria.tenancy.service.domains import (
    add_domain,
    record_verified,
    remove_domain,
    set_primary_domain,
)
from tests.merchants import Merchant


async def claim(merchant: Merchant, host: str, *, is_vouched: bool = False) -> Domain:
    async with merchant.transaction() as ctx:
        return await add_domain(ctx, store_id=merchant.store.id, host=host, is_vouched=is_vouched)


async def verify(merchant: Merchant, host: str) -> Domain:
    async with merchant.transaction() as ctx:
        return await record_verified(ctx, host=host)


class TestAddDomain:
    async def test_a_host_to_be_proved_leads_nowhere_yet(
        self, merchant: Merchant, custom_host: str
    ) -> None:
        await claim(merchant, custom_host)

        answer = await queries.find_store_by_host(merchant.database, custom_host)
        assert answer == Unverified()
        assert not await queries.may_have_certificate(merchant.database, custom_host)

    async def test_a_host_that_is_vouched_for_leads_to_where_the_store_lives(
        self, merchant: Merchant, custom_host: str
    ) -> None:
        await claim(merchant, custom_host.upper() + ".", is_vouched=True)

        answer = await queries.find_store_by_host(merchant.database, custom_host)
        assert answer == RedirectTo(merchant.host)

    async def test_claiming_again_changes_nothing(
        self, merchant: Merchant, custom_host: str
    ) -> None:
        first = await claim(merchant, custom_host)
        second = await claim(merchant, custom_host)

        assert second.verification_token == first.verification_token

    async def test_vouching_for_an_old_claim_proves_it(
        self, merchant: Merchant, custom_host: str
    ) -> None:
        await claim(merchant, custom_host)
        assert (await claim(merchant, custom_host, is_vouched=True)).verified_at is not None

    async def test_a_claim_locks_nobody_out(
        self, merchant: Merchant, neighbor: Merchant, custom_host: str
    ) -> None:
        first = await claim(neighbor, custom_host)
        second = await claim(merchant, custom_host)
        await verify(merchant, custom_host)

        assert first.verification_token != second.verification_token
        answer = await queries.find_store_by_host(merchant.database, custom_host)
        assert answer == RedirectTo(merchant.host)

    async def test_refuses_a_host_that_leads_elsewhere(
        self, merchant: Merchant, neighbor: Merchant, custom_host: str
    ) -> None:
        await claim(neighbor, custom_host, is_vouched=True)
        for is_vouched in (False, True):
            with pytest.raises(HostTaken):
                await claim(merchant, custom_host, is_vouched=is_vouched)

    async def test_refuses_what_is_no_host_of_the_tenants(self, merchant: Merchant) -> None:
        for host in ("127.0.0.1", "intranet", "www.localhost", "shop_1.example"):
            with pytest.raises(InvalidHost):
                await claim(merchant, host)

    async def test_of_two_tenants_at_once_one_gets_the_host(
        self, merchant: Merchant, neighbor: Merchant, custom_host: str
    ) -> None:
        outcomes = await gather(
            *(claim(who, custom_host, is_vouched=True) for who in (merchant, neighbor)),
            return_exceptions=True,
        )
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Domain", "HostTaken"]


class TestRecordVerified:
    async def test_of_two_tenants_at_once_one_proves_the_host(
        self, merchant: Merchant, neighbor: Merchant, custom_host: str
    ) -> None:
        await claim(merchant, custom_host)
        await claim(neighbor, custom_host)

        outcomes = await gather(
            *(verify(who, custom_host) for who in (merchant, neighbor)), return_exceptions=True
        )
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Domain", "HostTaken"]

    async def test_a_claim_that_is_gone_is_not_found(
        self, merchant: Merchant, custom_host: str
    ) -> None:
        with pytest.raises(NotFound):
            await verify(merchant, custom_host)


class TestSetPrimaryDomain:
    async def test_the_store_moves_and_the_old_host_leads_there(
        self, merchant: Merchant, custom_host: str
    ) -> None:
        await claim(merchant, custom_host, is_vouched=True)
        async with merchant.transaction() as ctx:
            await set_primary_domain(ctx, host=custom_host)

        there = await queries.find_store_by_host(merchant.database, custom_host)
        before = await queries.find_store_by_host(merchant.database, merchant.host)
        assert isinstance(there, Open)
        assert there.store.primary_host == custom_host
        assert before == RedirectTo(custom_host)

    async def test_many_at_once_leave_one_primary_host(
        self, merchant: Merchant, custom_host: str
    ) -> None:
        hosts = [f"{n}.{custom_host}" for n in range(4)]
        for host in hosts:
            await claim(merchant, host, is_vouched=True)

        async def move(host: str) -> None:
            async with merchant.transaction() as ctx:
                await set_primary_domain(ctx, host=host)

        await gather(*map(move, hosts))
        async with merchant.transaction() as ctx:
            domains = await queries.list_domains(ctx, store_id=merchant.store.id)
        assert [domain.is_primary for domain in domains] == [True, False, False, False, False]

    async def test_refuses_a_host_that_nobody_proved(
        self, merchant: Merchant, custom_host: str
    ) -> None:
        await claim(merchant, custom_host)
        with pytest.raises(DomainUnverified):
            async with merchant.transaction() as ctx:
                await set_primary_domain(ctx, host=custom_host)


class TestRemoveDomain:
    async def test_the_host_leads_nowhere_and_is_free(
        self, merchant: Merchant, neighbor: Merchant, custom_host: str
    ) -> None:
        await claim(merchant, custom_host, is_vouched=True)
        async with merchant.transaction() as ctx:
            await remove_domain(ctx, host=custom_host)

        assert await queries.find_store_by_host(merchant.database, custom_host) == Unknown()
        assert (await claim(neighbor, custom_host, is_vouched=True)).is_primary is False

    async def test_refuses_to_make_the_store_homeless(self, merchant: Merchant) -> None:
        with pytest.raises(PrimaryDomain):
            async with merchant.transaction() as ctx:
                await remove_domain(ctx, host=merchant.host)
