"""Reads of pricing."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, select

from galleria.catalog.models import Listing, Product, Variant
from galleria.catalog.statements import shown
from galleria.core.context import Actor, Context
from galleria.core.errors import NotFound
from galleria.core.statements import Statement, one_of
from galleria.pricing.models import Coupon, CouponRedemption, ListingPrice, TaxRate, VariantPrice
from galleria.pricing.rows import CouponRow
from galleria.pricing.rules import CouponTerms, Tax, fold_code, listed_price, refusal


@dataclass(frozen=True, slots=True)
class Price:
    """What a store asks for a variant, and what it asked before, in minor units of the store's
    currency.
    """

    price: int
    compare_at: int | None = None


PRICE_COLUMNS = (
    VariantPrice.price_minor,
    VariantPrice.compare_at_minor,
    Listing.markup_basis_points,
    Listing.markup_minor,
    ListingPrice.price_minor,
    ListingPrice.compare_at_minor,
)
"""What ``price_of`` makes a price of."""
BASE_PRICE = and_(
    VariantPrice.variant_id == Variant.id, VariantPrice.currency == bindparam("currency")
)
OWN_PRICE = and_(ListingPrice.variant_id == Variant.id, ListingPrice.listing_id == Listing.id)
_PRICES = (
    select(Variant.id, Variant.product_id, *PRICE_COLUMNS)
    .join(
        Listing,
        and_(Listing.product_id == Variant.product_id, Listing.store_id == bindparam("store_id")),
    )
    .outerjoin(VariantPrice, BASE_PRICE)
    .outerjoin(ListingPrice, OWN_PRICE)
)
_PRICES_OF_SHOWN = Statement(
    _PRICES.join(Product, Product.id == Variant.product_id).where(
        *shown(bindparam("store_id"), bindparam("now")), Variant.id == one_of("variant_ids")
    )
)
_PRICES_OF_VARIANTS = Statement(_PRICES.where(Variant.id == one_of("variant_ids")))
_PRICES_OF_PRODUCTS = Statement(
    _PRICES.where(Variant.product_id == one_of("product_ids")).order_by(Variant.position)
)
TAXES = select(TaxRate.tax_category, TaxRate.rate_basis_points, TaxRate.is_inclusive).where(
    TaxRate.store_id == bindparam("store_id")
)
"""The store's tax rates, for ``taxes_of``."""
_TAXES = Statement(TAXES)


def price_of(
    base: int | None,
    compare_at: int | None,
    share: int,
    markup: int,
    own: int | None,
    own_compare_at: int | None,
) -> Price | None:
    """The price that a row says; none where the variant is not priced here."""
    if own is not None:
        return Price(own, own_compare_at)
    if base is None:
        return None
    price = listed_price(base, markup_basis_points=share, markup=markup)
    return Price(price, compare_at if compare_at and compare_at > price else None)


async def load_prices(ctx: Context, variant_ids: Collection[UUID]) -> dict[UUID, Price]:
    """What this store asks for each variant; those not for sale here are left out."""
    rows = await _PRICES_OF_VARIANTS.all(ctx, variant_ids=list(variant_ids))
    return {row[0]: price for row in rows if (price := price_of(*row[2:]))}


async def load_buyable(ctx: Context, variant_ids: Collection[UUID]) -> dict[UUID, Price]:
    """What this store asks for each variant that it shows; others cannot be bought here."""
    rows = await _PRICES_OF_SHOWN.all(ctx, variant_ids=list(variant_ids))
    return {row[0]: price for row in rows if (price := price_of(*row[2:]))}


async def load_lowest_prices(ctx: Context, product_ids: Collection[UUID]) -> dict[UUID, Price]:
    """What this store asks for the cheapest variant of each product."""
    rows = await _PRICES_OF_PRODUCTS.all(ctx, product_ids=list(product_ids))
    lowest: dict[UUID, Price] = {}
    for row in rows:
        price, product_id = price_of(*row[2:]), row[1]
        if price and (product_id not in lowest or price.price < lowest[product_id].price):
            lowest[product_id] = price
    return lowest


