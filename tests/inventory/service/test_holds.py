import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from galleria.catalog.models import Variant
from galleria.inventory import queries
from galleria.inventory.errors import OutOfStock
from galleria.inventory.models import Reservation
from galleria.inventory.service import holds, locations, stock
from galleria.inventory.service.stock import StockChange
from tests.kit import Shop, somebody_waits_for


async def hold(shop: Shop, cart_id: UUID, wanted: Mapping[UUID, int], *, minutes: int = 15) -> None:
    async with shop.transaction() as ctx:
        await holds.hold_stock(
            ctx, cart_id=cart_id, wanted=wanted, expires_at=ctx.now + timedelta(minutes=minutes)
        )


class TestHoldStock:
    async def test_refuses_more_than_is_free_and_changes_nothing(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=3)

        with pytest.raises(OutOfStock) as refused:
            await hold(shop, uuid4(), {mug.variant: 4})

        assert refused.value.available == 3
        assert await shop.available(mug.variant) == 3

    async def test_counts_what_the_cart_holds_already(self, shop: Shop) -> None:
        mug, cart = await shop.goods(on_hand=3), uuid4()
        await hold(shop, cart, {mug.variant: 2})

        await hold(shop, cart, {mug.variant: 3})

        assert await shop.available(mug.variant) == 0
        await hold(shop, cart, {mug.variant: 0})
        assert await shop.available(mug.variant) == 3
        assert await shop.drift() == []

    async def test_all_or_nothing_over_several_variants(self, shop: Shop) -> None:
        mug, bowl = await shop.goods("Mug", on_hand=5), await shop.goods("Bowl", on_hand=1)

        with pytest.raises(OutOfStock):
            await hold(shop, uuid4(), {mug.variant: 1, bowl.variant: 2})

        assert await shop.available(mug.variant) == 5

    async def test_takes_back_what_others_let_lapse(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=2)
        await hold(shop, uuid4(), {mug.variant: 2}, minutes=-1)

        await hold(shop, uuid4(), {mug.variant: 2})

        assert await shop.drift() == []

    async def test_what_is_not_tracked_never_runs_out(self, shop: Shop) -> None:
        advice = await shop.goods("Advice", is_stock_tracked=False)

        await hold(shop, uuid4(), {advice.variant: 999})

        assert await shop.available(advice.variant) == 999

    async def test_what_is_no_longer_tracked_is_let_go_of(self, shop: Shop) -> None:
        mug, cart = await shop.goods(on_hand=3), uuid4()
        await hold(shop, cart, {mug.variant: 2})
        async with shop.transaction() as ctx:
            await ctx.session.execute(
                update(Variant).where(Variant.id == mug.variant).values(is_stock_tracked=False)
            )

        await hold(shop, cart, {mug.variant: 2})

        async with shop.transaction() as ctx:
            held = select(Reservation.id).where(Reservation.variant_id == mug.variant)
            assert (await ctx.session.scalars(held)).all() == []
        assert await shop.drift() == []

    async def test_a_place_that_is_closed_has_nothing_to_sell(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=3)
        async with shop.transaction() as ctx:
            (await locations.first_location(ctx)).is_active = False

        assert await shop.available(mug.variant) == 0
        with pytest.raises(OutOfStock) as refused:
            await hold(shop, uuid4(), {mug.variant: 1})
        assert refused.value.available == 0
        async with shop.transaction() as ctx:
            found = await queries.load_product_availability(ctx, [mug.product_id])
        assert found == {mug.product_id: 0}

    async def test_takes_from_several_places_when_no_one_place_has_enough(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=2)
        async with shop.transaction() as ctx:
            barn = await locations.create_location(ctx, name="Barn", priority=5)
            await stock.adjust_stock(
                ctx, changes=[StockChange(mug.variant, barn.id, 3, "received")]
            )

        await hold(shop, uuid4(), {mug.variant: 4})

        assert await shop.available(mug.variant) == 1
        assert await shop.drift() == []

    async def test_a_crowd_that_wants_two_things_in_opposite_orders_never_deadlocks(
        self, shop: Shop
    ) -> None:
        one, two = await shop.goods("One", on_hand=15), await shop.goods("Two", on_hand=15)

        async def buyer(number: int) -> bool:
            pair = [one.variant, two.variant][:: 1 if number % 2 else -1]
            try:
                await hold(shop, uuid4(), dict.fromkeys(pair, 1))
            except OutOfStock:
                return False
            return True

        got = await asyncio.gather(*(buyer(number) for number in range(40)))

        assert sum(got) == 15
        assert await shop.drift() == []

    async def test_the_neighbor_s_stock_is_out_of_reach(self, shop: Shop, neighbor: Shop) -> None:
        theirs = await neighbor.goods(on_hand=5)

        await hold(shop, uuid4(), {theirs.variant: 5})

        assert await neighbor.available(theirs.variant) == 5


class TestNeverOversold:
    async def test_the_table_itself_refuses(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=1)

        with pytest.raises(IntegrityError, match="never_oversold"):
            async with shop.transaction() as ctx:
                await ctx.session.execute(
                    text(
                        "UPDATE stock_levels SET reserved = 2"
                        " WHERE tenant_id = :tenant_id AND variant_id = :variant_id"
                    ),
                    {"tenant_id": ctx.tenant_id, "variant_id": mug.variant},
                )


async def promise(shop: Shop, cart_id: UUID, order_id: UUID, wanted: Mapping[UUID, int]) -> None:
    async with shop.transaction() as ctx:
        await holds.promise_stock(ctx, cart_id=cart_id, order_id=order_id, wanted=wanted)


