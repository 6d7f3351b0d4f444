"""Reads of payments."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from galleria.core.context import Context
from galleria.payments.gateways.protocol import CaptureRequest
from galleria.payments.models import Payment


@dataclass(frozen=True, slots=True)
class Due:
    """What a gateway is to be asked, and which."""

    gateway: str
    request: CaptureRequest


async def list_for_order(ctx: Context, order_id: UUID) -> Sequence[Payment]:
    """How an order was paid for, oldest first."""
    return (
        await ctx.session.scalars(
            select(Payment).where(Payment.order_id == order_id).order_by(Payment.id)
        )
    ).all()
