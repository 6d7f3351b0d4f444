"""The facts the catalog announces."""

from dataclasses import dataclass
from uuid import UUID

from galleria.core.events import Event


@dataclass(frozen=True)
class ProductChanged(Event):
    """A product, its variants or its pictures are new or different."""

    product_id: UUID


@dataclass(frozen=True)
class ListingChanged(Event):
    """A store shows a product differently, or for the first time."""

    listing_id: UUID
    store_id: UUID


@dataclass(frozen=True)
class ListingRemoved(Event):
    """A store no longer has a product."""

    product_id: UUID
    store_id: UUID


@dataclass(frozen=True)
class ProductRemoved(Event):
    """The tenant no longer has a product; what was sold of it stands in the orders."""

    product_id: UUID
