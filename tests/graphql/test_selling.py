"""Carts, orders and reviews, as apps use them."""

from typing import Any

from galleria.core.ids import encode_id
from galleria.pricing.service import create_coupon
from tests.api import Client
from tests.kit import Shop

ERROR = "... on UserError { code message path }"
CART = f"""{{ __typename ... on Cart {{
  token version status note email codes
  lines {{ id title quantity total {{ amount }} hold {{ quantity }} }}
  totals {{ goods {{ amount }} discount {{ amount }} shipping {{ amount }} tax {{ amount }}
           total {{ amount currency }} isTaxIncluded explanation {{ code amount {{ amount }} }} }}
  deliveryOptions {{ id title }} delivery {{ title }} missing {{ name }}
  shippingAddress {{ city postalCode formatted }}
}} {ERROR} ... on InvalidInput {{ problems {{ path code message }} }} }}"""


def change(name: str) -> str:
    kind = name[0].upper() + name[1:]
    return f"mutation ($input: {kind}Input!) {{ {name}(input: $input) {CART} }}"


async def begin(guest: Client, shop: Shop, **goods: Any) -> dict[str, Any]:
    mug = await shop.goods("Mug", **goods)
    line = {"variantId": encode_id("var", mug.variant), "quantity": 2}
    return await guest.do(change("createCart"), lines=[line])


class TestCart:
    async def test_begins_with_lines_that_hold_stock(self, guest: Client, shop: Shop) -> None:
        cart = await begin(guest, shop, price=1250)

        assert cart["lines"][0]["hold"] == {"quantity": 2}
        assert cart["totals"]["goods"] == {"amount": "25.00"}
        assert cart["totals"]["isTaxIncluded"] is True
        assert [step["name"] for step in cart["missing"]] == [
            "contact",
            "shippingAddress",
            "delivery",
        ]

    async def test_lines_change_and_go(self, guest: Client, shop: Shop) -> None:
        cart = await begin(guest, shop)
        token, line = cart["token"], cart["lines"][0]["id"]

        more = await guest.do(
            change("updateCartLines"), cartToken=token, lines=[{"lineId": line, "quantity": 5}]
        )
        none = await guest.do(change("removeCartLines"), cartToken=token, lineIds=[line])

        assert more["lines"][0]["quantity"] == 5
        assert none["lines"] == []

    async def test_an_old_version_is_refused_with_the_current_one(
        self, guest: Client, shop: Shop
    ) -> None:
        cart = await begin(guest, shop)
        await guest.do(change("setCartNote"), cartToken=cart["token"], note="Hello")
        query = """mutation ($input: RemoveCartLinesInput!) {
          removeCartLines(input: $input) { ... on VersionConflict { code current } }
        }"""

        refused = await guest.do(
            query, cartToken=cart["token"], lineIds=[], expectedVersion=cart["version"]
        )

        assert refused == {"code": "VERSION_CONFLICT", "current": cart["version"] + 1}

    async def test_all_faults_come_at_once_spelled_as_in_the_api(
        self, guest: Client, shop: Shop
    ) -> None:
        cart = await begin(guest, shop)
        address = {"name": "", "line1": "", "city": "", "country": "GB"}

        refused = await guest.do(
            change("setCartAddresses"), cartToken=cart["token"], shipping=address
        )

        assert refused["__typename"] == "InvalidInput"
        assert ["shipping", "postalCode"] in [p["path"] for p in refused["problems"]]
        assert len(refused["problems"]) == 4

    async def test_a_cart_that_is_not_there_is_not_found(self, guest: Client) -> None:
        refused = await guest.do(change("setCartNote"), cartToken="nonsense", note="")

        assert (refused["code"], refused["path"]) == ("NOT_FOUND", ["cartToken"])

    async def test_an_id_that_is_none_says_where(self, guest: Client, shop: Shop) -> None:
        cart = await begin(guest, shop)
        lines = [{"variantId": "nonsense", "quantity": 1}]

        refused = await guest.do(change("addCartLines"), cartToken=cart["token"], lines=lines)

        assert refused["problems"][0]["path"] == ["lines", "0", "variantId"]

    async def test_a_code_takes_off_and_comes_off(self, guest: Client, shop: Shop) -> None:
        cart = await begin(guest, shop, price=1000)
        async with shop.transaction() as ctx:
            await create_coupon(ctx, code="TEN", kind="percentage", value=1000)

        wrong = await guest.do(change("applyCodes"), cartToken=cart["token"], codes=["NONE"])
        less = await guest.do(change("applyCodes"), cartToken=cart["token"], codes=["ten"])
        same = await guest.do(change("removeCodes"), cartToken=cart["token"], codes=["TEN"])

        assert (wrong["code"], wrong["path"]) == ("COUPON_REFUSED", ["codes", "0"])
        assert less["totals"]["total"] == {"amount": "18.00", "currency": "EUR"}
        assert [s["code"] for s in less["totals"]["explanation"]] == [
            "GOODS",
            "COUPON",
            "SHIPPING",
            "TAX_INCLUDED",
        ]
        assert same["codes"] == []

    async def test_one_way_of_delivery(self, guest: Client, shop: Shop) -> None:
        cart = await begin(guest, shop)
        options = [option["id"] for option in cart["deliveryOptions"]]

        none = await guest.do(change("setCartDelivery"), cartToken=cart["token"], optionIds=[])
        one = await guest.do(change("setCartDelivery"), cartToken=cart["token"], optionIds=options)

        assert none["code"] == "INVALID_INPUT"
        assert one["delivery"] == {"title": "Parcel"}


