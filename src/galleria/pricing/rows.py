"""Frozen copies of rows of pricing, for whoever only reads them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CouponRow:
    """A coupon; see ``models.Coupon``."""

    id: UUID
    code: str
    kind: str
    value: int
    currency: str | None
    minimum_minor: int
    starts_at: datetime | None
    ends_at: datetime | None
    usage_limit: int | None
    used_count: int
    is_active: bool
