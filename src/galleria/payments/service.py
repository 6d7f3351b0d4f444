"""What can be asked of payments. The gateways themselves are asked by the checkout, outside any
transaction.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from galleria.core.context import Context
from galleria.core.errors import NotFound
from galleria.core.money import Money
from galleria.payments.errors import PaymentNotAwaited, UnknownGateway
from galleria.payments.events import PaymentCaptured, PaymentDeclined
from galleria.payments.gateways.manual import ManualGateway
from galleria.payments.gateways.protocol import Awaited, Captured, Gateway, Outcome
from galleria.payments.gateways.test import TestGateway
from galleria.payments.models import Payment

Gateways = Mapping[str, Gateway]

BUILT_IN: Gateways = {"test": TestGateway(), "manual": ManualGateway()}


async def start_payment(
    ctx: Context, *, cart_id: UUID, gateway: str, known: Gateways, method: str = ""
) -> Payment:
    """Choose how a cart will be paid for. The amount is fixed when the order is placed.

    Raises:
        UnknownGateway: the store takes no payments this way.
    """
    if gateway not in known:
        raise UnknownGateway(gateway, sorted(known), path=("gateway",))
    payment = Payment(
        store_id=ctx.store.store_id,
        cart_id=cart_id,
        gateway=gateway,
        method=method,
        currency=ctx.store.currency,
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    ctx.session.add(payment)
    await ctx.session.flush()
    return payment


async def fix_amount(ctx: Context, *, payment: Payment, amount: Money) -> None:
    """Write down what is about to be taken, before the gateway is asked."""
    payment.amount_minor, payment.currency = amount.minor, amount.currency
    payment.updated_at = ctx.now


async def record_outcome(
    ctx: Context, *, payment: Payment, outcome: Outcome, order_id: UUID
) -> None:
    """Write down what the gateway said."""
    payment.updated_at = ctx.now
    match outcome:
        case Captured(reference=reference):
            payment.status, payment.reference, payment.order_id = "captured", reference, order_id
            ctx.emit(PaymentCaptured(payment_id=payment.id, order_id=order_id))
        case Awaited(reference=reference):
            payment.status, payment.reference, payment.order_id = "pending", reference, order_id
        case _:
            payment.status, payment.decline_reason = "declined", outcome.message
            ctx.emit(PaymentDeclined(payment_id=payment.id))


async def record_manual_payment(ctx: Context, *, payment_id: UUID) -> Payment:
    """Note that awaited money has come.

    Raises:
        NotFound: there is no such payment.
        PaymentNotAwaited: it was paid before, or never led to an order.
    """
    payment = await ctx.session.scalar(
        select(Payment).where(Payment.id == payment_id).with_for_update()
    )
    if payment is None:
        raise NotFound("payment", path=("paymentId",))
    if payment.status != "pending" or payment.order_id is None:
        raise PaymentNotAwaited(payment.status)
    payment.status, payment.updated_at = "captured", ctx.now
    ctx.emit(PaymentCaptured(payment_id=payment.id, order_id=payment.order_id))
    return payment
