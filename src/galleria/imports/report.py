"""What became of a file: counts, and the first of what is worth reading."""

import copy
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from galleria.imports.records import RowProblem
from galleria.imports.rules.comparing import Action, FieldChange

COUNTS = ("products", "variants", "images", "created", "updated", "unchanged", "rejected")
MOST_ERRORS = 1000
MOST_WARNINGS_OF_A_COLUMN = 20
MOST_CHANGES = 200
MOST_FIELDS = 20


@dataclass(frozen=True, slots=True)
class ProductOutcome:
    """What became of one product, or would become of it."""

    line: int
    key: str
    title: str
    action: Action
    variants: int
    images: int
    changes: tuple[FieldChange, ...]
    further: int = 0

    def shortened(self) -> "ProductOutcome":
        """Keep the first changes, and only the number of the others."""
        more = len(self.changes) - MOST_FIELDS
        return (
            self if more <= 0 else replace(self, changes=self.changes[:MOST_FIELDS], further=more)
        )

    def to_json(self) -> dict[str, Any]:
        """Write it as JSON values."""
        changes = [{"field": c.field, "old": c.old, "new": c.new} for c in self.changes]
        return {
            "line": self.line,
            "key": self.key,
            "title": self.title,
            "action": self.action,
            "variants": self.variants,
            "images": self.images,
            "changes": changes,
            "further": self.further,
        }

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "ProductOutcome":
        """Read back what was written as JSON values."""
        changes = tuple(FieldChange(**change) for change in told["changes"])
        values = {name: told[name] for name in told if name in cls.__dataclass_fields__}
        return cls(**{**values, "changes": changes})


@dataclass(slots=True)
class ImportReport:
    """Counts of products, but ``variants`` and ``images``, and ``rejected``, which is of rows.

    ``seen`` are the products that were looked at, whether they went in or not. However large the
    file, what is kept of it here is small: every count is whole, of problems and changes only the
    first are kept.
    """

    seen: int = 0
    products: int = 0
    variants: int = 0
    images: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    warned: int = 0
    errors: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)
    changes: list[ProductOutcome] = field(default_factory=list)
    warned_columns: Counter[str] = field(default_factory=Counter)

    @property
    def is_complete(self) -> bool:
        """Whether everything in the file went in."""
        return self.rejected == 0

    def extended(
        self, results: Iterable[ProductOutcome | RowProblem], *, seen: int
    ) -> "ImportReport":
        """Copy it with more added, of so many more products that were looked at."""
        more = copy.copy(self)
        more.errors, more.warnings = [*self.errors], [*self.warnings]
        more.changes = [*self.changes]
        more.warned_columns = self.warned_columns.copy()
        more.seen += seen
        for result in results:
            if isinstance(result, ProductOutcome):
                more.count(result)
            else:
                more.note(result)
        return more

    def count(self, outcome: ProductOutcome) -> None:
        """Add what became of a product."""
        self.products += 1
        self.variants += outcome.variants
        self.images += outcome.images
        setattr(self, outcome.action, getattr(self, outcome.action) + 1)
        if outcome.changes and len(self.changes) < MOST_CHANGES:
            self.changes.append(outcome.shortened())

    def note(self, problem: RowProblem) -> None:
        """Add what was refused, or read differently than it stands."""
        if problem.severity == "error":
            self.rejected += 1
            if len(self.errors) < MOST_ERRORS:
                self.errors.append(problem)
            return
        self.warned += 1
        self.warned_columns[problem.column] += 1
        if self.warned_columns[problem.column] <= MOST_WARNINGS_OF_A_COLUMN:
            self.warnings.append(problem)

    def counts(self) -> dict[str, int]:
        """Give the counts that are kept of every import."""
        return {name: getattr(self, name) for name in COUNTS}

    def details(self) -> dict[str, Any]:
        """Give what is worth reading, as JSON values."""
        return {
            "errors": [_problem(problem) for problem in self.errors],
            "warned": self.warned,
            "warnings": [_problem(problem) for problem in self.warnings],
            "changes": [outcome.to_json() for outcome in self.changes],
        }

    def to_json(self) -> dict[str, Any]:
        """Write it as the command line prints it."""
        return {**self.counts(), **self.details()}

    @classmethod
    def resumed(
        cls, seen: int, counts: Mapping[str, int], details: Mapping[str, Any]
    ) -> "ImportReport":
        """Read back the report of an import that was cut short."""
        warnings = [RowProblem(**told, severity="warning") for told in details.get("warnings", ())]
        return cls(
            seen=seen,
            **counts,
            warned=details.get("warned", 0),
            errors=[RowProblem(**told) for told in details.get("errors", ())],
            warnings=warnings,
            changes=[ProductOutcome.of(told) for told in details.get("changes", ())],
            warned_columns=Counter(problem.column for problem in warnings),
        )


def _problem(problem: RowProblem) -> dict[str, Any]:
    return {"line": problem.line, "column": problem.column, "message": problem.message}
