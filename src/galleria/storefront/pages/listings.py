"""Lists of products: a category, a collection, everything, what a search finds."""

from dataclasses import dataclass
from typing import Literal

from starlette.responses import Response

from galleria.catalog import queries as catalog
from galleria.catalog.queries import ListingFilter
from galleria.catalog.rows import CategoryRow
from galleria.catalog.rules import LONGEST_SEARCH
from galleria.core.context import Context
from galleria.core.errors import NotFound
from galleria.storefront.arranging import (
    KNOWN,
    MOST_WEIGHED,
    WEIGHED,
    Arrangement,
    list_arranged,
    read_arrangement,
)
from galleria.storefront.branches import (
    category_url,
    list_branches,
    list_collection_cards,
    right_below,
)
from galleria.storefront.cards import build_cards
from galleria.storefront.paging import address, page_number, paginate
from galleria.storefront.rich_text import summary
from galleria.storefront.views.catalog import (
    ArrangeForm,
    CollectionsPage,
    ListingPage,
    Pagination,
)
from galleria.storefront.views.frame import Choice, Link, Meta
from galleria.storefront.visits import Shown, Visit

PAGE_SIZE = 24


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a list is of, and how it is called."""

    kind: Literal["category", "collection", "all", "search"]
    title: str
    wanted: ListingFilter
    description: str = ""
    seo_title: str = ""
    seo_description: str = ""
    breadcrumbs: tuple[Link, ...] = ()
    branches: tuple[Link, ...] = ()
    search_text: str = ""


async def everything(visit: Visit) -> Response:
    """Show all products."""

    async def build(ctx: Context) -> Shown:
        title = visit.words.say("listing.everything")
        trail = (Link("/products", title),)
        return await _shown(visit, ctx, Shelf("all", title, ListingFilter(), breadcrumbs=trail))

    return await visit.show(build)


async def category(visit: Visit) -> Response:
    """Show a category with everything below it."""
    path: str = visit.request.path_params["path"]

    async def build(ctx: Context) -> Shown:
        tree = await catalog.list_categories(ctx)
        found = next((one for one in tree if one.path == path), None)
        if found is None:
            raise NotFound("category")
        ancestors = [one for one in tree if path.startswith(f"{one.path}/")]
        trail = [*sorted(ancestors, key=lambda one: len(one.path)), found]
        shelf = Shelf(
            kind="category",
            title=found.title,
            wanted=ListingFilter(category_id=found.id),
            description=found.description,
            seo_title=found.seo_title,
            seo_description=found.seo_description,
            breadcrumbs=tuple(_link(one) for one in trail),
            branches=tuple(_link(one) for one in right_below(found, tree)),
        )
        return await _shown(visit, ctx, shelf)

    return await visit.show(build)


async def collection(visit: Visit) -> Response:
    """Show a collection."""
    slug: str = visit.request.path_params["slug"]

    async def build(ctx: Context) -> Shown:
        found = await catalog.find_collection(ctx, slug)
        if found is None:
            raise NotFound("collection")
        trail = (
            Link("/collections", visit.words.say("listing.collections")),
            Link(f"/collections/{found.slug}", found.title),
        )
        wanted = ListingFilter(collection_id=found.id)
        shelf = Shelf("collection", found.title, wanted, found.description, breadcrumbs=trail)
        return await _shown(visit, ctx, shelf)

    return await visit.show(build)


async def collections(visit: Visit) -> Response:
    """Show all collections."""

    async def build(ctx: Context) -> Shown:
        title = visit.words.say("listing.collections")
        meta = Meta(title, f"{visit.origin}/collections")
        trail = (Link("/collections", title),)
        return Shown(
            "collections", CollectionsPage(meta, title, await list_collection_cards(ctx), trail)
        )

    return await visit.show(build)


async def search(visit: Visit) -> Response:
    """Show the products whose titles hold every word that was typed."""
    text = " ".join(visit.request.query_params.get("q", "")[:LONGEST_SEARCH].split())

    async def build(ctx: Context) -> Shown:
        words = visit.words
        title = words.say("search.results", text=text) if text else words.say("search.title")
        # Without a word the page asks for one; a product of no kind is one that never is.
        wanted = ListingFilter(text=text) if text else ListingFilter(product_ids=())
        return await _shown(visit, ctx, Shelf("search", title, wanted, search_text=text))

    return await visit.show(build)


async def _shown(visit: Visit, ctx: Context, shelf: Shelf) -> Shown:
    path, asked = visit.request.url.path, visit.request.query_params
    arrangement = read_arrangement(asked, visit.store.currency)
    all_of_it = await catalog.count_products(ctx, wanted=shelf.wanted)
    if all_of_it > MOST_WEIGHED and arrangement.needs_weighing:
        arrangement = Arrangement()
    number = page_number(asked.get("page", ""))
    total, products = await list_arranged(
        ctx,
        shelf.wanted,
        arrangement,
        of=all_of_it,
        offset=(number - 1) * PAGE_SIZE,
        limit=PAGE_SIZE,
    )
    query = _search(shelf) | arrangement.query(visit.store.currency)
    pagination = paginate(path, query, number=number, total=total, size=PAGE_SIZE)
    page = ListingPage(
        kind=shelf.kind,
        meta=_meta(visit, shelf, pagination, is_plain=arrangement.is_plain),
        title=shelf.title,
        cards=await build_cards(visit, ctx, products),
        total=total,
        pagination=pagination,
        arrange=_arrange(visit, shelf, arrangement, all_of_it) if all_of_it > 1 else None,
        breadcrumbs=shelf.breadcrumbs,
        description=shelf.description,
        branches=shelf.branches,
        search_text=shelf.search_text,
        suggestions=await list_branches(visit, ctx)
        if shelf.kind == "search" and not all_of_it
        else (),
    )
    return Shown("listing", page)


def _search(shelf: Shelf) -> dict[str, str]:
    return {"q": shelf.search_text} if shelf.search_text else {}


def _arrange(visit: Visit, shelf: Shelf, chosen: Arrangement, all_of_it: int) -> ArrangeForm:
    path, currency, words = visit.request.url.path, visit.store.currency, visit.words
    is_short = all_of_it <= MOST_WEIGHED
    written = chosen.query(currency)
    facts = {
        "min": visit.money(chosen.lowest or 0).format(visit.locale),
        "max": visit.money(chosen.highest or 0).format(visit.locale),
        "available": "",
    }

    def lead(arrangement: Arrangement, label: str) -> Link:
        return Link(address(path, _search(shelf) | arrangement.query(currency)), label)

    return ArrangeForm(
        action=path,
        sorts=tuple(
            Choice(one, words.say(f"listing.sort_{one}"), is_chosen=one == chosen.sort)
            for one in (*KNOWN, *(WEIGHED if is_short else ()))
        ),
        search_text=shelf.search_text,
        lowest=written.get("min", ""),
        highest=written.get("max", ""),
        is_available=chosen.is_available,
        has_filters=is_short,
        chips=tuple(
            lead(chosen.without(part), words.say(f"listing.chip_{part}", price=price))
            for part, price in facts.items()
            if part in written
        ),
        everything=lead(Arrangement(chosen.sort), words.say("listing.clear"))
        if chosen != Arrangement(chosen.sort)
        else None,
    )


def _meta(visit: Visit, shelf: Shelf, pagination: Pagination, *, is_plain: bool) -> Meta:
    path = visit.origin + visit.request.url.path
    title = shelf.seo_title or shelf.title
    number, previous, following = pagination.number, pagination.previous, pagination.next
    if number > 1:
        title = visit.words.say("listing.page_title", title=title, number=number)
    return Meta(
        title=title,
        canonical=address(path, {}, number),
        description=shelf.seo_description or summary(shelf.description),
        is_indexed=shelf.kind != "search" and is_plain,
        previous=visit.origin + previous.url if previous else None,
        next=visit.origin + following.url if following else None,
    )


def _link(category: CategoryRow) -> Link:
    return Link(category_url(category), category.title)
