"""What staff read and change."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from galleria.catalog.rows import StoredPicture
from galleria.catalog.service.pictures import keep_picture, note_picture_problem
from galleria.core.context import SYSTEM
from galleria.core.ids import encode_id
from galleria.imports import flow
from galleria.imports.models import ImportRun
from galleria.tenancy.permissions import OWNER, Permission
from galleria.tenancy.queries import find_role_by_name
from galleria.tenancy.service.roles import RoleGrant
from galleria.tenancy.service.staff import create_staff
from tests.api import Client, key_of
from tests.kit import Shop, open_shop

ERROR = "... on UserError { code message path }"
PASSWORD = "correct horse battery"

SIGN_IN = f"""mutation ($input: SignInStaffInput!) {{ signInStaff(input: $input) {{
  __typename ... on StaffSession {{ token name }} ... on TooManyAttempts {{ retryAfter }} {ERROR}
}} }}"""
SIGN_OUT = f"""mutation ($input: SignOutInput!) {{ signOut(input: $input) {{
  __typename ... on Viewer {{ kind }} {ERROR}
}} }}"""


def change(name: str, fields: str) -> str:
    kind = name[0].upper() + name[1:]
    return f"""mutation ($input: {kind}Input!) {{
      {name}(input: $input) {{ __typename {fields} {ERROR} }}
    }}"""


@pytest.fixture
async def grace(shop: Shop) -> str:
    """The address of an owner of the shop's tenant, who can sign in."""
    async with shop.transaction() as ctx:
        role = await find_role_by_name(ctx, OWNER)
        assert role
        await create_staff(
            ctx,
            name="Grace",
            email="grace@example.com",
            password=PASSWORD,
            roles=[RoleGrant(role.id)],
        )
    return "grace@example.com"


class TestSessions:
    async def test_somebody_signs_in_and_out(self, guest: Client, grace: str) -> None:
        begun = await guest.do(SIGN_IN, email=grace, password=PASSWORD)
        signed_in = Client(guest.http, guest.host, begun["token"])

        seen = await signed_in.ask(
            "{ viewer { kind } admin { staff { name roles { role { name } } } } }"
        )
        left = await signed_in.do(SIGN_OUT)
        after = await signed_in.post("{ viewer { kind } }")

        assert seen["viewer"] == {"kind": "STAFF"}
        assert seen["admin"]["staff"] == [{"name": "Grace", "roles": [{"role": {"name": "Owner"}}]}]
        assert left["kind"] == "GUEST"
        assert after.status_code == 401

    async def test_wrong_credentials_say_no_more(self, guest: Client, grace: str) -> None:
        wrong = await guest.do(SIGN_IN, email=grace, password="wrong password here")
        nobody = await guest.do(SIGN_IN, email="nobody@example.com", password=PASSWORD)

        assert wrong == nobody
        assert wrong["code"] == "WRONG_CREDENTIALS"

    async def test_too_many_attempts_are_told_when_to_come_back(
        self, guest: Client, grace: str
    ) -> None:
        for _ in range(10):
            await guest.do(SIGN_IN, email=grace, password="x")
        refused = await guest.do(SIGN_IN, email=grace, password=PASSWORD)

        assert refused["code"] == "TOO_MANY_ATTEMPTS"
        assert refused["retryAfter"] > 0

    async def test_a_guest_cannot_sign_out(self, guest: Client) -> None:
        answer = await guest.post(SIGN_OUT, {"input": {}})

        assert answer.status_code == 401


