"""Reads of reviews."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_

from galleria.core.context import Actor, Context
from galleria.core.errors import NotFound
from galleria.reviews.models import Review


async def list_approved(
    ctx: Context,
    product_id: UUID,
    *,
    before: Review | None = None,
    offset: int = 0,
    limit: int = 20,
) -> Sequence[Review]:
    """What this store shows of a product's reviews, newest first; by key for programs, by offset
    for numbered pages.
    """
    rows = (
        select(Review)
        .where(
            Review.store_id == ctx.store.store_id,
            Review.product_id == product_id,
            Review.status == "approved",
        )
        .order_by(Review.created_at.desc(), Review.id.desc())
        .offset(offset)
        .limit(limit)
    )
    if before:
        rows = rows.where(tuple_(Review.created_at, Review.id) < (before.created_at, before.id))
    return (await ctx.session.scalars(rows)).all()


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


async def list_for_staff(
    ctx: Context, *, status: str | None = None, after: UUID | None = None, limit: int = 20
) -> Sequence[Review]:
    """The reviews of the stores that the actor may act for, oldest first; only those of one status
    where it is named.
    """
    rows = within_reach(ctx.actor, status=status).order_by(Review.id).limit(limit)
    return (await ctx.session.scalars(rows.where(Review.id > after) if after else rows)).all()


def within_reach(actor: Actor, *, status: str | None = None) -> Select[Review]:
    """The reviews that an actor may decide on."""
    rows = select(Review)
    if actor.store_ids is not None:
        rows = rows.where(Review.store_id.in_(actor.store_ids))
    return rows.where(Review.status == status) if status else rows
