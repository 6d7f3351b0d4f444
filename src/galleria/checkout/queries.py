"""Reads of the checkout."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select

from galleria.cart.models import Cart
from galleria.checkout.models import CheckoutAttempt
from galleria.checkout.rows import AttemptRow
from galleria.core.context import Context
from galleria.core.errors import NotFound
from galleria.core.money import Money
from galleria.core.statements import Statement, columns_of
from galleria.payments.gateways.protocol import CaptureRequest
from galleria.payments.models import Payment
from galleria.payments.queries import Due

LONGEST_REST = timedelta(hours=1)
"""How long an attempt that cannot be finished is left alone at most."""


_ATTEMPTS = select(*columns_of(AttemptRow, CheckoutAttempt))
_BY_ID = Statement(_ATTEMPTS.where(CheckoutAttempt.id == bindparam("attempt_id")))
_BY_TOKEN = Statement(
    _ATTEMPTS.join(Cart, Cart.id == CheckoutAttempt.cart_id).where(
        CheckoutAttempt.id == bindparam("attempt_id"),
        Cart.token == bindparam("cart_token"),
        Cart.store_id == bindparam("store_id"),
    )
)
_AWAITED = Statement(
    select(
        CheckoutAttempt.status,
        Payment.gateway,
        Payment.id,
        Payment.amount_minor,
        Payment.currency,
        Payment.method,
    )
    .join(Payment, Payment.id == CheckoutAttempt.payment_id)
    .where(CheckoutAttempt.id == bindparam("attempt_id"), Payment.store_id == bindparam("store_id"))
)


async def get_attempt(ctx: Context, attempt_id: UUID) -> AttemptRow:
    """An attempt of the tenant.

    Raises:
        NotFound: there is none.
    """
    row = await _BY_ID.first(ctx, attempt_id=attempt_id)
    if row is None:
        raise NotFound("checkout attempt")
    return AttemptRow(*row)


async def find_due(ctx: Context, attempt_id: UUID) -> Due | None:
    """What an attempt of this store waits for; none where it has been decided.

    Raises:
        NotFound: the store has no such attempt.
    """
    row = await _AWAITED.first(ctx, attempt_id=attempt_id)
    if row is None:
        raise NotFound("checkout attempt")
    status, gateway, payment_id, minor, currency, method = row
    if status != "processing":
        return None
    return Due(gateway, CaptureRequest(payment_id, Money(minor, currency), method))


async def find_attempt(ctx: Context, *, attempt_id: UUID, cart_token: str) -> AttemptRow | None:
    """How an attempt is going, for whoever holds its cart."""
    row = await _BY_TOKEN.first(ctx, attempt_id=attempt_id, cart_token=cart_token)
    return AttemptRow(*row) if row else None


async def list_unfinished(
    ctx: Context, *, older_than: timedelta, limit: int
) -> Sequence[tuple[UUID, UUID]]:
    """Attempts that nobody seems to be working on any more, each with its store; they are locked.

    Those that were never tried come first. Then each rests as long as it had lasted when it was
    last tried, up to an hour, so that what cannot be finished leaves room for the others.
    """
    lasted = CheckoutAttempt.tried_at - CheckoutAttempt.started_at
    rows = await ctx.session.execute(
        select(CheckoutAttempt.id, Cart.store_id)
        .join(Cart, Cart.id == CheckoutAttempt.cart_id)
        .where(
            CheckoutAttempt.status == "processing",
            CheckoutAttempt.started_at <= ctx.now - older_than,
            or_(
                CheckoutAttempt.tried_at.is_(None),
                CheckoutAttempt.tried_at + func.least(lasted, LONGEST_REST) <= ctx.now,
            ),
        )
        .order_by(CheckoutAttempt.tried_at.nulls_first(), CheckoutAttempt.started_at)
        .limit(limit)
        .with_for_update(of=CheckoutAttempt, skip_locked=True)
    )
    return [(attempt_id, store_id) for attempt_id, store_id in rows]