class TestPeople:
    async def test_an_invitation_is_told_once_and_accepted(
        self, owner: Client, guest: Client
    ) -> None:
        roles = (await owner.ask("{ admin { roles { id name } } }"))["admin"]["roles"]
        support = next(role["id"] for role in roles if role["name"] == "Support")
        invite = change(
            "inviteStaff", "... on InvitedStaff { invitationToken staff { hasJoined } }"
        )
        accept = change("acceptInvitation", "... on AcceptedInvitation { email }")
        asked = {
            "name": "Ada",
            "email": "ada@example.com",
            "roles": [{"roleId": support}],
        }

        invited = await owner.do(invite, "invite-ada", **asked)
        again = await owner.do(invite, "invite-ada", **asked)
        joined = await guest.do(accept, token=invited["invitationToken"], password=PASSWORD)
        begun = await guest.do(SIGN_IN, email="ada@example.com", password=PASSWORD)
        ada = Client(guest.http, guest.host, begun["token"])
        denied = await ada.post("{ admin { staff { id } } }")

        assert invited["staff"] == {"hasJoined": False}
        assert again["invitationToken"] is None
        assert joined["email"] == "ada@example.com"
        assert denied.status_code == 403

    async def test_nobody_gives_what_they_lack(
        self, web: httpx.AsyncClient, shop: Shop, owner: Client
    ) -> None:
        key = await key_of(shop, Permission.STAFF_WRITE)
        client = Client(web, shop.store.primary_host, key)
        create = change("createApiKey", "... on NewApiKey { secret }")

        answer = (
            await client.post(create, {"input": {"name": "More", "scopes": ["ORDERS_WRITE"]}})
        ).json()

        assert answer["data"] == {"createApiKey": None}
        assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        assert len((await owner.ask("{ admin { apiKeys { id } } }"))["admin"]["apiKeys"]) == 2

    async def test_a_key_lives_and_dies(self, owner: Client) -> None:
        create = change("createApiKey", "... on NewApiKey { secret apiKey { id scopes } }")
        rotate = change("rotateApiKey", "... on NewApiKey { secret }")
        revoke = change("revokeApiKey", "... on ApiKey { revokedAt }")

        made = await owner.do(create, name="Till", scopes=["STOCK_READ"])
        key = made["apiKey"]["id"]
        turned = await owner.do(rotate, apiKeyId=key)
        old = await Client(owner.http, owner.host, made["secret"]).post("{ viewer { kind } }")
        new = await Client(owner.http, owner.host, turned["secret"]).post("{ viewer { kind } }")
        ended = await owner.do(revoke, apiKeyId=key)
        void = await Client(owner.http, owner.host, turned["secret"]).post("{ viewer { kind } }")

        assert made["apiKey"]["scopes"] == ["STOCK_READ"]
        assert (old.status_code, new.status_code, void.status_code) == (401, 200, 401)
        assert ended["revokedAt"]

    async def test_built_in_roles_stay(self, owner: Client) -> None:
        roles = (await owner.ask("{ admin { roles { id isBuiltIn } } }"))["admin"]["roles"]
        delete = change("deleteRole", "... on DeletedRole { roleId }")
        create = change("createRole", "... on Role { id permissions }")

        kept = await owner.do(delete, roleId=roles[0]["id"])
        made = await owner.do(create, name="Packer", permissions=["ORDERS_READ"])
        gone = await owner.do(delete, roleId=made["id"])

        assert kept["code"] == "BUILT_IN_ROLE"
        assert gone["roleId"] == made["id"]


