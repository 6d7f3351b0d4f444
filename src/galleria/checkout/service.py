"""The two transactions of a checkout; ``flow`` puts the gateway between them.

Until the gateway has answered, the cart is frozen (status ``paying``), its stock promised and its
coupons counted, so that whatever was agreed can be kept.
"""

from collections.abc import Sequence
from dataclasses import astuple, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, literal_column, text, update

from galleria.cart import queries as carts
from galleria.cart.errors import CartClosed, NotForSale
from galleria.cart.service.carts import close_cart, freeze_cart, reopen_cart
from galleria.cart.service.locking import lock_cart
from galleria.cart.views import CartView
from galleria.checkout import queries
from galleria.checkout.errors import (
    AlreadyOrdered,
    CheckoutIncomplete,
    PaymentNotStarted,
    TotalChanged,
)
from galleria.checkout.models import CheckoutAttempt
from galleria.checkout.rows import AttemptRow, Begun, Decided
from galleria.core.context import Context
from galleria.core.ids import new_id
from galleria.core.money import Money
from galleria.core.statements import Statement, columns_of
from galleria.inventory.errors import OutOfStock
from galleria.inventory.service import holds
from galleria.orders import queries as orders
from galleria.orders import service as order_service
from galleria.orders.service import NewLine, NewOrder
from galleria.payments import service as payment_service
from galleria.payments.gateways.protocol import Captured, Declined, Outcome
from galleria.pricing import service as pricing

_BEGIN: Statement[()] = Statement(
    text("""
        INSERT INTO checkout_attempts
          (tenant_id, id, cart_id, payment_id, status, failure_code, failure_message, agreed,
           started_at)
        VALUES
          (:tenant_id, :id, :cart_id, :payment_id, 'processing', '', '', CAST(:agreed AS jsonb),
           :now)
    """)
)
_DECIDE: Statement[*tuple[Any, ...]] = Statement(
    update(CheckoutAttempt)
    .where(
        CheckoutAttempt.id == bindparam("attempt_id"),
        CheckoutAttempt.status == literal_column("'processing'"),
    )
    .values(
        status=bindparam("to"),
        failure_code=bindparam("code"),
        failure_message=bindparam("message"),
        finished_at=bindparam("now"),
    )
    .returning(CheckoutAttempt.agreed, *columns_of(AttemptRow, CheckoutAttempt))
)


async def start_payment(
    ctx: Context,
    *,
    cart_token: str,
    gateway: str,
    known: payment_service.Gateways,
    method: str = "",
    payment_id: UUID | None = None,
) -> UUID:
    """Choose how a cart will be paid for; the payment's id, which the caller may choose.

    Raises:
        UnknownGateway: the store takes no payments this way.
        NotFound, CartClosed, CheckoutUnderWay: as for ``cart.service.locking.lock_cart``.
    """
    cart = await lock_cart(ctx, cart_token)
    payment_id = payment_id or new_id()
    await payment_service.start_payment(
        ctx, cart_id=cart.id, gateway=gateway, known=known, method=method, payment_id=payment_id
    )
    return payment_id


async def begin_checkout(
    ctx: Context,
    *,
    cart_token: str,
    expected_total: Money,
    expected_version: int | None = None,
    order_id: UUID | None = None,
) -> Begun:
    """Freeze a cart, secure what was agreed, and write down what is about to be paid. The caller
    may choose the id of the attempt and its order.

    Raises:
        AlreadyOrdered: the cart has led to an order.
        CheckoutIncomplete: something is missing.
        TotalChanged: the total is not the expected one.
        PaymentNotStarted: nobody has chosen how to pay.
        OutOfStock: something was sold while its hold had lapsed.
        NotForSale: something is no longer sold.
        CouponRefused: a coupon was used up in the meantime.
        NotFound, CheckoutUnderWay, VersionConflict: as for ``cart.service.locking.lock_cart``.
    """
    try:
        cart = await freeze_cart(ctx, cart_token, expected_version=expected_version)
    except CartClosed as closed:
        number = await orders.get_number(ctx, cart_id=closed.cart_id)
        raise AlreadyOrdered(number) from None
    view = await carts.view_cart(ctx, cart)
    _check_agreed(view, expected_total)
    due = await payment_service.fix_amount(ctx, cart_id=cart.id, amount=expected_total)
    if due is None:
        raise PaymentNotStarted
    order_id, payment_id = order_id or new_id(), due.request.payment_id
    await _promise(ctx, view, order_id)
    agreed = _agreed(view, order_id).to_json()
    await _BEGIN.all(ctx, id=order_id, cart_id=cart.id, payment_id=payment_id, agreed=agreed)
    await _redeem_coupons(ctx, view, order_id)
    return Begun(order_id, cart.id, payment_id, "processing", "", "", ctx.now, None, due)


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


async def finish_checkout(ctx: Context, *, attempt_id: UUID, outcome: Outcome) -> Decided:
    """Turn what the gateway said into an order, or give the cart back. Asked again, it changes
    nothing.

    Raises:
        NotFound: there is no such attempt.
    """
    declined = outcome if isinstance(outcome, Declined) else None
    row = await _DECIDE.first(
        ctx,
        attempt_id=attempt_id,
        to="failed" if declined else "placed",
        code="PAYMENT_DECLINED" if declined else "",
        message=declined.message if declined else "",
    )
    if row is None:
        return Decided(*astuple(await queries.get_attempt(ctx, attempt_id)))
    agreed, *decided = row
    attempt = Decided(*decided)
    await payment_service.record_outcome(
        ctx, payment_id=attempt.payment_id, outcome=outcome, order_id=attempt.id
    )
    if declined:
        await _give_back(ctx, attempt)
        return attempt
    await close_cart(ctx, attempt.cart_id)
    new, is_paid = NewOrder.from_json(agreed), isinstance(outcome, Captured)
    return replace(attempt, order=await order_service.create_order(ctx, new=new, is_paid=is_paid))


def _check_agreed(view: CartView, expected_total: Money) -> None:
    if view.missing:
        raise CheckoutIncomplete(view.missing)
    for line in view.lines:
        if not line.is_buyable:
            raise NotForSale(path=("lines", line.title))
    now = Money(view.totals.total, view.currency)
    if now != expected_total:
        raise TotalChanged(was=expected_total, now=now)


async def _promise(ctx: Context, view: CartView, order_id: UUID) -> None:
    wanted = {line.variant_id: line.quantity for line in view.lines}
    try:
        await holds.promise_stock(ctx, cart_id=view.id, order_id=order_id, wanted=wanted)
    except OutOfStock as sold_out:
        available = sold_out.available
        raise OutOfStock(sold_out.variant_id, available=available, path=("cartToken",)) from None


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


async def _give_back(ctx: Context, attempt: AttemptRow) -> None:
    await reopen_cart(ctx, attempt.cart_id)
    expires_at = ctx.now + timedelta(minutes=ctx.store.hold_minutes)
    await holds.return_to_cart(
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
