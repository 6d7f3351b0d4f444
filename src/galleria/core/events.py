"""Facts announced by services: frozen values with a name, kept for good and delivered to whoever
reacts.
"""

import dataclasses
import types
import typing
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Self
from uuid import UUID


@dataclass(frozen=True)
class Event:
    """A fact in the past tense. Its fields are text, whole numbers, booleans, UUIDs and times."""

    known: ClassVar[dict[str, type["Event"]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Make the event known by its name, so that a worker can read it back."""
        super().__init_subclass__(**kwargs)
        Event.known[cls.__name__] = cls

    @classmethod
    def name(cls) -> str:
        """The name under which the fact is stored and delivered."""
        return cls.__name__

    def to_json(self) -> dict[str, Any]:
        """Write the fields as JSON values."""
        return {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read the fields back. Fields that this version does not know are left out."""
        kinds = _kinds(cls.__name__)
        return cls(
            **{name: _typed(value, kinds[name]) for name, value in data.items() if name in kinds}
        )


@cache
def _kinds(name: str) -> dict[str, Any]:
    cls = Event.known[name]
    hints = typing.get_type_hints(cls)
    return {f.name: _without_none(hints[f.name]) for f in dataclasses.fields(cls)}


def _without_none(hint: Any) -> Any:
    if isinstance(hint, types.UnionType):
        return next(arg for arg in typing.get_args(hint) if arg is not types.NoneType)
    return hint


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def _typed(value: Any, kind: Any) -> Any:
    if value is None:
        return None
    if kind is UUID:
        return UUID(value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    return value
