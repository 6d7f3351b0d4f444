"""A crowd for the last units, while web processes die: nothing is sold twice, nothing is lost."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from random import Random

from sqlalchemy import func, select

from galleria.checkout.models import CheckoutAttempt
from galleria.core.ids import decode_id
from galleria.inventory.models import Reservation
from galleria.inventory.queries import list_drift
from galleria.orders.models import Order
from tests.acceptance.buyers import App, Rush, mutation
from tests.acceptance.conftest import UNITS
from tests.acceptance.premises import Branch, Premises

BUYERS = 200


async def assert_books_are_right(premises: Premises, branch: Branch, rush: Rush) -> None:
    """Every unit went into one order of one cart, and the ledger agrees."""
    assert len(rush.orders) == UNITS
    assert Counter(rush.refusals) == {"OutOfStock": BUYERS - UNITS}
    async with premises.books(branch) as ctx:
        placed = (await ctx.session.scalars(select(Order).order_by(Order.number))).all()
        attempts = (await ctx.session.scalars(select(CheckoutAttempt))).all()
        drift = await list_drift(ctx)
    ours = [order for order in placed if order.token in rush.tokens]
    assert len(ours) == len({order.cart_id for order in ours}) == UNITS
    assert len(placed) == len({order.cart_id for order in placed})
    assert [order.number for order in placed] == list(range(1001, 1001 + len(placed)))
    assert {attempt.status for attempt in attempts} == {"placed"}
    assert drift == []


class TestRush:
    async def test_one_web_process_after_the_other_is_killed(
        self, premises: Premises, branch: Branch, app: App, slug: str
    ) -> None:
        rush = Rush(app, (await app.variant(slug))["id"])

        async def kill_some() -> None:
            for orders in (5, 20, 35):
                await rush.reaches(orders)
                premises.web_processes()[0].kill()

        await asyncio.gather(rush.run(BUYERS), kill_some())

        await assert_books_are_right(premises, branch, rush)
        assert (await app.variant(slug))["available"] == 0

    async def test_all_web_processes_are_killed_and_started_again(
        self, premises: Premises, branch: Branch, app: App, slug: str
    ) -> None:
        rush = Rush(app, (await app.variant(slug))["id"])

        async def kill_all() -> None:
            for orders in (10, 30):
                await rush.reaches(orders)
                premises.kill_web()
                await asyncio.to_thread(premises.open)

        await asyncio.gather(rush.run(BUYERS), kill_all())

        await assert_books_are_right(premises, branch, rush)
        assert (await app.variant(slug))["available"] == 0

    async def test_a_crowd_that_keeps_changing_its_mind_waits_in_no_circle(
        self, premises: Premises, branch: Branch, app: App, slugs: Iterator[str]
    ) -> None:
        kinds = [await app.variant(next(slugs)) for _ in range(3)]
        ids = [kind["id"] for kind in kinds]

        async def shop_around(number: int) -> int:
            """Take all three, in an order of one's own; change the numbers; buy or walk away."""
            dice = Random(number)  # noqa: S311 - no secret
            lines = [{"variantId": one, "quantity": 2} for one in dice.sample(ids, 3)]
            cart = await app.ready_cart(lines=lines)
            if cart["__typename"] != "Cart":
                return 0
            wanted = [
                {"lineId": line["id"], "quantity": dice.randint(0, 3)}
                for line in dice.sample(cart["lines"], 3)
            ]
            changed = {"cartToken": cart["token"], "lines": wanted}
            after = await app.do(mutation("updateCartLines"), **changed)
            cart = after if after["__typename"] == "Cart" else cart
            got = await app.place(cart) if number % 2 and cart["lines"] else {}
            return sum(line["quantity"] for line in cart["lines"]) if got.get("order") else 0

        sold = sum(await asyncio.gather(*(shop_around(number) for number in range(40))))

        assert sold > 0
        async with premises.books(branch) as ctx:
            assert await list_drift(ctx) == []
            promised = await ctx.session.scalar(
                select(func.sum(Reservation.quantity)).where(
                    Reservation.owner_kind == "order",
                    Reservation.variant_id.in_([decode_id("var", one) for one in ids]),
                )
            )
        assert promised == sold
