"""The facts inventory announces."""

from dataclasses import dataclass
from uuid import UUID

from galleria.core.events import Event


@dataclass(frozen=True)
class AvailabilityChanged(Event):
    """So many units of a variant became free, or were taken, at all locations together."""

    variant_id: UUID
    change: int


@dataclass(frozen=True)
class StockMoved(Event):
    """Units came in or went out."""

    variant_id: UUID
    location_id: UUID
    delta: int
    reason: str
