"""Real exports, and the facts that were counted in them by hand."""

import io
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
