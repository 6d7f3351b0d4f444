"""Long lists: pages with a cursor at every entry, which stay in place while entries come and go."""

import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import strawberry

from galleria.core.errors import InvalidInput, Problem
from galleria.graphql.access import PUBLIC
from galleria.graphql.costs import EXACT_COUNT, LARGEST_PAGE
from galleria.graphql.definitions import object_type
from galleria.graphql.edge import field

COUNTED = 10_000
"""Counting stops here."""

R = TypeVar("R")
T = TypeVar("T")

First = Annotated[
    int, strawberry.argument(description=f"At most so many entries, up to {LARGEST_PAGE}.")
]
After = Annotated[str | None, strawberry.argument(description="Only what comes after this cursor.")]


@object_type(PUBLIC)
class PageInfo:
    """Where a page stands in its list."""

    has_next_page: bool
    """Whether more entries follow."""
    has_previous_page: bool
    """Whether entries come before."""
    start_cursor: str | None
    """Cursor of the first entry."""
    end_cursor: str | None
    """Cursor of the last entry; send it as `after` for the next page."""


@object_type(PUBLIC)
class Count:
    """How many entries a list has in all."""

    value: int
    """So many, or 10,000 where there are more."""
    is_exact: bool
    """Whether the list ends there; else it has more."""


@object_type(PUBLIC)
class Edge(Generic[T]):
    """An entry of a list, with its place."""

    cursor: str
    """The place of the entry."""
    node: T
    """The entry."""


@object_type(PUBLIC)
class Connection(Generic[T]):
    """One page of a list."""

    nodes: list[T]
    """The entries of the page."""
    page_info: PageInfo
    """Where the page stands in its list."""
    cursors: strawberry.Private[Sequence[str]]
    counting: strawberry.Private[Callable[[], Awaitable[int]]]

    @field()
    def edges(self) -> list[Edge[T]]:
        """The entries of the page, each with its cursor."""
        return [
            Edge(cursor=cursor, node=node)
            for cursor, node in zip(self.cursors, self.nodes, strict=True)
        ]

    @field(cost=EXACT_COUNT)
    async def count(self) -> Count:
        """How many entries the whole list has, counted up to 10,000. Costs extra."""
        value = await self.counting()
        return Count(value=min(value, COUNTED), is_exact=value <= COUNTED)


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is wanted: ``size`` entries after the key ``after``."""

    size: int
    after: tuple[Any, ...] | None

    @classmethod
    def of(cls, first: int, after: str | None) -> "Window":
        """Read the arguments of a connection.

        Raises:
            InvalidInput: too many entries are asked for, or the cursor is none of ours.
        """
        if not 0 <= first <= LARGEST_PAGE:
            message = f"Ask for 0 to {LARGEST_PAGE} entries at once."
            raise InvalidInput([Problem(("first",), "OUT_OF_RANGE", message)])
        return cls(first, _key_of(after) if after else None)

    @property
    def place(self) -> UUID | None:
        """The id behind which the page begins, in a list that is sorted by nothing else.

        Raises:
            InvalidInput: the cursor is of another list.
        """
        match self.after:
            case None:
                return None
            case (part,):
                return read_uuid(part)
        raise invalid_cursor()

    @property
    def limit(self) -> int:
        """How many rows to read: one more than wanted tells whether there are more."""
        return self.size + 1


def connection(
    window: Window,
    rows: Sequence[R],
    *,
    key: Callable[[R], tuple[Any, ...]],
    node: Callable[[R], T],
    count: Callable[[], Awaitable[int]],
) -> Connection[T]:
    """Make a page of rows that were read for a window; ``key`` is what their order ends in."""
    shown = rows[: window.size]
    cursors = [_cursor_of(key(row)) for row in shown]
    info = PageInfo(
        has_next_page=len(rows) > window.size,
        has_previous_page=window.after is not None,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )
    nodes = [node(row) for row in shown]
    return Connection(nodes=nodes, page_info=info, cursors=cursors, counting=count)


def _cursor_of(key: tuple[Any, ...]) -> str:
    written = json.dumps(key, default=str, separators=(",", ":"))
    return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


def _key_of(cursor: str) -> tuple[Any, ...]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return tuple(json.loads(base64.urlsafe_b64decode(padded)))
    except (binascii.Error, ValueError, TypeError):
        raise invalid_cursor() from None


def invalid_cursor() -> InvalidInput:
    """Say that a cursor belongs to no list, or to another one."""
    message = "This is not a cursor that this list has given out."
    return InvalidInput([Problem(("after",), "INVALID_CURSOR", message)])


def read_uuid(part: Any) -> UUID:
    """Read an id out of a cursor.

    Raises:
        InvalidInput: it is none.
    """
    try:
        return UUID(part)
    except (ValueError, TypeError, AttributeError):
        raise invalid_cursor() from None


def read_time(part: Any) -> datetime:
    """Read a time out of a cursor.

    Raises:
        InvalidInput: it is none.
    """
    try:
        return datetime.fromisoformat(part)
    except (ValueError, TypeError):
        raise invalid_cursor() from None
