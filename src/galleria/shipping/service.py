"""What can be asked of shipping."""

from uuid import UUID

from galleria.core.context import Context
from galleria.core.errors import InvalidInput, Problem
from galleria.shipping import queries
from galleria.shipping.models import ShippingMethod


async def create_method(
    ctx: Context, *, store_id: UUID, title: str, price: int, position: int = 0
) -> ShippingMethod:
    """Offer a way to have orders brought, at one flat price in minor units of the store's currency.

    Raises:
        InvalidInput: no title, or a negative price.
    """
    _check(title, price)
    method = ShippingMethod(
        store_id=store_id, title=title.strip(), price_minor=price, position=position
    )
    ctx.session.add(method)
    await ctx.session.flush()
    return method


async def update_method(
    ctx: Context, *, method_id: UUID, title: str, price: int, is_active: bool
) -> ShippingMethod:
    """Change what a delivery method is called and costs, or stop offering it.

    Raises:
        NotFound: there is no such method.
        InvalidInput: no title, or a negative price.
    """
    _check(title, price)
    method = await queries.get_method(ctx, method_id)
    method.title, method.price_minor, method.is_active = title.strip(), price, is_active
    return method


def _check(title: str, price: int) -> None:
    problems = []
    if not title.strip():
        problems.append(Problem(("title",), "REQUIRED", "Give the delivery method a title."))
    if price < 0:
        problems.append(Problem(("price",), "NEGATIVE", "A price cannot be negative."))
    if problems:
        raise InvalidInput(problems)
