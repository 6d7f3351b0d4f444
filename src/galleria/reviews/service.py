"""What can be asked of reviews."""

from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from galleria.catalog import queries as catalog
from galleria.catalog.service import listings
from galleria.core.context import Context
from galleria.core.errors import InvalidInput, NotFound
from galleria.core.ids import new_id
from galleria.orders import queries as orders
from galleria.reviews.errors import AlreadyReviewed
from galleria.reviews.events import ReviewModerated, ReviewSubmitted
from galleria.reviews.models import Review
from galleria.reviews.rules import review_problems

_REVIEW_KEY = ["tenant_id", "store_id", "product_id", "author_key"]


async def submit_review(
    ctx: Context,
    *,
    product_id: UUID,
    rating: int,
    title: str,
    body: str,
    author_name: str,
    email: str,
    order_token: str | None = None,
) -> UUID:
    """Keep what somebody says of a product until staff have looked at it; the review's id.

    With the token of an order that holds the product, placed under the same e-mail address, the
    review counts as a verified purchase.

    Raises:
        InvalidInput: a rating out of range, or words missing or too long.
        NotFound: the store shows no such product.
        AlreadyReviewed: this person has reviewed it here.
    """
    email = email.strip()
    if problems := review_problems(
        rating=rating, title=title, body=body, name=author_name, email=email
    ):
        raise InvalidInput(problems)
    if await catalog.find_product(ctx, product_id=product_id) is None:
        raise NotFound("product", path=("productId",))
    kept: UUID | None = await ctx.session.scalar(
        insert(Review)
        .values(
            tenant_id=ctx.tenant_id,
            id=new_id(),
            store_id=ctx.store.store_id,
            product_id=product_id,
            author_key=email.casefold(),
            author_name=author_name.strip(),
            rating=rating,
            title=title.strip(),
            body=body.strip(),
            is_verified=await _has_bought(ctx, order_token, product_id, email),
            created_at=ctx.now,
        )
        .on_conflict_do_nothing(index_elements=_REVIEW_KEY)
        .returning(Review.id)
    )
    if kept is None:
        raise AlreadyReviewed
    ctx.emit(ReviewSubmitted(review_id=kept, product_id=product_id))
    return kept


async def moderate_review(
    ctx: Context, *, review_id: UUID, status: Literal["approved", "rejected"]
) -> Review:
    """Let a review be seen, or not; the product's rating follows in the same transaction.

    Raises:
        NotFound: there is no such review.
    """
    review = await ctx.session.scalar(
        select(Review).where(Review.id == review_id).with_for_update()
    )
    if review is None:
        raise NotFound("review", path=("reviewId",))
    if review.status != status:
        change = (status == "approved") - (review.status == "approved")
        await listings.count_rating(
            ctx,
            store_id=review.store_id,
            product_id=review.product_id,
            ratings=change,
            stars=change * review.rating,
        )
        review.status, review.moderated_at = status, ctx.now
        ctx.emit(ReviewModerated(review_id=review.id, status=status))
    return review


async def _has_bought(ctx: Context, order_token: str | None, product_id: UUID, email: str) -> bool:
    if not order_token:
        return False
    order = await orders.find_purchase(ctx, order_token=order_token, product_id=product_id)
    return order is not None and order.email_folded == email.casefold()