class TestStores:
    async def test_opens_changes_and_closes(self, owner: Client) -> None:
        create = change("createStore", "... on AdminStore { id status domains { host isPrimary } }")
        update = change("updateStore", "... on AdminStore { name primaryColor version }")
        close = change("deactivateStore", "... on AdminStore { status }")

        opened = await owner.do(create, name="Second", subdomain=f"second-{owner.host[:12]}")
        store = opened["id"]
        host = opened["domains"][0]["host"]
        seen = await Client(owner.http, host).ask("{ store { name } }")
        changed = await owner.do(
            update, storeId=store, name="Better", fields={"primaryColor": "#abc"}
        )
        stale = await owner.do(update, storeId=store, name="Worse", expectedVersion=1)
        closed = await owner.do(close, storeId=store)

        assert seen["store"]["name"] == "Second"
        assert (changed["name"], changed["primaryColor"]) == ("Better", "#aabbcc")
        assert stale["code"] == "VERSION_CONFLICT"
        assert closed["status"] == "INACTIVE"

    async def test_a_new_store_brings_what_it_sells(self, owner: Client) -> None:
        create = change("createStore", "... on AdminStore { id }")
        query = """query ($store: ID!) { admin { shippingMethods(storeId: $store) {
          title isActive price { amount currency }
        } } }"""
        pounds = {"amount": "3.50", "currency": "GBP"}
        label = owner.host[:12]

        paid = await owner.do(
            create, name="A", subdomain=f"a-{label}", delivery=pounds, fields={"currency": "GBP"}
        )
        free = await owner.do(create, name="B", subdomain=f"b-{label}")
        wrong = await owner.do(create, name="C", subdomain=f"c-{label}", delivery=pounds)

        for store, price in ((paid, pounds), (free, {"amount": "0.00", "currency": "USD"})):
            found = await owner.ask(query, store=store["id"])
            assert found["admin"]["shippingMethods"] == [
                {"title": "Standard", "isActive": True, "price": price}
            ]
        assert (wrong["code"], wrong["path"]) == ("INVALID_INPUT", ["delivery", "currency"])

    async def test_a_domain_has_to_be_proved(self, owner: Client) -> None:
        store = (await owner.ask("{ admin { stores { id } } }"))["admin"]["stores"][0]["id"]
        host = f"www.{owner.host[:12]}.example"
        add = change(
            "addDomain", "... on Domain { isVerified verificationRecord verificationToken }"
        )
        prefer = change("setPrimaryDomain", "... on AdminStore { id }")
        remove = change("removeDomain", "... on AdminStore { domains { host } }")

        added = await owner.do(add, storeId=store, host=host)
        early = await owner.do(prefer, host=host)
        home = await owner.do(remove, host=owner.host)
        gone = await owner.do(remove, host=host)
        wrong = await owner.do(add, storeId=store, host="not a host")

        assert added["isVerified"] is False
        assert added["verificationRecord"] == f"_galleria.{host}"
        assert early["code"] == "DOMAIN_UNVERIFIED"
        assert home["code"] == "PRIMARY_DOMAIN"
        assert [domain["host"] for domain in gone["domains"]] == [owner.host]
        assert wrong["code"] == "INVALID_HOST"


PRODUCT = """... on AdminProduct {
  id slug title status tags version options { name values } listings { slug isVisible }
  variants { id sku weightGrams optionValues prices { price { amount } cost { amount } }
             stockLevels { onHand } }
}"""


