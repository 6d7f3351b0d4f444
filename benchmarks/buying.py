"""Buying, measured against the same rows written by hand: see ``by_hand``."""

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any
from uuid import UUID

import asyncpg

from benchmarks.by_hand import Goods, Hand
from benchmarks.client import Connection
from benchmarks.operations import ADDRESS, CART, COMPLETE, Stage
from galleria.core.ids import decode_id, encode_id
from galleria.embedded.engines import Engines

BY_HAND = "a coroutine that writes the same rows by hand, with asyncpg in one transaction"
CALLS = 24
HAND_CALLS = 120

_STATE = CART.replace("deliveryOptions { id }", "deliveryOptions { id title price { amount } }")
_PAY = """mutation ($input: StartPaymentInput!) { startPayment(input: $input) {
  __typename ... on PaymentSession { id gateway } ... on UserError { code message } } }"""

Work = Callable[[int], Awaitable[None]]
"""Does one purchase over the connection of this number."""


def _changing(name: str) -> str:
    kind = name[0].upper() + name[1:]
    return f"mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ {_STATE} }} }}"


MUTATIONS = {
    "startPayment": _PAY,
    "completeCheckout": COMPLETE,
    **{
        name: _changing(name)
        for name in (
            "createCart",
            "addCartLines",
            "setCartContact",
            "setCartAddresses",
            "setCartDelivery",
        )
    },
}


@dataclass(frozen=True, slots=True)
class Counter:
    """Where shoppers and the hand buy the same goods, all of the shop's in turn, so that they
    seldom want the same at the same moment.
    """

    stage: Stage
    shoppers: Sequence[Connection]
    hand: Hand
    goods: Sequence[Goods]

    def some(self, number: int) -> list[Goods]:
        """So many things to buy, one after the other."""
        return list(islice(cycle(self.goods), number))

    async def do(self, place: int, name: str, **asked: Any) -> dict[str, Any]:
        """Send one mutation and read what it led to; a refusal ends the measurement."""
        call = self.stage.call(MUTATIONS[name], input=asked)
        reply = json.loads(await self.shoppers[place].ask(call))
        result: dict[str, Any] = reply["data"][name]
        if "code" in result:
            raise RuntimeError(f"{name} was refused: {result}")
        return result

    async def start_carts(self, number: int) -> list[str]:
        """Empty carts; their tokens."""
        tokens: list[str] = []

        async def start(place: int) -> None:
            tokens.append((await self.do(place, "createCart", lines=[]))["token"])

        await self.share_out([start] * number)
        return tokens

    async def share_out(self, works: Sequence[Work]) -> float:
        """Have every connection do its share, one after the other; the seconds all of it took."""
        step = len(self.shoppers)

        async def in_turn(place: int) -> None:
            for work in works[place::step]:
                await work(place)

        started = time.perf_counter()
        await asyncio.gather(*(in_turn(place) for place in range(step)))
        return time.perf_counter() - started

    async def close(self) -> None:
        """Hang up all connections."""
        for shopper in self.shoppers:
            shopper.close()
        await self.hand.close()


@dataclass(frozen=True, slots=True)
class Purchase:
    """One way to buy under measure, with how it is done through the API and by hand."""

    name: str
    target: float
    prepare: Callable[[Counter, int], Awaitable[tuple[list[Work], list[Work]]]]
    ratios: list[float] = field(default_factory=list)

    async def take_turn(self, counter: Counter) -> float:
        """What share of the hand's speed we reach; it is measured before us and after."""
        _, before = await self.prepare(counter, HAND_CALLS)
        seconds_before = await counter.share_out(before)
        ours, _ = await self.prepare(counter, CALLS)
        seconds = await counter.share_out(ours)
        _, after = await self.prepare(counter, HAND_CALLS)
        by_hand = (seconds_before + await counter.share_out(after)) / 2
        return by_hand / HAND_CALLS / (seconds / CALLS)

    def figure(self) -> dict[str, Any]:
        """The median of all turns, as it is kept."""
        ratio = statistics.median(self.ratios)
        return {"ratio": ratio, "target": self.target, "against": BY_HAND, "unit": "ratio"}

    def tell(self) -> str:
        """The median of all turns, and between what the middle half of them lies."""
        low, median, high = statistics.quantiles(self.ratios, n=4)
        return f"{self.name:<17} {median:7.4f} ({low:.4f} to {high:.4f}) of {BY_HAND}"


