"""What is left of work that was cut off in the middle, and who finishes it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

import httpx
from sqlalchemy import update

from galleria.checkout.models import CheckoutAttempt
from galleria.inventory.models import Reservation
from galleria.inventory.queries import list_drift
from tests.acceptance.buyers import FIND_CART, ORDER, App, mutation
from tests.acceptance.conftest import UNITS
from tests.acceptance.premises import Branch, Premises

CARTS = 12


async def until(holds: Callable[[], Awaitable[bool]], *, seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while not await holds():
        assert time.monotonic() < deadline, "it does not come about"
        await asyncio.sleep(0.25)


class TestKilledWebProcesses:
    async def test_the_worker_finishes_what_they_began_and_frees_what_nobody_bought(
        self, premises: Premises, branch: Branch, app: App, slug: str
    ) -> None:
        variant = (await app.variant(slug))["id"]
        carts = await asyncio.gather(*(app.ready_cart(variant) for _ in range(CARTS)))
        forgetful = App(app.http, app.host, patience=0)
        pressed = asyncio.Event()

        async def press(place: int) -> None:
            """Press the button, and never ask what became of it."""
            with suppress(httpx.TransportError):
                await forgetful.place(carts[place])
            pressed.set()

        presses = [asyncio.create_task(press(place)) for place in range(CARTS)]
        await pressed.wait()
        premises.kill_web()
        await asyncio.gather(*presses)
        premises.open()
        # Let the time pass that the worker grants a browser, and a cart its stock.
        async with premises.books(branch) as ctx:
            before = ctx.now - timedelta(minutes=1)
            await ctx.session.execute(update(CheckoutAttempt).values(started_at=before))
            held = Reservation.owner_kind == "cart"
            await ctx.session.execute(update(Reservation).where(held).values(expires_at=before))

        async def statuses() -> list[str]:
            found = [await app.ask(FIND_CART, token=cart["token"]) for cart in carts]
            return [one["cart"]["status"] for one in found]

        async def is_settled() -> bool:
            now = await statuses()
            left = (await app.variant(slug))["available"]
            return "PAYING" not in now and left == UNITS - now.count("ORDERED")

        await until(is_settled)
        assert "ORDERED" in await statuses()
        async with premises.books(branch) as ctx:
            assert await list_drift(ctx) == []
        # Whoever was cut off before the order began finds the cart as it was, and buys.
        for cart, status in zip(carts, await statuses(), strict=True):
            if status == "OPEN":
                assert (await app.place(cart))["status"] == "PLACED"


class TestKilledEverything:
    async def test_nothing_that_was_answered_is_lost(
        self, premises: Premises, branch: Branch, app: App, slug: str
    ) -> None:
        variant = (await app.variant(slug))["id"]
        bought = await app.buy(variant, 3)
        cart = await app.ready_cart(variant, 2)
        key = "a key that was used before the lights went out"
        added = {"cartToken": cart["token"], "lines": [{"variantId": variant, "quantity": 1}]}
        first = await app.do(mutation("addCartLines"), key, **added)

        premises.kill_everything()
        premises.open()

        order = (await app.ask(ORDER, token=bought["order"]["token"]))["order"]
        assert order["number"] == bought["order"]["number"]
        assert order["totals"]["total"]["amount"] == bought["order"]["total"]["amount"] == "40.50"
        assert (await app.variant(slug))["available"] == UNITS - 3 - 3
        again = await app.do(mutation("addCartLines"), key, **added)
        assert again["lines"] == first["lines"]
        assert (await app.place(again))["status"] == "PLACED"
        assert (await app.buy(variant))["order"]
        async with premises.books(branch) as ctx:
            assert await list_drift(ctx) == []
        assert (await app.ask(ORDER, token=bought["order"]["token"]))["order"] == order

    async def test_work_cut_off_without_warning_leaves_the_books_right(
        self, premises: Premises, branch: Branch, app: App, slug: str
    ) -> None:
        variant = (await app.variant(slug))["id"]
        buyers = [asyncio.create_task(app.buy(variant)) for _ in range(20)]
        await asyncio.wait(buyers, return_when=asyncio.FIRST_COMPLETED)

        premises.kill_everything()
        await asyncio.to_thread(premises.open)

        bought = await asyncio.gather(*buyers)
        assert len({one["order"]["token"] for one in bought}) == len(buyers)
        assert (await app.variant(slug))["available"] == UNITS - len(buyers)
        async with premises.books(branch) as ctx:
            assert await list_drift(ctx) == []
