"""What is measured: the operations that a shopper's client sends most."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.client import Call, Clients

LISTING = """query ($first: Int!) { products(first: $first) {
  count { value isExact } pageInfo { hasNextPage endCursor }
  nodes { id slug title price { amount minorUnits currency formatted }
          image { url alt width height } } } }"""

DETAIL = """query ($slug: String!) { product(by: { slug: $slug }) {
  id slug title description options { name values }
  variants { id sku title price { amount currency } compareAtPrice { amount } available }
  categories { slug title } images { url alt } rating { average count }
  reviews(first: 3) { nodes { rating title } } } }"""

CREATE = """mutation { createCart(input: {}) {
  __typename ... on Cart { token } ... on UserError { code } } }"""

CART = """__typename ... on UserError { code message } ... on Cart { token version
  lines { id title quantity available unitPrice { amount } total { amount } hold { expiresAt } }
  totals { goods { amount } discount { amount } shipping { amount } tax { amount }
           total { amount currency } }
  deliveryOptions { id } notices { code message } }"""

ADD = f"mutation ($input: AddCartLinesInput!) {{ addCartLines(input: $input) {{ {CART} }} }}"

READY = f"""mutation ($contact: SetCartContactInput!, $addresses: SetCartAddressesInput!,
    $delivery: SetCartDeliveryInput!, $payment: StartPaymentInput!) {{
  setCartContact(input: $contact) @idempotent(key: "contact-TOKEN") {{ __typename }}
  setCartAddresses(input: $addresses) @idempotent(key: "addresses-TOKEN") {{ __typename }}
  startPayment(input: $payment) @idempotent(key: "payment-TOKEN") {{ __typename }}
  setCartDelivery(input: $delivery) @idempotent(key: "delivery-TOKEN") {{ {CART} }} }}"""

COMPLETE = """mutation ($input: CompleteCheckoutInput!) { completeCheckout(input: $input) {
  __typename ... on UserError { code message }
  ... on CheckoutAttempt { id status order { id number token total { amount currency } } } } }"""

ADDRESS = {
    "name": "Ada Lovelace",
    "line1": "12 St James’s Square",
    "city": "London",
    "postalCode": "SW1Y 4JH",
    "country": "GB",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """The shop that is asked: its host, something in it to buy, and how it delivers."""

    host: str
    slug: str
    variant_id: str
    delivery_id: str
    clients: Clients

    def call(self, query: str, **variables: Any) -> Call:
        """Write an operation down for this shop."""
        return Call.graphql(self.host, query, **variables)


Prepare = Callable[[Stage, int], Awaitable[list[Call]]]
"""Write down so many calls, having done what has to be done before them."""


async def product_list(stage: Stage, number: int) -> list[Call]:
    """Twenty products with price and picture, as a listing page shows them."""
    return [stage.call(LISTING, first=20)] * number


async def product_detail(stage: Stage, number: int) -> list[Call]:
    """One product with everything a product page shows."""
    return [stage.call(DETAIL, slug=stage.slug)] * number


async def add_to_cart(stage: Stage, number: int) -> list[Call]:
    """One line into a fresh cart, which holds its stock."""
    return [_add(stage, token) for token in await _carts(stage, number)]


async def place_order(stage: Stage, number: int) -> list[Call]:
    """The last step: stock promised, payment taken, order written."""
    tokens = await _carts(stage, number)
    await stage.clients.ask_all([_add(stage, token) for token in tokens])
    ready = await stage.clients.ask_all([_ready(stage, token) for token in tokens])
    carts = [json.loads(answer)["data"]["setCartDelivery"] for answer in ready]
    return [_complete(stage, cart) for cart in carts]


OPERATIONS: dict[str, Prepare] = {
    "product list": product_list,
    "product detail": product_detail,
    "add to cart": add_to_cart,
    "place order": place_order,
}


async def _carts(stage: Stage, number: int) -> list[str]:
    created = await stage.clients.ask_all([stage.call(CREATE) for _ in range(number)])
    return [json.loads(answer)["data"]["createCart"]["token"] for answer in created]


def _add(stage: Stage, token: str) -> Call:
    line = {"variantId": stage.variant_id, "quantity": 1}
    return stage.call(ADD, input={"cartToken": token, "lines": [line]})


def _ready(stage: Stage, token: str) -> Call:
    return stage.call(
        READY.replace("TOKEN", token),
        contact={"cartToken": token, "email": "ada@example.com"},
        addresses={"cartToken": token, "shipping": ADDRESS},
        delivery={"cartToken": token, "optionIds": [stage.delivery_id]},
        payment={"cartToken": token, "gateway": "test"},
    )


def _complete(stage: Stage, cart: dict[str, Any]) -> Call:
    total = cart["totals"]["total"]
    return stage.call(COMPLETE, input={"cartToken": cart["token"], "expectedTotal": total})
