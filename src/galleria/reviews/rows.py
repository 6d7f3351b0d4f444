"""Frozen copies of rows of reviews, for whoever only reads them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """What one person says of one product; see ``models.Review``."""

    id: UUID
    product_id: UUID
    author_name: str
    rating: int
    title: str
    body: str
    is_verified: bool
    created_at: datetime