COMPLETE = f"""mutation ($input: CompleteCheckoutInput!) {{ completeCheckout(input: $input) {{
  __typename
  ... on CheckoutAttempt {{ id status failure {{ code message }} order {{ number token }} }}
  ... on TotalChanged {{ was {{ amount }} now {{ amount }} }}
  ... on AlreadyOrdered {{ orderNumber }}
  ... on CheckoutIncomplete {{ problems {{ path }} }}
  {ERROR}
}} }}"""


def total(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


class TestCheckout:
    async def test_two_keys_on_one_cart_give_one_order_and_one_clear_error(
        self, guest: Client, shop: Shop
    ) -> None:
        mug = await shop.goods(price=1000)
        cart = await shop.ready_cart({mug.variant: 1})
        wanted: dict[str, Any] = {"cartToken": cart.token, "expectedTotal": total("14.50")}

        first = await guest.do(COMPLETE, **wanted)
        second = await guest.do(COMPLETE, **wanted)

        assert first["status"] == "PLACED"
        assert second["code"] == "ALREADY_ORDERED"
        assert second["orderNumber"] == first["order"]["number"]

    async def test_a_changed_total_is_told_and_nothing_is_taken(
        self, guest: Client, shop: Shop
    ) -> None:
        mug = await shop.goods(price=1000)
        cart = await shop.ready_cart({mug.variant: 1})

        refused = await guest.do(COMPLETE, cartToken=cart.token, expectedTotal=total("1.00"))

        assert refused["code"] == "TOTAL_CHANGED"
        assert (refused["was"], refused["now"]) == ({"amount": "1.00"}, {"amount": "14.50"})

    async def test_more_decimals_than_the_currency_has(self, guest: Client, shop: Shop) -> None:
        mug = await shop.goods(price=1000)
        cart = await shop.ready_cart({mug.variant: 1})

        refused = await guest.do(COMPLETE, cartToken=cart.token, expectedTotal=total("14.505"))

        assert (refused["__typename"], refused["path"]) == ("InvalidInput", ["expectedTotal"])

    async def test_a_declined_payment_gives_the_cart_back(self, guest: Client, shop: Shop) -> None:
        mug = await shop.goods(price=1000, on_hand=1)
        cart = await shop.ready_cart({mug.variant: 1}, method="declined")

        failed = await guest.do(COMPLETE, cartToken=cart.token, expectedTotal=total("14.50"))
        seen = await guest.ask(
            "query ($t: String!) { cart(token: $t) { status lines { hold { quantity } } } }",
            t=cart.token,
        )

        assert failed["status"] == "FAILED"
        assert failed["failure"]["code"] == "PAYMENT_DECLINED"
        assert failed["order"] is None
        assert seen["cart"] == {"status": "OPEN", "lines": [{"hold": {"quantity": 1}}]}

    async def test_what_is_missing_is_named(self, guest: Client, shop: Shop) -> None:
        mug = await shop.goods()
        cart = await shop.cart({mug.variant: 1})

        refused = await guest.do(COMPLETE, cartToken=cart.token, expectedTotal=total("1.00"))

        assert refused["code"] == "CHECKOUT_INCOMPLETE"
        assert {"path": ["shippingAddress"]} in refused["problems"]

    async def test_an_attempt_is_seen_by_the_holder_of_its_cart_only(
        self, guest: Client, shop: Shop
    ) -> None:
        mug = await shop.goods(price=1000)
        cart = await shop.ready_cart({mug.variant: 1})
        placed = await guest.do(COMPLETE, cartToken=cart.token, expectedTotal=total("14.50"))
        query = "query ($i: ID!, $t: String!) { checkoutAttempt(id: $i, cartToken: $t) { status } }"

        seen = await guest.ask(query, i=placed["id"], t=cart.token)
        unseen = await guest.ask(query, i=placed["id"], t="another")

        assert seen == {"checkoutAttempt": {"status": "PLACED"}}
        assert unseen == {"checkoutAttempt": None}

    async def test_an_unknown_gateway_names_those_there_are(
        self, guest: Client, shop: Shop
    ) -> None:
        mug = await shop.goods()
        cart = await shop.cart({mug.variant: 1})
        query = """mutation ($input: StartPaymentInput!) { startPayment(input: $input) {
          ... on UnknownGateway { code known }
        } }"""

        refused = await guest.do(query, cartToken=cart.token, gateway="barter")

        assert refused == {"code": "UNKNOWN_GATEWAY", "known": ["manual", "test"]}


SUBMIT = f"""mutation ($input: SubmitReviewInput!) {{ submitReview(input: $input) {{
  __typename ... on Review {{ id isVerified }} {ERROR}
}} }}"""
MODERATE = f"""mutation ($input: ModerateReviewInput!) {{ moderateReview(input: $input) {{
  __typename ... on AdminReview {{ status }} {ERROR}
}} }}"""
SEEN = """query ($s: String!) { product(by: { slug: $s }) {
  rating { average count }
  reviews(first: 1) { nodes { title } count { value } pageInfo { hasNextPage endCursor } }
} }"""


class TestReviews:
    async def test_is_seen_once_staff_have_approved_it(
        self, guest: Client, owner: Client, shop: Shop
    ) -> None:
        mug = await shop.goods()
        review: dict[str, Any] = {
            "productId": encode_id("prod", mug.product_id),
            "rating": 4,
            "title": "Holds tea",
            "authorName": "Ada",
            "email": "ada@example.com",
        }

        kept = await guest.do(SUBMIT, **review)
        twice = await guest.do(SUBMIT, **review)
        before = (await guest.ask(SEEN, s=mug.slug))["product"]
        await owner.do(MODERATE, reviewId=kept["id"], status="APPROVED")
        after = (await guest.ask(SEEN, s=mug.slug))["product"]
        queue = await owner.ask(
            "{ admin { reviews(filter: { status: PENDING }) { nodes { id } } } }"
        )

        assert kept["isVerified"] is False
        assert twice["code"] == "ALREADY_REVIEWED"
        assert before["reviews"]["nodes"] == []
        assert after["reviews"]["nodes"] == [{"title": "Holds tea"}]
        assert after["rating"] == {"average": "4.00", "count": 1}
        assert queue == {"admin": {"reviews": {"nodes": []}}}
