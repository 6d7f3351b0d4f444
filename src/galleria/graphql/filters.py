"""Filters that are combined: what is given holds, and all, any and none of those inside."""

from collections.abc import Callable, Sequence
from typing import Protocol, Self, TypeVar

from sqlalchemy import ColumnElement, and_, not_, or_, true

from galleria.core.errors import InvalidInput, Problem

DEEPEST = 4
"""Levels of filters inside filters."""

MOST = 30
"""Filters in one list's filter, itself included."""


class Combined(Protocol):
    """An input with filters of its own kind inside."""

    @property
    def and_(self) -> Sequence[Self] | None:
        """All of these hold."""
        ...

    @property
    def or_(self) -> Sequence[Self] | None:
        """At least one of these holds."""
        ...

    @property
    def not_(self) -> Self | None:
        """This does not hold."""
        ...


F = TypeVar("F", bound=Combined)


def inside(given: F) -> tuple[Sequence[F], Sequence[F], Sequence[F]]:
    """The filters of which all, any and none must hold."""
    return given.and_ or (), given.or_ or (), [given.not_] if given.not_ else ()


def check(given: Combined) -> None:
    """See to it that a filter is small enough to be read and run.

    Raises:
        InvalidInput: it is nested too deeply, or there is too much in it.
    """
    level: list[Combined] = [given]
    depth = found = 0
    while level:
        depth, found = depth + 1, found + len(level)
        if depth > DEEPEST or found > MOST:
            message = f"Combine up to {MOST} filters, {DEEPEST} levels deep."
            raise InvalidInput([Problem(("filter",), "TOO_LARGE", message)])
        level = [inner for one in level for group in inside(one) for inner in group]


def where(given: F, parts: Callable[[F], Sequence[ColumnElement[bool]]]) -> ColumnElement[bool]:
    """What must hold of a row; ``parts`` tells what one filter says without those inside.

    Raises:
        InvalidInput: the filter is too large, or an id in it is none.
    """
    check(given)
    return _where(given, parts)


def _where(given: F, parts: Callable[[F], Sequence[ColumnElement[bool]]]) -> ColumnElement[bool]:
    every, some, none = ([_where(one, parts) for one in group] for group in inside(given))
    any_ = [or_(*some)] if some else []
    return and_(true(), *parts(given), *every, *any_, *(not_(one) for one in none))
