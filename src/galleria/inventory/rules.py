"""How units are taken from places."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

MOST_PER_LINE = 999
"""The most units of one variant in one cart, and so what is said to be available where stock is not
tracked.
"""


@dataclass(slots=True)
class Shelf:
    """What is free at one location for one variant, and what a buyer already holds there."""

    variant_id: UUID
    location_id: UUID
    free: int
    held: int = 0


@dataclass(frozen=True, slots=True)
class Shift:
    """Reserve ``change`` more (or release, if negative) at a location, so that ``held`` units are
    held there.
    """

    variant_id: UUID
    location_id: UUID
    change: int
    held: int


def obtainable(shelves: Iterable[Shelf]) -> int:
    """Units that the buyer could hold in all, counting those held already."""
    return sum(shelf.free + shelf.held for shelf in shelves)


def shift_to(wanted: int, shelves: Sequence[Shelf]) -> list[Shift]:
    """Come from what is held to what is wanted, in as few places as possible.

    Where one place alone can give all, the first such in the order of priority does. Otherwise
    places are emptied in that order. ``wanted`` must be obtainable.
    """
    chosen = _one_place(wanted, shelves) or _in_order(wanted, shelves)
    return [
        Shift(shelf.variant_id, shelf.location_id, target - shelf.held, target)
        for shelf, target in zip(shelves, chosen, strict=True)
        if target != shelf.held
    ]


def _one_place(wanted: int, shelves: Sequence[Shelf]) -> list[int] | None:
    for place, shelf in enumerate(shelves):
        if shelf.free + shelf.held >= wanted:
            return [wanted if other == place else 0 for other in range(len(shelves))]
    return None


def _in_order(wanted: int, shelves: Sequence[Shelf]) -> list[int]:
    targets = []
    for shelf in shelves:
        target = min(wanted, shelf.free + shelf.held)
        targets.append(target)
        wanted -= target
    return targets
