import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from galleria.core.context import Actor
from galleria.core.errors import Forbidden, InvalidInput, NotFound, Unauthenticated
from galleria.tenancy.flow import authenticate
from galleria.tenancy.service.api_keys import create_api_key, revoke_api_key, rotate_api_key
from tests.merchants import Merchant


class TestCreateApiKey:
    async def test_the_secret_is_told_once_and_kept_nowhere(self, merchant: Merchant) -> None:
        async with merchant.transaction() as ctx:
            new = await create_api_key(ctx, name="Till", scopes=["STOCK_READ"])

        assert re.fullmatch(r"gal_[\w-]{43}", new.secret)
        assert len(new.key.secret_hash) == 32

    async def test_tells_what_is_wrong(self, merchant: Merchant) -> None:
        with pytest.raises(InvalidInput) as refused:
            async with merchant.transaction() as ctx:
                await create_api_key(ctx, name=" ", scopes=["FLY"])
        assert [problem.path for problem in refused.value.problems] == [("name",), ("scopes",)]

        past = datetime.now(UTC) - timedelta(days=1)
        with pytest.raises(InvalidInput) as refused:
            async with merchant.transaction() as ctx:
                await create_api_key(
                    ctx, name="Till", scopes=["STOCK_READ"], store_ids=[], expires_at=past
                )
        assert [problem.code for problem in refused.value.problems] == ["EMPTY", "PAST"]

    async def test_a_program_can_do_no_more_than_who_made_it(self, merchant: Merchant) -> None:
        here = frozenset({merchant.store.id})
        actor = Actor("staff", uuid4(), frozenset({"STOCK_READ", "SETTINGS_WRITE"}), here)
        async with merchant.transaction(actor) as ctx:
            await create_api_key(ctx, name="Till", scopes=["STOCK_READ"], store_ids=list(here))
        for scopes, stores in ((["STOCK_WRITE"], list(here)), (["STOCK_READ"], None)):
            with pytest.raises(Forbidden):
                async with merchant.transaction(actor) as ctx:
                    await create_api_key(ctx, name="Till", scopes=scopes, store_ids=stores)

    async def test_refuses_the_store_of_another_tenant(
        self, merchant: Merchant, neighbor: Merchant
    ) -> None:
        with pytest.raises(NotFound):
            async with merchant.transaction() as ctx:
                await create_api_key(
                    ctx, name="Till", scopes=["STOCK_READ"], store_ids=[neighbor.store.id]
                )


class TestRotateApiKey:
    async def test_the_new_secret_opens_and_the_old_does_not(self, merchant: Merchant) -> None:
        async with merchant.transaction() as ctx:
            old = await create_api_key(ctx, name="Till", scopes=["STOCK_READ"])
            new = await rotate_api_key(ctx, api_key_id=old.key.id)
        actor = await authenticate(merchant.database, merchant.store.tenant_id, new.secret)

        assert actor.id == old.key.id
        with pytest.raises(Unauthenticated):
            await authenticate(merchant.database, merchant.store.tenant_id, old.secret)

    async def test_a_revoked_key_stays_void(self, merchant: Merchant) -> None:
        async with merchant.transaction() as ctx:
            new = await create_api_key(ctx, name="Till", scopes=["STOCK_READ"])
            await revoke_api_key(ctx, api_key_id=new.key.id)
        with pytest.raises(NotFound):
            async with merchant.transaction() as ctx:
                await rotate_api_key(ctx, api_key_id=new.key.id)

    async def test_nobody_takes_over_a_key_that_can_do_more(self, merchant: Merchant) -> None:
        async with merchant.transaction() as ctx:
            new = await create_api_key(ctx, name="Till", scopes=["STOCK_READ"])
        with pytest.raises(Forbidden):
            async with merchant.transaction(Actor("staff", uuid4())) as ctx:
                await rotate_api_key(ctx, api_key_id=new.key.id)
