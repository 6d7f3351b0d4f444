"""Lists of an input, all of whose faults are told at once."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar
from uuid import UUID

import strawberry

from galleria.core.errors import InvalidInput, Problem
from galleria.core.money import InvalidMoney, Money
from galleria.graphql import ids
from galleria.graphql.money import MoneyInput

T = TypeVar("T")
V = TypeVar("V")


def read_each(given: Iterable[T], read: Callable[[int, T], V]) -> list[V]:
    """Read every part of a list, with its place in it.

    Raises:
        InvalidInput: some parts are none; it names all of their faults.
    """
    made, problems = list[V](), list[Problem]()
    for place, part in enumerate(given):
        try:
            made.append(read(place, part))
        except InvalidInput as fault:
            problems += fault.problems
    if problems:
        raise InvalidInput(problems)
    return made


def read_ids(prefix: str, given: Sequence[strawberry.ID], name: str) -> list[UUID]:
    """Read the ids of a list of this name.

    Raises:
        InvalidInput: some are no ids of this kind.
    """
    return read_each(given, lambda place, one: ids.read(prefix, one, name, str(place)))


def read_money(given: MoneyInput, *path: str) -> Money:
    """Read an amount that stands at this place of an input.

    Raises:
        InvalidInput: it is no amount of the currency.
    """
    try:
        return given.read()
    except InvalidMoney as fault:
        raise InvalidInput([Problem((*path, *fault.path), fault.code, fault.message)]) from None
