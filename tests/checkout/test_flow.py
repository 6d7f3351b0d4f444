import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from galleria.cart import queries as carts
from galleria.cart.errors import CheckoutUnderWay, NotForSale
from galleria.cart.rows import CartRow
from galleria.cart.service import coupons as cart_coupons
from galleria.cart.service import details, lines
from galleria.catalog import queries as catalog
from galleria.catalog.models import Variant
from galleria.catalog.service import listings
from galleria.catalog.service.listings import ListingFields
from galleria.checkout import service
from galleria.checkout.errors import AlreadyOrdered, CheckoutIncomplete, TotalChanged
from galleria.checkout.flow import Cashier
from galleria.checkout.rows import AttemptRow
from galleria.core.context import GUEST
from galleria.core.errors import DomainError, NotFound
from galleria.core.money import Money
from galleria.inventory.errors import OutOfStock
from galleria.inventory.models import Reservation
from galleria.orders import queries as orders
from galleria.orders.models import Order
from galleria.payments.gateways.protocol import Captured, CaptureRequest, Declined
from galleria.payments.gateways.test import TestGateway
from galleria.payments.service import BUILT_IN
from galleria.pricing import queries as coupons
from galleria.pricing import service as pricing
from galleria.pricing.errors import CouponRefused
from tests.kit import Shop, open_shop


async def total_of(shop: Shop, cart: CartRow) -> Money:
    async with shop.transaction(GUEST) as ctx:
        view = await carts.get_cart_view(ctx, cart.id)
    return Money(view.totals.total, view.currency)


async def begin(shop: Shop, cart: CartRow, total: Money | None = None) -> AttemptRow:
    total = total or await total_of(shop, cart)
    async with shop.transaction(GUEST) as ctx:
        return await service.begin_checkout(ctx, cart_token=cart.token, expected_total=total)


async def buy(shop: Shop, cart: CartRow) -> AttemptRow:
    attempt = await begin(shop, cart)
    return await Cashier(shop.database, BUILT_IN).finish(shop.store, attempt.id)


async def alter(shop: Shop, variant_id: UUID, **values: Any) -> None:
    async with shop.transaction() as ctx:
        await ctx.session.execute(update(Variant).where(Variant.id == variant_id).values(**values))


async def archive(shop: Shop, product_id: UUID) -> None:
    async with shop.transaction() as ctx:
        (await catalog.get_product(ctx, product_id)).status = "archived"


async def order_of(shop: Shop, attempt_id: UUID) -> Order | None:
    async with shop.transaction() as ctx:
        return await orders.find_order(ctx, order_id=attempt_id)


async def count_orders(shop: Shop) -> int:
    async with shop.transaction() as ctx:
        return await ctx.session.scalar(select(func.count()).select_from(Order)) or 0


class Slow(TestGateway):
    """Lets others run before it answers, and counts what it took."""

    def __init__(self) -> None:
        self.taken: set[UUID] = set()
        self.asked = 0

    async def capture(self, request: CaptureRequest) -> Captured | Declined:
        self.asked += 1
        await asyncio.sleep(0.02)
        self.taken.add(request.payment_id)
        return await super().capture(request)


