"""The operations that outside clients send, exactly as they are written."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.api import Client
from tests.kit import Shop

ADDRESS = {
    "name": "Ada Lovelace",
    "line1": "12 St James's Square",
    "city": "London",
    "postalCode": "SW1Y 4JH",
    "country": "GB",
}


@pytest.fixture(scope="module")
def operations(shared: Path) -> dict[str, str]:
    """Each operation by its name, with the fragment it uses."""
    text = (shared / "acceptance" / "operations.graphql").read_text()
    fragment = text[text.index("fragment CartState") :]
    found = re.findall(r"^(?:query|mutation) (\w+).*?^}", text, re.MULTILINE | re.DOTALL)
    bodies = re.finditer(r"^(?:query|mutation) \w+.*?^}", text, re.MULTILINE | re.DOTALL)
    return {
        name: body[0] + (fragment if "...CartState" in body[0] else "")
        for name, body in zip(found, bodies, strict=True)
    }


async def test_a_shopper_browses_and_buys(
    operations: dict[str, str], guest: Client, shop: Shop
) -> None:
    mug = await shop.goods("Mug", price=1250, on_hand=5)

    listing = (await guest.ask(operations["Listing"], first=50))["products"]
    detail = (await guest.ask(operations["Detail"], slug=mug.slug))["product"]
    token = (await guest.do(operations["CreateCart"]))["token"]

    assert listing["count"] == {"value": 1, "isExact": True}
    assert listing["nodes"][0]["price"]["amount"] == "12.50"
    assert detail["variants"][0]["available"] == 5

    async def do(name: str, **input_: Any) -> dict[str, Any]:
        return await guest.do(operations[name], cartToken=token, **input_)

    line = {"variantId": detail["variants"][0]["id"], "quantity": 2}
    cart = await do("AddLines", lines=[line])
    assert cart["lines"][0]["hold"]
    await do("Contact", email="ada@example.com")
    cart = await do("Addresses", shipping=ADDRESS)
    cart = await do("Delivery", optionIds=[cart["deliveryOptions"][0]["id"]])
    assert cart["totals"]["total"] == {"amount": "29.50", "currency": "EUR"}
    payment = await do("StartPayment", gateway="test")
    assert payment["gateway"] == "test"

    wanted = {"cartToken": token, "expectedTotal": cart["totals"]["total"]}
    key = str(uuid4())
    attempt = await guest.do(operations["Complete"], key, **wanted)
    again = await guest.do(operations["Complete"], key, **wanted)
    assert attempt["status"] == "PLACED"
    assert again == attempt

    found = await guest.ask(operations["Attempt"], id=attempt["id"], cartToken=token)
    order = (await guest.ask(operations["Order"], token=attempt["order"]["token"]))["order"]
    assert found["checkoutAttempt"]["order"]["number"] == order["number"]
    assert order["paymentStatus"] == "PAID"
    assert Decimal(order["totals"]["total"]["amount"]) == Decimal("29.50")


async def test_the_last_unit_goes_to_one(
    operations: dict[str, str], guest: Client, shop: Shop
) -> None:
    mug = await shop.goods("Mug", on_hand=1)
    detail = (await guest.ask(operations["Detail"], slug=mug.slug))["product"]
    lines = [{"variantId": detail["variants"][0]["id"], "quantity": 1}]

    tokens = [(await guest.do(operations["CreateCart"]))["token"] for _ in range(2)]
    first = await guest.do(operations["AddLines"], cartToken=tokens[0], lines=lines)
    second = await guest.do(operations["AddLines"], cartToken=tokens[1], lines=lines)

    assert first["__typename"] == "Cart"
    assert second["__typename"] == "OutOfStock"
    assert second["available"] == 0
    assert second["path"] == ["lines", "0"]
