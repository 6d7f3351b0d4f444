"""What staff change about the catalog, and who sees it."""

from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update
from starlette.applications import Starlette

from galleria.catalog.models import Media
from galleria.core.db import Database
from galleria.core.ids import encode_id
from galleria.core.settings import Settings
from galleria.graphql.context import House
from galleria.storefront.routes import routes
from galleria.tenancy.hosts import HostDirectory
from galleria.tenancy.permissions import Permission
from tests.api import Client, key_of
from tests.kit import Goods, Shop, open_shop

ERROR = "... on UserError { code message path }"
PRODUCT = """... on AdminProduct { id title slug status version
  options { name values } media { id alt }
  variants { id sku optionValues weightGrams isStockTracked mediaId prices { price { amount } } }
  listings { storeId prices { variantId price { amount currency } compareAt { amount } } }
}"""
CATEGORY = "... on AdminCategory { id title treePath parentId position seoTitle }"
COLLECTION = """... on AdminCollection { id title slug position
  listings { nodes { productId } count { value } } }"""


def change(name: str, fields: str) -> str:
    kind = name[0].upper() + name[1:]
    return f"""mutation ($input: {kind}Input!) {{
      {name}(input: $input) {{ __typename {fields} {ERROR} }}
    }}"""


@pytest.fixture
def store(shop: Shop) -> str:
    return encode_id("store", shop.store.store_id)


def product_id(goods: Goods) -> str:
    return encode_id("prod", goods.product_id)


def variant_ids(goods: Goods) -> list[str]:
    return [encode_id("var", one) for one in goods.variants]


class TestVariants:
    async def test_change_one_by_one_and_go(self, owner: Client, shop: Shop) -> None:
        shirt = await shop.goods("Shirt", sizes=("S", "M"), on_hand=0)
        small, medium = variant_ids(shirt)
        product = product_id(shirt)

        changed = await owner.do(
            change("updateVariants", PRODUCT),
            productId=product,
            expectedVersion=1,
            variants=[
                {"variantId": medium, "optionValues": ["S"], "weightGrams": "80.5"},
                {"variantId": small, "optionValues": ["XS"], "isStockTracked": False},
            ],
        )
        stale = await owner.do(
            change("deleteVariants", PRODUCT),
            productId=product,
            variantIds=[small],
            expectedVersion=1,
        )
        left = await owner.do(
            change("deleteVariants", PRODUCT), productId=product, variantIds=[small]
        )
        last = await owner.do(
            change("deleteVariants", PRODUCT), productId=product, variantIds=[medium]
        )

        assert [v["optionValues"] for v in changed["variants"]] == [["XS"], ["S"]]
        assert [v["sku"] for v in changed["variants"]] == ["SKU-0", "SKU-1"]
        assert [v["weightGrams"] for v in changed["variants"]] == ["0", "80.5"]
        assert [v["isStockTracked"] for v in changed["variants"]] == [False, True]
        assert (stale["code"], changed["version"]) == ("VERSION_CONFLICT", 2)
        assert [v["id"] for v in left["variants"]] == [medium]
        assert left["options"] == [{"name": "Size", "values": ["S"]}]
        assert last["code"] == "LAST_VARIANT"

    async def test_what_is_in_stock_is_kept_and_says_so(self, owner: Client, shop: Shop) -> None:
        mug = await shop.goods(on_hand=3)
        await shop.cart({mug.variant: 1})
        facts = "... on VariantInUse { variantIds onHand reserved }"

        one = await owner.do(
            change("deleteVariants", facts),
            productId=product_id(mug),
            variantIds=variant_ids(mug),
        )
        whole = await owner.do(change("deleteProduct", facts), productId=product_id(mug))

        for refused in (one, whole):
            assert (refused["code"], refused["variantIds"]) == ("VARIANT_IN_USE", variant_ids(mug))
            assert (refused["onHand"], refused["reserved"]) == (3, 1)
            assert "Archive the product instead" in refused["message"]

    async def test_all_faults_come_at_once(self, owner: Client, shop: Shop) -> None:
        mug = await shop.goods()
        (variant,) = variant_ids(mug)
        faults = "... on InvalidInput { problems { path } }"

        refused = await owner.do(
            change("updateVariants", faults),
            productId=product_id(mug),
            variants=[
                {"variantId": "nonsense"},
                {"variantId": variant, "weightGrams": "-1"},
                {"variantId": variant, "mediaId": "prod_x"},
            ],
        )

        assert [problem["path"] for problem in refused["problems"]] == [
            ["variants", "0", "variantId"],
            ["variants", "1", "weightGrams"],
            ["variants", "2", "mediaId"],
        ]


