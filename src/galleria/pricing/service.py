"""What can be asked of pricing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects.postgresql import insert

from galleria.catalog import queries as catalog
from galleria.core.context import Context
from galleria.core.errors import InvalidInput, NotFound, Problem
from galleria.core.money import exponent
from galleria.pricing import queries
from galleria.pricing.errors import CouponRefused
from galleria.pricing.models import (
    Coupon,
    CouponRedemption,
    ListingPrice,
    TaxRate,
    VariantPrice,
)
from galleria.pricing.rules import BASIS_POINTS, fold_code
from galleria.tenancy.queries import get_store

LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class PriceChange:
    """What a variant is to cost in a currency, in minor units."""

    variant_id: UUID
    currency: str
    price: int
    compare_at: int | None = None
    cost: int | None = None


_SET_PRICES = text("""
    INSERT INTO variant_prices
      (tenant_id, variant_id, currency, price_minor, compare_at_minor, cost_minor)
    SELECT :tenant_id, p.*
    FROM unnest(
      CAST(:variants AS uuid[]), CAST(:currencies AS text[]), CAST(:prices AS bigint[]),
      CAST(:compare_ats AS bigint[]), CAST(:costs AS bigint[])
    ) AS p
    ON CONFLICT (tenant_id, variant_id, currency) DO UPDATE
    SET price_minor = excluded.price_minor, compare_at_minor = excluded.compare_at_minor,
      cost_minor = excluded.cost_minor
