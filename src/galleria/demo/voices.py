"""Customers say what they think, and staff let most of it be seen."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from galleria.catalog import queries as catalog
from galleria.core.context import Context, StoreRef
from galleria.core.db import Database
from galleria.demo.crowd import DemoReview
from galleria.reviews.errors import AlreadyReviewed
from galleria.reviews.service import moderate_review, submit_review

_AT_ONCE = 60
# So that the crowd did not come on one day: the first came this long before the last.
_SPAN = timedelta(days=400)
# A prime: neighbors in the list did not come one after the other.
_STRIDE = 7919


async def let_speak(database: Database, store: StoreRef, reviews: Sequence[DemoReview]) -> None:
    """Hand in every review and moderate it; whoever has spoken already is left alone."""
    async with database.transaction(store.tenant_id, store=store, read_only=True) as ctx:
        products = {
            slug: (await catalog.get_product_shown(ctx, slug)).product_id
            for slug in {review.product for review in reviews}
        }
    for batch in _batches(list(enumerate(reviews))):
        async with database.transaction(store.tenant_id, store=store) as ctx:
            for place, review in batch:
                ago = _SPAN * ((place * _STRIDE) % len(reviews)) / len(reviews)
                await _take(ctx.at(ctx.now - ago), products[review.product], review, place)


def _batches(
    numbered: list[tuple[int, DemoReview]],
) -> Iterator[list[tuple[int, DemoReview]]]:
    for start in range(0, len(numbered), _AT_ONCE):
        yield numbered[start : start + _AT_ONCE]


async def _take(ctx: Context, product_id: UUID, review: DemoReview, place: int) -> None:
    try:
        review_id = await submit_review(
            ctx,
            product_id=product_id,
            rating=review.rating,
            title=review.title,
            body=review.text,
            author_name=review.author,
            email=f"customer-{place}@example.com",
        )
    except AlreadyReviewed:
        return
    if not review.is_pending:
        await moderate_review(ctx, review_id=review_id, status="approved")
