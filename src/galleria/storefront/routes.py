"""Every address of a store's pages."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from galleria.core.errors import NotFound
from galleria.storefront.edge import Door, Handler
from galleria.storefront.files import serve_asset, serve_media, serve_rendition
from galleria.storefront.pages import (
    carts,
    checkouts,
    home,
    listings,
    machines,
    orders,
    placing,
    products,
    reviews,
)
from galleria.storefront.rendering import Renderer
from galleria.storefront.visits import Visit

ROOT = Path(__file__).resolve().parents[3]
THEMES = ROOT / "themes"
FONTS = ROOT / "build" / "assets" / "fonts"

_LOOKS: dict[str, Handler] = {
    "/": home.home,
    "/products": listings.everything,
    "/products/{slug}": products.product,
    "/products/{slug}/reviews": reviews.reviews,
    "/categories/{path:path}": listings.category,
    "/collections": listings.collections,
    "/collections/{slug}": listings.collection,
    "/search": listings.search,
    "/cart": carts.cart,
    "/checkout": checkouts.begin,
    "/checkout/contact": checkouts.contact,
    "/checkout/delivery": checkouts.delivery,
    "/checkout/payment": checkouts.payment,
    "/orders/{token}": orders.order,
    "/favicon.svg": machines.favicon,
    "/robots.txt": machines.robots,
    "/sitemap.xml": machines.sitemap,
    "/sitemaps/lists.xml": machines.sitemap_of_lists,
    "/sitemaps/products-{number:int}.xml": machines.sitemap_of_products,
}

_DOES: dict[str, Handler] = {
    "/products/{slug}": products.choose,
    "/products/{slug}/reviews": reviews.send_review,
    "/cart/lines": carts.add_line,
    "/cart/lines/{line}": carts.change_line,
    "/cart/coupons": carts.change_coupon,
    "/checkout/contact": checkouts.set_contact,
    "/checkout/delivery": checkouts.set_delivery,
    "/checkout/payment": placing.place_order,
}


def routes() -> list[BaseRoute]:
    """The pages of every store, to stand behind all other addresses: the last takes the rest."""
    renderer = Renderer(THEMES, FONTS)
    door = Door(renderer)

    async def asset(request: Request) -> Response:
        return serve_asset(renderer.assets, request)

    return [
        Route("/assets/{digest}/{path:path}", asset),
        Route("/media/{width:int}/{key:path}", serve_rendition),
        Route("/media/{key:path}", serve_media),
        *(Route(path, door.opens(page), methods=["GET"]) for path, page in _LOOKS.items()),
        *(Route(path, door.opens(action), methods=["POST"]) for path, action in _DOES.items()),
        Route("/{path:path}", door.opens(_nothing_here), methods=["GET", "POST"]),
    ]


async def _nothing_here(_: Visit) -> Response:
    raise NotFound("page")
