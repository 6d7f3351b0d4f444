import asyncio
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from galleria.catalog.models import Variant
from galleria.core.context import Context
from galleria.core.errors import InvalidInput, NotFound
from galleria.inventory import queries, service
from galleria.inventory.errors import OutOfStock, StockChanged, StockSpokenFor
from galleria.inventory.models import Movement, Reservation, StockLevel
from galleria.inventory.service import StockChange
from tests.kit import Shop


async def hold(shop: Shop, cart_id: UUID, wanted: Mapping[UUID, int], *, minutes: int = 15) -> None:
    async with shop.transaction() as ctx:
        await service.hold_stock(
            ctx, cart_id=cart_id, wanted=wanted, expires_at=ctx.now + timedelta(minutes=minutes)
        )


async def adjust(shop: Shop, variant_id: UUID, delta: int) -> None:
    async with shop.transaction() as ctx:
        place = await service.first_location(ctx)
        await service.adjust_stock(ctx, changes=[StockChange(variant_id, place.id, delta)])


async def count(
    shop: Shop, variant_id: UUID, quantity: int, *, expected: int | None = None
) -> None:
    async with shop.transaction() as ctx:
        place = await service.first_location(ctx)
        await service.set_stock(
            ctx,
            variant_id=variant_id,
            location_id=place.id,
            quantity=quantity,
            expected_quantity=expected,
        )


async def somebody_waits_for(ctx: Context) -> None:
    blocked = text(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted"
        " AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
    )
    async with asyncio.timeout(60):
        while True:
            if await ctx.session.scalar(blocked):
                return
            await asyncio.sleep(0.01)


async def assert_adds_up(shop: Shop) -> None:
    async with shop.transaction() as ctx:
        assert await queries.list_drift(ctx) == []


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
        await assert_adds_up(shop)

    async def test_all_or_nothing_over_several_variants(self, shop: Shop) -> None:
        mug, bowl = await shop.goods("Mug", on_hand=5), await shop.goods("Bowl", on_hand=1)

        with pytest.raises(OutOfStock):
            await hold(shop, uuid4(), {mug.variant: 1, bowl.variant: 2})

        assert await shop.available(mug.variant) == 5

    async def test_takes_back_what_others_let_lapse(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=2)
        await hold(shop, uuid4(), {mug.variant: 2}, minutes=-1)

        await hold(shop, uuid4(), {mug.variant: 2})

        await assert_adds_up(shop)

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
            assert await queries.list_reservations(ctx, mug.variant) == []
        await assert_adds_up(shop)

    async def test_a_place_that_is_closed_has_nothing_to_sell(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=3)
        async with shop.transaction() as ctx:
            (await service.first_location(ctx)).is_active = False

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
            barn = await service.create_location(ctx, name="Barn", priority=5)
            await service.adjust_stock(
                ctx, changes=[StockChange(mug.variant, barn.id, 3, "received")]
            )

        await hold(shop, uuid4(), {mug.variant: 4})

        assert await shop.available(mug.variant) == 1
        await assert_adds_up(shop)

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
        await assert_adds_up(shop)

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


class TestReleaseLapsedHolds:
    async def test_puts_back_only_what_has_lapsed(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=5)
        await hold(shop, uuid4(), {mug.variant: 2}, minutes=-1)
        await hold(shop, uuid4(), {mug.variant: 1})

        async with shop.transaction() as ctx:
            assert await service.release_lapsed_holds(ctx) == 1

        assert await shop.available(mug.variant) == 4
        await assert_adds_up(shop)

    @pytest.mark.parametrize("renewed_first", [0, 1])
    async def test_renewing_and_taking_back_never_wait_for_each_other(
        self, shop: Shop, renewed_first: int
    ) -> None:
        goods = [await shop.goods("Mug"), await shop.goods("Bowl")]
        plate, cart_id = await shop.goods("Plate"), uuid4()
        await hold(shop, cart_id, {one.variant: 1 for one in goods}, minutes=1)

        async def sweep() -> None:
            async with shop.transaction() as ctx:
                await service.release_lapsed_holds(ctx.at(ctx.now + timedelta(minutes=2)))

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
            await service.hold_stock(
                ctx, cart_id=cart_id, wanted={plate.variant: 1}, expires_at=until
            )
        await sweeping

        await assert_adds_up(shop)

    async def test_while_the_owner_comes_back_nothing_is_counted_twice(self, shop: Shop) -> None:
        mug, cart = await shop.goods(on_hand=3), uuid4()
        for _ in range(5):
            await hold(shop, cart, {mug.variant: 2}, minutes=-1)

            async def sweep() -> None:
                async with shop.transaction() as ctx:
                    await service.release_lapsed_holds(ctx)

            await asyncio.gather(
                sweep(),
                sweep(),
                hold(shop, cart, {mug.variant: 3}),
                hold(shop, cart, {mug.variant: 1}),
            )
            await assert_adds_up(shop)