class TestProducts:
    async def test_a_copy_has_prices_and_no_numbers(self, owner: Client, shop: Shop) -> None:
        mug = await shop.goods(price=1250)

        copy = await owner.do(
            change("duplicateProduct", PRODUCT), productId=product_id(mug), title="Cup"
        )

        assert (copy["title"], copy["status"], copy["listings"]) == ("Cup", "DRAFT", [])
        assert [(v["sku"], v["prices"]) for v in copy["variants"]] == [
            ("", [{"price": {"amount": "12.50"}}])
        ]

    async def test_is_deleted_once_and_orders_keep_what_they_say(
        self, owner: Client, guest: Client, shop: Shop
    ) -> None:
        advice = await shop.goods("Advice", is_stock_tracked=False)
        cart = await shop.ready_cart({advice.variant: 1})
        complete = change("completeCheckout", "... on CheckoutAttempt { order { token } }")
        total = {"amount": "14.50", "currency": "EUR"}
        placed = await guest.do(complete, cartToken=cart.token, expectedTotal=total)
        delete = change("deleteProduct", "... on DeletedProduct { productId }")
        order = "query ($t: String!) { order(token: $t) { lines { title quantity } } }"

        gone = await owner.do(delete, "delete-advice", productId=product_id(advice))
        again = await owner.do(delete, "delete-advice", productId=product_id(advice))
        missing = await owner.do(delete, productId=product_id(advice))
        kept = await guest.ask(order, t=placed["order"]["token"])

        assert gone == again
        assert gone["productId"] == product_id(advice)
        assert missing["code"] == "NOT_FOUND"
        assert kept["order"]["lines"] == [{"title": "Advice", "quantity": 1}]

    async def test_pictures_change_places_words_and_go(self, owner: Client, shop: Shop) -> None:
        mug = await shop.goods()
        product = product_id(mug)
        added = await owner.do(
            change("addMedia", PRODUCT),
            productId=product,
            media=[{"url": f"https://example.com/{n}.jpg", "alt": n} for n in "abc"],
        )
        a, b, c = (picture["id"] for picture in added["media"])

        await owner.do(change("reorderMedia", PRODUCT), productId=product, mediaIds=[c])
        await owner.do(
            change("updateVariants", PRODUCT),
            productId=product,
            variants=[{"variantId": variant_ids(mug)[0], "mediaId": b}],
        )
        said = await owner.do(
            change("updateMedia", PRODUCT),
            productId=product,
            media=[{"mediaId": a, "alt": "A mug"}],
        )
        left = await owner.do(change("deleteMedia", PRODUCT), productId=product, mediaIds=[b])

        assert [one["alt"] for one in said["media"]] == ["c", "A mug", "b"]
        assert said["variants"][0]["mediaId"] == b
        assert [one["id"] for one in left["media"]] == [c, a]
        assert left["variants"][0]["mediaId"] is None

    async def test_pictures_that_were_given_up_are_fetched_again(
        self, owner: Client, shop: Shop, neighbor: Shop
    ) -> None:
        mug, foreign = await shop.goods(), await neighbor.goods()
        product, url = product_id(mug), "https://example.com/mug.jpg"
        await owner.do(change("addMedia", PRODUCT), productId=product, media=[{"url": url}])
        async with shop.transaction() as ctx:
            given_up = update(Media).values(fetch_at=None, fetch_attempts=7, fetch_problem="Gone.")
            await ctx.session.execute(given_up)
        retry = change("retryMedia", "... on RetriedMedia { products { id media { problem } } }")

        again = await owner.do(retry, productIds=[product])
        refused = await owner.do(retry, productIds=[product, product_id(foreign)])

        assert again["products"] == [{"id": product, "media": [{"problem": "Gone."}]}]
        assert (refused["code"], refused["path"]) == ("NOT_FOUND", ["productIds", "1"])
        async with shop.transaction() as ctx:
            picture = (await ctx.session.scalars(select(Media))).one()
        assert picture.fetch_at is not None
        assert picture.fetch_attempts == 0


