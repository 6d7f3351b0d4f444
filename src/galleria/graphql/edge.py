"""What resolvers are written with: fields, and mutations that refuse in data."""

import functools
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import strawberry

from galleria.core.errors import DomainError, IdempotencyKeyMissing, NotFound
from galleria.graphql import descriptions, writes
from galleria.graphql.access import Access
from galleria.graphql.costs import Cost
from galleria.graphql.errors import user_error

V = TypeVar("V")
Resolver = Callable[..., Any]


def field(
    access: Access | None = None, *, cost: Cost | None = None, name: str | None = None
) -> Callable[[Resolver], Any]:
    """Make a method a field; its docstring is what clients read."""
    directives = [directive for directive in (access, cost) if directive]

    def make(resolver: Resolver) -> Any:
        text = descriptions.paragraph(resolver.__doc__ or "")
        return strawberry.field(
            resolver=resolver, name=name, description=text, directives=directives
        )

    return make


def mutation(access: Access, *, needs_key: bool = False) -> Callable[[Resolver], Any]:
    """Make a method a mutation, whose refusals come back as members of its result.

    With ``needs_key`` it moves money or stock, and does nothing without an idempotency key.
    """

    def make(resolver: Resolver) -> Any:
        text = descriptions.paragraph(resolver.__doc__ or "")
        return strawberry.mutation(
            resolver=_refusing_in_data(resolver, needs_key=needs_key),
            # Null is what our own fault leaves, so that it spoils no neighbour's result.
            graphql_type=resolver.__annotations__["return"] | None,
            description=f"{text} Needs an idempotency key." if needs_key else text,
            directives=[access],
        )

    return make


def _refusing_in_data(resolver: Resolver, *, needs_key: bool) -> Callable[..., Awaitable[Any]]:
    @functools.wraps(resolver)
    async def refusing(self: Any, info: strawberry.Info, input: Any) -> Any:
        try:
            if needs_key and writes.key_of(info) is None:
                raise IdempotencyKeyMissing
            return await resolver(self, info, input)
        except DomainError as error:
            member = user_error.member_of(info, error)
            if member is None:
                raise
            return member

    return refusing


async def unless_missing(found: Awaitable[V]) -> V | None:
    """What is there; none where there is no such thing, or it may not be seen."""
    try:
        return await found
    except NotFound:
        return None
