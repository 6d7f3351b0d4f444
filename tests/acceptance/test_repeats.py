"""Requests that come twice, as they do from phones on trains."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.acceptance.buyers import COMPLETE, START_PAYMENT, App, mutation
from tests.acceptance.conftest import UNITS

AT_ONCE = 8


async def press(app: App, cart: dict[str, Any], keys: Sequence[str]) -> list[httpx.Response]:
    """Press the button at the same moment, once with each key."""
    agreed = {"cartToken": cart["token"], "expectedTotal": cart["totals"]["total"]}
    return await asyncio.gather(*(app.post(COMPLETE, {"input": agreed}, key=k) for k in keys))


def results(answers: Sequence[httpx.Response]) -> list[dict[str, Any]]:
    return [answer.json()["data"]["completeCheckout"] for answer in answers]


class TestOneKey:
    async def test_eight_presses_at_once_lead_to_one_order_that_all_are_told(
        self, app: App, slug: str
    ) -> None:
        cart = await app.ready_cart((await app.variant(slug))["id"])

        answers = await press(app, cart, [str(uuid4())] * AT_ONCE)

        assert {one["order"]["number"] for one in results(answers) if one["order"]}
        assert len({one["id"] for one in results(answers)}) == 1
        replayed = [answer.json()["extensions"].get("replayed", False) for answer in answers]
        assert sorted(replayed) == [False] + [True] * (AT_ONCE - 1)
        assert (await app.variant(slug))["available"] == UNITS - 1

    async def test_a_later_press_is_told_the_same_order(self, app: App, slug: str) -> None:
        cart = await app.ready_cart((await app.variant(slug))["id"])
        key = str(uuid4())

        first, second = [(await press(app, cart, [key]))[0] for _ in range(2)]

        assert results([first]) == results([second])
        assert "replayed" not in first.json()["extensions"]
        assert second.json()["extensions"]["replayed"] is True

    async def test_another_input_is_refused(self, app: App, slug: str) -> None:
        variant = (await app.variant(slug))["id"]
        cart, other = [await app.ready_cart(variant) for _ in range(2)]
        key = str(uuid4())
        await press(app, cart, [key])

        (refused,) = results(await press(app, other, [key]))

        assert refused["__typename"] == "IdempotencyKeyReused"
        assert refused["code"] == "IDEMPOTENCY_KEY_REUSED"
        assert (await app.place(other))["status"] == "PLACED"

    async def test_another_mutation_is_refused(self, app: App, slug: str) -> None:
        variant = (await app.variant(slug))["id"]
        key = str(uuid4())
        await app.do(mutation("createCart"), key, lines=[])

        lines = [{"variantId": variant, "quantity": 1}]
        refused = await app.do(mutation("createCart"), key, lines=lines)

        assert refused["__typename"] == "IdempotencyKeyReused"

    async def test_lines_are_added_once(self, app: App, slug: str) -> None:
        cart = await app.do(mutation("createCart"), lines=[])
        lines = [{"variantId": (await app.variant(slug))["id"], "quantity": 2}]
        added = {"cartToken": cart["token"], "lines": lines}

        carts = await asyncio.gather(
            *(app.do(mutation("addCartLines"), "once", **added) for _ in range(AT_ONCE))
        )

        assert {one["lines"][0]["quantity"] for one in carts} == {2}
        assert (await app.variant(slug))["available"] == UNITS - 2


class TestManyKeys:
    async def test_one_leads_to_an_order_and_the_others_to_one_clear_refusal(
        self, app: App, slug: str
    ) -> None:
        cart = await app.ready_cart((await app.variant(slug))["id"])

        got = results(await press(app, cart, [str(uuid4()) for _ in range(AT_ONCE)]))

        refused = [one for one in got if one["__typename"] != "CheckoutAttempt"]
        assert len(refused) == AT_ONCE - 1
        assert {one["__typename"] for one in refused} <= {"AlreadyOrdered", "CheckoutUnderWay"}
        assert (await app.variant(slug))["available"] == UNITS - 1

    async def test_after_the_order_the_refusal_names_it(self, app: App, slug: str) -> None:
        cart = await app.ready_cart((await app.variant(slug))["id"])
        order = (await app.place(cart))["order"]

        refused = await app.place(cart)

        assert refused["__typename"] == "AlreadyOrdered"
        assert order["number"] in refused["message"]


class TestNoKey:
    @pytest.mark.parametrize("operation", [COMPLETE, START_PAYMENT])
    async def test_what_moves_money_is_refused(self, app: App, slug: str, operation: str) -> None:
        cart = await app.ready_cart((await app.variant(slug))["id"])
        asked: dict[str, Any] = {"cartToken": cart["token"]}
        if operation == COMPLETE:
            asked["expectedTotal"] = cart["totals"]["total"]
        else:
            asked["gateway"] = "test"

        (refused,) = (await app.post(operation, {"input": asked})).json()["data"].values()

        assert refused["__typename"] == "IdempotencyKeyMissing"
