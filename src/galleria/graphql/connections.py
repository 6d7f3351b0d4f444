"""Long lists: pages with a cursor at every entry, which stay in place while entries come and go."""

import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import strawberry
from sqlalchemy import Select, func, select

from galleria.core.context import Context
from galleria.core.errors import InvalidInput, Problem
from galleria.core.pages import COUNT_STOPS_AT
from galleria.core.windows import Key, Sorting, Window
from galleria.graphql.access import PUBLIC
from galleria.graphql.context import RequestContext
from galleria.graphql.costs import DEFAULT_PAGE, EXACT_COUNT, LARGEST_PAGE
from galleria.graphql.definitions import object_type
from galleria.graphql.edge import field

LARGEST_INT = 2**63 - 1

R = TypeVar("R")
T = TypeVar("T")

First = Annotated[
    int | None,
    strawberry.argument(
        description=(
            f"At most so many entries from the front, up to {LARGEST_PAGE};"
            f" {DEFAULT_PAGE} unless `last` is given."
        )
    ),
]
After = Annotated[str | None, strawberry.argument(description="Only what comes after this cursor.")]
Last = Annotated[
    int | None,
    strawberry.argument(
        description=f"At most so many entries from the back instead, up to {LARGEST_PAGE}."
    ),
]
Before = Annotated[
    str | None, strawberry.argument(description="Only what comes before this cursor.")
]


@object_type(PUBLIC)
class PageInfo:
    """Where a page stands in its list."""

    has_next_page: bool
    """Whether more entries follow."""
    has_previous_page: bool
    """Whether entries come before."""
    start_cursor: str | None
    """Cursor of the first entry; send it as `before`, with `last`, for the page before."""
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
        return Count(value=min(value, COUNT_STOPS_AT), is_exact=value <= COUNT_STOPS_AT)


def read_window(
    kinds: Sequence[type],
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Window:
    """Read the arguments of a connection whose keys are of these types.

    Raises:
        InvalidInput: too many entries are asked for, or a cursor is none of ours.
    """
    if first is not None and last is not None:
        message = "Ask for the first entries or for the last ones, not for both."
        raise InvalidInput([Problem(("last",), "ONE_OF", message)])
    size = first if first is not None else last
    if size is None:
        size = DEFAULT_PAGE
    if not 0 <= size <= LARGEST_PAGE:
        message = f"Ask for 0 to {LARGEST_PAGE} entries at once."
        place = "first" if last is None else "last"
        raise InvalidInput([Problem((place,), "OUT_OF_RANGE", message)])
    return Window(
        size,
        after=_key_of(after, kinds, "after") if after else None,
        before=_key_of(before, kinds, "before") if before else None,
        is_last=last is not None,
    )


def connection(
    window: Window,
    rows: Sequence[R],
    *,
    key: Callable[[R], Key],
    node: Callable[[R], T],
    count: Callable[[], Awaitable[int]],
) -> Connection[T]:
    """Make a page of the rows that a window's ``limit`` let through, sorted as ``key`` says; the
    last ones come in reverse, as ``Sorting.within`` reads them.
    """
    has_more = len(rows) > window.size
    shown = rows[: window.size]
    if window.is_last:
        shown = shown[::-1]
    cursors = [_cursor_of(key(row)) for row in shown]
    info = PageInfo(
        has_next_page=(has_more and not window.is_last) or window.before is not None,
        has_previous_page=(has_more and window.is_last) or window.after is not None,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )
    nodes = [node(row) for row in shown]
    return Connection(nodes=nodes, page_info=info, cursors=cursors, counting=count)


async def list_rows(
    request: RequestContext,
    rows: Select[Any],
    sorting: Sorting,
    window: Window,
    *,
    node: Callable[[Any], T],
) -> Connection[T]:
    """A page of whatever a statement finds, which is counted only if that is asked for."""

    async def read(ctx: Context) -> Sequence[Any]:
        part = sorting.within(rows, window).limit(window.limit)
        return (await ctx.session.scalars(part)).all()

    return connection(
        window,
        await request.ask(read),
        key=sorting.key,
        node=node,
        count=lambda: request.ask(lambda ctx: count_rows(ctx, rows)),
    )


async def count_rows(ctx: Context, rows: Select[Any]) -> int:
    """How many rows a statement finds, as far as clients are told."""
    few = rows.limit(COUNT_STOPS_AT + 1).subquery()
    return await ctx.session.scalar(select(func.count()).select_from(few)) or 0


def _cursor_of(key: Key) -> str:
    written = json.dumps(list(key), default=str, separators=(",", ":"))
    return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


def _key_of(cursor: str, kinds: Sequence[type], argument: str) -> Key:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = json.loads(base64.urlsafe_b64decode(padded))
        return [_READERS[kind](part) for kind, part in zip(kinds, parts, strict=True)]
    except (binascii.Error, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        message = "This is not a cursor that this list has given out."
        raise InvalidInput([Problem((argument,), "INVALID_CURSOR", message)]) from None


def _time(part: str) -> datetime:
    time = datetime.fromisoformat(part)
    if time.tzinfo is None:
        raise ValueError(part)
    return time.astimezone(UTC)


def _number(part: int) -> int:
    if type(part) is not int or abs(part) > LARGEST_INT:
        raise ValueError(part)
    return part


def _text(part: str) -> str:
    if "\0" in part:
        raise ValueError(part)
    return part.encode().decode()  # Half of a surrogate pair cannot be written.


_READERS: dict[type, Callable[[Any], Any]] = {
    UUID: UUID,
    datetime: _time,
    int: _number,
    str: _text,
}
