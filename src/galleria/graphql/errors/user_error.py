"""What all refusals of mutations have in common, and which stands for which domain error."""

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Self, TypeVar, dataclass_transform

import strawberry
from graphql import GraphQLUnionType, get_nullable_type
from strawberry.types.field import StrawberryField

from galleria.core import money as core_money
from galleria.core.errors import DomainError, Problem
from galleria.graphql.access import PUBLIC
from galleria.graphql.context import Info, RequestContext
from galleria.graphql.definitions import interface_type, object_type
from galleria.graphql.money import Money

T = TypeVar("T", bound="type[UserError]")


@interface_type(PUBLIC)
class UserError:
    """A refusal that is part of the rules: nothing was changed, and `message` is fit for people."""

    code: str = strawberry.field(
        graphql_type=Annotated["ErrorCode", strawberry.lazy("galleria.graphql.errors.codes")]  # noqa: F821
    )
    """What kind of refusal it is. New codes may come."""
    message: str
    """A sentence for whoever asked, in plain words."""
    path: list[str] | None = None
    """The part of the input it is about, from the outside in."""

    own: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def of(cls, error: DomainError, request: RequestContext) -> Self:
        """Tell the refusal with its facts, which the domain error holds under the same names."""
        facts = {name: _fact(getattr(error, name), request) for name in cls.own}
        return cls(
            code=error.code,
            message=error.message,
            path=[camel(part) for part in error.path] or None,
            **facts,
        )


MEMBERS: dict[type[DomainError], type[UserError]] = {}
"""The type that stands for a domain error, declared once per error."""


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field, StrawberryField))
def error_type(*domain_errors: type[DomainError]) -> Callable[[T], T]:
    """Make a class the API's form of these domain errors."""

    def make(cls: T) -> T:
        cls.own = tuple(cls.__annotations__)
        made: T = object_type(PUBLIC)(cls)
        MEMBERS.update(dict.fromkeys(domain_errors, made))
        return made

    return make


def member_of(info: Info, error: DomainError) -> UserError | None:
    """The error as a member of the result of a mutation, unless the mutation did not declare it."""
    member = MEMBERS.get(type(error))
    result = get_nullable_type(info._raw_info.return_type)  # noqa: SLF001 - no public way leads to it
    if member is None or not isinstance(result, GraphQLUnionType):
        return None
    names = {type_.name for type_ in result.types}
    return member.of(error, info.context) if member.__name__ in names else None


@object_type(PUBLIC)
class InputProblem:
    """One fault of an input."""

    path: list[str]
    """Where it stands, from the outside in."""
    code: str
    """What kind of fault it is."""
    message: str
    """How to mend it, in plain words."""

    @classmethod
    def of(cls, problem: Problem) -> "InputProblem":
        """Show a fault."""
        path = [camel(part) for part in problem.path]
        return cls(path=path, code=problem.code, message=problem.message)


def camel(name: str) -> str:
    """Spell a part of an input as the API does: ``postal_code`` is ``postalCode`` there."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _fact(value: Any, request: RequestContext) -> Any:
    match value:
        case core_money.Money():
            return Money.of(value, request.locale)
        case tuple():
            return [_fact(part, request) for part in value]
        case Problem():
            return InputProblem.of(value)
    return value
