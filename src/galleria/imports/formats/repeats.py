"""SKUs that more than one variant has: allowed, as real catalogs do it, but worth knowing."""

from collections.abc import Iterable, Iterator

from galleria.imports.records import ProductRecord, RowProblem


class Repeats:
    """Remembers the SKUs of a file by their hashes, which is enough to notice a repetition."""

    def __init__(self, column: str) -> None:
        """Name the column in which SKUs stand."""
        self._column = column
        self._seen: set[int] = set()

    def noted(
        self, outcomes: Iterable[ProductRecord | RowProblem]
    ) -> Iterator[ProductRecord | RowProblem]:
        """Pass everything on, and tell after each product which of its SKUs were there before."""
        for outcome in outcomes:
            yield outcome
            if isinstance(outcome, ProductRecord):
                yield from self._in_product(outcome)

    def _in_product(self, product: ProductRecord) -> Iterator[RowProblem]:
        for variant in product.variants:
            if not variant.sku:
                continue
            if hash(variant.sku) in self._seen:
                yield RowProblem(
                    variant.line,
                    self._column,
                    f"The SKU “{variant.sku}” is used on an earlier row too. Both keep it.",
                    "warning",
                )
            self._seen.add(hash(variant.sku))
