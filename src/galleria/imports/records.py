"""What an importer reads out of a file: plain values in the words of the catalog."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

ProductStatus = Literal["draft", "active", "archived"]
ProductKind = Literal["physical", "digital", "bundle", "gift_card", "subscription"]


@dataclass(frozen=True, slots=True)
class ImageRecord:
    """A picture by its address, or by the name of one of our own stored files.

    Width and height are pixels, zero where the file does not say.
    """

    url: str
    alt: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class VariantRecord:
    """One thing that can be bought.

    Prices are in the store's currency; ``None`` means not for sale.
    ``options`` holds one value per option of the product, in the same order. ``quantity`` is
    ``None`` where the file counts no stock. What is not ``is_stock_tracked`` can be bought whatever
    the quantity says. ``line`` is where it stood in the file.
    """

    options: tuple[str, ...]
    price: Decimal | None
    sku: str = ""
    barcode: str = ""
    compare_at_price: Decimal | None = None
    cost: Decimal | None = None
    weight_grams: Decimal | None = None
    quantity: int | None = None
    is_stock_tracked: bool = True
    requires_shipping: bool = True
    is_taxable: bool = True
    image: ImageRecord | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class ProductRecord:
    """One product with its variants, as a file tells it.

    ``key`` is what names it on the next import.
    ``categories`` are paths from the root. ``attributes`` are facts that do not make variants.
    ``description`` is HTML as found; it is sanitised when written. ``untold`` names the fields, of
    the product and of its variants, about which the file says nothing: a product that exists
    already keeps what it has there. ``columns`` says what the file calls a field.
    """

    key: str
    title: str
    slug: str
    variants: tuple[VariantRecord, ...]
    option_names: tuple[str, ...] = ()
    description: str = ""
    brand: str = ""
    kind: ProductKind = "physical"
    status: ProductStatus = "active"
    is_visible: bool = True
    is_promoted: bool = False
    tags: tuple[str, ...] = ()
    categories: tuple[tuple[str, ...], ...] = ()
    collections: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    images: tuple[ImageRecord, ...] = ()
    seo_title: str = ""
    seo_description: str = ""
    untold: frozenset[str] = frozenset()
    columns: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why something in the file was refused or read differently, and what to do about it.

    ``line`` is the physical line in the file (1 is the header in an ordinary file), ``column`` the
    header's name. A ``warning`` went in all the same.
    """

    line: int
    column: str
    message: str
    severity: Literal["error", "warning"] = "error"


@dataclass(frozen=True, slots=True)
class CatalogFile:
    """An opened file: how many products it speaks of, and what comes out of it, one by one."""

    total: int
    outcomes: Iterator[ProductRecord | RowProblem]

    def __iter__(self) -> Iterator[ProductRecord | RowProblem]:
        return self.outcomes


class UnreadableFile(Exception):
    """The file cannot be read as what it was said to be; nothing was imported."""

    def __init__(self, message: str, line: int = 1) -> None:
        """Keep the line the reader stopped at and what the merchant should do."""
        super().__init__(message)
        self.line = line