class TestPrices:
    async def test_a_store_asks_its_own_until_it_does_not(
        self, owner: Client, guest: Client, shop: Shop, store: str
    ) -> None:
        mug = await shop.goods(price=1000)
        (variant,) = variant_ids(mug)
        priced = f"... on PricedVariants {{ variants {{ id }} listings {{ {LISTED} }} }}"
        own = {
            "storeId": store,
            "variantId": variant,
            "price": {"amount": "7.77", "currency": "EUR"},
            "compareAt": {"amount": "9", "currency": "EUR"},
        }

        asked = await owner.do(change("setPrices", priced), storePrices=[own])
        seen = await self.seen(guest)
        back = await owner.do(
            change("setPrices", priced),
            prices=[{"variantId": variant, "price": {"amount": "12", "currency": "EUR"}}],
            storePrices=[{"storeId": store, "variantId": variant, "price": None}],
        )

        (listing,) = asked["listings"]
        assert listing["prices"] == [
            {
                "variantId": variant,
                "price": {"amount": "7.77", "currency": "EUR"},
                "compareAt": {"amount": "9.00"},
            }
        ]
        assert seen == {"price": {"amount": "7.77"}, "compareAtPrice": {"amount": "9.00"}}
        assert back["variants"] == [{"id": variant}]
        assert back["listings"][0]["prices"] == []
        assert await self.seen(guest) == {"price": {"amount": "12.00"}, "compareAtPrice": None}

    async def test_faults_of_all_prices_come_at_once_and_none_counts(
        self, owner: Client, guest: Client, shop: Shop, store: str
    ) -> None:
        mug = await shop.goods(price=1000)
        (variant,) = variant_ids(mug)
        faults = change("setPrices", "... on InvalidInput { problems { path code } }")
        euros, yen = {"amount": "5", "currency": "EUR"}, {"amount": "5.5", "currency": "JPY"}

        odd = await owner.do(
            faults,
            prices=[
                {"variantId": variant, "price": yen},
                {"variantId": variant, "price": euros, "cost": {"amount": "1", "currency": "USD"}},
            ],
        )
        foreign = await owner.do(
            faults,
            prices=[{"variantId": variant, "price": euros}],
            storePrices=[
                {
                    "storeId": store,
                    "variantId": variant,
                    "price": {"amount": "5", "currency": "USD"},
                }
            ],
        )

        assert [(one["path"], one["code"]) for one in odd["problems"]] == [
            (["prices", "0", "price"], "INVALID_MONEY"),
            (["prices", "1", "cost"], "OTHER_CURRENCY"),
        ]
        assert [one["path"] for one in foreign["problems"]] == [["storePrices", "0", "price"]]
        assert (await self.seen(guest))["price"] == {"amount": "10.00"}

    async def seen(self, guest: Client) -> Any:
        shown = await guest.ask(
            '{ product(by: { slug: "mug" }) { variants { price { amount }'
            " compareAtPrice { amount } } } }"
        )
        return shown["product"]["variants"][0]


LISTED = "prices { variantId price { amount currency } compareAt { amount } }"


