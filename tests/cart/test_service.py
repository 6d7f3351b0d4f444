import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from galleria.cart import queries, service
from galleria.cart.errors import NotForSale
from galleria.cart.queries import CartView
from galleria.cart.rules import WantedLine
from galleria.catalog.service import listings, products
from galleria.catalog.service.variants import VariantFields, add_variants
from galleria.core.context import GUEST
from galleria.core.errors import InvalidInput, NotFound, VersionConflict
from galleria.inventory.errors import OutOfStock
from galleria.pricing import service as pricing
from galleria.pricing.errors import CouponRefused
from galleria.shipping.rules import Address
from tests.kit import ADA, Shop


async def view(shop: Shop, token: str) -> CartView:
    async with shop.transaction(GUEST) as ctx:
        found = await queries.find_cart_view(ctx, token)
    assert found
    return found


class TestAddLines:
    async def test_holds_stock_and_tells_until_when(self, shop: Shop) -> None:
        mug = await shop.goods(price=1250)

        cart = await shop.cart({mug.variant: 2})

        (line,) = (await view(shop, cart.token)).lines
        assert (line.quantity, line.unit_price, line.totals.total) == (2, 1250, 2500)
        assert line.hold
        assert line.hold.quantity == 2
        assert line.available == 10
        assert await shop.available(mug.variant) == 8

    async def test_adding_the_same_again_makes_one_line(self, shop: Shop) -> None:
        mug = await shop.goods()
        cart = await shop.cart({mug.variant: 2})

        async with shop.transaction(GUEST) as ctx:
            lines = [WantedLine(mug.variant, 3)]
            await service.add_lines(ctx, token=cart.token, lines=lines)

        seen = await view(shop, cart.token)
        assert [line.quantity for line in seen.lines] == [5]
        assert seen.version == 2

    async def test_names_the_line_that_is_out_of_stock(self, shop: Shop) -> None:
        mug, bowl = await shop.goods("Mug"), await shop.goods("Bowl", on_hand=1)

        with pytest.raises(OutOfStock) as refused:
            await shop.cart({mug.variant: 1, bowl.variant: 2})

        assert refused.value.path == ("lines", "1")
        assert await shop.available(mug.variant) == 10

    async def test_names_the_place_of_what_is_out_of_stock_after_a_repeated_line(
        self, shop: Shop
    ) -> None:
        mug, bowl = await shop.goods("Mug"), await shop.goods("Bowl", on_hand=1)
        wanted = [WantedLine(mug.variant, 1), WantedLine(mug.variant, 1)]

        with pytest.raises(OutOfStock) as refused:
            async with shop.transaction(GUEST) as ctx:
                await service.create_cart(ctx, lines=[*wanted, WantedLine(bowl.variant, 2)])

        assert refused.value.path == ("lines", "2")

    @pytest.mark.parametrize("quantity", [0, -1, 1000])
    async def test_refuses_quantities_that_make_no_sense(self, shop: Shop, quantity: int) -> None:
        mug = await shop.goods()

        with pytest.raises(InvalidInput) as refused:
            await shop.cart({mug.variant: quantity})

        assert refused.value.path == ("lines", "0", "quantity")

    async def test_refuses_what_is_hidden_unpriced_unknown_or_the_neighbor_s(
        self, shop: Shop, neighbor: Shop
    ) -> None:
        hidden = await shop.goods("Hidden", is_visible=False)
        theirs = await neighbor.goods()
        async with shop.transaction() as ctx:
            unpriced = await products.create_product(
                ctx,
                fields=products.ProductFields("Free", status="active"),
                options=[products.OptionFields("Size", ("First",))],
                variants=[VariantFields(("First",))],
            )
            await listings.set_listing(
                ctx,
                store_id=shop.store.store_id,
                product_id=unpriced.id,
                fields=listings.ListingFields(),
            )
            (free,) = await add_variants(
                ctx, product_id=unpriced.id, variants=[VariantFields(("Second",))]
            )

        for variant in (hidden.variant, theirs.variant, free.id, uuid4()):
            with pytest.raises(NotForSale):
                await shop.cart({variant: 1})

    async def test_two_tabs_at_once_lose_nothing(self, shop: Shop) -> None:
        mug = await shop.goods(on_hand=20)
        cart = await shop.cart({})

        async def add() -> None:
            async with shop.transaction(GUEST) as ctx:
                lines = [WantedLine(mug.variant, 1)]
                await service.add_lines(ctx, token=cart.token, lines=lines)

        await asyncio.gather(*(add() for _ in range(10)))

        assert (await view(shop, cart.token)).units == 10
        assert await shop.available(mug.variant) == 10


