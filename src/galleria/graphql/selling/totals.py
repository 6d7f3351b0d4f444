"""What things cost together, and how that came about."""

from collections.abc import Sequence

from galleria.graphql.access import PUBLIC
from galleria.graphql.context import RequestContext
from galleria.graphql.definitions import object_type
from galleria.graphql.money import Money
from galleria.orders.models import Order
from galleria.orders.rows import OrderRow
from galleria.pricing import rules
from galleria.pricing.rules import Step


@object_type(PUBLIC)
class PriceStep:
    """One step on the way to a total."""

    code: str
    """What it is: `GOODS`, `COUPON`, `DISCOUNT`, `SHIPPING`, `TAX` or `TAX_INCLUDED`."""
    detail: str
    """Which one, such as the coupon's code; may be empty."""
    amount: Money
    """By how much it changes the total."""


@object_type(PUBLIC)
class Totals:
    """What things cost together. Each figure is the sum of those it is made of."""

    goods: Money
    """All lines, before discounts."""
    discount: Money
    """What coupons take off."""
    shipping: Money
    """Delivery."""
    tax: Money
    """The tax, within the prices or on top of them."""
    total: Money
    """What is to be paid: goods, less discount, plus shipping, plus tax unless it is included."""
    is_tax_included: bool
    """Whether prices already hold the tax."""
    explanation: list[PriceStep]
    """How the total came about, step by step; a short list."""

    @classmethod
    def of_cart(cls, totals: rules.Totals, request: RequestContext) -> "Totals":
        """Show what a cart costs."""
        return cls(
            goods=request.money(totals.goods),
            discount=request.money(totals.discount),
            shipping=request.money(totals.shipping),
            tax=request.money(totals.tax),
            total=request.money(totals.total),
            is_tax_included=totals.is_tax_inclusive,
            explanation=_explain(totals.steps, request, None),
        )

    @classmethod
    def of_order(cls, order: Order | OrderRow, request: RequestContext) -> "Totals":
        """Show what an order costs, in the currency it was placed in."""
        currency = order.currency
        return cls(
            goods=request.money(order.goods_minor, currency),
            discount=request.money(order.discount_minor, currency),
            shipping=request.money(order.shipping_minor, currency),
            tax=request.money(order.tax_minor, currency),
            total=request.money(order.total_minor, currency),
            is_tax_included=order.is_tax_inclusive,
            explanation=_explain(_steps(order), request, currency),
        )


def _steps(order: Order | OrderRow) -> list[Step]:
    steps = [Step("GOODS", "", order.goods_minor)]
    if order.discount_minor:
        steps.append(Step("DISCOUNT", order.coupon_codes, -order.discount_minor))
    steps.append(Step("SHIPPING", order.shipping_title, order.shipping_minor))
    if order.is_tax_inclusive:
        return [*steps, Step("TAX_INCLUDED", "", 0)]
    return [*steps, Step("TAX", "", order.tax_minor)]


def _explain(
    steps: Sequence[Step], request: RequestContext, currency: str | None
) -> list[PriceStep]:
    return [
        PriceStep(code=step.code, detail=step.detail, amount=request.money(step.amount, currency))
        for step in steps
    ]
