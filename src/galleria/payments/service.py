"""What can be asked of payments. The gateways themselves are asked by the checkout, outside any
transaction.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import aliased

from galleria.core.context import Context
from galleria.core.errors import NotFound
from galleria.core.money import Money
from galleria.core.statements import Statement
from galleria.payments.errors import PaymentNotAwaited, UnknownGateway
from galleria.payments.events import PaymentCaptured, PaymentDeclined
from galleria.payments.gateways.manual import ManualGateway
from galleria.payments.gateways.protocol import (
    Awaited,
    Captured,
    CaptureRequest,
    Gateway,
    Outcome,
)
from galleria.payments.gateways.test import TestGateway
from galleria.payments.models import Payment
from galleria.payments.queries import Due

Gateways = Mapping[str, Gateway]

BUILT_IN: Gateways = {"test": TestGateway(), "manual": ManualGateway()}

_START: Statement[()] = Statement(
    text("""
        INSERT INTO payments
          (tenant_id, id, store_id, cart_id, gateway, status, method, amount_minor, currency,
           reference, decline_reason, created_at, updated_at)
        VALUES
          (:tenant_id, :payment_id, :store_id, :cart_id, :gateway, 'started', :method, 0, :currency,
           '', '', :now, :now)
    """)
)
_other = aliased(Payment)
_FIX_AMOUNT: Statement[UUID, str, str] = Statement(
    update(Payment)
    .where(
        Payment.id
        == select(_other.id)
        .where(_other.cart_id == bindparam("for_cart"), _other.status == "started")
        .order_by(_other.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    .values(
        amount_minor=bindparam("minor"),
        currency=bindparam("money"),
        updated_at=bindparam("now"),
    )
    .returning(Payment.id, Payment.gateway, Payment.method)
)
_RECORD: Statement[()] = Statement(
    text("""
        UPDATE payments
        SET status = :status, reference = :reference, order_id = :order_id,
          decline_reason = :decline_reason, updated_at = :now
        WHERE tenant_id = :tenant_id AND id = :payment_id
    """)
)


async def start_payment(
    ctx: Context, *, cart_id: UUID, gateway: str, known: Gateways, method: str, payment_id: UUID
) -> None:
    """Choose how a cart will be paid for. The amount is fixed when the order is placed.

    Raises:
        UnknownGateway: the store takes no payments this way.
    """
    if gateway not in known:
        raise UnknownGateway(gateway, sorted(known), path=("gateway",))
    await _START.all(ctx, payment_id=payment_id, cart_id=cart_id, gateway=gateway, method=method)


async def fix_amount(ctx: Context, *, cart_id: UUID, amount: Money) -> Due | None:
    """Write down what is about to be taken by the payment that was started last, before its gateway
    is asked; none where nobody has chosen how to pay.
    """
    minor, currency = amount.minor, amount.currency
    row = await _FIX_AMOUNT.first(ctx, for_cart=cart_id, minor=minor, money=currency)
    if row is None:
        return None
    payment_id, gateway, method = row
    return Due(gateway, CaptureRequest(payment_id, amount, method))


async def record_outcome(
    ctx: Context, *, payment_id: UUID, outcome: Outcome, order_id: UUID
) -> None:
    """Write down what the gateway said."""
    match outcome:
        case Captured(reference=reference):
            said = {"status": "captured", "reference": reference, "order_id": order_id}
            ctx.emit(PaymentCaptured(payment_id=payment_id, order_id=order_id))
        case Awaited(reference=reference):
            said = {"status": "pending", "reference": reference, "order_id": order_id}
        case _:
            said = {"status": "declined", "decline_reason": outcome.message}
            ctx.emit(PaymentDeclined(payment_id=payment_id))
    nothing = {"reference": "", "order_id": None, "decline_reason": ""}
    await _RECORD.all(ctx, payment_id=payment_id, **{**nothing, **said})


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
