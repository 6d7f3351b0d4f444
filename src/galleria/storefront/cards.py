"""Products as they stand in a grid: six queries however many there are."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from babel.numbers import format_decimal
from sqlalchemy import or_, select

from galleria.catalog import queries as catalog
from galleria.catalog.models import Attribute, AttributeValue
from galleria.catalog.queries import ListedProduct
from galleria.catalog.rows import MediaRow, VariantRow
from galleria.core.context import Context
from galleria.core.ids import encode_id
from galleria.inventory import queries as inventory
from galleria.pricing import queries as pricing
from galleria.pricing.queries import Price
from galleria.storefront.pictures import picture_of
from galleria.storefront.views.catalog import ProductCard, Rating, Spec
from galleria.storefront.visits import Visit

MOST_SPECS = 3
VARIANT = "var"
_MILLIGRAMS, _KILO = 1000, 1000


async def build_cards(
    visit: Visit, ctx: Context, products: Sequence[ListedProduct]
) -> tuple[ProductCard, ...]:
    """What a shopper needs to choose among products; those without a price are left out."""
    ids = [product.product_id for product in products]
    variants = await catalog.load_variants(ctx, ids)
    prices = await pricing.load_prices(ctx, [v.id for all_ in variants.values() for v in all_])
    free = await inventory.load_product_availability(ctx, ids)
    media = await catalog.load_first_media(ctx, products)
    specs = await _load_specs(visit, ctx, products)
    return tuple(
        _card(
            visit,
            product,
            sold,
            prices,
            media=media.get(product.product_id),
            is_available=free.get(product.product_id, 0) > 0,
            specs=specs.get(product.product_id, ()),
        )
        for product in products
        if (sold := [v for v in variants[product.product_id] if v.id in prices])
    )


def rating_of(product: ListedProduct) -> Rating | None:
    """What buyers think of a product, if any have said."""
    if not product.rating_count:
        return None
    average = Decimal(product.rating_sum) / product.rating_count
    return Rating(average.quantize(Decimal("0.1")), product.rating_count)


def weight_of(variants: Sequence[VariantRow], locale: str) -> str:
    """What the lightest variant weighs; empty where nobody has said."""
    weights = [variant.weight_milligrams for variant in variants if variant.weight_milligrams]
    if not weights:
        return ""
    grams = Decimal(min(weights)) / _MILLIGRAMS
    unit, amount = ("kg", grams / _KILO) if grams >= _KILO else ("g", grams)
    return f"{format_decimal(amount, '#,##0.##', locale=locale.replace('-', '_'))}\u202f{unit}"


def _card(
    visit: Visit,
    product: ListedProduct,
    variants: Sequence[VariantRow],
    prices: Mapping[UUID, Price],
    *,
    media: MediaRow | None,
    is_available: bool,
    specs: tuple[Spec, ...],
) -> ProductCard:
    asked = [prices[variant.id] for variant in variants]
    lowest = min(asked, key=lambda price: price.price)
    weight = weight_of(variants, visit.locale)
    weighed = (Spec(visit.words.say("product.weight"), weight),) if weight else ()
    return ProductCard(
        title=product.title,
        url=f"/products/{product.slug}",
        picture=picture_of(media, product.title),
        price=visit.money(lowest.price),
        compare_at=visit.money(lowest.compare_at) if lowest.compare_at else None,
        price_varies=any(price.price != lowest.price for price in asked),
        is_available=is_available,
        brand=product.brand,
        rating=rating_of(product),
        specs=(*weighed, *specs)[:MOST_SPECS],
        variant_id=encode_id(VARIANT, variants[0].id) if len(variants) == 1 else None,
    )


async def _load_specs(
    visit: Visit, ctx: Context, products: Sequence[ListedProduct]
) -> Mapping[UUID, tuple[Spec, ...]]:
    if not visit.renderer.settings(visit.store.theme)["cards"]["specs"]:
        return {}
    rows = await ctx.session.execute(
        select(AttributeValue.product_id, Attribute.name, AttributeValue.value)
        .join(Attribute, Attribute.id == AttributeValue.attribute_id)
        .where(
            AttributeValue.product_id.in_([product.product_id for product in products]),
            or_(
                AttributeValue.listing_id.is_(None),
                AttributeValue.listing_id.in_([product.listing_id for product in products]),
            ),
        )
        .order_by(AttributeValue.position, AttributeValue.id)
    )
    found: dict[UUID, dict[str, Spec]] = {}
    for product_id, name, value in rows:
        found.setdefault(product_id, {}).setdefault(name, Spec(name, value))
    return {product_id: tuple(specs.values()) for product_id, specs in found.items()}
