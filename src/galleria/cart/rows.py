"""Frozen copies of a cart's rows, for whoever only reads them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CartRow:
    """A cart; see ``models.Cart``."""

    id: UUID
    token: str
    version: int
    status: str
    email: str
    phone: str
    note: str
    shipping_address: dict[str, Any] | None
    billing_address: dict[str, Any] | None
    shipping_method_id: UUID | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class LineRow:
    """So many of one variant; see ``models.CartLine``."""

    id: UUID
    variant_id: UUID
    quantity: int
    told_price_minor: int