class TestUpdateLine:
    async def test_zero_takes_the_line_out_and_frees_its_stock(self, shop: Shop) -> None:
        mug = await shop.goods()
        cart = await shop.cart({mug.variant: 4})
        (line,) = (await view(shop, cart.token)).lines

        async with shop.transaction(GUEST) as ctx:
            await service.update_line(ctx, token=cart.token, line_id=line.id, quantity=0)

        assert (await view(shop, cart.token)).lines == ()
        assert await shop.available(mug.variant) == 10

    async def test_refuses_a_version_that_is_not_the_latest(self, shop: Shop) -> None:
        mug = await shop.goods()
        cart = await shop.cart({mug.variant: 1})
        (line,) = (await view(shop, cart.token)).lines

        with pytest.raises(VersionConflict) as refused:
            async with shop.transaction(GUEST) as ctx:
                await service.update_line(
                    ctx, token=cart.token, line_id=line.id, quantity=2, expected_version=9
                )

        assert refused.value.current == 1

    async def test_several_at_once_count_as_one_change(self, shop: Shop) -> None:
        mug, bowl = await shop.goods("Mug"), await shop.goods("Bowl")
        cart = await shop.cart({mug.variant: 1, bowl.variant: 1})
        first, second = (await view(shop, cart.token)).lines

        async with shop.transaction(GUEST) as ctx:
            await service.update_lines(
                ctx, token=cart.token, quantities={first.id: 4, second.id: 0}, expected_version=1
            )

        seen = await view(shop, cart.token)
        assert [(line.variant_id, line.quantity) for line in seen.lines] == [(mug.variant, 4)]
        assert seen.version == 2
        assert await shop.available(mug.variant) == 6
        assert await shop.available(bowl.variant) == 10

    async def test_several_at_once_change_all_or_none(self, shop: Shop) -> None:
        mug, bowl = await shop.goods("Mug"), await shop.goods("Bowl", on_hand=2)
        cart = await shop.cart({mug.variant: 1, bowl.variant: 1})
        first, second = (await view(shop, cart.token)).lines

        with pytest.raises(OutOfStock) as refused:
            async with shop.transaction(GUEST) as ctx:
                await service.update_lines(
                    ctx, token=cart.token, quantities={second.id: 3, first.id: 4}
                )

        assert refused.value.variant_id == bowl.variant
        assert refused.value.path == ("quantity",)
        assert await shop.available(mug.variant) == 9

    async def test_refuses_a_line_of_another_cart(self, shop: Shop) -> None:
        mug = await shop.goods()
        cart, other = await shop.cart({mug.variant: 1}), await shop.cart({mug.variant: 1})
        (line,) = (await view(shop, other.token)).lines

        with pytest.raises(NotFound):
            async with shop.transaction(GUEST) as ctx:
                await service.update_line(ctx, token=cart.token, line_id=line.id, quantity=2)

        async with shop.transaction(GUEST) as ctx:
            await service.update_line(ctx, token=cart.token, line_id=line.id, quantity=0)
        assert (await view(shop, other.token)).units == 1

    async def test_the_neighbor_s_cart_is_not_found(self, shop: Shop, neighbor: Shop) -> None:
        theirs = await neighbor.cart({})

        with pytest.raises(NotFound):
            async with shop.transaction(GUEST) as ctx:
                await service.set_note(ctx, token=theirs.token, note="mine now")


class TestViewCart:
    async def test_tells_that_a_price_has_changed(self, shop: Shop) -> None:
        mug = await shop.goods(price=1000)
        cart = await shop.cart({mug.variant: 1})
        async with shop.transaction() as ctx:
            change = pricing.PriceChange(mug.variant, "EUR", 1200)
            await pricing.set_prices(ctx, prices=[change])

        (notice,) = (await view(shop, cart.token)).notices

        assert (notice.code, notice.was, notice.now) == ("PRICE_CHANGED", 1000, 1200)

    async def test_tells_that_a_hold_has_lapsed(self, shop: Shop) -> None:
        mug = await shop.goods()
        hasty = replace(shop, store=replace(shop.store, hold_minutes=-1))
        cart = await hasty.cart({mug.variant: 1})

        seen = await view(shop, cart.token)

        assert [notice.code for notice in seen.notices] == ["HOLD_LAPSED"]
        assert seen.lines[0].hold is None

    async def test_a_listing_s_markup_and_override_make_the_price(self, shop: Shop) -> None:
        mug = await shop.goods(price=1000, markup_basis_points=1000, markup=5)
        own = await shop.goods("Own", price=1000)
        async with shop.transaction() as ctx:
            change = pricing.StorePriceChange(shop.store.store_id, own.variant, "EUR", 777)
            await pricing.set_store_prices(ctx, prices=[change])

        cart = await shop.cart({mug.variant: 1, own.variant: 1})

        prices = [line.unit_price for line in (await view(shop, cart.token)).lines]
        assert prices == [1105, 777]