class TestFinish:
    async def test_places_an_order_that_is_the_sum_of_what_was_shown(self, shop: Shop) -> None:
        mug = await shop.goods(price=1250)
        cart = await shop.ready_cart({mug.variant: 3})
        shown = await total_of(shop, cart)

        attempt = await buy(shop, cart)

        order = await order_of(shop, attempt.id)
        assert attempt.status == "placed"
        assert order
        assert (order.goods_minor, order.shipping_minor) == (3750, 450)
        assert order.total_minor == shown.minor == 4200
        assert order.tax_minor == 625 + 75
        assert order.payment_status == "paid"
        async with shop.transaction() as ctx:
            lines = await orders.list_lines(ctx, order.id)
        assert [(line.quantity, line.total_minor) for line in lines] == [(3, 3750)]
        assert await shop.available(mug.variant) == 7
        assert await shop.drift() == []

    async def test_a_declined_payment_gives_cart_stock_and_coupon_back(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=2)
        async with shop.transaction() as ctx:
            await pricing.create_coupon(
                ctx, code="ONCE", kind="percentage", value=1000, usage_limit=1
            )
        cart = await shop.ready_cart({mug.variant: 2}, method="declined")
        async with shop.transaction(GUEST) as ctx:
            await cart_coupons.apply_codes(ctx, token=cart.token, codes=["once"])

        attempt = await buy(shop, cart)

        assert (attempt.status, attempt.failure_code) == ("failed", "PAYMENT_DECLINED")
        assert await count_orders(shop) == 0
        async with shop.transaction(GUEST) as ctx:
            view = await carts.get_cart_view(ctx, cart.id)
        assert view.status == "open"
        assert view.lines[0].hold
        assert view.totals.discount == 200
        async with shop.transaction(GUEST) as ctx:
            await service.start_payment(ctx, cart_token=cart.token, gateway="test", known=BUILT_IN)
        assert (await buy(shop, cart)).status == "placed"
        assert await shop.drift() == []

    async def test_finished_by_many_at_once_it_leads_to_one_order(self, shop: Shop) -> None:
        mug = await shop.goods()
        attempt = await begin(shop, await shop.ready_cart({mug.variant: 1}))
        gateway = Slow()
        cashier = Cashier(shop.database, {"test": gateway})

        done = await asyncio.gather(*(cashier.finish(shop.store, attempt.id) for _ in range(8)))

        assert {one.status for one in done} == {"placed"}
        assert len(gateway.taken) == 1
        assert await count_orders(shop) == 1

    async def test_what_was_agreed_holds_even_if_the_price_changes_before_the_answer(
        self, shop: Shop
    ) -> None:
        mug = await shop.goods(price=1000)
        attempt = await begin(shop, await shop.ready_cart({mug.variant: 1}))
        async with shop.transaction() as ctx:
            change = pricing.PriceChange(mug.variant, "EUR", 9900)
            await pricing.set_prices(ctx, prices=[change])

        await Cashier(shop.database, BUILT_IN).finish(shop.store, attempt.id)

        order = await order_of(shop, attempt.id)
        assert order
        assert order.total_minor == 1450

    async def test_manual_payment_leaves_the_order_waiting_for_its_money(self, shop: Shop) -> None:
        mug = await shop.goods()
        cart = await shop.ready_cart({mug.variant: 1})
        async with shop.transaction(GUEST) as ctx:
            await service.start_payment(
                ctx, cart_token=cart.token, gateway="manual", known=BUILT_IN
            )
        attempt = await buy(shop, cart)

        order = await order_of(shop, attempt.id)
        assert order
        assert order.payment_status == "pending"

    async def test_an_attempt_is_finished_in_its_own_store_only(self, shop: Shop) -> None:
        mug = await shop.goods()
        sister = await open_shop(shop.database, tenant_id=shop.store.tenant_id)
        attempt = await begin(shop, await shop.ready_cart({mug.variant: 1}))
        cashier = Cashier(shop.database, BUILT_IN)

        with pytest.raises(NotFound):
            await cashier.finish(sister.store, attempt.id)

        assert (await cashier.finish(shop.store, attempt.id)).status == "placed"
        order = await order_of(shop, attempt.id)
        assert order
        assert order.store_id == shop.store.store_id


