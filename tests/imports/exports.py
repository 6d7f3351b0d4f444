"""Real exports, and the facts that were counted in them by hand."""

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from galleria.imports.records import ProductRecord, RowProblem, VariantRecord

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def export(name: str) -> Path:
    """Find a published export; tests that need it are skipped where it is absent."""
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"needs the published export {name} in ../shared/data")
    return path


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file holds; images are distinct pictures of a product."""

    products: int
    variants: int
    images: int
    lowest: str
    highest: str
    total: str


SHOPIFY = {
    "apparel.csv": Facts(20, 22, 20, "30.00", "80.00", "1295.00"),
    "home-and-garden.csv": Facts(20, 21, 21, "9.99", "750.00", "2345.84"),
    "jewelery.csv": Facts(20, 23, 41, "14.99", "79.99", "980.74"),
    "theme-course-furniture.csv": Facts(20, 21, 21, "9.99", "750.00", "2345.84"),
    "official-template.csv": Facts(3, 16, 11, "17.99", "95.00", "602.99"),
    "mustache-wax.csv": Facts(8, 14, 60, "6.99", "25.99", "239.86"),
    "lowercase-headers.csv": Facts(99, 300, 100, "2.69", "99.50", "14668.50"),
    "print-on-demand-large.csv": Facts(338, 3675, 1455, "1.00", "100.00", "116554.75"),
}


@dataclass(frozen=True, slots=True)
class Details:
    """What the variants and products of a file are like.

    ``reduced`` have a compare-at price above their price, ``empty`` no stock, ``weighed`` a weight.
    Pictures of several products may lie at one address.
    """

    reduced: int
    empty: int
    units: int
    without_sku: int
    weighed: int
    active: int
    draft: int
    archived: int
    hidden: int
    vendors: int
    addresses: int


SHOPIFY_DETAILS = {
    "apparel.csv": Details(0, 0, 22, 22, 0, 20, 0, 0, 0, 1, 20),
    "home-and-garden.csv": Details(16, 2, 65, 21, 0, 20, 0, 0, 0, 3, 21),
    "jewelery.csv": Details(17, 3, 20, 23, 1, 20, 0, 0, 0, 2, 39),
    "theme-course-furniture.csv": Details(16, 2, 65, 21, 0, 20, 0, 0, 0, 3, 21),
    "official-template.csv": Details(1, 12, 95, 0, 16, 1, 1, 1, 2, 1, 11),
    "mustache-wax.csv": Details(0, 10, 257, 0, 5, 4, 4, 0, 7, 2, 57),
    "lowercase-headers.csv": Details(0, 0, 7534, 100, 300, 99, 0, 0, 0, 99, 4),
    "print-on-demand-large.csv": Details(0, 2369, 792250, 3109, 0, 338, 0, 0, 55, 1, 1455),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A file that was read to its end."""

    products: list[ProductRecord]
    problems: list[RowProblem]

    @property
    def variants(self) -> list[VariantRecord]:
        """Everything that can be bought."""
        return [variant for product in self.products for variant in product.variants]

    @property
    def facts(self) -> Facts:
        """Count what was read."""
        prices = [v.price for v in self.variants if v.price is not None]
        pictures = sum(len(product.images) for product in self.products)
        figures = (min(prices), max(prices), sum(prices, Decimal(0)))
        lowest, highest, total = (f"{figure:.2f}" for figure in figures)
        return Facts(len(self.products), len(self.variants), pictures, lowest, highest, total)

    @property
    def details(self) -> Details:
        """Look closer at what was read."""
        statuses = Counter(product.status for product in self.products)
        return Details(
            reduced=sum(variant.compare_at_price is not None for variant in self.variants),
            empty=sum(variant.quantity == 0 for variant in self.variants),
            units=sum(variant.quantity or 0 for variant in self.variants),
            without_sku=sum(not variant.sku for variant in self.variants),
            weighed=sum(bool(variant.weight_grams) for variant in self.variants),
            active=statuses["active"],
            draft=statuses["draft"],
            archived=statuses["archived"],
            hidden=sum(not product.is_visible for product in self.products),
            vendors=len({product.brand for product in self.products}),
            addresses=len({i.url for product in self.products for i in product.images}),
        )

    def product(self, key: str) -> ProductRecord:
        """Find a product by its key."""
        return next(product for product in self.products if product.key == key)

    def warnings(self, column: str) -> list[int]:
        """Tell the lines on which a column was read differently than it stands."""
        return [p.line for p in self.problems if p.column == column and p.severity == "warning"]

    @property
    def errors(self) -> list[RowProblem]:
        """What was refused."""
        return [problem for problem in self.problems if problem.severity == "error"]


def outcome(found: Iterable[ProductRecord | RowProblem]) -> Outcome:
    """Read a file to its end."""
    everything = list(found)
    return Outcome(
        [record for record in everything if isinstance(record, ProductRecord)],
        [problem for problem in everything if isinstance(problem, RowProblem)],
    )


def stream(text: str) -> io.BytesIO:
    """Make a file of some lines."""
    return io.BytesIO(text.encode())
