"""Frozen copies of a cart's rows, for whoever only reads them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
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

    @classmethod
    def new(cls, cart_id: UUID, token: str, now: datetime) -> Self:
        """A cart nobody has done anything with."""
        return cls(cart_id, token, 1, "open", "", "", "", None, None, None, now)


@dataclass(frozen=True, slots=True)
class LineRow:
    """So many of one variant; see ``models.CartLine``."""

    id: UUID
    variant_id: UUID
    quantity: int
    told_price_minor: int


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """What a line is a number of, as this store calls it."""

    product_id: UUID
    slug: str
    title: str
    tax_category: str
    variant_title: str
    sku: str
    is_stock_tracked: bool
    requires_shipping: bool
    is_taxable: bool
