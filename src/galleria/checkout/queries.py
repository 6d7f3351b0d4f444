"""Reads of the checkout."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select

from galleria.cart.models import Cart
from galleria.checkout.models import CheckoutAttempt
from galleria.core.context import Context
from galleria.core.errors import NotFound
from galleria.core.money import Money
from galleria.core.statements import Statement
from galleria.payments.gateways.protocol import CaptureRequest
from galleria.payments.models import Payment

LONGEST_REST = timedelta(hours=1)
"""How long an attempt that cannot be finished is left alone at most."""


async def get_attempt(ctx: Context, attempt_id: UUID, *, lock: bool = False) -> CheckoutAttempt:
    """An attempt of the tenant; with ``lock``, held for the rest of the transaction.

    Raises:
        NotFound: there is none.
    """
    rows = select(CheckoutAttempt).where(CheckoutAttempt.id == attempt_id)
    attempt = await ctx.session.scalar(rows.with_for_update() if lock else rows)
    if attempt is None:
        raise NotFound("checkout attempt")
    return attempt


@dataclass(frozen=True, slots=True)
class Awaited:
    """What a gateway is to be asked, and which."""

    gateway: str
    request: CaptureRequest


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


async def get_awaited(ctx: Context, attempt_id: UUID) -> Awaited | None:
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
    return Awaited(gateway, CaptureRequest(payment_id, Money(minor, currency), method))


async def find_attempt(
    ctx: Context, *, attempt_id: UUID, cart_token: str
) -> CheckoutAttempt | None:
    """How an attempt is going, for whoever holds its cart."""
    return await ctx.session.scalar(
        select(CheckoutAttempt)
        .join(Cart, Cart.id == CheckoutAttempt.cart_id)
        .where(
            CheckoutAttempt.id == attempt_id,
            Cart.token == cart_token,
            Cart.store_id == ctx.store.store_id,
        )
    )


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
