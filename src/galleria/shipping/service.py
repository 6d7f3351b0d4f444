"""What can be asked of shipping."""

from typing import Any
from uuid import UUID

from galleria.core.context import Context
from galleria.core.errors import InvalidInput, Problem
from galleria.core.money import Money
from galleria.shipping import queries
from galleria.shipping.models import ShippingMethod
from galleria.tenancy.service.stores import create_store


async def open_store(
    ctx: Context, *, delivery: Money | str = "0", delivery_title: str = "Standard", **said: Any
) -> UUID:
    """Open a storefront that can sell at once: nobody could check out where nothing is brought; its
    id.

    ``said`` is what ``create_store`` takes. Delivery is free unless it has a price, or an amount of
    the store's currency.

    Raises:
        InvalidInput: some field cannot be read, the price is in another currency or negative, or
            delivery has no title.
        InvalidMoney: the amount is none of the store's currency.
        HostTaken: another store answers to the host.
        Forbidden: the actor may not act for all stores of the tenant.
    """
    store = await create_store(ctx, **said)
    price = Money.of(delivery, store.currency) if isinstance(delivery, str) else delivery
    if price.currency != store.currency:
        message = f"The store's prices are in {store.currency}."
        raise InvalidInput([Problem(("delivery", "currency"), "OTHER_CURRENCY", message)])
    await create_method(ctx, store_id=store.id, title=delivery_title, price=price.minor)
    return store.id


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
