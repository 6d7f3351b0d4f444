"""Reads of reviews."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, func, select

from galleria.core.context import Actor, Context
from galleria.core.errors import NotFound
from galleria.core.windows import Sorting, Window
from galleria.reviews.models import Review

NEWEST = Sorting((Review.created_at, Review.id), is_descending=True)


async def list_approved(
    ctx: Context,
    product_id: UUID,
    *,
    offset: int = 0,
    limit: int = 20,
) -> Sequence[Review]:
    """A numbered page of what this store shows of a product's reviews, newest first."""
    rows = NEWEST.within(approved(ctx.store.store_id, product_id), Window())
    return (await ctx.session.scalars(rows.offset(offset).limit(limit))).all()


def approved(store_id: UUID, product_id: UUID) -> Select[Review]:
    """What a store shows of a product's reviews."""
    return select(Review).where(
        Review.store_id == store_id,
        Review.product_id == product_id,
        Review.status == "approved",
    )


async def load_newest(
    ctx: Context, product_ids: Collection[UUID], *, limit: int
) -> dict[UUID, list[Review]]:
    """The newest approved reviews of each product."""
    place = (
        func.row_number()
        .over(
            partition_by=Review.product_id,
            order_by=(Review.created_at.desc(), Review.id.desc()),
        )
        .label("place")
    )
    ranked = (
        select(Review.id, place)
        .where(
            Review.store_id == ctx.store.store_id,
            Review.product_id.in_(product_ids),
            Review.status == "approved",
        )
        .subquery()
    )
    rows = await ctx.session.scalars(
        select(Review)
        .join(ranked, ranked.c.id == Review.id)
        .where(ranked.c.place <= limit)
        .order_by(Review.created_at.desc(), Review.id.desc())
    )
    found: dict[UUID, list[Review]] = {product_id: [] for product_id in product_ids}
    for review in rows:
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
