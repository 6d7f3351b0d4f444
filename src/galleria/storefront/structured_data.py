"""What the page shows, once more for machines: schema.org in JSON-LD, from the same views."""

from functools import singledispatch
from typing import Any

from galleria.core.money import Money
from galleria.storefront.locales import Words
from galleria.storefront.views.catalog import (
    HomePage,
    ListingPage,
    ProductCard,
    ProductPage,
    Rating,
    ReviewsPage,
    VariantView,
)
from galleria.storefront.views.frame import Link, Picture, Shop

Thing = dict[str, Any]
_IN_STOCK, _SOLD_OUT = "https://schema.org/InStock", "https://schema.org/OutOfStock"


def describe(page: object, shop: Shop, words: Words) -> list[Thing]:
    """Everything the page states, as schema.org things."""
    things = [{"@context": "https://schema.org", **thing} for thing in _things(page, shop)]
    breadcrumbs: tuple[Link, ...] = getattr(page, "breadcrumbs", ())
    if breadcrumbs:
        home = Link("/", words.say("nav.home"))
        things.append(_trail((home, *breadcrumbs), shop))
    return things


@singledispatch
def _things(page: object, shop: Shop) -> list[Thing]:  # noqa: ARG001 - the others read both
    return []


@_things.register
def _home(page: HomePage, shop: Shop) -> list[Thing]:
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{shop.origin}/search?q={{text}}"},
        "query-input": "required name=text",
    }
    return [
        {
            "@type": "Organization",
            "name": shop.name,
            "url": shop.origin,
            "description": page.meta.description,
        },
        {"@type": "WebSite", "name": shop.name, "url": shop.origin, "potentialAction": search},
    ]


@_things.register
def _listing(page: ListingPage, shop: Shop) -> list[Thing]:
    if not page.cards or page.kind == "search":
        return []
    entries = [
        {"@type": "ListItem", "position": position, "url": shop.origin + card.url}
        for position, card in enumerate(page.cards, 1)
    ]
    return [{"@type": "ItemList", "name": page.title, "itemListElement": entries}]


@_things.register
def _product(page: ProductPage, shop: Shop) -> list[Thing]:
    product: Thing = {"name": page.title, "url": shop.origin + page.url}
    if page.meta.description:
        product["description"] = page.meta.description
    if page.pictures:
        product["image"] = [_address(picture, shop) for picture in page.pictures]
    if page.brand:
        product["brand"] = {"@type": "Brand", "name": page.brand}
    if len(page.variants) == 1:
        return [product | _sold(page.variant, page.url, shop) | _rated(page.rating)]
    group: Thing = {"@type": "ProductGroup", "productGroupID": page.slug}
    group["hasVariant"] = [
        {"name": f"{page.title}, {variant.title}"}
        | _sold(variant, f"{page.url}?variant={variant.id}", shop)
        for variant in page.variants
    ]
    return [product | group | _rated(page.rating)]


@_things.register
def _reviews(page: ReviewsPage, shop: Shop) -> list[Thing]:
    card: ProductCard = page.product
    if page.rating is None:
        return []
    return [
        {"@type": "Product", "name": card.title, "url": shop.origin + card.url}
        | _rated(page.rating)
    ]


def _sold(variant: VariantView, url: str, shop: Shop) -> Thing:
    """One thing that can be bought, and for how much."""
    offer = {
        "@type": "Offer",
        "url": shop.origin + url,
        "price": _plain(variant.price),
        "priceCurrency": variant.price.currency,
        "availability": _IN_STOCK if variant.is_available else _SOLD_OUT,
    }
    sku = {"sku": variant.sku} if variant.sku else {}
    return {"@type": "Product", **sku, "offers": offer}


def _rated(rating: Rating | None) -> Thing:
    if rating is None:
        return {}
    return {
        "aggregateRating": {
            "@type": "AggregateRating",
            "ratingValue": str(rating.average),
            "reviewCount": rating.count,
        }
    }


def _trail(links: tuple[Link, ...], shop: Shop) -> Thing:
    entries = [
        {
            "@type": "ListItem",
            "position": position,
            "name": link.label,
            "item": shop.origin + link.url,
        }
        for position, link in enumerate(links, 1)
    ]
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": entries}


def _address(picture: Picture, shop: Shop) -> str:
    return shop.origin + picture.url if picture.url.startswith("/") else picture.url


def _plain(price: Money) -> str:
    return str(price.amount)
