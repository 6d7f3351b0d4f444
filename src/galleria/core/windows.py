"""Parts of long lists, found by the keys of their entries: pages stay in place while others come
and go.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, tuple_
from sqlalchemy.orm import QueryableAttribute

Key = Sequence[Any]
"""The values that an entry is sorted by."""

Rows = TypeVar("Rows", bound=Select[Any])


@dataclass(frozen=True, slots=True)
class Window:
    """At most ``size`` entries behind the key ``after`` and ahead of ``before``; those at the far
    end where ``is_last``.
    """

    size: int = 20
    after: Key | None = None
    before: Key | None = None
    is_last: bool = False

    @property
    def limit(self) -> int:
        """How many rows to read: one more than wanted tells whether there are more."""
        return self.size + 1


@dataclass(frozen=True, slots=True)
class Sorting:
    """What a list is sorted by; its last column tells any two entries apart."""

    columns: tuple[ColumnElement[Any] | QueryableAttribute[Any], ...]
    is_descending: bool = False

    @property
    def kinds(self) -> list[type]:
        """The types of the values of a key."""
        return [column.type.python_type for column in self.columns]

    def key(self, row: Any) -> Key:
        """What an object is sorted by, where the columns are its own."""
        return [getattr(row, str(column.key)) for column in self.columns]

    def within(self, rows: Rows, window: Window) -> Rows:
        """Sort rows and keep those between the window's ends, the nearest to where it begins
        first: the last ones come in reverse.
        """
        place = tuple_(*self.columns)
        for end, is_start in ((window.after, True), (window.before, False)):
            if end is not None:
                edge = tuple_(*end, types=[column.type for column in self.columns])
                rows = rows.where(place < edge if is_start == self.is_descending else place > edge)
        if self.is_descending == window.is_last:
            return rows.order_by(*self.columns)
        return rows.order_by(*(column.desc() for column in self.columns))
