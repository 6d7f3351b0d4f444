"""Frozen copies of rows of orders, for whoever only reads them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order; see ``models.Order``."""

    id: UUID
    store_id: UUID
    cart_id: UUID
    number: int
    token: str
    status: str
    payment_status: str
    fulfillment_status: str
    email: str
    phone: str
    shipping_address: dict[str, Any] | None
    billing_address: dict[str, Any] | None
    shipping_title: str
    note: str
    coupon_codes: str
    currency: str
    is_tax_inclusive: bool
    goods_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int
    total_minor: int
    placed_at: datetime
