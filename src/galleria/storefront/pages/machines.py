"""What machines read: which pages there are, and which are not for them."""

from datetime import datetime
from html import escape
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from starlette.responses import PlainTextResponse, Response

from galleria.catalog import queries as catalog
from galleria.core.context import Context
from galleria.core.errors import NotFound
from galleria.core.pages import COUNT_STOPS_AT
from galleria.storefront.branches import category_url
from galleria.storefront.pictures import picture_of
from galleria.storefront.visits import Visit

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"
PRODUCTS_PER_FILE = 1000
_KEPT = {"Cache-Control": "public, max-age=3600"}
_ROBOTS = """\
User-agent: *
Disallow: /cart
Disallow: /checkout
Disallow: /orders/
Disallow: /search
Disallow: /graphql

Sitemap: {origin}/sitemap.xml
"""

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="7" fill="{paper}"/><text x="16" y="23" fill="{ink}" '
    'font-family="Georgia, serif" font-size="20" text-anchor="middle">{letter}</text></svg>'
)

register_namespace("", _SITEMAP)
register_namespace("image", _IMAGE)


async def robots(visit: Visit) -> Response:
    """Tell crawlers what is not for them, and where the rest is listed."""
    return PlainTextResponse(_ROBOTS.format(origin=visit.origin), headers=_KEPT)


async def favicon(visit: Visit) -> Response:
    """Draw the store's initial in its theme's colours."""
    scheme = visit.renderer.settings(visit.store.theme)["schemes"]["page"]
    icon = _ICON.format(
        paper=scheme["accent"], ink=scheme["on_accent"], letter=escape(visit.store.name[:1].upper())
    )
    return Response(icon, 200, _KEPT, "image/svg+xml")


async def sitemap(visit: Visit) -> Response:
    """List the site maps."""
    async with visit.read() as ctx:
        total = await catalog.count_products(ctx)
    files = max(1, -(-total // PRODUCTS_PER_FILE))
    index = Element(f"{{{_SITEMAP}}}sitemapindex")
    for name in ("lists", *(f"products-{number}" for number in range(1, files + 1))):
        entry = SubElement(index, f"{{{_SITEMAP}}}sitemap")
        SubElement(entry, f"{{{_SITEMAP}}}loc").text = f"{visit.origin}/sitemaps/{name}.xml"
    return _xml(index)


async def sitemap_of_lists(visit: Visit) -> Response:
    """List the pages on which products are listed."""
    async with visit.read() as ctx:
        categories = await catalog.list_categories(ctx)
        collections = await catalog.list_collections(ctx)
    pages = Element(f"{{{_SITEMAP}}}urlset")
    paths = ["/", "/products"]
    paths += [category_url(category) for category in categories]
    paths += [f"/collections/{collection.slug}" for collection in collections]
    for path in paths:
        _page(pages, visit.origin + path)
    return _xml(pages)


async def sitemap_of_products(visit: Visit) -> Response:
    """List so many products, with their pictures and when they last changed."""
    number: int = visit.request.path_params["number"]
    async with visit.read() as ctx:
        pages = await _product_pages(visit, ctx, number)
    return _xml(pages)


async def _product_pages(visit: Visit, ctx: Context, number: int) -> Element:
    offset = (number - 1) * PRODUCTS_PER_FILE
    if offset < 0 or offset > COUNT_STOPS_AT:
        raise NotFound("site map")
    products = await catalog.list_products(ctx, offset=offset, limit=PRODUCTS_PER_FILE)
    media = await catalog.load_first_media(ctx, products)
    pages = Element(f"{{{_SITEMAP}}}urlset")
    for product in products:
        page = _page(pages, f"{visit.origin}/products/{product.slug}", product.updated_at)
        if picture := picture_of(media.get(product.product_id), product.title):
            image = SubElement(page, f"{{{_IMAGE}}}image")
            SubElement(image, f"{{{_IMAGE}}}loc").text = visit.origin + picture.url
    return pages


def _page(pages: Element, address: str, changed_at: datetime | None = None) -> Element:
    page = SubElement(pages, f"{{{_SITEMAP}}}url")
    SubElement(page, f"{{{_SITEMAP}}}loc").text = address
    if changed_at:
        SubElement(page, f"{{{_SITEMAP}}}lastmod").text = changed_at.date().isoformat()
    return page


def _xml(root: Element) -> Response:
    return Response(tostring(root, "utf-8", xml_declaration=True), 200, _KEPT, "application/xml")
