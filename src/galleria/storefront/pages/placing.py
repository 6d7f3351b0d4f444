"""The last button of the checkout: a key for each showing of it, so two presses make one order."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from starlette.responses import Response

from galleria.cart.errors import CartClosed, CheckoutUnderWay
from galleria.cart.models import Cart
from galleria.checkout import service
from galleria.checkout.errors import AlreadyOrdered, CheckoutIncomplete, TotalChanged
from galleria.checkout.rows import AttemptRow
from galleria.core import idempotency
from galleria.core.errors import DomainError, IdempotencyKeyReused, NotFound
from galleria.orders import queries as orders
from galleria.orders.models import Order
from galleria.storefront.pages.checkouts import METHODS
from galleria.storefront.views.frame import Message
from galleria.storefront.visits import Visit

OPERATION = "placeOrderOnPage"
PAYMENT = "/checkout/payment"
MOST_DIGITS = 18


async def place_order(visit: Visit) -> Response:
    """Place the order for the total that the button stated, and show it."""
    form = await visit.form()
    try:
        attempt_id = await _begin(visit, form)
    except AlreadyOrdered:
        return await _show_order_of_cart(visit)
    except (TotalChanged, IdempotencyKeyReused):
        return visit.go(PAYMENT, Message("notice", "message.total_changed"))
    except CheckoutIncomplete:
        return visit.go("/checkout")
    except (NotFound, CartClosed, CheckoutUnderWay):
        return visit.go("/cart")
    except DomainError as refusal:
        return visit.go("/cart", Message("error", text=refusal.message))
    attempt = await visit.cashier.finish(visit.store, attempt_id)
    return await _tell(visit, attempt)


async def _begin(visit: Visit, form: Mapping[str, str]) -> UUID:
    chosen = form.get("gateway", "")
    gateway, method = next(
        ((name, methods[chosen]) for name, methods in METHODS.items() if chosen in methods),
        (chosen, ""),
    )
    total = form.get("expected_total", "")
    minor = int(total) if total.isdecimal() and len(total) <= MOST_DIGITS else -1
    # Without the cart: the browser has forgotten it when somebody goes back and presses once more.
    asked = idempotency.hash_input([chosen, minor])
    async with visit.write() as ctx:
        claimed = await idempotency.claim(
            ctx, key=form.get("attempt", ""), operation=OPERATION, input_hash=asked
        )
        if claimed.result is not None:
            return UUID(claimed.result)
        known = visit.cashier.gateways
        await service.start_payment(
            ctx, cart_token=visit.cart_token, gateway=gateway, known=known, method=method
        )
        attempt = await service.begin_checkout(
            ctx, cart_token=visit.cart_token, expected_total=visit.money(minor)
        )
        await idempotency.keep_result(ctx, claimed, str(attempt.id))
    return attempt.id


async def _tell(visit: Visit, attempt: AttemptRow) -> Response:
    if attempt.status == "failed":
        return visit.go(PAYMENT, Message("error", text=attempt.failure_message))
    if attempt.status == "processing":
        return visit.go("/cart")
    async with visit.read() as ctx:
        order = await orders.get_order(ctx, attempt.id)
    visit.drop_cart()
    return visit.go(f"/orders/{order.token}")


async def _show_order_of_cart(visit: Visit) -> Response:
    async with visit.read() as ctx:
        token = await ctx.session.scalar(
            select(Order.token)
            .join(Cart, Cart.id == Order.cart_id)
            .where(Cart.token == visit.cart_token, Order.store_id == visit.store.store_id)
        )
    visit.drop_cart()
    return visit.go(f"/orders/{token}" if token else "/cart")
