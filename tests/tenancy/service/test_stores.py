from uuid import uuid4

import pytest

from galleria.core.context import Actor
from galleria.core.db import Database
from galleria.core.errors import Forbidden, InvalidInput, NotFound, VersionConflict
from galleria.tenancy import queries
from galleria.tenancy.errors import HostTaken, InvalidHost
from galleria.tenancy.queries import Inactive, Open
from galleria.tenancy.service.stores import (
    activate_store,
    create_store,
    deactivate_store,
    update_store,
)
from tests.merchants import Merchant


class TestCreateStore:
    async def test_lives_at_a_sub_domain_made_from_its_name(self, merchant: Merchant) -> None:
        label = uuid4().hex
        async with merchant.transaction() as ctx:
            store = await create_store(
                ctx, name=f"Pip & {label}", base_domain="galleria.example", currency="GBP"
            )
        answer = await queries.find_store_by_host(
            merchant.database, f"pip-{label}.galleria.example"
        )

        assert isinstance(answer, Open)
        assert answer.store.store_id == store.id
        assert answer.store.primary_host == f"pip-{label}.galleria.example"
        assert (answer.store.currency, answer.store.locales) == ("GBP", ("en",))

    async def test_lives_at_a_domain_an_operator_vouches_for(
        self, merchant: Merchant, custom_host: str
    ) -> None:
        async with merchant.transaction() as ctx:
            store = await create_store(
                ctx, name="Nordgrat", domain=custom_host, is_domain_vouched=True
            )
            (domain,) = await queries.list_domains(ctx, store_id=store.id)

        assert (domain.host, domain.kind, domain.is_primary) == (custom_host, "custom", True)

    async def test_lives_at_a_sub_domain_until_its_domain_is_proved(
        self, merchant: Merchant, custom_host: str
    ) -> None:
        label = uuid4().hex
        async with merchant.transaction() as ctx:
            store = await create_store(ctx, name="Shop", subdomain=label, domain=custom_host)
            home, claim = await queries.list_domains(ctx, store_id=store.id)

        assert (home.host, home.is_primary) == (f"{label}.localhost", True)
        assert (claim.host, claim.verified_at) == (custom_host, None)

    async def test_speaks_its_main_language_first(self, merchant: Merchant) -> None:
        async with merchant.transaction() as ctx:
            store = await create_store(
                ctx, name="Shop", subdomain=uuid4().hex, locale="fr", locales=["en", "fr"]
            )
        assert store.locales == ["fr", "en"]

    async def test_tells_all_faults_at_once_and_opens_nothing(self, merchant: Merchant) -> None:
        with pytest.raises(InvalidInput) as refused:
            async with merchant.transaction() as ctx:
                await create_store(ctx, name="", currency="gold", primary_color="red")

        async with merchant.transaction() as ctx:
            assert len(await queries.list_stores(ctx)) == 1
        assert {problem.path for problem in refused.value.problems} == {
            ("name",),
            ("currency",),
            ("primary_color",),
        }

    async def test_refuses_the_host_of_another_store(
        self, merchant: Merchant, neighbor: Merchant
    ) -> None:
        with pytest.raises(HostTaken):
            async with merchant.transaction() as ctx:
                await create_store(ctx, name="Shop", domain=neighbor.host)

    async def test_asks_for_a_sub_domain_where_the_name_gives_none(
        self, merchant: Merchant
    ) -> None:
        with pytest.raises(InvalidHost):
            async with merchant.transaction() as ctx:
                await create_store(ctx, name="茶")

    async def test_whoever_is_bound_to_one_store_opens_no_other(self, merchant: Merchant) -> None:
        actor = Actor("staff", uuid4(), frozenset({"SETTINGS_WRITE"}), frozenset({uuid4()}))
        with pytest.raises(Forbidden):
            async with merchant.transaction(actor) as ctx:
                await create_store(ctx, name="Shop")


class TestUpdateStore:
    async def test_changes_what_is_said_and_nothing_else(self, merchant: Merchant) -> None:
        async with merchant.transaction() as ctx:
            await update_store(
                ctx, store_id=merchant.store.id, name="Kiln", primary_color="#9C3D1B", locale="fr"
            )
        async with merchant.transaction() as ctx:
            store = await queries.get_store(ctx, merchant.store.id)

        assert (store.name, store.primary_color, store.currency) == ("Kiln", "#9c3d1b", "USD")
        assert store.locales == ["fr", "en"]
        assert store.version == 2

    async def test_saying_the_same_again_changes_nothing(self, merchant: Merchant) -> None:
        async with merchant.transaction() as ctx:
            store = await update_store(ctx, store_id=merchant.store.id, name="Aldermoor")
            announced = ctx.announced

        assert (store.version, announced) == (1, ())

    async def test_empties_a_field(self, merchant: Merchant) -> None:
        async with merchant.transaction() as ctx:
            await update_store(ctx, store_id=merchant.store.id, logo_url="/media/logo.svg")
        async with merchant.transaction() as ctx:
            store = await update_store(ctx, store_id=merchant.store.id, logo_url=None)
        assert store.logo_url is None

    async def test_refuses_when_somebody_was_quicker(self, merchant: Merchant) -> None:
        async with merchant.transaction() as ctx:
            await update_store(ctx, store_id=merchant.store.id, name="First")
        with pytest.raises(VersionConflict) as refused:
            async with merchant.transaction() as ctx:
                await update_store(
                    ctx, store_id=merchant.store.id, expected_version=1, name="Second"
                )
        assert refused.value.current == 2

    async def test_a_store_out_of_reach_is_not_found(self, merchant: Merchant) -> None:
        actor = Actor("staff", uuid4(), frozenset({"SETTINGS_WRITE"}), frozenset({uuid4()}))
        with pytest.raises(NotFound):
            async with merchant.transaction(actor) as ctx:
                await update_store(ctx, store_id=merchant.store.id, name="Mine")


class TestDeactivateStore:
    async def test_closes_every_host_until_it_opens_again(
        self, merchant: Merchant, database: Database
    ) -> None:
        async with merchant.transaction() as ctx:
            await deactivate_store(ctx, store_id=merchant.store.id)
        assert isinstance(await queries.find_store_by_host(database, merchant.host), Inactive)
        assert await queries.may_have_certificate(database, merchant.host)

        async with merchant.transaction() as ctx:
            await activate_store(ctx, store_id=merchant.store.id)
        assert isinstance(await queries.find_store_by_host(database, merchant.host), Open)

    async def test_doing_so_twice_is_told_once(self, merchant: Merchant) -> None:
        async with merchant.transaction() as ctx:
            await deactivate_store(ctx, store_id=merchant.store.id)
            await deactivate_store(ctx, store_id=merchant.store.id)
            assert len(ctx.announced) == 1