class TestAdjustStock:
    async def test_every_change_has_its_row_in_the_ledger(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=5)
        async with shop.transaction() as ctx:
            place = await service.first_location(ctx)
            change = StockChange(mug.variant, place.id, -2, "damaged", "dropped")
            await service.adjust_stock(ctx, changes=[change])

        async with shop.transaction() as ctx:
            ledger = await queries.list_movements(ctx, mug.variant)
        assert [(row.delta, row.reason) for row in ledger] == [(-2, "damaged"), (5, "opening")]
        assert await shop.available(mug.variant) == 3

    async def test_refuses_to_go_below_what_is_reserved(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=5)
        await hold(shop, uuid4(), {mug.variant: 4})

        with pytest.raises(StockSpokenFor) as refused:
            await adjust(shop, mug.variant, -2)

        assert (refused.value.on_hand, refused.value.reserved) == (5, 4)
        await assert_adds_up(shop)

    async def test_refuses_the_neighbor_s_variant(self, shop: Shop, neighbor: Shop) -> None:
        theirs = await neighbor.goods()

        with pytest.raises(NotFound):
            await adjust(shop, theirs.variant, 5)

    async def test_refuses_a_change_of_nothing(self, shop: Shop) -> None:
        mug = await shop.goods()

        with pytest.raises(InvalidInput):
            await adjust(shop, mug.variant, 0)


class TestSetStock:
    async def test_compares_before_it_sets(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=5)

        with pytest.raises(StockChanged) as refused:
            await count(shop, mug.variant, 9, expected=4)

        assert refused.value.on_hand == 5

    async def test_many_counting_at_once_leave_a_ledger_that_adds_up(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=5)
        await asyncio.gather(*(count(shop, mug.variant, units) for units in range(12)))

        await assert_adds_up(shop)
        async with shop.transaction() as ctx:
            moved = await ctx.session.scalar(select(func.sum(Movement.delta)))
            on_hand = await ctx.session.scalar(select(StockLevel.on_hand))
        assert moved == on_hand

    async def test_two_who_count_what_was_never_there_do_not_add_up_their_counts(
        self, shop: Shop
    ) -> None:
        mug = await shop.goods(on_hand=0)
        async with shop.transaction() as ctx:
            await service.first_location(ctx)

        await asyncio.gather(*(count(shop, mug.variant, 7) for _ in range(6)))

        assert await shop.available(mug.variant) == 7
        await assert_adds_up(shop)

    async def test_refuses_the_neighbor_s_variant(self, shop: Shop, neighbor: Shop) -> None:
        theirs = await neighbor.goods()

        with pytest.raises(NotFound):
            await count(shop, theirs.variant, 3)


class TestListDrift:
    async def test_finds_what_was_planted(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=5)
        async with shop.transaction() as ctx:
            await ctx.session.execute(
                text("UPDATE stock_levels SET on_hand = 6, reserved = 1 WHERE tenant_id = :tenant"),
                {"tenant": ctx.tenant_id},
            )

        async with shop.transaction() as ctx:
            (drift,) = await queries.list_drift(ctx)

        assert drift.variant_id == mug.variant
        assert (drift.on_hand, drift.moved, drift.reserved, drift.promised) == (6, 5, 1, 0)
