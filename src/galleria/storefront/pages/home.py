"""The front door."""

from starlette.responses import Response

from galleria.catalog import queries as catalog
from galleria.catalog.queries import ListingFilter
from galleria.core.context import Context
from galleria.storefront.branches import list_branches
from galleria.storefront.cards import build_cards
from galleria.storefront.views.catalog import HomePage
from galleria.storefront.views.frame import Meta
from galleria.storefront.visits import Shown, Visit
from galleria.tenancy import queries as tenancy

MOST = 12


async def home(visit: Visit) -> Response:
    """Show the store's best and newest."""

    async def build(ctx: Context) -> Shown:
        promoted = await catalog.list_products(
            ctx, wanted=ListingFilter(is_promoted=True), limit=MOST
        )
        others = await catalog.list_products(
            ctx, wanted=ListingFilter(is_promoted=False), limit=MOST - len(promoted)
        )
        first = [*promoted, *others]
        newest = await catalog.list_products(ctx, sort="newest", limit=MOST)
        store = await tenancy.find_store(ctx, visit.store.store_id)
        described = {product.listing_id: product for product in (*first, *newest)}
        cards = await build_cards(visit, ctx, [*described.values()])
        by_url = {card.url: card for card in cards}
        featured, latest = (
            tuple(by_url[url] for one in some if (url := f"/products/{one.slug}") in by_url)
            for some in (first, newest)
        )
        description = store.description if store else ""
        picture = next((card.picture for card in featured if card.picture), None)
        return Shown(
            "home",
            HomePage(
                meta=Meta("", f"{visit.origin}/", description, picture=picture),
                featured=featured,
                newest=latest,
                categories=await list_branches(visit, ctx),
                total=await catalog.count_products(ctx),
            ),
        )

    return await visit.show(build)
