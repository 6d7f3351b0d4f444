"""Frozen copies of the catalog's rows, for whoever only reads them; see ``models`` for what they
mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class VariantRow:
    """A variant as it is read; see ``models.Variant``."""

    id: UUID
    product_id: UUID
    media_id: UUID | None
    title: str
    option_values: Sequence[str]
    sku: str
    barcode: str
    position: int
    weight_milligrams: int
    is_stock_tracked: bool
    requires_shipping: bool
    is_taxable: bool


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One way in which a product varies, as it is read; see ``models.ProductOption``."""

    id: UUID
    product_id: UUID
    name: str
    position: int
    choices: Sequence[str]


@dataclass(frozen=True, slots=True)
class MediaRow:
    """A picture as it is read; see ``models.Media``."""

    id: UUID
    product_id: UUID
    url: str
    key: str
    alt: str
    width: int
    height: int
    position: int
    fetch_problem: str


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A branch of a store's tree, as it is read; see ``models.Category``."""

    id: UUID
    store_id: UUID
    parent_id: UUID | None
    slug: str
    path: str
    title: str
    description: str
    image_key: str
    position: int
    seo_title: str
    seo_description: str


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A file in the media folder, and the size of its picture in pixels."""

    key: str
    width: int
    height: int
