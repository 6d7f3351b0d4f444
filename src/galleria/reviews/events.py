"""The facts reviews announce."""

from dataclasses import dataclass
from uuid import UUID

from galleria.core.events import Event


@dataclass(frozen=True)
class ReviewSubmitted(Event):
    """Somebody reviewed a product; staff should look."""

    review_id: UUID
    product_id: UUID


@dataclass(frozen=True)
class ReviewModerated(Event):
    """Staff approved or rejected a review."""

    review_id: UUID
    status: str