class TestCatalog:
    async def product(self, owner: Client, **fields: Any) -> dict[str, Any]:
        return await owner.do(
            change("createProduct", PRODUCT),
            fields={"title": "Shirt", "status": "ACTIVE", "tags": ["linen"], **fields},
            options=[{"name": "Size", "values": ["S", "M"]}],
            variants=[
                {"optionValues": ["S"], "sku": "S-1", "weightGrams": "120.5"},
                {"optionValues": ["M"], "sku": "M-1"},
            ],
            media=[{"url": "https://example.com/shirt.jpg", "alt": "A shirt"}],
        )

    async def test_a_product_comes_to_be_sold(self, owner: Client, guest: Client) -> None:
        store = (await owner.ask("{ admin { stores { id } } }"))["admin"]["stores"][0]["id"]
        product = await self.product(owner)
        variant = product["variants"][0]["id"]
        category = await owner.do(
            change("createCategory", "... on AdminCategory { id treePath }"),
            storeId=store,
            title="Clothes",
        )
        priced = await owner.do(
            change(
                "setPrices", "... on PricedVariants { variants { prices { price { amount } } } }"
            ),
            prices=[
                {
                    "variantId": variant,
                    "price": {"amount": "19.90", "currency": "EUR"},
                    "cost": {"amount": "7", "currency": "EUR"},
                }
            ],
        )
        stocked = await owner.do(
            change("adjustStock", "... on StockLevels { levels { onHand available } }"),
            changes=[{"variantId": variant, "delta": 7}],
            reason="RECEIVED",
        )
        listed = await owner.do(
            change("setListings", "... on Listings { listings { slug } }"),
            storeId=store,
            listings=[{"productId": product["id"], "categoryIds": [category["id"]]}],
        )

        seen = (
            await guest.ask(
                """{ products { nodes {
                  title price { amount } categories { slug } images { alt }
                  variants { available }
                } } }"""
            )
        )["products"]["nodes"]

        assert product["variants"][0]["weightGrams"] == "120.5"
        assert priced["variants"][0]["prices"] == [{"price": {"amount": "19.90"}}]
        assert stocked["levels"] == [{"onHand": 7, "available": 7}]
        assert listed["listings"] == [{"slug": "shirt"}]
        assert seen == [
            {
                "title": "Shirt",
                "price": {"amount": "19.90"},
                "categories": [{"slug": "clothes"}],
                "images": [{"alt": "A shirt"}],
                "variants": [{"available": 7}, {"available": 0}],
            }
        ]

    async def test_a_picture_is_at_its_address_until_we_have_it_and_says_why_not(
        self, owner: Client, shop: Shop
    ) -> None:
        asked = "... on AdminProduct { id media { url sourceUrl width problem } }"
        url = "https://example.com/shirt.jpg"
        product = await owner.do(
            change("createProduct", asked),
            fields={"title": "Shirt", "status": "ACTIVE"},
            variants=[{}],
            media=[{"url": url}],
        )
        assert product["media"] == [{"url": url, "sourceUrl": url, "width": None, "problem": ""}]

        again = change("updateProduct", asked)
        async with shop.transaction() as ctx:
            await note_picture_problem(ctx, url=url, problem="It is gone.")
        failed = await owner.do(again, productId=product["id"], fields={})
        assert (failed["media"][0]["url"], failed["media"][0]["problem"]) == (url, "It is gone.")
        async with shop.transaction() as ctx:
            await keep_picture(ctx, url=url, picture=StoredPicture("shirt.webp", 60, 30))
        (home,) = (await owner.do(again, productId=product["id"], fields={}))["media"]
        assert home["url"].endswith(f"{shop.store.primary_host}/media/shirt.webp")
        assert (home["sourceUrl"], home["width"], home["problem"]) == (url, 60, "")

    async def test_what_is_left_out_keeps_its_value(self, owner: Client) -> None:
        product = await self.product(owner)
        update = change("updateProduct", PRODUCT)

        renamed = await owner.do(update, productId=product["id"], fields={"title": "Blouse"})
        stale = await owner.do(
            update, productId=product["id"], fields={}, expectedVersion=product["version"]
        )
        archived = await owner.do(change("archiveProduct", PRODUCT), productId=product["id"])

        assert (renamed["title"], renamed["tags"]) == ("Blouse", ["linen"])
        assert stale["code"] == "VERSION_CONFLICT"
        assert (archived["status"], archived["title"]) == ("ARCHIVED", "Blouse")

    async def test_faults_come_as_data(self, owner: Client) -> None:
        product = await self.product(owner)
        more = change("createVariants", PRODUCT)
        size = [{"optionValues": ["S"]}]

        taken = await owner.do(more, productId=product["id"], variants=size)
        nameless = await owner.do(change("createProduct", PRODUCT), fields={"brand": "x"})
        unsafe = await owner.do(
            change("addMedia", PRODUCT),
            productId=product["id"],
            media=[{"url": "javascript:alert(1)"}],
        )
        many = await owner.do(more, productId=product["id"], variants=size * 101)

        assert taken["code"] == "VARIANT_EXISTS"
        assert (nameless["code"], nameless["path"]) == ("INVALID_INPUT", ["title"])
        assert unsafe["path"] == ["media", "0", "url"]
        assert many["code"] == "INVALID_INPUT"

    async def test_a_listing_keeps_what_is_left_out_and_goes(
        self, owner: Client, guest: Client
    ) -> None:
        store = (await owner.ask("{ admin { stores { id } } }"))["admin"]["stores"][0]["id"]
        product = await self.product(owner)
        listing = {"productId": product["id"]}
        fields = "... on Listings { listings { id title isPromoted } }"
        put = change("setListings", fields)

        await owner.do(put, storeId=store, listings=[{**listing, "title": "Ours"}])
        kept = await owner.do(put, storeId=store, listings=[{**listing, "isPromoted": True}])
        chosen = await owner.do(
            change("createCollection", "... on AdminCollection { id }"), storeId=store, title="New"
        )
        await owner.do(
            change("setCollectionProducts", "... on AdminCollection { slug }"),
            collectionId=chosen["id"],
            listingIds=[kept["listings"][0]["id"]],
        )
        query = '{ collection(slug: "new") { products { nodes { title } } } }'
        seen = await guest.ask(query)
        await owner.do(
            change("removeListings", "... on RemovedListings { productIds }"),
            storeId=store,
            productIds=[product["id"]],
        )

        assert kept["listings"][0]["title"] == "Ours"
        assert kept["listings"][0]["isPromoted"] is True
        assert seen["collection"]["products"]["nodes"] == [{"title": "Ours"}]
        assert (await guest.ask(query))["collection"]["products"]["nodes"] == []