async def held_by(shop: Shop, owner_id: UUID) -> list[tuple[str, int, datetime | None]]:
    async with shop.transaction() as ctx:
        rows = await ctx.session.scalars(
            select(Reservation).where(Reservation.owner_id == owner_id)
        )
        return [(row.owner_kind, row.quantity, row.expires_at) for row in rows]


class TestPromiseStock:
    async def test_a_hold_changes_its_owner_and_never_lapses_again(self, shop: Shop) -> None:
        mug, cart, order = await shop.goods(on_hand=3), uuid4(), uuid4()
        await hold(shop, cart, {mug.variant: 2}, minutes=-1)

        await promise(shop, cart, order, {mug.variant: 2})

        async with shop.transaction() as ctx:
            assert await holds.release_lapsed_holds(ctx) == 0
        assert await held_by(shop, cart) == []
        assert await held_by(shop, order) == [("order", 2, None)]
        assert await shop.drift() == []

    async def test_nobody_else_gets_hold_of_it_in_between(self, shop: Shop) -> None:
        mug, cart, order = await shop.goods(on_hand=2), uuid4(), uuid4()
        await hold(shop, cart, {mug.variant: 2}, minutes=-1)

        async with shop.transaction() as ctx:
            await holds.promise_stock(ctx, cart_id=cart, order_id=order, wanted={mug.variant: 2})
            other = asyncio.create_task(hold(shop, uuid4(), {mug.variant: 1}))
            await somebody_waits_for(ctx)

        with pytest.raises(OutOfStock):
            await other
        assert await held_by(shop, order) == [("order", 2, None)]

    async def test_many_at_once_promise_exactly_what_there_is(self, shop: Shop) -> None:
        mug, bowl = await shop.goods("Mug", on_hand=5), await shop.goods("Bowl", on_hand=20)

        async def buyer(number: int) -> bool:
            pair = [mug.variant, bowl.variant][:: 1 if number % 2 else -1]
            cart, wanted = uuid4(), dict.fromkeys(pair, 1)
            try:
                await hold(shop, cart, wanted, minutes=-1)
                await promise(shop, cart, uuid4(), wanted)
            except OutOfStock:
                return False
            return True

        promised = await asyncio.gather(*(buyer(number) for number in range(20)))
        async with shop.transaction() as ctx:
            await holds.release_lapsed_holds(ctx)

        assert sum(promised) == 5
        assert await shop.available(mug.variant) == 0
        assert await shop.available(bowl.variant) == 15
        assert await shop.drift() == []

    async def test_a_sweep_meanwhile_takes_nothing_from_the_order(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=10)
        carts = [uuid4() for _ in range(5)]
        orders = {cart: uuid4() for cart in carts}
        for cart in carts:
            await hold(shop, cart, {mug.variant: 2}, minutes=-1)

        async def sweep() -> None:
            async with shop.transaction() as ctx:
                await holds.release_lapsed_holds(ctx)

        await asyncio.gather(
            *(promise(shop, cart, orders[cart], {mug.variant: 2}) for cart in carts),
            *(sweep() for _ in range(5)),
        )

        for cart in carts:
            assert await held_by(shop, orders[cart]) == [("order", 2, None)]
        assert await shop.drift() == []


class TestReleaseLapsedHolds:
    async def test_puts_back_only_what_has_lapsed(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=5)
        await hold(shop, uuid4(), {mug.variant: 2}, minutes=-1)
        await hold(shop, uuid4(), {mug.variant: 1})

        async with shop.transaction() as ctx:
            assert await holds.release_lapsed_holds(ctx) == 1

        assert await shop.available(mug.variant) == 4
        assert await shop.drift() == []

    @pytest.mark.parametrize("renewed_first", [0, 1])
    async def test_renewing_and_taking_back_never_wait_for_each_other(
        self, shop: Shop, renewed_first: int
    ) -> None:
        goods = [await shop.goods("Mug"), await shop.goods("Bowl")]
        plate, cart_id = await shop.goods("Plate"), uuid4()
        await hold(shop, cart_id, {one.variant: 1 for one in goods}, minutes=1)

        async def sweep() -> None:
            async with shop.transaction() as ctx:
                await holds.release_lapsed_holds(ctx.at(ctx.now + timedelta(minutes=2)))

        async with shop.transaction() as ctx:
            # As a renewal does that has come to one of its two holds when the sweep begins.
            await ctx.session.scalars(
                select(Reservation.id)
                .where(
                    Reservation.owner_id == cart_id,
                    Reservation.variant_id == goods[renewed_first].variant,
                )
                .with_for_update()
            )
            sweeping = asyncio.create_task(sweep())
            await somebody_waits_for(ctx)
            until = ctx.now + timedelta(minutes=15)
            await holds.hold_stock(
                ctx, cart_id=cart_id, wanted={plate.variant: 1}, expires_at=until
            )
        await sweeping

        assert await shop.drift() == []

    async def test_while_the_owner_comes_back_nothing_is_counted_twice(self, shop: Shop) -> None:
        mug, cart = await shop.goods(on_hand=3), uuid4()
        for _ in range(5):
            await hold(shop, cart, {mug.variant: 2}, minutes=-1)

            async def sweep() -> None:
                async with shop.transaction() as ctx:
                    await holds.release_lapsed_holds(ctx)

            await asyncio.gather(
                sweep(),
                sweep(),
                hold(shop, cart, {mug.variant: 3}),
                hold(shop, cart, {mug.variant: 1}),
            )
            assert await shop.drift() == []
