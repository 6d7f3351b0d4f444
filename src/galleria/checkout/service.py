"""The two transactions of a checkout; ``flow`` puts the gateway between them.

Until the gateway has answered, the cart is frozen (status ``paying``), its stock promised and its
coupons counted, so that whatever was agreed can be kept.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from galleria.cart import queries as carts
from galleria.cart import service as cart_service
from galleria.cart.errors import CartClosed, NotForSale
from galleria.cart.queries import CartView
from galleria.checkout import queries
from galleria.checkout.errors import (
    AlreadyOrdered,
    CheckoutIncomplete,
    PaymentNotStarted,
    TotalChanged,
)
from galleria.checkout.models import CheckoutAttempt
from galleria.core.context import Context
from galleria.core.ids import new_id
from galleria.core.money import Money
from galleria.inventory import service as inventory
from galleria.orders import queries as orders
from galleria.orders import service as order_service
from galleria.orders.service import NewLine, NewOrder
from galleria.payments import queries as payments
from galleria.payments import service as payment_service
from galleria.payments.gateways.protocol import Declined, Outcome
from galleria.pricing import service as pricing


async def start_payment(
    ctx: Context,
    *,
    cart_token: str,
    gateway: str,
    known: payment_service.Gateways,
    method: str = "",
) -> UUID:
    """Choose how a cart will be paid for; the payment's id.

    Raises:
        UnknownGateway: the store takes no payments this way.
        NotFound, CartClosed, CheckoutUnderWay: as for ``cart.service.lock_cart``.
    """
    cart = await cart_service.lock_cart(ctx, cart_token)
    payment = await payment_service.start_payment(
        ctx, cart_id=cart.id, gateway=gateway, known=known, method=method
    )
    return payment.id


async def begin_checkout(
    ctx: Context, *, cart_token: str, expected_total: Money, expected_version: int | None = None
) -> CheckoutAttempt:
    """Freeze a cart, secure what was agreed, and write down what is about to be paid.

    Raises:
        AlreadyOrdered: the cart has led to an order.
        CheckoutIncomplete: something is missing.
        TotalChanged: the total is not the expected one.
        PaymentNotStarted: nobody has chosen how to pay.
        OutOfStock: something was sold while its hold had lapsed.
        NotForSale: something is no longer sold.
        CouponRefused: a coupon was used up in the meantime.
        NotFound, CheckoutUnderWay, VersionConflict: as for ``cart.service.lock_cart``.
    """
    try:
        cart = await cart_service.lock_cart(ctx, cart_token, expected_version=expected_version)
    except CartClosed as closed:
        number = await orders.get_number(ctx, cart_id=closed.cart_id)
        raise AlreadyOrdered(number) from None
    view = await carts.view_cart(ctx, cart)
    _check_agreed(view, expected_total)
    payment = await payments.find_started(ctx, cart.id)
    if payment is None:
        raise PaymentNotStarted
    await cart_service.hold_everything(ctx, cart)
    await payment_service.fix_amount(ctx, payment=payment, amount=expected_total)
    order_id = new_id()
    attempt = CheckoutAttempt(
        id=order_id,
        cart_id=cart.id,
        payment_id=payment.id,
        agreed=_agreed(view, order_id).to_json(),
        started_at=ctx.now,
    )
    ctx.session.add(attempt)
    await cart_service.freeze_cart(ctx, cart.id)
    await inventory.promise_to_order(ctx, cart_id=cart.id, order_id=order_id)
    await _redeem_coupons(ctx, view, order_id)
    return attempt


async def claim_unfinished(
    ctx: Context, *, older_than: timedelta, limit: int = 100
) -> Sequence[tuple[UUID, UUID]]:
    """Take attempts that were left in the middle, each with its store, to be tried now."""
    unfinished = await queries.list_unfinished(ctx, older_than=older_than, limit=limit)
    await ctx.session.execute(
        update(CheckoutAttempt)
        .where(CheckoutAttempt.id.in_([attempt_id for attempt_id, _ in unfinished]))
        .values(tried_at=ctx.now)
        .execution_options(synchronize_session=False)
    )
    return unfinished


async def finish_checkout(ctx: Context, *, attempt_id: UUID, outcome: Outcome) -> CheckoutAttempt:
    """Turn what the gateway said into an order, or give the cart back. Asked again, it changes
    nothing.

    Raises:
        NotFound: there is no such attempt.
    """
    attempt = await queries.get_attempt(ctx, attempt_id, lock=True)
    if attempt.status != "processing":
        return attempt
    payment = await payments.get_payment(ctx, attempt.payment_id)
    await payment_service.record_outcome(ctx, payment=payment, outcome=outcome, order_id=attempt.id)
    attempt.finished_at = ctx.now
    if isinstance(outcome, Declined):
        await _give_back(ctx, attempt, outcome)
    else:
        attempt.status = "placed"
        await cart_service.close_cart(ctx, attempt.cart_id)
        await order_service.create_order(
            ctx,
            new=NewOrder.from_json(attempt.agreed),
            is_paid=payment.status == "captured",
        )
    return attempt


def _check_agreed(view: CartView, expected_total: Money) -> None:
    if view.missing:
        raise CheckoutIncomplete(view.missing)
    for line in view.lines:
        if not line.is_buyable:
            raise NotForSale(path=("lines", line.title))
    now = Money(view.totals.total, view.currency)
    if now != expected_total:
        raise TotalChanged(was=expected_total, now=now)


async def _redeem_coupons(ctx: Context, view: CartView, order_id: UUID) -> None:
    for coupon in sorted(view.coupons, key=lambda coupon: coupon.id):
        taken = sum(-s.amount for s in view.totals.steps if s.detail == coupon.code)
        await pricing.redeem_coupon(
            ctx,
            coupon_id=coupon.id,
            order_id=order_id,
            customer_key=view.email.casefold(),
            amount=taken,
        )


async def _give_back(ctx: Context, attempt: CheckoutAttempt, declined: Declined) -> None:
    attempt.status = "failed"
    attempt.failure_code, attempt.failure_message = "PAYMENT_DECLINED", declined.message
    await cart_service.reopen_cart(ctx, attempt.cart_id)
    expires_at = ctx.now + timedelta(minutes=ctx.store.hold_minutes)
    await inventory.return_to_cart(
        ctx, order_id=attempt.id, cart_id=attempt.cart_id, expires_at=expires_at
    )
    await pricing.return_coupons(ctx, order_id=attempt.id)


def _agreed(view: CartView, order_id: UUID) -> NewOrder:
    return NewOrder(
        id=order_id,
        cart_id=view.id,
        email=view.email,
        phone=view.phone,
        shipping_address=view.shipping_address.to_json() if view.shipping_address else None,
        billing_address=view.billing_address.to_json() if view.billing_address else None,
        shipping_title=view.delivery.title if view.delivery else "",
        note=view.note,
        coupon_codes=[coupon.code for coupon in view.coupons],
        lines=[
            NewLine(
                product_id=line.product_id or line.variant_id,
                variant_id=line.variant_id,
                title=line.title,
                variant_title=line.variant_title,
                sku=line.sku,
                quantity=line.quantity,
                unit_price=line.unit_price,
            )
            for line in view.lines
        ],
        totals=view.totals,
    )
