import asyncio
from uuid import uuid4

import pytest

from galleria.cart.errors import NotForSale
from galleria.cart.rules import WantedLine
from galleria.cart.service import carts, details, lines
from galleria.catalog.service import listings, products
from galleria.catalog.service.variants import VariantFields, add_variants
from galleria.core.context import GUEST
from galleria.core.errors import InvalidInput, NotFound, VersionConflict
from galleria.inventory.errors import OutOfStock
from tests.kit import Shop


class TestAddLines:
    async def test_holds_stock_and_tells_until_when(self, shop: Shop) -> None:
        mug = await shop.goods(price=1250)

        cart = await shop.cart({mug.variant: 2})

        (line,) = (await shop.view(cart.token)).lines
        assert (line.quantity, line.unit_price, line.totals.total) == (2, 1250, 2500)
        assert line.hold
        assert line.hold.quantity == 2
        assert line.available == 10
        assert await shop.available(mug.variant) == 8

    async def test_adding_the_same_again_makes_one_line(self, shop: Shop) -> None:
        mug = await shop.goods()
        cart = await shop.cart({mug.variant: 2})

        async with shop.transaction(GUEST) as ctx:
            more = [WantedLine(mug.variant, 3)]
            await lines.add_lines(ctx, token=cart.token, lines=more)

        seen = await shop.view(cart.token)
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
                await carts.create_cart(ctx, lines=[*wanted, WantedLine(bowl.variant, 2)])

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
                more = [WantedLine(mug.variant, 1)]
                await lines.add_lines(ctx, token=cart.token, lines=more)

        await asyncio.gather(*(add() for _ in range(10)))

        assert [line.quantity for line in (await shop.view(cart.token)).lines] == [10]
        assert await shop.available(mug.variant) == 10


class TestUpdateLine:
    async def test_zero_takes_the_line_out_and_frees_its_stock(self, shop: Shop) -> None:
        mug = await shop.goods()
        cart = await shop.cart({mug.variant: 4})
        (line,) = (await shop.view(cart.token)).lines

        async with shop.transaction(GUEST) as ctx:
            await lines.update_line(ctx, token=cart.token, line_id=line.id, quantity=0)

        assert (await shop.view(cart.token)).lines == ()
        assert await shop.available(mug.variant) == 10

    async def test_refuses_a_version_that_is_not_the_latest(self, shop: Shop) -> None:
        mug = await shop.goods()
        cart = await shop.cart({mug.variant: 1})
        (line,) = (await shop.view(cart.token)).lines

        with pytest.raises(VersionConflict) as refused:
            async with shop.transaction(GUEST) as ctx:
                await lines.update_line(
                    ctx, token=cart.token, line_id=line.id, quantity=2, expected_version=9
                )

        assert refused.value.current == 1

    async def test_several_at_once_count_as_one_change(self, shop: Shop) -> None:
        mug, bowl = await shop.goods("Mug"), await shop.goods("Bowl")
        cart = await shop.cart({mug.variant: 1, bowl.variant: 1})
        first, second = (await shop.view(cart.token)).lines

        async with shop.transaction(GUEST) as ctx:
            await lines.update_lines(
                ctx, token=cart.token, quantities={first.id: 4, second.id: 0}, expected_version=1
            )

        seen = await shop.view(cart.token)
        assert [(line.variant_id, line.quantity) for line in seen.lines] == [(mug.variant, 4)]
        assert seen.version == 2
        assert await shop.available(mug.variant) == 6
        assert await shop.available(bowl.variant) == 10

    async def test_several_at_once_change_all_or_none(self, shop: Shop) -> None:
        mug, bowl = await shop.goods("Mug"), await shop.goods("Bowl", on_hand=2)
        cart = await shop.cart({mug.variant: 1, bowl.variant: 1})
        first, second = (await shop.view(cart.token)).lines

        with pytest.raises(OutOfStock) as refused:
            async with shop.transaction(GUEST) as ctx:
                await lines.update_lines(
                    ctx, token=cart.token, quantities={second.id: 3, first.id: 4}
                )

        assert refused.value.variant_id == bowl.variant
        assert refused.value.path == ("quantity",)
        assert await shop.available(mug.variant) == 9

    async def test_refuses_a_line_of_another_cart(self, shop: Shop) -> None:
        mug = await shop.goods()
        cart, other = await shop.cart({mug.variant: 1}), await shop.cart({mug.variant: 1})
        (line,) = (await shop.view(other.token)).lines

        with pytest.raises(NotFound):
            async with shop.transaction(GUEST) as ctx:
                await lines.update_line(ctx, token=cart.token, line_id=line.id, quantity=2)

        async with shop.transaction(GUEST) as ctx:
            await lines.update_line(ctx, token=cart.token, line_id=line.id, quantity=0)
        assert [line.quantity for line in (await shop.view(other.token)).lines] == [1]

    async def test_the_neighbor_s_cart_is_not_found(self, shop: Shop, neighbor: Shop) -> None:
        theirs = await neighbor.cart({})

        with pytest.raises(NotFound):
            async with shop.transaction(GUEST) as ctx:
                await details.set_note(ctx, token=theirs.token, note="mine now")
