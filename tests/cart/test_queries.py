from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from sqlalchemy import select

from galleria.cart import queries
from galleria.cart.service.coupons import apply_codes
from galleria.catalog import queries as catalog
from galleria.catalog.service.listings import ListingFields, set_listing
from galleria.catalog.service.variants import delete_variants
from galleria.core.context import GUEST
from galleria.core.errors import NotFound
from galleria.inventory import queries as inventory
from galleria.inventory.models import Reservation
from galleria.inventory.service import holds, locations, stock
from galleria.pricing import queries as coupons
from galleria.pricing import service as pricing
from galleria.pricing.rules import Discount, Line, Totals, compute_totals
from galleria.shipping import queries as shipping
from galleria.shipping.rows import MethodRow
from tests.kit import Goods, Shop, open_shop


class TestViewCart:
    async def test_tells_that_a_price_has_changed(self, shop: Shop) -> None:
        mug = await shop.goods(price=1000)
        cart = await shop.cart({mug.variant: 1})
        async with shop.transaction() as ctx:
            change = pricing.PriceChange(mug.variant, "EUR", 1200)
            await pricing.set_prices(ctx, prices=[change])

        (notice,) = (await shop.view(cart.token)).notices

        assert (notice.code, notice.was, notice.now) == ("PRICE_CHANGED", 1000, 1200)

    async def test_tells_that_a_hold_has_lapsed(self, shop: Shop) -> None:
        mug = await shop.goods()
        hasty = replace(shop, store=replace(shop.store, hold_minutes=-1))
        cart = await hasty.cart({mug.variant: 1})

        seen = await shop.view(cart.token)

        assert [notice.code for notice in seen.notices] == ["HOLD_LAPSED"]
        assert seen.lines[0].hold is None

    async def test_a_listing_s_markup_and_override_make_the_price(self, shop: Shop) -> None:
        mug = await shop.goods(price=1000, markup_basis_points=1000, markup=5)
        own = await shop.goods("Own", price=1000)
        async with shop.transaction() as ctx:
            change = pricing.StorePriceChange(shop.store.store_id, own.variant, "EUR", 777)
            await pricing.set_store_prices(ctx, prices=[change])

        cart = await shop.cart({mug.variant: 1, own.variant: 1})

        prices = [line.unit_price for line in (await shop.view(cart.token)).lines]
        assert prices == [1105, 777]


@dataclass(frozen=True)
class Told:
    """A line in the words of the parts that know about it."""

    variant_id: UUID
    quantity: int
    title: str
    sku: str
    unit_price: int
    available: int
    held: int
    is_buyable: bool


async def told_by_the_parts(
    shop: Shop, token: str, *goods: Goods
) -> tuple[list[Told], Totals, list[MethodRow], list[str]]:
    """What catalog, prices, ledger, shipping and coupons say of a cart, each asked by itself."""
    async with shop.transaction(GUEST) as ctx:
        cart = await queries.find_cart(ctx, token)
        assert cart
        lines = await queries.list_lines(ctx, cart.id)
        wanted = [line.variant_id for line in lines]
        prices = await coupons.load_buyable(ctx, wanted)
        free = await inventory.load_availability(ctx, wanted)
        held = dict.fromkeys(wanted, 0)
        for hold in await ctx.session.scalars(
            select(Reservation).where(
                Reservation.owner_id == cart.id, Reservation.expires_at > ctx.now
            )
        ):
            held[hold.variant_id] += hold.quantity
        shown = await catalog.load_products(ctx, [one.product_id for one in goods])
        variants = {
            variant.id: variant
            for several in (await catalog.load_variants(ctx, list(shown))).values()
            for variant in several
        }
        taxes = await coupons.get_taxes(ctx)
        methods = await shipping.list_methods(ctx)
        typed = await queries.list_coupons(ctx, cart.id)
    told = []
    for line in lines:
        sold, units = line.variant_id in prices, held[line.variant_id]
        title = shown[variants[line.variant_id].product_id].title if sold else "No longer sold"
        sku = variants[line.variant_id].sku if sold else ""
        price = prices[line.variant_id].price if sold else 0
        available = free[line.variant_id] + units if sold else 0
        told.append(Told(line.variant_id, line.quantity, title, sku, price, available, units, sold))
    chosen = [one for one in methods if one.id == cart.shipping_method_id and prices]
    totals = compute_totals(
        [Line(one.unit_price, one.quantity, taxes["standard"]) for one in told],
        [Discount(coupon.code, coupon.kind, coupon.value) for coupon in typed],
        shipping=sum(one.price_minor for one in chosen),
        shipping_tax=taxes["standard"],
    )
    return told, totals, list(methods) if prices else [], [coupon.code for coupon in typed]


async def told_by_the_view(
    shop: Shop, token: str
) -> tuple[list[Told], Totals, list[MethodRow], list[str]]:
    view = await shop.view(token)
    told = [
        Told(
            line.variant_id,
            line.quantity,
            line.title,
            line.sku,
            line.unit_price,
            line.available,
            line.hold.quantity if line.hold else 0,
            line.is_buyable,
        )
        for line in view.lines
    ]
    codes = [coupon.code for coupon in view.coupons]
    return told, view.totals, list(view.delivery_options), codes