""")


async def set_prices(ctx: Context, *, prices: Sequence[PriceChange]) -> None:
    """Set what variants cost, in any number of currencies.

    Raises:
        NotFound: the tenant has no such variant.
        InvalidInput: a negative price, or a compare-at price that is not above the price.
    """
    known = await catalog.find_variants(ctx, [change.variant_id for change in prices])
    for place, change in enumerate(prices):
        if change.variant_id not in known:
            raise NotFound("variant", path=("prices", str(place), "variantId"))
    problems = [
        Problem(("prices", str(place), field), code, message)
        for place, change in enumerate(prices)
        for field, code, message in _price_problems(change)
    ]
    if problems:
        raise InvalidInput(problems)
    if not prices:
        return
    await ctx.session.execute(
        _SET_PRICES,
        {
            "tenant_id": ctx.tenant_id,
            "variants": [p.variant_id for p in prices],
            "currencies": [p.currency for p in prices],
            "prices": [p.price for p in prices],
            "compare_ats": [p.compare_at for p in prices],
            "costs": [p.cost for p in prices],
        },
    )


def _price_problems(change: PriceChange) -> list[tuple[str, str, str]]:
    problems = []
    if change.price < 0:
        problems.append(("price", "NEGATIVE", "A price cannot be negative."))
    if change.compare_at is not None and change.compare_at <= change.price:
        problems.append(("compareAt", "NOT_ABOVE", "The price before must be above the price now."))
    if change.cost is not None and change.cost < 0:
        problems.append(("cost", "NEGATIVE", "A cost cannot be negative."))
    return problems


@dataclass(frozen=True, slots=True)
class StorePriceChange:
    """What one store is to ask for a variant, in minor units of the store's currency.

    Without a price it asks again what the variant costs everywhere.
    """

    store_id: UUID
    variant_id: UUID
    currency: str
    price: int | None
    compare_at: int | None = None


async def set_store_prices(ctx: Context, *, prices: Sequence[StorePriceChange]) -> None:
    """Let stores ask their own prices for variants that they list; all of them, or none.

    Raises:
        NotFound: a store that the actor may act for is not there, or does not list the variant.
        InvalidInput: as for ``set_prices``, or another currency than the store's.
    """
    currencies = {
        store_id: (await get_store(ctx, store_id)).currency
        for store_id in sorted({change.store_id for change in prices})
    }
    listed = await queries.load_listings(
        ctx, stores=currencies, variants=[change.variant_id for change in prices]
    )
    problems = []
    for place, change in enumerate(prices):
        if (change.store_id, change.variant_id) not in listed:
            raise NotFound("listing", path=("storePrices", str(place), "variantId"))
        found = _store_price_problems(change, currencies[change.store_id])
        problems += [Problem(("storePrices", str(place), f), code, said) for f, code, said in found]
    if problems:
        raise InvalidInput(problems)
    for change in prices:
        await _set_store_price(ctx, listed[change.store_id, change.variant_id], change)


async def _set_store_price(ctx: Context, listing_id: UUID, change: StorePriceChange) -> None:
    if change.price is None:
        await ctx.session.execute(
            delete(ListingPrice).where(
                ListingPrice.listing_id == listing_id, ListingPrice.variant_id == change.variant_id
            )
        )
        return
    key = {"listing_id": listing_id, "variant_id": change.variant_id}
    values = {"price_minor": change.price, "compare_at_minor": change.compare_at}
    await ctx.session.execute(
        insert(ListingPrice)
        .values(tenant_id=ctx.tenant_id, **key, **values)
        .on_conflict_do_update(
            index_elements=["tenant_id", "listing_id", "variant_id"], set_=values
        )
    )


def _store_price_problems(change: StorePriceChange, currency: str) -> list[tuple[str, str, str]]:
    if change.price is None:
        return []
    problems = _price_problems(
        PriceChange(change.variant_id, change.currency, change.price, change.compare_at)
    )
    if change.currency != currency:
        problems.append(("price", "OTHER_CURRENCY", f"The store sells in {currency}."))
    return problems


async def copy_prices(ctx: Context, *, copies: Mapping[UUID, UUID]) -> None:
    """Let variants cost, in every currency, what others do: those they are copies of."""
    rows = await ctx.session.scalars(
        select(VariantPrice).where(VariantPrice.variant_id.in_(copies))
    )
    prices = [
        PriceChange(
            copies[row.variant_id],
            row.currency,
            row.price_minor,
            row.compare_at_minor,
            row.cost_minor,
        )
        for row in rows
    ]
    await set_prices(ctx, prices=prices)


async def set_tax_rate(
    ctx: Context,
    *,
    store_id: UUID,
    rate_basis_points: int,
    is_inclusive: bool,
    tax_category: str = "standard",
) -> None:
    """Set the tax on a category of goods in a store; ``standard`` also taxes delivery.

    Raises:
        InvalidInput: a rate below 0 or above 100 %.
    """
    if not 0 <= rate_basis_points <= BASIS_POINTS:
        message = "A tax rate is between 0 and 100 %."
        raise InvalidInput([Problem(("rate",), "OUT_OF_RANGE", message)])
    values = {"rate_basis_points": rate_basis_points, "is_inclusive": is_inclusive}
    await ctx.session.execute(
        insert(TaxRate)
        .values(tenant_id=ctx.tenant_id, store_id=store_id, tax_category=tax_category, **values)
        .on_conflict_do_update(
            index_elements=["tenant_id", "store_id", "tax_category"], set_=values
        )
    )
    await ctx.session.execute(
        update(TaxRate).where(TaxRate.store_id == store_id).values(is_inclusive=is_inclusive)
    )


async def create_coupon(  # noqa: PLR0913 - the terms a coupon can have
    ctx: Context,
    *,
    code: str,
    kind: str,
    value: int,
    store_id: UUID | None = None,
    currency: str | None = None,
    minimum: int = 0,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    usage_limit: int | None = None,
    customer_limit: int | None = None,
) -> Coupon:
    """Make a code that shoppers can type.

    Raises:
        InvalidInput: the code is taken or empty, or the terms cannot be kept.
    """
    problems = _coupon_problems(code, kind, value, starts_at, ends_at)
    problems += _currency_problems(currency, is_needed=kind == "fixed" or minimum > 0)
    taken = select(Coupon.id).where(Coupon.code_folded == fold_code(code))
    if await ctx.session.scalar(taken):
        problems.append(Problem(("code",), "TAKEN", "This code exists already."))
    problems += _limit_problems(minimum, usage_limit, customer_limit)
    if problems:
        raise InvalidInput(problems)
    coupon = Coupon(
        store_id=store_id,
        code=code.strip(),
        code_folded=fold_code(code),
        kind=kind,
        value=value,
        currency=currency if kind == "fixed" or minimum else None,
        minimum_minor=minimum,
        starts_at=starts_at,
        ends_at=ends_at,
        usage_limit=usage_limit,
        customer_limit=customer_limit,
        created_at=ctx.now,
    )
    ctx.session.add(coupon)
    await ctx.session.flush()
    return coupon


def _coupon_problems(
    code: str,
    kind: str,
    value: int,
    starts_at: datetime | None,
    ends_at: datetime | None,
) -> list[Problem]:
    problems = []
    if not code.strip():
        problems.append(Problem(("code",), "REQUIRED", "Give the coupon a code."))
    elif len(code.split()) > 1 or len(code.strip()) > LONGEST_CODE:
        message = f"A code is one word of at most {LONGEST_CODE} characters."
        problems.append(Problem(("code",), "NOT_A_WORD", message))
    if value <= 0 or (kind == "percentage" and value > BASIS_POINTS):
        problems.append(
            Problem(("value",), "OUT_OF_RANGE", "A discount is above 0, and at most 100 %.")
        )
    if starts_at and ends_at and ends_at <= starts_at:
        problems.append(Problem(("endsAt",), "BEFORE_START", "The end is before the start."))
    return problems


def _currency_problems(currency: str | None, *, is_needed: bool) -> list[Problem]:
    """Amounts, also the least that the goods must be worth, mean nothing without a currency."""
    if currency is not None:
        exponent(currency)
    elif is_needed:
        return [Problem(("currency",), "REQUIRED", "Say in which currency.")]
    return []


def _limit_problems(
    minimum: int, usage_limit: int | None, customer_limit: int | None
) -> list[Problem]:
    problems = []
    if minimum < 0:
        problems.append(Problem(("minimum",), "NEGATIVE", "A minimum cannot be negative."))
    for name, limit in (("usageLimit", usage_limit), ("customerLimit", customer_limit)):
        if limit is not None and limit < 1:
            problems.append(Problem((name,), "OUT_OF_RANGE", "A limit is at least 1."))
    return problems


async def deactivate_coupon(ctx: Context, *, coupon_id: UUID) -> Coupon:
    """Stop a code from being used; orders that used it keep their discount.

    Raises:
        NotFound: there is no such coupon.
    """
    coupon = await queries.get_coupon(ctx, coupon_id)
    coupon.is_active = False
    return coupon


async def redeem_coupon(
    ctx: Context, *, coupon_id: UUID, order_id: UUID, customer_key: str, amount: int
) -> None:
    """Count one use of a coupon for an order. The coupon's row is locked, so limits hold in any
    crowd.

    Raises:
        CouponRefused: it is used up, for everybody or for this customer.
    """
    coupon = await ctx.session.scalar(
        select(Coupon)
        .where(Coupon.id == coupon_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if coupon is None or not coupon.is_active:
        raise CouponRefused("", "INACTIVE", "A code in your cart is no longer in use.")
    if coupon.usage_limit is not None and coupon.used_count >= coupon.usage_limit:
        raise CouponRefused(coupon.code, "USED_UP", "This code has been used up.")
    used = await queries.count_redemptions(ctx, coupon_id, customer_key)
    if coupon.customer_limit is not None and used >= coupon.customer_limit:
        message = "You have used this code as often as it allows."
        raise CouponRefused(coupon.code, "USED_BY_CUSTOMER", message)
    coupon.used_count += 1
    ctx.session.add(
        CouponRedemption(
            coupon_id=coupon_id,
            order_id=order_id,
            customer_key=customer_key,
            amount_minor=amount,
            redeemed_at=ctx.now,
        )
    )


async def return_coupons(ctx: Context, *, order_id: UUID) -> None:
    """Give back the coupon uses of an order that did not come about."""
    returned = await ctx.session.scalars(
        delete(CouponRedemption)
        .where(CouponRedemption.order_id == order_id)
        .returning(CouponRedemption.coupon_id)
    )
    for coupon_id in sorted(returned):
        await ctx.session.execute(
            update(Coupon).where(Coupon.id == coupon_id).values(used_count=Coupon.used_count - 1)
        )