class TestBeginCheckout:
    async def test_refuses_a_total_that_is_not_the_one_agreed(self, shop: Shop) -> None:
        mug = await shop.goods(price=1000)
        cart = await shop.ready_cart({mug.variant: 1})

        with pytest.raises(TotalChanged) as refused:
            await begin(shop, cart, Money(1000, "EUR"))

        assert refused.value.now == Money(1450, "EUR")
        assert await count_orders(shop) == 0

    async def test_names_everything_that_is_missing(self, shop: Shop) -> None:
        mug = await shop.goods()
        cart = await shop.cart({mug.variant: 1})

        with pytest.raises(CheckoutIncomplete) as refused:
            await begin(shop, cart)

        missing = [problem.path[0] for problem in refused.value.problems]
        assert missing == ["contact", "shippingAddress", "delivery"]

    async def test_two_at_once_on_one_cart_give_one_order_and_one_clear_error(
        self, shop: Shop
    ) -> None:
        mug = await shop.goods()
        cart = await shop.ready_cart({mug.variant: 1})

        got = await asyncio.gather(*(buy(shop, cart) for _ in range(2)), return_exceptions=True)

        refused = [one for one in got if isinstance(one, DomainError)]
        assert await count_orders(shop) == 1
        assert len(refused) == 1
        assert isinstance(refused[0], CheckoutUnderWay | AlreadyOrdered)

    async def test_an_ordered_cart_names_its_order(self, shop: Shop) -> None:
        mug = await shop.goods()
        cart = await shop.ready_cart({mug.variant: 1})
        order = await order_of(shop, (await buy(shop, cart)).id)
        assert order

        with pytest.raises(AlreadyOrdered) as refused:
            await begin(shop, cart, Money(1450, "EUR"))

        assert refused.value.order_number == order.number == 1001

    async def test_a_lapsed_hold_is_taken_again_while_stock_lasts(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=1)
        hasty = replace(shop, store=replace(shop.store, hold_minutes=-1))
        cart = await hasty.ready_cart({mug.variant: 1})

        attempt = await buy(shop, cart)

        assert attempt.status == "placed"
        assert await shop.drift() == []

    async def test_what_was_sold_while_the_hold_had_lapsed_is_out_of_stock(
        self, shop: Shop
    ) -> None:
        mug = await shop.goods(on_hand=1)
        hasty = replace(shop, store=replace(shop.store, hold_minutes=-1))
        late = await hasty.ready_cart({mug.variant: 1})
        assert (await buy(shop, await shop.ready_cart({mug.variant: 1}))).status == "placed"

        with pytest.raises(OutOfStock):
            await begin(shop, late)

        assert await count_orders(shop) == 1
        assert await shop.drift() == []

    async def test_what_needs_no_delivery_is_bought_without_an_address(self, shop: Shop) -> None:
        book = await shop.goods("E-book", price=990)
        await alter(shop, book.variant, requires_shipping=False)
        cart = await shop.cart({book.variant: 1})
        async with shop.transaction(GUEST) as ctx:
            await details.set_contact(ctx, token=cart.token, email="ada@example.com")
            await details.set_delivery(ctx, token=cart.token, method_id=shop.delivery_id)
            await service.start_payment(ctx, cart_token=cart.token, gateway="test", known=BUILT_IN)

        attempt = await buy(shop, cart)

        order = await order_of(shop, attempt.id)
        assert order
        assert (order.total_minor, order.shipping_minor, order.shipping_address) == (990, 0, None)

    async def test_what_costs_nothing_is_an_order_of_nothing(self, shop: Shop) -> None:
        sample = await shop.goods("Sample", price=0)
        await alter(shop, sample.variant, requires_shipping=False)
        async with shop.transaction() as ctx:
            await pricing.create_coupon(ctx, code="OFF", kind="fixed", value=500, currency="EUR")
        cart = await shop.ready_cart({sample.variant: 2})
        async with shop.transaction(GUEST) as ctx:
            await cart_coupons.apply_codes(ctx, token=cart.token, codes=["OFF"])

        attempt = await buy(shop, cart)

        order = await order_of(shop, attempt.id)
        assert order
        assert (order.total_minor, order.tax_minor, order.discount_minor) == (0, 0, 0)
        assert order.payment_status == "paid"

    async def test_what_was_archived_meanwhile_is_named_and_can_be_taken_out(
        self, shop: Shop
    ) -> None:
        mug, bowl = await shop.goods("Mug"), await shop.goods("Bowl")
        cart = await shop.ready_cart({mug.variant: 1, bowl.variant: 1})
        await archive(shop, bowl.product_id)

        with pytest.raises(NotForSale):
            await begin(shop, cart)

        async with shop.transaction(GUEST) as ctx:
            view = await carts.get_cart_view(ctx, cart.id)
            (gone,) = (line for line in view.lines if not line.is_buyable)
            await lines.update_line(ctx, token=cart.token, line_id=gone.id, quantity=0)
        assert (await buy(shop, cart)).status == "placed"
        async with shop.transaction() as ctx:
            held = select(Reservation.id).where(Reservation.variant_id == bowl.variant)
            assert (await ctx.session.scalars(held)).all() == []
        assert await shop.drift() == []

    async def test_what_is_archived_while_it_is_paid_for_is_sold_as_agreed(
        self, shop: Shop
    ) -> None:
        mug = await shop.goods(on_hand=1)
        attempt = await begin(shop, await shop.ready_cart({mug.variant: 1}))
        await archive(shop, mug.product_id)

        finished = await Cashier(shop.database, BUILT_IN).finish(shop.store, attempt.id)

        assert finished.status == "placed"
        assert await shop.drift() == []


