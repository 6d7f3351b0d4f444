"""How the API's types are declared: from classes whose docstrings are what clients read."""

from collections.abc import Callable, Sequence
from typing import TypeVar, dataclass_transform

import strawberry
from strawberry import UNSET
from strawberry.types.field import StrawberryField

from galleria.graphql import descriptions
from galleria.graphql.access import Access

T = TypeVar("T", bound=type)
V = TypeVar("V")


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field, StrawberryField))
def object_type(access: Access, *, name: str | None = None) -> Callable[[T], T]:
    """Make a class a type of the API; ``access`` holds for each field without one of its own."""

    def make(cls: T) -> T:
        made = strawberry.type(cls, name=name, description=descriptions.of_class(cls))
        _complete(made, [access])
        return made

    return make


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field, StrawberryField))
def interface_type(access: Access) -> Callable[[T], T]:
    """Make a class an interface of the API."""

    def make(cls: T) -> T:
        made = strawberry.interface(cls, description=descriptions.of_class(cls))
        _complete(made, [access])
        return made

    return make


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field, StrawberryField))
def input_type(cls: T) -> T:
    """Make a class an input of the API."""
    made = strawberry.input(cls, description=descriptions.of_class(cls))
    _complete(made, [])
    return made


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field, StrawberryField))
def identifier_type(cls: T) -> T:
    """Make a class an input of which exactly one field is given."""
    made = strawberry.input(cls, one_of=True, description=descriptions.of_class(cls))
    _complete(made, [])
    return made


def given(value: V | None) -> V | None:
    """What was said in an input; none where nothing was, or null."""
    return None if value is UNSET else value


def _complete(cls: type, defaults: Sequence[object]) -> None:
    """Give each field what it has not said itself: its words, and who may select it."""
    words = descriptions.of_fields(cls)
    definition = cls.__strawberry_definition__  # type: ignore[attr-defined]
    for part in definition.fields:
        part.description = part.description or words.get(part.python_name)
        if not any(isinstance(directive, Access) for directive in part.directives):
            part.directives.extend(defaults)
