"""Shoppers' apps: they send the same operations as any client, and try again when a line breaks.

An app that got no answer cannot know whether its request had its effect. So it sends it again under
the same idempotency key, as ours do here, until it gets one.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from tests.api import Client

Json = dict[str, Any]

REFUSAL = "... on UserError { __typename code message path }"
CART = f"""{{ __typename ... on Cart {{
    token version status deliveryOptions {{ id }}
    lines {{ id quantity hold {{ expiresAt }} }}
    totals {{ total {{ amount currency }} }} }} {REFUSAL} }}"""
ATTEMPT = "{ id status order { number token total { amount currency } } }"

DETAIL = """query ($slug: String!) {
  product(by: { slug: $slug }) { variants { id available } } }"""
FIND_ATTEMPT = f"""query ($id: ID!, $cartToken: String!) {{
  checkoutAttempt(id: $id, cartToken: $cartToken) {ATTEMPT} }}"""
ORDER = "query ($token: String!) { order(token: $token) { number totals { total { amount } } } }"
FIND_CART = "query ($token: String!) { cart(token: $token) { token status } }"

ADDRESS = {
    "name": "Ada Lovelace",
    "line1": "12 St James’s Square",
    "city": "London",
    "postalCode": "SW1Y 4JH",
    "country": "GB",
}


def mutation(field_: str, selection: str = CART) -> str:
    """Write the operation that sends one mutation."""
    kind = field_[0].upper() + field_[1:]
    return f"mutation ($input: {kind}Input!) {{ {field_}(input: $input) {selection} }}"


COMPLETE = mutation(
    "completeCheckout", f"{{ __typename ... on CheckoutAttempt {ATTEMPT} {REFUSAL} }}"
)
START_PAYMENT = mutation(
    "startPayment", f"{{ __typename ... on PaymentSession {{ id }} {REFUSAL} }}"
)


@dataclass(frozen=True)
class App(Client):
    """A client that does not give up when nobody answers."""

    patience: float = 300.0

    async def post(
        self,
        query: str,
        variables: Json | None = None,
        *,
        key: str | None = None,
        **headers: str,
    ) -> httpx.Response:
        """Send an operation until somebody answers."""
        deadline = time.monotonic() + self.patience
        while True:
            try:
                return await super().post(query, variables, key=key, **headers)
            except httpx.TransportError:
                if time.monotonic() > deadline:
                    raise
            await asyncio.sleep(0.1)

    async def variant(self, slug: str) -> Json:
        """The first variant of a product, with how many can be had."""
        product = (await self.ask(DETAIL, slug=slug))["product"]
        first: Json = product["variants"][0]
        return first

    async def ready_cart(
        self, variant_id: str = "", quantity: int = 1, *, lines: Sequence[Json] = ()
    ) -> Json:
        """Do everything up to the last button; the cart, or why there is none."""
        lines = lines or [{"variantId": variant_id, "quantity": quantity}]
        cart = await self.do(mutation("createCart"), lines=lines)
        if cart["__typename"] != "Cart":
            return cart
        token = cart["token"]
        contact = {"email": "ada@example.com"}
        await self.do(mutation("setCartContact"), cartToken=token, **contact)
        cart = await self.do(mutation("setCartAddresses"), cartToken=token, shipping=ADDRESS)
        options = [option["id"] for option in cart["deliveryOptions"]][:1]
        if options:
            cart = await self.do(mutation("setCartDelivery"), cartToken=token, optionIds=options)
        await self.do(START_PAYMENT, cartToken=token, gateway="test")
        return cart

    async def place(self, cart: Json, key: str | None = None) -> Json:
        """Press the button, and wait for what comes of it."""
        agreed = {"cartToken": cart["token"], "expectedTotal": cart["totals"]["total"]}
        attempt = await self.do(COMPLETE, key or str(uuid4()), **agreed)
        deadline = time.monotonic() + self.patience
        while attempt.get("status") == "PROCESSING" and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
            found = await self.ask(FIND_ATTEMPT, id=attempt["id"], cartToken=cart["token"])
            attempt = found["checkoutAttempt"]
        return attempt

    async def buy(self, variant_id: str, quantity: int = 1) -> Json:
        """Buy something; the attempt with its order, or why there is none."""
        cart = await self.ready_cart(variant_id, quantity)
        return await self.place(cart) if cart["__typename"] == "Cart" else cart


@dataclass
class Rush:
    """Many buyers at once for a few units of one variant."""

    app: App
    variant_id: str
    threads: int = 64
    orders: list[Json] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    sold: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def run(self, buyers: int) -> None:
        """Let them in; whoever gets an order writes it down, and whoever gets none says why."""
        door = asyncio.Semaphore(self.threads)

        async def one() -> None:
            async with door:
                got = await self.app.buy(self.variant_id)
            if got.get("order"):
                async with self.sold:
                    self.orders.append(got["order"])
                    self.sold.notify_all()
            else:
                self.refusals.append(got.get("__typename") or got["status"])

        async with asyncio.TaskGroup() as crowd:
            for _ in range(buyers):
                crowd.create_task(one())

    async def reaches(self, orders: int) -> None:
        """Wait until so many have bought."""
        async with asyncio.timeout(900), self.sold:
            await self.sold.wait_for(lambda: len(self.orders) >= orders)

    @property
    def tokens(self) -> set[str]:
        """What opens the pages of the orders."""
        return {order["token"] for order in self.orders}
