from uuid import UUID

import pytest

from galleria.cart import queries as carts
from galleria.catalog import queries as catalog
from galleria.checkout import service as checkout
from galleria.checkout.flow import Cashier
from galleria.core.context import GUEST, Actor
from galleria.core.errors import InvalidInput, NotFound
from galleria.core.ids import new_id
from galleria.core.money import Money
from galleria.orders import queries as orders
from galleria.payments.service import BUILT_IN
from galleria.reviews import queries, service
from galleria.reviews.errors import AlreadyReviewed
from tests.kit import Shop, open_shop


async def submit(
    shop: Shop,
    product_id: UUID,
    *,
    rating: int = 5,
    email: str = "ada@example.com",
    order_token: str | None = None,
) -> UUID:
    async with shop.transaction(GUEST) as ctx:
        return await service.submit_review(
            ctx,
            product_id=product_id,
            rating=rating,
            title="Good",
            body="Holds tea.",
            author_name="Ada",
            email=email,
            order_token=order_token,
        )


async def bought(shop: Shop, variant_id: UUID, email: str) -> str:
    cart = await shop.ready_cart({variant_id: 1}, email=email)
    async with shop.transaction(GUEST) as ctx:
        view = await carts.get_cart_view(ctx, cart.id)
        attempt = await checkout.begin_checkout(
            ctx, cart_token=cart.token, expected_total=Money(view.totals.total, "EUR")
        )
    await Cashier(shop.database, BUILT_IN).finish(shop.store, attempt.id)
    async with shop.transaction() as ctx:
        return (await orders.get_order(ctx, attempt.id)).token


class TestSubmitReview:
    async def test_waits_unseen_until_staff_approve(self, shop: Shop) -> None:
        mug = await shop.goods()
        review_id = await submit(shop, mug.product_id, rating=4)

        async with shop.transaction() as ctx:
            assert await queries.list_approved(ctx, mug.product_id) == []
            await service.moderate_review(ctx, review_id=review_id, status="approved")
        async with shop.transaction() as ctx:
            (seen,) = await queries.list_approved(ctx, mug.product_id)
            product = await catalog.get_product_shown(ctx, mug.slug)

        assert seen.rating == 4
        assert (product.rating_count, product.rating_sum) == (1, 4)

    async def test_counts_as_verified_for_whoever_bought_it(self, shop: Shop) -> None:
        mug, bowl = await shop.goods("Mug"), await shop.goods("Bowl")
        token = await bought(shop, mug.variant, "Ada@Example.com")

        mine = await submit(shop, mug.product_id, order_token=token)
        stranger = await submit(shop, mug.product_id, order_token=token, email="eve@example.com")
        other = await submit(shop, bowl.product_id, order_token=token)

        async with shop.transaction() as ctx:
            verified = [
                (await queries.get_review(ctx, one)).is_verified for one in (mine, stranger, other)
            ]
        assert verified == [True, False, False]

    async def test_one_for_each_person_and_product(self, shop: Shop) -> None:
        mug = await shop.goods()
        await submit(shop, mug.product_id)

        with pytest.raises(AlreadyReviewed):
            await submit(shop, mug.product_id, email="ADA@example.com")

    async def test_refuses_six_stars_and_the_neighbor_s_product(
        self, shop: Shop, neighbor: Shop
    ) -> None:
        mug, theirs = await shop.goods(), await neighbor.goods()

        with pytest.raises(InvalidInput):
            await submit(shop, mug.product_id, rating=6)
        with pytest.raises(NotFound):
            await submit(shop, theirs.product_id)


class TestModerateReview:
    async def test_the_rating_follows_every_change_of_mind(self, shop: Shop) -> None:
        mug = await shop.goods()
        one = await submit(shop, mug.product_id, rating=5)
        two = await submit(shop, mug.product_id, rating=2, email="b@example.com")
        shown = []

        for review_id, status in (
            (one, "approved"),
            (one, "approved"),
            (two, "approved"),
            (one, "rejected"),
        ):
            async with shop.transaction() as ctx:
                await service.moderate_review(ctx, review_id=review_id, status=status)  # type: ignore[arg-type]
            async with shop.transaction() as ctx:
                product = await catalog.get_product_shown(ctx, mug.slug)
            shown.append((product.rating_count, product.rating_sum))

        assert shown == [(1, 5), (1, 5), (2, 7), (1, 2)]


class TestWithinReach:
    async def test_shows_only_what_was_written_where_one_may_act(self, shop: Shop) -> None:
        sister = await open_shop(shop.database, tenant_id=shop.store.tenant_id)
        mug, bowl = await shop.goods("Mug"), await sister.goods("Bowl")
        here = await submit(shop, mug.product_id)
        there = await submit(sister, bowl.product_id)
        helper = Actor("api_key", new_id(), store_ids=frozenset({shop.store.store_id}))

        async with shop.transaction() as ctx:
            every = (await ctx.session.scalars(queries.within_reach(ctx.actor))).all()
        async with shop.transaction(helper) as ctx:
            within_reach = (await ctx.session.scalars(queries.within_reach(ctx.actor))).all()

        assert {review.id for review in every} == {here, there}
        assert [review.id for review in within_reach] == [here]