class TestCrowds:
    async def test_two_stores_of_one_merchant_sell_the_last_unit_once(self, shop: Shop) -> None:
        sister = await open_shop(shop.database, tenant_id=shop.store.tenant_id)
        mug = await shop.goods(on_hand=1)
        async with sister.transaction() as ctx:
            await listings.set_listing(
                ctx,
                store_id=sister.store.store_id,
                product_id=mug.product_id,
                fields=ListingFields(),
            )

        async def one_buyer(seller: Shop) -> str:
            try:
                return (await buy(seller, await seller.ready_cart({mug.variant: 1}))).status
            except OutOfStock as refused:
                return refused.code

        outcomes = await asyncio.gather(*(one_buyer(one) for one in (shop, sister) * 4))

        assert sorted(outcomes) == ["OUT_OF_STOCK"] * 7 + ["placed"]
        assert await shop.drift() == []

    async def test_forty_buyers_of_ten_units_get_ten_orders_numbered_without_gaps(
        self, shop: Shop
    ) -> None:
        mug = await shop.goods(on_hand=10)

        async def one_buyer(number: int) -> str:
            try:
                cart = await shop.ready_cart({mug.variant: 1}, email=f"b{number}@example.com")
                return (await buy(shop, cart)).status
            except OutOfStock:
                return "out of stock"

        outcomes = await asyncio.gather(*(one_buyer(n) for n in range(40)))

        assert sorted(outcomes) == ["out of stock"] * 30 + ["placed"] * 10
        async with shop.transaction() as ctx:
            placed = (await ctx.session.scalars(orders.within_reach(ctx.actor))).all()
        assert sorted(order.number for order in placed) == list(range(1001, 1011))
        assert await shop.available(mug.variant) == 0
        assert await shop.drift() == []

    async def test_a_coupon_limited_to_three_is_used_three_times_by_ten(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=50)
        async with shop.transaction() as ctx:
            await pricing.create_coupon(
                ctx, code="THREE", kind="fixed", value=100, currency="EUR", usage_limit=3
            )

        async def one_buyer(number: int) -> str:
            try:
                cart = await shop.ready_cart({mug.variant: 1}, email=f"b{number}@example.com")
                async with shop.transaction(GUEST) as ctx:
                    await cart_coupons.apply_codes(ctx, token=cart.token, codes=["THREE"])
                return (await buy(shop, cart)).status
            except (CouponRefused, TotalChanged) as refused:
                return refused.code

        await asyncio.gather(*(one_buyer(n) for n in range(10)))

        async with shop.transaction() as ctx:
            placed = (await ctx.session.scalars(orders.within_reach(ctx.actor))).all()
            coupon = await coupons.find_coupon(ctx, "three")
        assert coupon
        assert coupon.used_count == 3
        assert [order.discount_minor for order in placed if order.discount_minor] == [100] * 3