async def load_listings(
    ctx: Context, *, stores: Collection[UUID], variants: Collection[UUID]
) -> dict[tuple[UUID, UUID], UUID]:
    """By what listing each of some stores sells each of some variants."""
    rows = await ctx.session.execute(
        select(Listing.store_id, Variant.id, Listing.id)
        .join(Variant, Variant.product_id == Listing.product_id)
        .where(Listing.store_id.in_(stores), Variant.id.in_(variants))
    )
    return {(store_id, variant_id): listing_id for store_id, variant_id, listing_id in rows}


async def load_store_prices(
    ctx: Context, listing_ids: Collection[UUID]
) -> dict[UUID, list[ListingPrice]]:
    """The stores' own prices, by listing."""
    rows = await ctx.session.scalars(
        select(ListingPrice)
        .where(ListingPrice.listing_id.in_(listing_ids))
        .order_by(ListingPrice.variant_id)
    )
    found: dict[UUID, list[ListingPrice]] = {}
    for row in rows:
        found.setdefault(row.listing_id, []).append(row)
    return found


async def get_taxes(ctx: Context) -> dict[str, Tax]:
    """The store's tax by category; always with ``standard``, the one that delivery is taxed by.

    A store's prices either all hold their tax or none does; the standard category decides.
    """
    return taxes_of(await _TAXES.all(ctx))


def taxes_of(rows: Collection[tuple[str, int, bool]]) -> dict[str, Tax]:
    """A store's tax by category, from the rows that say it: category, rate, inclusive."""
    said = {category: inclusive for category, _, inclusive in rows}
    is_inclusive = said.get("standard", all(said.values()))
    rates = {category: Tax(rate, is_inclusive=is_inclusive) for category, rate, _ in rows}
    return {"standard": Tax(0, is_inclusive=is_inclusive), **rates}


async def find_coupon(ctx: Context, code: str) -> Coupon | None:
    """The coupon behind a typed code, if this store takes it."""
    return await ctx.session.scalar(
        select(Coupon).where(
            Coupon.code_folded == fold_code(code),
            Coupon.store_id.is_(None) | (Coupon.store_id == ctx.store.store_id),
        )
    )


async def get_coupon(ctx: Context, coupon_id: UUID) -> Coupon:
    """One coupon of the tenant.

    Raises:
        NotFound: there is none.
    """
    found = await ctx.session.scalar(select(Coupon).where(Coupon.id == coupon_id))
    if found is None:
        raise NotFound("coupon")
    return found


def within_reach(actor: Actor) -> Select[Coupon]:
    """The coupons an actor may look at: of the stores that it may act for, and those for all."""
    rows = select(Coupon)
    if actor.store_ids is None:
        return rows
    return rows.where(Coupon.store_id.is_(None) | Coupon.store_id.in_(actor.store_ids))


def refusal_of(ctx: Context, coupon: Coupon | CouponRow, *, goods: int) -> tuple[str, str] | None:
    """Why a coupon cannot be used now for so much in goods; as ``rules.refusal`` says it."""
    terms = CouponTerms(
        is_active=coupon.is_active,
        starts_at=coupon.starts_at,
        ends_at=coupon.ends_at,
        minimum=coupon.minimum_minor,
        currency=coupon.currency,
        usage_limit=coupon.usage_limit,
        used_count=coupon.used_count,
    )
    return refusal(terms, now=ctx.now, goods=goods, currency=ctx.store.currency)


async def count_redemptions(ctx: Context, coupon_id: UUID, customer_key: str) -> int:
    """How often somebody has used a coupon."""
    rows = await ctx.session.scalars(
        select(CouponRedemption.order_id).where(
            CouponRedemption.coupon_id == coupon_id, CouponRedemption.customer_key == customer_key
        )
    )
    return len(rows.all())