async def _adding(counter: Counter, number: int) -> tuple[list[Work], list[Work]]:
    def through_api(token: str, goods: Goods) -> Work:
        lines = [{"variantId": encode_id("var", goods.variant_id), "quantity": 1}]

        async def work(place: int) -> None:
            await counter.do(place, "addCartLines", cartToken=token, lines=lines)

        return work

    tokens, goods = await counter.start_carts(number), counter.some(number)
    pairs = list(zip(tokens, goods, strict=True))
    return [through_api(*pair) for pair in pairs], [counter.hand.added(*pair) for pair in pairs]


async def _checking_out(counter: Counter, number: int) -> tuple[list[Work], list[Work]]:
    def through_api(goods: Goods) -> Work:
        return lambda place: check_out(counter, place, goods.variant_id)

    goods = counter.some(number)
    return [through_api(one) for one in goods], [counter.hand.checked_out(one) for one in goods]


def purchases() -> list[Purchase]:
    """What is measured."""
    return [
        Purchase("add to fresh cart", 0.3, _adding),
        Purchase("guest checkout", 0.25, _checking_out),
    ]


async def check_out(counter: Counter, place: int, variant_id: UUID) -> None:
    """Buy one thing as a guest's client does, request by request."""
    lines = [{"variantId": encode_id("var", variant_id), "quantity": 1}]
    cart = await counter.do(place, "createCart", lines=lines)
    token = cart["token"]
    await counter.do(place, "setCartContact", cartToken=token, email="ada@example.com")
    await counter.do(place, "setCartAddresses", cartToken=token, shipping=ADDRESS)
    option_ids = [cart["deliveryOptions"][0]["id"]]
    cart = await counter.do(place, "setCartDelivery", cartToken=token, optionIds=option_ids)
    await counter.do(place, "startPayment", cartToken=token, gateway="test")
    total = cart["totals"]["total"]
    attempt = await counter.do(place, "completeCheckout", cartToken=token, expectedTotal=total)
    if attempt["status"] != "PLACED":
        raise RuntimeError(f"no order was placed: {attempt}")


async def open_counter(stage: Stage, port: int, number: int, engines: Engines) -> Counter:
    """Look up what can be bought, and connect as often by hand as through the API."""
    owner = await asyncpg.connect(engines.database_owner_url)
    (shop,) = await owner.fetch(
        "SELECT tenant_id, store_id FROM domains WHERE host = $1", stage.host
    )
    levels = await owner.fetch(
        "SELECT variant_id, location_id FROM stock_levels WHERE tenant_id = $1 ORDER BY variant_id",
        shop["tenant_id"],
    )
    await owner.close()
    hand = await Hand.open(
        engines.database_url,
        number,
        tenant_id=shop["tenant_id"],
        store_id=shop["store_id"],
        delivery_id=decode_id("dlv", stage.delivery_id),
    )
    shoppers = [await Connection.open(port) for _ in range(number)]
    return Counter(stage, shoppers, hand, [Goods(*level) for level in levels])


async def refuse_other_rows(counter: Counter, purchase: Purchase, owner_url: str) -> None:
    """The comparison means something only while both write as many rows to the same tables."""
    owner = await asyncpg.connect(owner_url)
    written = []
    for who in (0, 1):
        works = (await purchase.prepare(counter, 1))[who]
        before = await _count(owner, counter.hand.tenant_id)
        await counter.share_out(works)
        after = await _count(owner, counter.hand.tenant_id)
        written.append({name: after[name] - before[name] for name in after})
    await owner.close()
    if written[0] != written[1]:
        ours, by_hand = written
        other = {name: (ours[name], by_hand[name]) for name in ours if ours[name] != by_hand[name]}
        raise RuntimeError(f"{purchase.name}: rows written by us and by hand differ: {other}")


async def _count(owner: asyncpg.Connection, tenant_id: UUID) -> dict[str, int]:
    tables = await owner.fetch(
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = 'tenant_id'"
    )
    statement = "SELECT count(*) FROM {} WHERE tenant_id = $1"
    return {name: await owner.fetchval(statement.format(name), tenant_id) for (name,) in tables}
