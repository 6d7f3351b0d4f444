"""The facts payments announce."""

from dataclasses import dataclass
from uuid import UUID

from galleria.core.events import Event


@dataclass(frozen=True)
class PaymentCaptured(Event):
    """Money arrived for an order."""

    payment_id: UUID
    order_id: UUID


@dataclass(frozen=True)
class PaymentDeclined(Event):
    """A payment was refused by its gateway; no order came of it."""

    payment_id: UUID
