"""Frozen copies of the checkout's rows, for whoever only reads them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from galleria.orders.rows import OrderRow
from galleria.payments.queries import Due


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """An attempt; see ``models.CheckoutAttempt``."""

    id: UUID
    cart_id: UUID
    payment_id: UUID
    status: str
    failure_code: str
    failure_message: str
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Begun(AttemptRow):
    """An attempt that has just begun, and what its gateway is to be asked."""

    due: Due


@dataclass(frozen=True, slots=True)
class Decided(AttemptRow):
    """An attempt that nobody has to finish any more, and the order that was just placed, if one
    was.
    """

    order: OrderRow | None = None