class TestApplyCodes:
    async def test_takes_a_share_off_whatever_the_case(self, shop: Shop) -> None:
        mug = await shop.goods(price=1000)
        async with shop.transaction() as ctx:
            await pricing.create_coupon(ctx, code="Welcome", kind="percentage", value=1500)
        cart = await shop.cart({mug.variant: 2})

        async with shop.transaction(GUEST) as ctx:
            await service.apply_codes(ctx, token=cart.token, codes=[" WELCOME "])

        assert (await view(shop, cart.token)).totals.discount == 300

    async def test_says_why_a_code_is_refused(self, shop: Shop, neighbor: Shop) -> None:
        mug = await shop.goods(price=1000)
        async with shop.transaction() as ctx:
            await pricing.create_coupon(
                ctx, code="BIG", kind="fixed", value=500, currency="EUR", minimum=5000
            )
        async with neighbor.transaction() as ctx:
            await pricing.create_coupon(ctx, code="THEIRS", kind="percentage", value=500)
        cart = await shop.cart({mug.variant: 1})

        for code, reason in (("BIG", "BELOW_MINIMUM"), ("THEIRS", "UNKNOWN"), ("", "UNKNOWN")):
            with pytest.raises(CouponRefused) as refused:
                async with shop.transaction(GUEST) as ctx:
                    await service.apply_codes(ctx, token=cart.token, codes=[code])
            assert refused.value.reason == reason

    async def test_a_coupon_that_no_longer_applies_is_told_and_costs_nothing(
        self, shop: Shop
    ) -> None:
        mug = await shop.goods(price=1000)
        async with shop.transaction() as ctx:
            coupon = await pricing.create_coupon(ctx, code="X", kind="percentage", value=1000)
        cart = await shop.cart({mug.variant: 1})
        async with shop.transaction(GUEST) as ctx:
            await service.apply_codes(ctx, token=cart.token, codes=["X"])
        async with shop.transaction() as ctx:
            await pricing.deactivate_coupon(ctx, coupon_id=coupon.id)

        seen = await view(shop, cart.token)

        assert seen.totals.discount == 0
        assert [notice.code for notice in seen.notices] == ["COUPON_NOT_APPLIED"]


class TestSetAddresses:
    async def test_names_every_fault_with_its_place(self, shop: Shop) -> None:
        cart = await shop.cart({})
        nowhere = Address(name=" ", line1="", city="", postal_code="", country="XX")

        with pytest.raises(InvalidInput) as refused:
            async with shop.transaction(GUEST) as ctx:
                await service.set_addresses(ctx, token=cart.token, shipping=ADA, billing=nowhere)

        faults = {problem.path for problem in refused.value.problems}
        fields = ("name", "line1", "city", "postal_code", "country")
        assert faults == {("billing", field) for field in fields}

    async def test_keeps_any_script_and_tidies_the_country(self, shop: Shop) -> None:
        cart = await shop.cart({})
        somewhere = replace(ADA, name=" 山田 太郎 ", country="jp", postal_code="100-0001")

        async with shop.transaction(GUEST) as ctx:
            await service.set_addresses(ctx, token=cart.token, shipping=somewhere)

        address = (await view(shop, cart.token)).shipping_address
        assert address
        assert (address.name, address.country) == ("山田 太郎", "JP")


class TestSetContact:
    @pytest.mark.parametrize("email", ["", "ada", "ada@", "a b@example.com", "ada@localhost"])
    async def test_refuses_what_no_mail_could_go_to(self, shop: Shop, email: str) -> None:
        cart = await shop.cart({})

        with pytest.raises(InvalidInput):
            async with shop.transaction(GUEST) as ctx:
                await service.set_contact(ctx, token=cart.token, email=email)