class TestViewCartIsWhatThePartsSay:
    """One statement asks for everything; each part, asked by itself, says the same."""

    async def test_of_an_empty_cart(self, shop: Shop) -> None:
        cart = await shop.cart({})

        seen = await told_by_the_view(shop, cart.token)

        assert seen == await told_by_the_parts(shop, cart.token)
        assert (seen[0], seen[1].total, seen[2], seen[3]) == ([], 0, [], [])

    async def test_of_several_lines_at_several_places(self, shop: Shop) -> None:
        shirt = await shop.goods("Shirt", sizes=("S", "M"), on_hand=3, price=1999)
        advice = await shop.goods("Advice", is_stock_tracked=False)
        async with shop.transaction() as ctx:
            await set_listing(
                ctx,
                store_id=shop.store.store_id,
                product_id=advice.product_id,
                fields=ListingFields(title="Good advice"),
            )
            barn = await locations.create_location(ctx, name="Barn", priority=5)
            more = stock.StockChange(shirt.variant, barn.id, 4, "received")
            await stock.adjust_stock(ctx, changes=[more])
        cart = await shop.ready_cart({shirt.variant: 6, shirt.variants[1]: 1, advice.variant: 2})
        await shop.cart({shirt.variant: 1})

        seen = await told_by_the_view(shop, cart.token)

        assert seen == await told_by_the_parts(shop, cart.token, shirt, advice)
        lines = [(one.title, one.sku, one.available, one.held) for one in seen[0]]
        assert lines == [
            ("Shirt", "SKU-0", 6, 6),
            ("Shirt", "SKU-1", 3, 1),
            ("Good advice", "SKU-0", 999, 0),
        ]
        assert seen[1].total == 7 * 1999 + 2 * 1000 + 450

    async def test_of_a_hold_that_has_lapsed(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=3)
        hasty = replace(shop, store=replace(shop.store, hold_minutes=-1))
        cart = await hasty.cart({mug.variant: 2})
        before = await told_by_the_view(shop, cart.token)
        assert before == await told_by_the_parts(shop, cart.token, mug)
        assert [(one.available, one.held) for one in before[0]] == [(1, 0)]

        async with shop.transaction() as ctx:
            await holds.release_lapsed_holds(ctx)

        after = await told_by_the_view(shop, cart.token)
        assert after == await told_by_the_parts(shop, cart.token, mug)
        assert [(one.available, one.held) for one in after[0]] == [(3, 0)]

    async def test_of_a_store_s_own_price(self, shop: Shop) -> None:
        mug = await shop.goods(price=1000, markup_basis_points=1000)
        async with shop.transaction() as ctx:
            own = pricing.StorePriceChange(shop.store.store_id, mug.variant, "EUR", 777)
            await pricing.set_store_prices(ctx, prices=[own])
        cart = await shop.cart({mug.variant: 2})

        seen = await told_by_the_view(shop, cart.token)

        assert seen == await told_by_the_parts(shop, cart.token, mug)
        assert [one.unit_price for one in seen[0]] == [777]

    async def test_of_a_share_and_an_amount_off(self, shop: Shop) -> None:
        mug, bowl = await shop.goods("Mug", price=999), await shop.goods("Bowl", price=1501)
        async with shop.transaction() as ctx:
            await pricing.create_coupon(ctx, code="TENTH", kind="percentage", value=1000)
            await pricing.create_coupon(ctx, code="FIVE", kind="fixed", value=500, currency="EUR")
        cart = await shop.ready_cart({mug.variant: 2, bowl.variant: 1})
        async with shop.transaction(GUEST) as ctx:
            await apply_codes(ctx, token=cart.token, codes=["five", "tenth"])

        seen = await told_by_the_view(shop, cart.token)

        assert seen == await told_by_the_parts(shop, cart.token, mug, bowl)
        assert seen[3] == ["TENTH", "FIVE"]
        assert seen[1].discount == 200 + 150 + 500

    async def test_of_what_was_archived(self, shop: Shop) -> None:
        mug, bowl = await shop.goods("Mug"), await shop.goods("Bowl")
        cart = await shop.ready_cart({mug.variant: 1, bowl.variant: 1})
        async with shop.transaction() as ctx:
            (await catalog.get_product(ctx, mug.product_id)).status = "archived"

        seen = await told_by_the_view(shop, cart.token)

        assert seen == await told_by_the_parts(shop, cart.token, mug, bowl)
        assert [(one.is_buyable, one.held) for one in seen[0]] == [(False, 1), (True, 1)]
        assert seen[1].total == 1000 + 450

    async def test_of_a_variant_that_was_deleted(self, shop: Shop) -> None:
        print_ = await shop.goods("Print", sizes=("A4", "A3"), is_stock_tracked=False)
        cart = await shop.cart({print_.variants[0]: 1, print_.variants[1]: 2})
        async with shop.transaction() as ctx:
            await delete_variants(
                ctx, product_id=print_.product_id, variant_ids=[print_.variants[0]]
            )

        seen = await told_by_the_view(shop, cart.token)

        assert seen == await told_by_the_parts(shop, cart.token, print_)
        assert [one.is_buyable for one in seen[0]] == [False, True]

    async def test_a_token_opens_a_cart_in_its_own_store_only(
        self, shop: Shop, neighbor: Shop
    ) -> None:
        sister = await open_shop(shop.database, tenant_id=shop.store.tenant_id)
        cart = await shop.cart({(await shop.goods()).variant: 1})

        for stranger in (neighbor, sister):
            async with stranger.transaction(GUEST) as ctx:
                assert await queries.find_cart_view(ctx, cart.token) is None
                with pytest.raises(NotFound):
                    await queries.get_cart_view(ctx, cart.id)

        async with shop.transaction(GUEST) as ctx:
            theirs = await neighbor.cart({(await neighbor.goods()).variant: 1})
            assert (await queries.view_cart(ctx, theirs)).lines == ()
