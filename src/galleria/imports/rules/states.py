"""A product in comparable words: the same for what a file wants and for what is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its address, or by the key of our own file."""

    address: str
    alt: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class VariantState:
    """What can be said of a variant. Amounts are minor units, weights milligrams.

    ``quantity`` is what a file last stated, which is not what is on hand once something was sold.
    """

    options: tuple[str, ...] = ()
    sku: str = ""
    barcode: str = ""
    price: int | None = None
    compare_at: int | None = None
    cost: int | None = None
    weight: int = 0
    is_stock_tracked: bool = True
    requires_shipping: bool = True
    is_taxable: bool = True
    image: str = ""
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class ProductState:
    """What can be said of a product, and of its listing in one store.

    Attributes are pairs of code and values; categories are paths and collections are slugs.
    """

    title: str
    variants: tuple[VariantState, ...] = ()
    description: str = ""
    brand: str = ""
    kind: str = "physical"
    status: str = "active"
    tags: tuple[str, ...] = ()
    seo_title: str = ""
    seo_description: str = ""
    is_visible: bool = True
    is_promoted: bool = False
    option_names: tuple[str, ...] = ()
    images: tuple[Picture, ...] = ()
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    categories: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A product that is there; ``variant_ids`` are in the order of the state's variants."""

    product_id: UUID
    listing_id: UUID | None
    state: ProductState
    variant_ids: tuple[UUID, ...]
    media_ids: Mapping[str, UUID]
    has_key: bool
    version: int
