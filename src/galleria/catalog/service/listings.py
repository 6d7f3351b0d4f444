"""What staff can do to listings: how a store sells a product."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select, update

from galleria.catalog import queries
from galleria.catalog.errors import SlugTaken
from galleria.catalog.events import ListingChanged, ListingRemoved
from galleria.catalog.models import Listing, Product
from galleria.catalog.rules import (
    LONGEST_LINE,
    LONGEST_NOTE,
    LONGEST_TEXT,
    fold,
    free_slug,
    slugify,
    tag_problems,
    too_long,
)
from galleria.catalog.service.products import clean_html
from galleria.core.context import Context
from galleria.core.errors import InvalidInput, NotFound


@dataclass(frozen=True, slots=True)
class ListingFields:
    """How one store sells a product. Empty texts mean the product's own."""

    slug: str = ""
    title: str = ""
    description: str = ""
    is_visible: bool = True
    is_promoted: bool = False
    position: int = 0
    tags: tuple[str, ...] | None = None
    media_ids: tuple[UUID, ...] | None = None
    tax_category: str = "standard"
    markup_basis_points: int = 0
    markup: int = 0
    seo_title: str = ""
    seo_description: str = ""


async def set_listing(
    ctx: Context, *, store_id: UUID, product_id: UUID, fields: ListingFields
) -> Listing:
    """Let a store sell a product this way, whether or not it did before.

    Raises:
        NotFound: the tenant has no such product.
        InvalidInput: a text that is too long, or too many tags.
        SlugTaken: the store shows another product under this slug.
    """
    _check_texts(fields)
    product = await queries.get_product(ctx, product_id)
    listing = await ctx.session.scalar(
        select(Listing)
        .where(Listing.store_id == store_id, Listing.product_id == product_id)
        .with_for_update()
    )
    slug = await _listing_slug(ctx, store_id, product, fields.slug, listing)
    if listing is None:
        listing = Listing(store_id=store_id, product_id=product_id, slug=slug, created_at=ctx.now)
        ctx.session.add(listing)
    listing.slug = slug
    listing.title = fields.title.strip()
    listing.title_folded = fold(listing.title or product.title)
    listing.description = clean_html(fields.description)
    listing.is_visible, listing.is_promoted = fields.is_visible, fields.is_promoted
    listing.position = fields.position
    listing.tags = None if fields.tags is None else list(fields.tags)
    listing.media_ids = None if fields.media_ids is None else list(fields.media_ids)
    listing.tax_category = fields.tax_category
    listing.markup_basis_points, listing.markup_minor = fields.markup_basis_points, fields.markup
    listing.seo_title, listing.seo_description = fields.seo_title, fields.seo_description
    await ctx.session.flush()
    ctx.emit(ListingChanged(listing_id=listing.id, store_id=store_id))
    return listing


async def remove_listing(ctx: Context, *, store_id: UUID, product_id: UUID) -> None:
    """Take a product out of a store; the tenant keeps it.

    Raises:
        NotFound: the store does not have it.
    """
    gone = await ctx.session.scalar(
        delete(Listing)
        .where(Listing.store_id == store_id, Listing.product_id == product_id)
        .returning(Listing.id)
    )
    if gone is None:
        raise NotFound("listing", path=("productId",))
    ctx.emit(ListingRemoved(product_id=product_id, store_id=store_id))


async def count_rating(
    ctx: Context, *, store_id: UUID, product_id: UUID, ratings: int, stars: int
) -> None:
    """Add approved ratings to what a store shows of a product, or take them back if negative."""
    await ctx.session.execute(
        update(Listing)
        .where(Listing.store_id == store_id, Listing.product_id == product_id)
        .values(rating_count=Listing.rating_count + ratings, rating_sum=Listing.rating_sum + stars)
    )


def _check_texts(fields: ListingFields) -> None:
    problems = [
        *too_long(("title",), [fields.title], LONGEST_LINE),
        *too_long(("description",), [clean_html(fields.description)], LONGEST_TEXT),
        *tag_problems(fields.tags or ()),
        *too_long(("taxCategory",), [fields.tax_category], LONGEST_LINE),
        *too_long(("seoTitle",), [fields.seo_title], LONGEST_LINE),
        *too_long(("seoDescription",), [fields.seo_description], LONGEST_NOTE),
    ]
    if problems:
        raise InvalidInput(problems)


async def _listing_slug(
    ctx: Context, store_id: UUID, product: Product, wanted: str, listing: Listing | None
) -> str:
    if not wanted and listing is not None:
        return listing.slug
    slug = slugify(wanted or product.slug)
    others = select(Listing.slug).where(
        Listing.store_id == store_id, Listing.product_id != product.id
    )
    if not wanted:
        near = await ctx.session.scalars(
            others.where(Listing.slug.startswith(slug, autoescape=True))
        )
        return free_slug(slug, set(near))
    if await ctx.session.scalar(others.where(Listing.slug == slug)):
        raise SlugTaken(slug)
    return slug
