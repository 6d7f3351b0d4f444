"""Frozen copies of rows of shipping, for whoever only reads them."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MethodRow:
    """A way to have an order brought; see ``models.ShippingMethod``."""

    id: UUID
    title: str
    price_minor: int
