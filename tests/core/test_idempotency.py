import asyncio
from uuid import UUID, uuid4

import pytest

from galleria.cart.service import carts
from galleria.core import idempotency
from galleria.core.context import GUEST, Context
from galleria.core.errors import IdempotencyKeyReused, InvalidInput
from galleria.core.idempotency import Claim
from tests.kit import Shop, somebody_waits_for


async def start(ctx: Context, key: str, cart_id: UUID, *, asked: str = "a cart") -> Claim:
    """Start a cart, unless the key has started one before."""
    claimed = await idempotency.claim(
        ctx,
        key=key,
        operation="createCart",
        input_hash=idempotency.hash_input(asked),
        result=str(cart_id),
    )
    if claimed.result is None:
        await carts.create_cart(ctx, cart_id=cart_id)
    return claimed


async def started(shop: Shop, key: str, *, asked: str = "a cart") -> UUID:
    """The cart that a request with this key leads to."""
    cart_id = uuid4()
    async with shop.transaction(GUEST) as ctx:
        claimed = await start(ctx, key, cart_id, asked=asked)
    return UUID(claimed.result) if claimed.result else cart_id


class TestClaim:
    async def test_the_same_key_again_tells_what_the_first_one_led_to(self, shop: Shop) -> None:
        first = await started(shop, "one")

        again = await started(shop, "one")
        other = await started(shop, "two")

        assert again == first
        assert other != first

    async def test_a_result_that_is_known_later_is_kept_too(self, shop: Shop) -> None:
        for known in (None, "42"):
            async with shop.transaction(GUEST) as ctx:
                claimed = await idempotency.claim(ctx, key="k", operation="o", input_hash="h")
                assert claimed.result == known
                if known is None:
                    await idempotency.keep_result(ctx, claimed, "42")

    async def test_many_at_once_have_one_effect(self, shop: Shop) -> None:
        found = await asyncio.gather(*(started(shop, "one") for _ in range(8)))

        assert len(set(found)) == 1

    async def test_whoever_holds_the_key_is_waited_for(self, shop: Shop) -> None:
        cart_id = uuid4()

        async with shop.transaction(GUEST) as ctx:
            await start(ctx, "one", cart_id)
            again = asyncio.create_task(started(shop, "one"))
            await somebody_waits_for(ctx)

        assert await again == cart_id

    async def test_a_failure_gives_the_key_to_whoever_waits_for_it(self, shop: Shop) -> None:
        failed_id, waiting = uuid4(), list[asyncio.Task[UUID]]()

        async def fail() -> None:
            async with shop.transaction(GUEST) as ctx:
                await start(ctx, "one", failed_id)
                waiting.append(asyncio.create_task(started(shop, "one")))
                await somebody_waits_for(ctx)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await fail()

        (again,) = await asyncio.gather(*waiting)
        assert again != failed_id
        assert await started(shop, "one") == again

    async def test_a_failure_leaves_the_key_free_for_any_input(self, shop: Shop) -> None:
        failed_id = uuid4()

        async def fail() -> None:
            async with shop.transaction(GUEST) as ctx:
                await start(ctx, "one", failed_id)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await fail()

        assert await started(shop, "one", asked="another") != failed_id

    async def test_refuses_a_key_that_stands_for_another_input(self, shop: Shop) -> None:
        first = await started(shop, "one")

        with pytest.raises(IdempotencyKeyReused):
            await started(shop, "one", asked="another")

        assert await started(shop, "one") == first

    async def test_a_key_is_one_actor_s_of_one_tenant(self, shop: Shop, neighbor: Shop) -> None:
        guest = await started(shop, "one")
        theirs = await started(neighbor, "one")
        cart_id = uuid4()
        async with shop.transaction() as ctx:
            claimed = await start(ctx, "one", cart_id)

        assert claimed.result is None
        assert len({guest, theirs, cart_id}) == 3

    @pytest.mark.parametrize("key", ["", "x" * 256])
    async def test_refuses_what_is_no_key(self, shop: Shop, key: str) -> None:
        with pytest.raises(InvalidInput):
            await started(shop, key)


class TestHashInput:
    def test_the_order_of_fields_does_not_matter_but_their_values_do(self) -> None:
        one = idempotency.hash_input({"a": 1, "b": [2, 3]})

        assert idempotency.hash_input({"b": [2, 3], "a": 1}) == one
        assert idempotency.hash_input({"a": 1, "b": [3, 2]}) != one