class TestStock:
    async def test_counts_need_what_was_expected(self, owner: Client, shop: Shop) -> None:
        mug = await shop.goods(on_hand=5)
        variant = encode_id("var", mug.variant)
        await shop.cart({mug.variant: 2})
        count = change("setStock", "... on StockLevels { levels { onHand reserved available } }")

        async def counted(quantity: int, expected: int) -> dict[str, Any]:
            one = {"variantId": variant, "quantity": quantity, "expectedQuantity": expected}
            return await owner.do(count, changes=[one])

        assert (await counted(9, 4))["code"] == "STOCK_CHANGED"
        assert (await counted(1, 5))["code"] == "STOCK_SPOKEN_FOR"
        level = {"onHand": 8, "reserved": 2, "available": 6}
        assert (await counted(8, 5))["levels"] == [level]

        seen = await owner.ask(
            """query ($v: ID!) { admin {
              stockMovements(variantId: $v, first: 1) {
                nodes { delta reason } count { value } pageInfo { hasNextPage endCursor }
              }
              reservations(variantId: $v) { nodes { quantity isForOrder } }
              stockDrift { onHand }
            } }""",
            v=variant,
        )
        movements = seen["admin"]["stockMovements"]
        assert movements["nodes"] == [{"delta": 3, "reason": "COUNT"}]
        assert movements["count"] == {"value": 2}
        assert seen["admin"]["reservations"]["nodes"] == [{"quantity": 2, "isForOrder": False}]
        assert seen["admin"]["stockDrift"] == []