class TestCategories:
    async def test_change_move_and_go(self, owner: Client, store: str) -> None:
        create = change("createCategory", CATEGORY)
        move, delete = (
            change("moveCategory", CATEGORY),
            change(
                "deleteCategory",
                "... on DeletedCategory { categoryId } ... on CategoryHasChildren { children }",
            ),
        )
        kitchen = await owner.do(create, storeId=store, title="Kitchen")
        mugs = await owner.do(create, storeId=store, title="Mugs", parentId=kitchen["id"])

        renamed = await owner.do(
            change("updateCategory", CATEGORY),
            categoryId=kitchen["id"],
            slug="cook",
            seoTitle="For cooks",
        )
        circle = await owner.do(move, categoryId=kitchen["id"], parentId=mugs["id"])
        full = await owner.do(delete, categoryId=kitchen["id"])
        moved = await owner.do(move, categoryId=mugs["id"], parentId=None, position=2)
        gone = await owner.do(delete, "delete-kitchen", categoryId=kitchen["id"])
        again = await owner.do(delete, "delete-kitchen", categoryId=kitchen["id"])
        left = await owner.ask(
            "query ($s: ID!) { admin { categories(storeId: $s) { treePath } } }", s=store
        )

        assert (renamed["title"], renamed["treePath"]) == ("Kitchen", "cook")
        assert renamed["seoTitle"] == "For cooks"
        assert (circle["code"], circle["path"]) == ("CATEGORY_CYCLE", ["parentId"])
        assert (full["code"], full["children"]) == ("CATEGORY_HAS_CHILDREN", 1)
        assert (moved["treePath"], moved["parentId"], moved["position"]) == ("mugs", None, 2)
        assert gone == again == {"__typename": "DeletedCategory", "categoryId": kitchen["id"]}
        assert left["admin"]["categories"] == [{"treePath": "mugs"}]


class TestCollections:
    async def test_change_turn_around_and_go(
        self, owner: Client, guest: Client, shop: Shop, store: str
    ) -> None:
        goods = [await shop.goods(title) for title in ("Mug", "Bowl", "Plate")]
        listings = [encode_id("lst", one.listing_id) for one in goods]
        gifts = await owner.do(change("createCollection", COLLECTION), storeId=store, title="Gifts")
        named = {"collectionId": gifts["id"]}

        held = await owner.do(
            change("setCollectionProducts", COLLECTION), **named, listingIds=listings
        )
        turned = await owner.do(
            change("reorderCollectionProducts", COLLECTION), **named, listingIds=listings[2:]
        )
        shown = await guest.ask("{ collections { products { nodes { title } } } }")
        renamed = await owner.do(
            change("updateCollection", COLLECTION), **named, title="Presents", position=3
        )
        gone = await owner.do(
            change("deleteCollection", "... on DeletedCollection { collectionId }"), **named
        )
        missing = await owner.do(change("updateCollection", COLLECTION), **named)

        assert held["listings"]["count"] == {"value": 3}
        order = [product_id(goods[place]) for place in (2, 0, 1)]
        assert [one["productId"] for one in turned["listings"]["nodes"]] == order
        titles = [one["title"] for one in shown["collections"][0]["products"]["nodes"]]
        assert titles == ["Plate", "Mug", "Bowl"]
        assert (renamed["title"], renamed["slug"], renamed["position"]) == ("Presents", "gifts", 3)
        assert gone["collectionId"] == gifts["id"]
        assert missing["code"] == "NOT_FOUND"


class TestAttributes:
    async def test_are_named_renamed_and_go(self, owner: Client) -> None:
        shown = "... on Attribute { id attributeCode name kind }"
        listed = "{ admin { attributes { nodes { name } } } }"

        made = await owner.do(change("createAttribute", shown), name="Made of", kind="CHOICE")
        taken = await owner.do(change("createAttribute", shown), name="made OF")
        named = await owner.do(
            change("updateAttribute", shown), attributeId=made["id"], name="Material"
        )
        before = await owner.ask(listed)
        gone = await owner.do(
            change("deleteAttribute", "... on DeletedAttribute { attributeId }"),
            attributeId=made["id"],
        )
        after = await owner.ask(listed)

        assert taken["code"] == "SLUG_TAKEN"
        assert named == {**made, "name": "Material"}
        assert before["admin"]["attributes"]["nodes"] == [{"name": "Material"}]
        assert gone["attributeId"] == made["id"]
        assert after["admin"]["attributes"]["nodes"] == []


