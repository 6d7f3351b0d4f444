"""The facts orders announce."""

from dataclasses import dataclass
from uuid import UUID

from galleria.core.events import Event


@dataclass(frozen=True)
class OrderPlaced(Event):
    """A shopper and a store agreed."""

    order_id: UUID
    store_id: UUID


@dataclass(frozen=True)
class OrderPaid(Event):
    """All the money of an order has arrived."""

    order_id: UUID
    store_id: UUID