class TestSelling:
    async def test_an_order_waits_for_its_money(
        self, owner: Client, guest: Client, shop: Shop
    ) -> None:
        mug = await shop.goods(price=1000)
        cart = await shop.ready_cart({mug.variant: 1})
        start = change("startPayment", "... on PaymentSession { id }")
        complete = change("completeCheckout", "... on CheckoutAttempt { order { id token } }")
        pay = change("recordManualPayment", "... on Order { paymentStatus }")

        await guest.do(start, cartToken=cart.token, gateway="manual")
        total = {"amount": "14.50", "currency": "EUR"}
        placed = await guest.do(complete, cartToken=cart.token, expectedTotal=total)
        orders = await owner.ask(
            "{ admin { orders { nodes { id paymentStatus } count { value } } } }"
        )
        order = orders["admin"]["orders"]["nodes"][0]
        paid = await owner.do(pay, orderId=order["id"])
        twice = await owner.do(pay, orderId=order["id"])

        assert placed["order"]["id"] == order["id"]
        assert order["paymentStatus"] == "PENDING"
        assert paid["paymentStatus"] == "PAID"
        assert twice["code"] == "NOTHING_AWAITED"

    async def test_whoever_acts_for_one_store_gives_nothing_away_in_another(
        self, owner: Client, shop: Shop
    ) -> None:
        sister = await open_shop(shop.database, tenant_id=shop.store.tenant_id)
        key = await key_of(shop, Permission.DISCOUNTS_WRITE, only_here=True)
        helper = Client(owner.http, owner.host, key)
        create = change("createCoupon", "... on Coupon { id couponCode }")
        disable = change("disableCoupon", "... on Coupon { isActive }")
        here, there = (encode_id("store", one.store.store_id) for one in (shop, sister))
        ours = await helper.do(create, code="HERE", basisPoints=10, storeId=here)
        theirs = await owner.do(create, code="THERE", basisPoints=10, storeId=there)
        shared = await owner.do(create, code="BOTH", basisPoints=10)

        everywhere = await helper.do(create, code="ALL", basisPoints=10)
        elsewhere = await helper.do(create, code="AWAY", basisPoints=10, storeId=there)
        refused = [await helper.do(disable, couponId=one["id"]) for one in (theirs, shared)]
        stopped = await helper.do(disable, couponId=ours["id"])
        seen = await helper.ask("{ admin { coupons { nodes { couponCode } count { value } } } }")

        assert (everywhere["code"], everywhere["path"]) == ("INVALID_INPUT", ["storeId"])
        assert elsewhere["code"] == "NOT_FOUND"
        assert [one["code"] for one in refused] == ["NOT_FOUND", "NOT_FOUND"]
        assert stopped["isActive"] is False
        coupons = seen["admin"]["coupons"]
        assert [one["couponCode"] for one in coupons["nodes"]] == ["HERE", "BOTH"]
        assert coupons["count"]["value"] == 2

    async def test_a_minimum_in_another_currency_than_the_discount_is_refused(
        self, owner: Client
    ) -> None:
        create = change("createCoupon", "... on Coupon { id }")
        euros, dollars = ({"amount": "5", "currency": money} for money in ("EUR", "USD"))

        mixed = await owner.do(create, code="FIVE", amount=euros, minimum=dollars)
        share = await owner.do(create, code="TENTH", basisPoints=1000, minimum=dollars)

        assert mixed["path"] == ["minimum", "currency"]
        assert share["__typename"] == "Coupon"

    async def test_a_minimum_is_money_of_its_own_currency(self, owner: Client) -> None:
        create = change("createCoupon", "... on Coupon { minimum { amount currency } }")
        dollars = {"amount": "12.50", "currency": "USD"}

        with_one = await owner.do(create, code="TENTH", basisPoints=1000, minimum=dollars)
        without = await owner.do(create, code="FIFTH", basisPoints=2000)

        assert with_one["minimum"] == dollars
        assert without["minimum"] is None

    async def test_delivery_is_listed_with_its_price(self, owner: Client, shop: Shop) -> None:
        query = """query ($store: ID!) { admin { shippingMethods(storeId: $store) {
          title price { amount currency }
        } } }"""

        found = await owner.ask(query, store=encode_id("store", shop.store.store_id))

        assert found["admin"]["shippingMethods"] == [
            {"title": "Parcel", "price": {"amount": "4.50", "currency": "EUR"}}
        ]

    async def test_coupons_tax_and_delivery(self, owner: Client) -> None:
        store = (await owner.ask("{ admin { stores { id } } }"))["admin"]["stores"][0]["id"]
        create = change(
            "createCoupon", "... on Coupon { id couponCode amount { amount } isActive }"
        )
        euros = {"amount": "5", "currency": "EUR"}

        coupon = await owner.do(create, code="FIVE", amount=euros, storeId=store)
        both = await owner.do(create, code="BOTH", amount=euros, basisPoints=10)
        taken = await owner.do(create, code="five", basisPoints=10)
        stopped = await owner.do(
            change("disableCoupon", "... on Coupon { isActive }"), couponId=coupon["id"]
        )
        rate = await owner.do(
            change("setTaxRate", "... on TaxRate { basisPoints taxCategory }"),
            storeId=store,
            basisPoints=700,
            isInclusive=True,
            taxCategory="books",
        )
        dollars = {"amount": "5", "currency": "USD"}
        method = change(
            "setShippingMethod", "... on ShippingMethod { id price { amount currency } }"
        )
        wrong = await owner.do(method, storeId=store, title="Drone", price=dollars)
        drone = await owner.do(method, storeId=store, title="Drone", price=euros)
        cheaper = await owner.do(
            method,
            storeId=store,
            methodId=drone["id"],
            title="Drone",
            price={**euros, "amount": "4"},
        )

        assert coupon["amount"] == {"amount": "5.00"}
        assert (both["code"], taken["code"]) == ("INVALID_INPUT", "INVALID_INPUT")
        assert stopped["isActive"] is False
        assert rate["taxCategory"] == "books"
        assert wrong["path"] == ["price", "currency"]
        assert cheaper["price"] == {"amount": "4.00", "currency": "EUR"}