class TestReach:
    async def test_who_only_reads_changes_nothing(self, web: httpx.AsyncClient, shop: Shop) -> None:
        mug = await shop.goods(on_hand=0)
        key = await key_of(shop, Permission.CATALOG_READ)
        reader = Client(web, shop.store.primary_host, key)

        answer = await reader.post(
            change("deleteProduct", ""), {"input": {"productId": product_id(mug)}}
        )

        assert answer.status_code == 403
        assert answer.json()["errors"][0]["extensions"]["permissions"] == ["CATALOG_WRITE"]

    async def test_another_tenant_s_things_are_not_there(
        self, owner: Client, rival: Client, shop: Shop, store: str
    ) -> None:
        mug = await shop.goods(on_hand=0)
        category = await owner.do(
            change("createCategory", CATEGORY), storeId=store, title="Kitchen"
        )
        product, (variant,) = product_id(mug), variant_ids(mug)
        none = {"price": None, "storeId": store, "variantId": variant}

        refused = [
            await rival.do(change("deleteProduct", ""), productId=product),
            await rival.do(change("duplicateProduct", ""), productId=product, title="Ours"),
            await rival.do(change("deleteVariants", ""), productId=product, variantIds=[variant]),
            await rival.do(change("deleteCategory", ""), categoryId=category["id"]),
            await rival.do(change("setPrices", ""), storePrices=[none]),
        ]

        assert [one["code"] for one in refused] == ["NOT_FOUND"] * 5

    async def test_whoever_acts_for_one_store_leaves_the_other_alone(
        self, owner: Client, shop: Shop
    ) -> None:
        sister = await open_shop(shop.database, tenant_id=shop.store.tenant_id)
        there = encode_id("store", sister.store.store_id)
        mug = await sister.goods()
        helper = Client(
            owner.http, owner.host, await key_of(shop, Permission.CATALOG_WRITE, only_here=True)
        )
        category = await owner.do(change("createCategory", CATEGORY), storeId=there, title="X")
        gifts = await owner.do(change("createCollection", COLLECTION), storeId=there, title="X")
        own = {"price": None, "storeId": there, "variantId": variant_ids(mug)[0]}

        refused = [
            await helper.do(change("updateCategory", ""), categoryId=category["id"], title="Y"),
            await helper.do(change("deleteCollection", ""), collectionId=gifts["id"]),
            await helper.do(change("setPrices", ""), storePrices=[own]),
        ]

        assert [one["code"] for one in refused] == ["NOT_FOUND"] * 3


@pytest.fixture
def pages(database: Database, settings: Settings, hosts: HostDirectory, house: House) -> Starlette:
    """The pages of every store, beside the API."""
    app = Starlette(routes=routes())
    app.state.settings, app.state.database = settings, database
    app.state.house, app.state.hosts = SimpleNamespace(cashier=house.cashier), hosts
    return app


class TestPages:
    async def test_show_every_change_at_once(
        self, pages: Starlette, owner: Client, shop: Shop, store: str
    ) -> None:
        mug = await shop.goods("Mug", price=1000)
        product, (variant,) = product_id(mug), variant_ids(mug)
        own = {"amount": "7.77", "currency": "EUR"}
        browser = httpx.AsyncClient(
            transport=httpx.ASGITransport(pages), base_url=f"http://{shop.store.primary_host}"
        )

        before = await browser.get("/products/mug")
        await owner.do(change("updateProduct", ""), productId=product, fields={"title": "Beaker"})
        await owner.do(
            change("setPrices", ""),
            storePrices=[{"storeId": store, "variantId": variant, "price": own}],
        )
        after = await browser.get("/products/mug")
        await owner.do(change("archiveProduct", ""), productId=product)
        archived = await browser.get("/products/mug")
        await self.sell_off(owner, variant)
        gone = await owner.do(change("deleteProduct", ""), productId=product)
        missing = await browser.get("/products/mug")

        assert ("€10.00" in before.text, "Beaker" in before.text) == (True, False)
        assert ("€10.00" in after.text, "€7.77" in after.text) == (False, True)
        assert "Beaker" in after.text
        assert archived.status_code == 410
        assert gone["__typename"] == "DeletedProduct"
        assert missing.status_code == 404

    async def sell_off(self, owner: Client, variant: str) -> None:
        count = {"variantId": variant, "quantity": 0, "expectedQuantity": 10}
        counted = await owner.do(change("setStock", ""), changes=[count])
        assert counted["__typename"] == "StockLevels"
