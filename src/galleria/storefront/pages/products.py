"""One product: looked at, chosen, put into the cart."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from starlette.responses import Response

from galleria.catalog import queries as catalog
from galleria.catalog.models import Listing, Product
from galleria.catalog.queries import ListedProduct, ListingFilter
from galleria.catalog.rows import CategoryRow, MediaRow, OptionRow, VariantRow
from galleria.core.context import Context
from galleria.core.errors import DomainError, NotFound
from galleria.core.ids import InvalidId, decode_id, encode_id
from galleria.inventory import queries as inventory
from galleria.pricing import queries as pricing
from galleria.pricing.queries import Price
from galleria.reviews import queries as reviews
from galleria.storefront.branches import category_url
from galleria.storefront.cards import VARIANT, build_cards, rating_of, weight_of
from galleria.storefront.errors import Gone
from galleria.storefront.pages.carts import add_to_cart
from galleria.storefront.pages.reviews import view_review
from galleria.storefront.pictures import picture_of
from galleria.storefront.rich_text import safe_html, summary
from galleria.storefront.views.catalog import (
    Option,
    OptionValue,
    ProductCard,
    ProductPage,
    Spec,
    VariantView,
)
from galleria.storefront.views.frame import Link, Message, Meta, Picture
from galleria.storefront.visits import Shown, Visit

MOST_REVIEWS = 3
MOST_RELATED = 4


async def product(visit: Visit) -> Response:
    """Show a product; ``?variant=`` chooses which."""
    slug: str = visit.request.path_params["slug"]
    return await visit.show(lambda ctx: _build(visit, ctx, slug))


async def choose(visit: Visit) -> Response:
    """Take the form: show the variant that the options name, or put it into the cart."""
    slug: str = visit.request.path_params["slug"]
    form = await visit.form()
    async with visit.read() as ctx:
        found = await _find(ctx, slug)
        variant = await _chosen(ctx, found, form)
    here = f"/products/{slug}"
    if variant is None:
        return visit.go(here, Message("error", "message.no_such_variant"))
    here = f"{here}?variant={encode_id(VARIANT, variant.id)}"
    if form.get("intent") == "choose":
        return visit.go(here)
    try:
        return await add_to_cart(visit, variant.id, form, title=found.title, here=here)
    except DomainError as refusal:
        return visit.go(here, Message("error", text=refusal.message))


async def _find(ctx: Context, slug: str) -> ListedProduct:
    found = await catalog.find_product(ctx, slug=slug)
    if found is not None:
        return found
    was_sold = await ctx.session.scalar(
        select(Product.id)
        .join(Listing, Listing.product_id == Product.id)
        .where(
            Listing.store_id == ctx.store.store_id,
            Listing.slug == slug,
            Product.status == "archived",
        )
    )
    raise Gone if was_sold else NotFound("product")


async def _chosen(ctx: Context, found: ListedProduct, form: Mapping[str, str]) -> VariantRow | None:
    """The variant that the options name; the one that was shown, where there are none."""
    variants = (await catalog.load_variants(ctx, [found.product_id]))[found.product_id]
    options = (await catalog.load_options(ctx, [found.product_id]))[found.product_id]
    wanted = [form.get(_field(place), "") for place in range(len(options))]
    if options and all(wanted):
        return next((v for v in variants if list(v.option_values) == wanted), None)
    shown = _variant_id(form.get("variant", ""))
    return next((v for v in variants if v.id == shown), None)


async def _build(visit: Visit, ctx: Context, slug: str) -> Shown:
    found = await _find(ctx, slug)
    ids = [found.product_id]
    sold, prices = await _sold(ctx, found)
    if not sold:
        raise NotFound("product")
    free = await inventory.load_availability(ctx, [variant.id for variant in sold])
    shown = _first(sold, free, _variant_id(visit.request.query_params.get("variant", "")))
    options = (await catalog.load_options(ctx, ids))[found.product_id]
    media = (await catalog.load_media(ctx, ids))[found.product_id]
    views = [_view(visit, variant, prices[variant.id], free[variant.id]) for variant in sold]
    view = views[sold.index(shown)]
    taxes = await pricing.get_taxes(ctx)
    newest = (await reviews.load_newest(ctx, ids, limit=MOST_REVIEWS))[found.product_id]
    trail, related = await _surroundings(visit, ctx, found)
    pictures = _pictures(found, shown, media)
    page = ProductPage(
        meta=_meta(visit, found, pictures),
        slug=found.slug,
        url=f"/products/{found.slug}",
        title=found.title,
        variant=view,
        variants=tuple(views),
        brand=found.brand,
        pictures=pictures,
        description=safe_html(found.description),
        options=_options(options, sold, shown, free),
        specs=await _specs(visit, ctx, found, shown),
        rating=rating_of(found),
        reviews=tuple(view_review(visit, review) for review in newest),
        breadcrumbs=(*trail, Link(f"/products/{found.slug}", found.title)),
        related=related,
        holds_tax=taxes["standard"].is_inclusive if taxes["standard"].rate_basis_points else None,
    )
    return Shown("product", page)


async def _sold(
    ctx: Context, found: ListedProduct
) -> tuple[list[VariantRow], Mapping[UUID, Price]]:
    variants = (await catalog.load_variants(ctx, [found.product_id]))[found.product_id]
    prices = await pricing.load_prices(ctx, [variant.id for variant in variants])
    return [variant for variant in variants if variant.id in prices], prices


def _first(
    variants: Sequence[VariantRow], free: Mapping[UUID, int], wanted: UUID | None
) -> VariantRow:
    """The variant that was asked for, else the first that can be bought, else the first."""
    asked = next((variant for variant in variants if variant.id == wanted), None)
    return asked or next((v for v in variants if free[v.id] > 0), variants[0])


def _view(visit: Visit, variant: VariantRow, price: Price, free: int) -> VariantView:
    return VariantView(
        id=encode_id(VARIANT, variant.id),
        title=variant.title,
        sku=variant.sku,
        price=visit.money(price.price),
        compare_at=visit.money(price.compare_at) if price.compare_at else None,
        available=free if variant.is_stock_tracked else None,
    )


def _options(
    options: Sequence[OptionRow],
    variants: Sequence[VariantRow],
    shown: VariantRow,
    free: Mapping[UUID, int],
) -> tuple[Option, ...]:
    made = {tuple(variant.option_values): free[variant.id] for variant in variants}

    def value(place: int, one: str) -> OptionValue:
        values = (*shown.option_values[:place], one, *shown.option_values[place + 1 :])
        return OptionValue(
            value=one,
            is_chosen=shown.option_values[place] == one,
            is_available=made.get(values, 0) > 0,
            exists=values in made,
        )

    return tuple(
        Option(option.name, _field(place), tuple(value(place, one) for one in option.choices))
        for place, option in enumerate(options)
        if place < len(shown.option_values)
    )


def _pictures(
    found: ListedProduct, shown: VariantRow, media: Sequence[MediaRow]
) -> tuple[Picture, ...]:
    """The variant's own picture first, then the listing's choice, else all in their order."""
    by_id = {one.id: one for one in media}
    chosen = [by_id[one] for one in found.media_ids or () if one in by_id] or list(media)
    own = by_id.get(shown.media_id) if shown.media_id else None
    ordered = [own, *(one for one in chosen if one is not own)] if own else chosen
    return tuple(picture for one in ordered if (picture := picture_of(one, found.title)))


async def _specs(
    visit: Visit, ctx: Context, found: ListedProduct, shown: VariantRow
) -> tuple[Spec, ...]:
    facts = [
        Spec(fact.name, ", ".join(fact.values)) for fact in await catalog.list_facts(ctx, found)
    ]
    own = {"weight": weight_of([shown], visit.locale), "sku": shown.sku}
    facts += [Spec(visit.words.say(f"product.{name}"), text) for name, text in own.items() if text]
    return tuple(facts)


async def _surroundings(
    visit: Visit, ctx: Context, found: ListedProduct
) -> tuple[tuple[Link, ...], tuple[ProductCard, ...]]:
    """The way here through the deepest category, and what stands beside it there."""
    stands_in = (await catalog.load_product_categories(ctx, [found.listing_id]))[found.listing_id]
    if not stands_in:
        return (), ()
    deepest = max(stands_in, key=lambda category: category.path.count("/"))
    tree = await catalog.list_categories(ctx)
    above = [one for one in tree if f"{deepest.path}/".startswith(f"{one.path}/")]
    trail = sorted(above, key=lambda category: len(category.path))
    cards = await build_cards(visit, ctx, await _related(ctx, found, trail))
    return tuple(Link(category_url(one), one.title) for one in trail), cards


async def _related(
    ctx: Context, found: ListedProduct, trail: Sequence[CategoryRow]
) -> list[ListedProduct]:
    """What stands in the same category, then in the branch it belongs to."""
    related: dict[UUID, ListedProduct] = {}
    for branch in {trail[-1].id: trail[-1], trail[0].id: trail[0]}.values():
        near = await catalog.list_products(
            ctx, wanted=ListingFilter(category_id=branch.id), limit=MOST_RELATED + 1
        )
        related |= {one.listing_id: one for one in near if one.listing_id not in related}
    related.pop(found.listing_id, None)
    return list(related.values())[:MOST_RELATED]


def _meta(visit: Visit, found: ListedProduct, pictures: Sequence[Picture]) -> Meta:
    return Meta(
        title=found.seo_title or found.title,
        canonical=f"{visit.origin}/products/{found.slug}",
        description=found.seo_description or summary(found.description),
        picture=pictures[0] if pictures else None,
        kind="product",
    )


def _field(place: int) -> str:
    return f"option-{place}"


def _variant_id(text: str) -> UUID | None:
    try:
        return decode_id(VARIANT, text)
    except InvalidId:
        return None