class TestImports:
    FILE = (
        "Handle,Title,Body (HTML),Option1 Name,Option1 Value,Variant Price,Published\n"
        "mug,Mug,<p>Holds tea.</p>,Title,Default Title,12.00,TRUE\n"
    )

    async def test_a_file_is_tried_then_taken_in(self, owner: Client, shop: Shop) -> None:
        store = encode_id("store", shop.store.store_id)
        start = change("startImport", "... on Import { id status isDryRun }")
        confirm = change("confirmImport", "... on Import { id status isDryRun }")
        asked = {
            "storeId": store,
            "platform": "SHOPIFY",
            "fileName": "products.csv",
            "isDryRun": True,
            "file": {"text": self.FILE},
        }
        query = """query ($i: ID!) { admin { import(id: $i) {
          status created done total problems { line } changes { title action }
        } } }"""

        tried = await owner.do(start, "import-1", **asked)
        again = await owner.do(start, "import-1", **asked)
        early = await owner.do(confirm, importId=tried["id"])
        await self.work_off(shop)
        shown = (await owner.ask(query, i=tried["id"]))["admin"]["import"]
        taken = await owner.do(confirm, importId=tried["id"])
        await self.work_off(shop)
        done = (await owner.ask(query, i=taken["id"]))["admin"]["import"]
        listed = await owner.ask(
            "{ admin { imports { nodes { id } } products { nodes { title } } } }"
        )

        assert tried == again
        assert early["code"] == "IMPORT_NOT_WAITING"
        assert shown["changes"] == [{"title": "Mug", "action": "created"}]
        assert (done["status"], done["created"]) == ("FINISHED", 1)
        assert [one["id"] for one in listed["admin"]["imports"]["nodes"]] == [
            taken["id"],
            tried["id"],
        ]
        assert listed["admin"]["products"]["nodes"] == [{"title": "Mug"}]

    async def test_what_is_no_file_is_refused(self, owner: Client, shop: Shop) -> None:
        start = change("startImport", "... on Import { id }")
        asked = {
            "storeId": encode_id("store", shop.store.store_id),
            "platform": "SHOPIFY",
            "fileName": "x",
        }

        odd = await owner.do(start, **asked, file={"base64": "%%%"})
        empty = await owner.do(start, **asked, file={"text": ""})

        assert odd["path"] == ["file", "base64"]
        assert empty["code"] == "INVALID_INPUT"

    async def work_off(self, shop: Shop) -> None:
        """Do what the worker does."""
        async with shop.transaction(SYSTEM) as ctx:
            queued = select(ImportRun.id).where(ImportRun.status == "queued")
            runs = (await ctx.session.scalars(queued.order_by(ImportRun.id))).all()
        for run_id in runs:
            await flow.work_off(shop.database, tenant_id=shop.store.tenant_id, run_id=run_id)
