from sqlalchemy import select

from galleria.reviews import service
from galleria.reviews.models import Review
from tests.kit import Shop
from tests.storefront.browsing import Browser


class TestReviews:
    async def test_shows_approved_ones_and_their_average(
        self, browser: Browser, shop: Shop
    ) -> None:
        mug = await shop.goods("Mug")
        for name, rating, status in (("Bo", 4, "approved"), ("Cy", 5, "approved"), ("Di", 1, "")):
            async with shop.transaction() as ctx:
                review_id = await service.submit_review(
                    ctx,
                    product_id=mug.product_id,
                    rating=rating,
                    title=f"From {name}",
                    body="",
                    author_name=name,
                    email=f"{name}@example.com",
                )
                if status:
                    await service.moderate_review(ctx, review_id=review_id, status="approved")
        page = await browser.open("/products/mug/reviews")
        assert "From Bo" in page.text
        assert "From Di" not in page.text
        product = await browser.open("/products/mug")
        rating = product.things("Product")[0]["aggregateRating"]
        assert (rating["ratingValue"], rating["reviewCount"]) == ("4.5", 2)


class TestSendReview:
    async def test_keeps_what_was_written_and_names_every_fault(
        self, browser: Browser, shop: Shop
    ) -> None:
        await shop.goods("Mug")
        page = await browser.open("/products/mug/reviews")
        refused = await browser.send(
            page.form("/products/mug/reviews"), title="Fine", body="Blue & round", email="nobody"
        )
        assert refused.status == 422
        assert {"#rating", "#name", "#email"} <= set(refused.links)
        assert refused.form("/products/mug/reviews").values["body"] == "Blue & round"
        async with shop.transaction() as ctx:
            assert (await ctx.session.scalars(select(Review))).all() == []

    async def test_takes_one_of_each_person(self, browser: Browser, shop: Shop) -> None:
        await shop.goods("Mug")
        page = await browser.open("/products/mug/reviews")
        form = page.form("/products/mug/reviews")
        typed = {"rating": "5", "title": "Fine", "name": "Ada", "email": "ada@example.com"}
        assert "Thank you." in (await browser.send(form, **typed)).text
        assert "reviewed this product already" in (await browser.send(form, **typed)).text
