"""Reads of reviews."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, bindparam, func, select

from galleria.core.context import Actor, Context
from galleria.core.errors import NotFound
from galleria.core.pages import Pages
from galleria.core.statements import Statement, columns_of, one_of
from galleria.core.windows import Sorting, Window
from galleria.reviews.models import Review
from galleria.reviews.rows import ReviewRow

NEWEST = Sorting((Review.created_at, Review.id), is_descending=True)

_REVIEWS = select(*columns_of(ReviewRow, Review))
_IS_APPROVED = (Review.store_id == bindparam("store_id"), Review.status == "approved")

_APPROVED = Statement(_REVIEWS.where(*_IS_APPROVED, Review.id == one_of("review_ids")))
_APPROVED_OF = Pages(
    _REVIEWS.where(*_IS_APPROVED, Review.product_id == bindparam("product_id")), NEWEST
)


def _newest_of_each() -> Statement[*tuple[Any, ...]]:
    order = (Review.created_at.desc(), Review.id.desc())
    place = func.row_number().over(partition_by=Review.product_id, order_by=order).label("place")
    of_each = Review.product_id == one_of("product_ids")
    ranked = select(Review.id, place).where(*_IS_APPROVED, of_each).subquery()
    return Statement(
        _REVIEWS.join(ranked, ranked.c.id == Review.id)
        .where(ranked.c.place <= bindparam("limit", type_=Integer))
        .order_by(*order)
    )


_NEWEST_OF_EACH = _newest_of_each()


async def list_approved(
    ctx: Context, product_id: UUID, *, offset: int = 0, limit: int = 20
) -> list[ReviewRow]:
    """A numbered page of what this store shows of a product's reviews, newest first."""
    rows = await _APPROVED_OF.numbered(ctx, product_id=product_id, offset=offset, limit=limit)
    return [ReviewRow(*row) for row in rows]


async def list_within(ctx: Context, product_id: UUID, window: Window) -> list[ReviewRow]:
    """What this store shows of a product's reviews within a window, newest first, and one more
    where there is more; the last ones come in reverse.
    """
    rows = await _APPROVED_OF.within(ctx, window, product_id=product_id)
    return [ReviewRow(*row) for row in rows]


async def count_approved(ctx: Context, product_id: UUID) -> int:
    """How many reviews of a product this store shows; counting stops above ten thousand."""
    return await _APPROVED_OF.count(ctx, product_id=product_id)


async def load_approved(ctx: Context, review_ids: Collection[UUID]) -> dict[UUID, ReviewRow]:
    """Reviews that this store shows, by id."""
    rows = await _APPROVED.all(ctx, review_ids=list(review_ids))
    return {review.id: review for review in (ReviewRow(*row) for row in rows)}


async def load_newest(
    ctx: Context, product_ids: Collection[UUID], *, limit: int
) -> dict[UUID, list[ReviewRow]]:
    """The newest approved reviews of each product."""
    rows = await _NEWEST_OF_EACH.all(ctx, product_ids=list(product_ids), limit=limit)
    found: dict[UUID, list[ReviewRow]] = {product_id: [] for product_id in product_ids}
    for review in (ReviewRow(*row) for row in rows):
        found[review.product_id].append(review)
    return found


async def get_review(ctx: Context, review_id: UUID) -> Review:
    """One review of the tenant, whatever its status.

    Raises:
        NotFound: there is none.
    """
    found = await ctx.session.scalar(select(Review).where(Review.id == review_id))
    if found is None:
        raise NotFound("review")
    return found


def within_reach(actor: Actor) -> Select[Review]:
    """The reviews that an actor may decide on."""
    rows = select(Review)
    if actor.store_ids is None:
        return rows
    return rows.where(Review.store_id.in_(actor.store_ids))
