"""What becomes of pictures that lie at somebody else's address."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import case, or_, select, update

from galleria.catalog import queries
from galleria.catalog.events import ProductChanged
from galleria.catalog.models import Media, Product
from galleria.catalog.queries import IS_AWAY
from galleria.catalog.rows import StoredPicture
from galleria.core.context import Context
from galleria.core.errors import NotFound

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=2),
    timedelta(days=1),
    timedelta(days=7),
    timedelta(days=30),
)
"""What lies between the attempts to fetch a picture; behind the last it is given up.

The last ones are for a shop that was down for days, or moved and came back.
"""

UNDER_WAY = "It is being fetched, or the last attempt was cut short."


async def claim_pictures(ctx: Context, *, limit: int) -> Sequence[str]:
    """Take so many addresses that are due; the attempt counts from here, however it ends.

    So a picture that takes the worker down with it is not fetched forever. An address whose picture
    we have already, for another product, needs no attempt.
    """
    due = await queries.list_due_pictures(ctx, limit=limit)
    stored = await queries.load_stored_pictures(ctx, due)
    for url, picture in stored.items():
        await keep_picture(ctx, url=url, picture=picture)
    missing = [url for url in due if url not in stored]
    pauses = {attempts: ctx.now + pause for attempts, pause in enumerate(PAUSES)}
    await ctx.session.execute(
        update(Media)
        .where(IS_AWAY, Media.url.in_(missing))
        .values(
            fetch_at=case(pauses, value=Media.fetch_attempts),
            fetch_attempts=Media.fetch_attempts + 1,
            fetch_problem=UNDER_WAY,
        )
    )
    return missing


async def keep_picture(ctx: Context, *, url: str, picture: StoredPicture) -> None:
    """Show our own file wherever the picture at this address belongs."""
    shown = await ctx.session.scalars(
        update(Media)
        .where(IS_AWAY, Media.url == url)
        .values(key=picture.key, width=picture.width, height=picture.height, fetch_problem="")
        .returning(Media.product_id)
    )
    for product_id in set(shown):
        ctx.emit(ProductChanged(product_id=product_id))


async def note_picture_problem(ctx: Context, *, url: str, problem: str) -> None:
    """Remember why a picture could not be fetched."""
    await ctx.session.execute(
        update(Media).where(IS_AWAY, Media.url == url).values(fetch_problem=problem)
    )


async def retry_pictures(ctx: Context, *, product_ids: Sequence[UUID]) -> int:
    """Fetch anew what could not be fetched of these products, given up or not; how many pictures.

    Each gets as many attempts as a new one. What is being fetched at this moment goes on.

    Raises:
        NotFound: the tenant has no such product.
    """
    known = set(await ctx.session.scalars(select(Product.id).where(Product.id.in_(product_ids))))
    for place, product_id in enumerate(product_ids):
        if product_id not in known:
            raise NotFound("product", path=("productIds", str(place)))
    again = await ctx.session.scalars(
        update(Media)
        .where(
            IS_AWAY,
            Media.product_id.in_(product_ids),
            Media.fetch_problem != "",
            or_(Media.fetch_problem != UNDER_WAY, Media.fetch_at.is_(None)),
        )
        .values(fetch_at=ctx.now, fetch_attempts=0)
        .returning(Media.id)
        .execution_options(synchronize_session=False)
    )
    return len(again.all())
