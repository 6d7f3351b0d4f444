"""The arithmetic of prices, discounts and tax. Amounts are whole minor units of one currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from galleria.core.money import allocate, round_share

BASIS_POINTS = 10_000
"""A whole, in ten-thousandths."""


def listed_price(base: int, *, markup_basis_points: int, markup: int) -> int:
    """What a store asks for a variant: its price, a share of it on top, an amount on top; never
    below zero.

    >>> listed_price(1000, markup_basis_points=1500, markup=-50) 1100
    """
    return max(0, base + round_share(base, markup_basis_points, BASIS_POINTS) + markup)


@dataclass(frozen=True, slots=True)
class Tax:
    """A rate in ten-thousandths, and whether prices already hold it."""

    rate_basis_points: int
    is_inclusive: bool

    def of(self, amount: int) -> int:
        """The tax in (or on) an amount, rounded half-even.

        >>> Tax(2000, is_inclusive=True).of(1200), Tax(2000, is_inclusive=False).of(1200)
        (200, 240)
        """
        whole = BASIS_POINTS + self.rate_basis_points if self.is_inclusive else BASIS_POINTS
        return round_share(amount, self.rate_basis_points, whole)


@dataclass(frozen=True, slots=True)
class Discount:
    """What a coupon takes off: a share of the goods in ten-thousandths, or a fixed amount."""

    code: str
    kind: str
    value: int


@dataclass(frozen=True, slots=True)
class Line:
    """So many units at a price, taxed or not."""

    unit_price: int
    quantity: int
    tax: Tax

    @property
    def total(self) -> int:
        """The price of all units, before any discount."""
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class LineTotals:
    """What becomes of one line: its total, what is taken off, and the tax in or on the rest."""

    total: int
    discount: int
    tax: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step in how a total came about: what it was, and by how much it changed the total."""

    code: str
    detail: str
    amount: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What a cart or order costs; every figure is the sum of the figures it is made of."""

    lines: tuple[LineTotals, ...]
    goods: int
    discount: int
    shipping: int
    tax: int
    total: int
    is_tax_inclusive: bool
    steps: tuple[Step, ...]


def split_discount(discount: Discount, amounts: Sequence[int]) -> list[int]:
    """What a coupon takes off each line. A share is rounded half-even per line; a fixed amount
    loses no unit.
    """
    if discount.kind == "percentage":
        return [round_share(amount, discount.value, BASIS_POINTS) for amount in amounts]
    return allocate(min(discount.value, sum(amounts)), amounts)


def compute_totals(
    lines: Sequence[Line], discounts: Sequence[Discount], *, shipping: int, shipping_tax: Tax
) -> Totals:
    """Add everything up. Each coupon takes from what the ones before it left."""
    rest = [line.total for line in lines]
    goods = sum(rest)
    steps = [Step("GOODS", "", goods)]
    for discount in discounts:
        taken = split_discount(discount, rest)
        rest = [left - off for left, off in zip(rest, taken, strict=True)]
        steps.append(Step("COUPON", discount.code, -sum(taken)))
    steps.append(Step("SHIPPING", "", shipping))
    line_taxes = [line.tax.of(left) for line, left in zip(lines, rest, strict=True)]
    tax = sum(line_taxes) + shipping_tax.of(shipping)
    is_inclusive = shipping_tax.is_inclusive
    steps.append(Step("TAX_INCLUDED" if is_inclusive else "TAX", "", 0 if is_inclusive else tax))
    return Totals(
        lines=tuple(
            LineTotals(line.total, line.total - left, line_tax)
            for line, left, line_tax in zip(lines, rest, line_taxes, strict=True)
        ),
        goods=goods,
        discount=goods - sum(rest),
        shipping=shipping,
        tax=tax,
        total=sum(rest) + shipping + (0 if is_inclusive else tax),
        is_tax_inclusive=is_inclusive,
        steps=tuple(steps),
    )


@dataclass(frozen=True, slots=True)
class CouponTerms:
    """When a coupon may be used. ``None`` means without limit."""

    is_active: bool
    starts_at: datetime | None
    ends_at: datetime | None
    minimum: int
    currency: str | None
    usage_limit: int | None
    used_count: int


def refusal(
    terms: CouponTerms, *, now: datetime, goods: int, currency: str
) -> tuple[str, str] | None:
    """Why a coupon cannot be used now: a reason for programs and a sentence; ``None`` if it can."""
    is_used_up = terms.usage_limit is not None and terms.used_count >= terms.usage_limit
    reasons = [
        (not terms.is_active, "INACTIVE", "This code is not in use."),
        (terms.starts_at and now < terms.starts_at, "NOT_YET", "This code cannot be used yet."),
        (terms.ends_at and now >= terms.ends_at, "EXPIRED", "This code has expired."),
        (is_used_up, "USED_UP", "This code has been used up."),
        (
            terms.currency not in {None, currency},
            "OTHER_CURRENCY",
            f"This code is for orders in {terms.currency}.",
        ),
        (
            goods < terms.minimum,
            "BELOW_MINIMUM",
            "Your cart is below the minimum for this code.",
        ),
    ]
    return next(((code, text) for is_so, code, text in reasons if is_so), None)


def fold_code(code: str) -> str:
    """Codes are compared without regard to case or spaces around them."""
    return code.strip().casefold()
