"""What buyers say of a product, and saying more."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from galleria.catalog import queries as catalog
from galleria.catalog.queries import ListedProduct
from galleria.core.context import Context
from galleria.core.errors import DomainError, InvalidInput, NotFound, Problem
from galleria.reviews import queries, service
from galleria.reviews.rows import ReviewRow
from galleria.storefront.cards import build_cards, rating_of
from galleria.storefront.paging import address, page_number, paginate
from galleria.storefront.views.catalog import ReviewForm, ReviewsPage, ReviewView
from galleria.storefront.views.frame import Link, Message, Meta
from galleria.storefront.visits import Shown, Visit

PAGE_SIZE = 20
_FIELDS = {"authorName": "name"}
_LABELS = {"title": "headline"}
_ORDER = ("rating", "title", "body", "name", "email")


async def reviews(visit: Visit) -> Response:
    """Show all reviews of a product; ``?order=`` proves a purchase."""
    form = ReviewForm({"order": visit.request.query_params.get("order", "")[:64]})
    return await visit.show(lambda ctx: _build(visit, ctx, form))


async def send_review(visit: Visit) -> Response:
    """Take a review; it is shown once staff have read it."""
    form = await visit.form()
    slug: str = visit.request.path_params["slug"]
    rating = form.get("rating", "")
    try:
        async with visit.write() as ctx:
            product = await catalog.get_product_shown(ctx, slug)
            await service.submit_review(
                ctx,
                product_id=product.product_id,
                rating=int(rating) if rating in {"1", "2", "3", "4", "5"} else 0,
                title=form.get("title", ""),
                body=form.get("body", ""),
                author_name=form.get("name", ""),
                email=form.get("email", ""),
                order_token=form.get("order") or None,
            )
    except InvalidInput as refusal:
        again = _mend(visit, form, refusal.problems)
        return await visit.show(lambda ctx: _build(visit, ctx, again))
    except DomainError as refusal:
        return visit.go(f"/products/{slug}/reviews", Message("error", text=refusal.message))
    return visit.go(f"/products/{slug}", Message("success", "message.review_sent"))


def view_review(visit: Visit, review: ReviewRow) -> ReviewView:
    """A review as pages show it."""
    return ReviewView(
        author=review.author_name,
        rating=review.rating,
        title=review.title,
        body=review.body,
        written_on=visit.here(review.created_at).date(),
        is_verified=review.is_verified,
    )


def _mend(visit: Visit, form: Mapping[str, str], problems: Sequence[Problem]) -> ReviewForm:
    """The form again, with what needs mending in the order of its fields."""
    told = {_FIELDS.get(one.path[-1], one.path[-1]): one.message for one in problems}
    labels = {name: visit.words.say(f"review.{_LABELS.get(name, name)}") for name in _ORDER}
    return ReviewForm(form, {name: told[name] for name in _ORDER if name in told}, labels)


async def _build(visit: Visit, ctx: Context, form: ReviewForm) -> Shown:
    product = await catalog.get_product_shown(ctx, visit.request.path_params["slug"])
    url = f"/products/{product.slug}/reviews"
    number = page_number(visit.request.query_params.get("page", ""))
    pagination = paginate(url, {}, number=number, total=product.rating_count, size=PAGE_SIZE)
    cards = await build_cards(visit, ctx, [product])
    if not cards:
        raise NotFound("product")
    written = await queries.list_approved(
        ctx, product.product_id, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE
    )
    page = ReviewsPage(
        meta=_meta(visit, product, number),
        product=cards[0],
        url=url,
        rating=rating_of(product),
        reviews=tuple(view_review(visit, review) for review in written),
        pagination=pagination,
        form=form,
        breadcrumbs=(
            Link(f"/products/{product.slug}", product.title),
            Link(url, visit.words.say("review.title")),
        ),
    )
    return Shown("reviews", page, 422 if form.errors else 200, is_private=bool(form.values))


def _meta(visit: Visit, product: ListedProduct, number: int) -> Meta:
    title = visit.words.say("review.of", title=product.title)
    if number > 1:
        title = visit.words.say("listing.page_title", title=title, number=number)
    return Meta(title, address(f"{visit.origin}/products/{product.slug}/reviews", {}, number))
