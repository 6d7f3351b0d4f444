"""The one way a mutation changes anything: its effect and its key, in one transaction."""

import dataclasses
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Protocol
from uuid import UUID

import strawberry
from graphql import get_directive_values
from strawberry.directive import DirectiveLocation

from galleria.core import idempotency
from galleria.core.context import Context
from galleria.graphql.context import Info


class Identified(Protocol):
    """A thing with an id."""

    @property
    def id(self) -> UUID:
        """What the thing is found by."""
        ...


Effect = Callable[[Context], Awaitable[Identified | UUID]]
"""Changes something and returns it, or its id, by which it is read for the answer."""


@strawberry.directive(
    locations=[DirectiveLocation.FIELD],
    name="idempotent",
    description=(
        "Makes one mutation safe to repeat: the same key with the same input has its effect once,"
        " and every repetition answers with what the first one led to. Keys are kept seven days."
    ),
)
def idempotent(
    key: Annotated[
        str, strawberry.argument(description="1 to 255 characters, new for every intention.")
    ],
) -> None:
    """Only declares; ``key_of`` reads it."""


async def write(info: Info, asked: Any, effect: Effect, *, result: UUID | None = None) -> UUID:
    """Do it, or, if its idempotency key has been seen, tell what it led to the first time.

    A ``result`` that is known beforehand is kept with the key, which saves a statement.

    Raises:
        IdempotencyKeyReused: the key was seen with another input.
    """
    key = key_of(info)
    async with info.context.write() as ctx:
        if key is None:
            return _id_of(await effect(ctx))
        claimed = await idempotency.claim(
            ctx,
            key=key,
            operation=info.field_name,
            input_hash=_hash_of(info, asked),
            result=str(result or ""),
        )
        if claimed.result is not None:
            info.context.has_replayed = True
            return UUID(claimed.result)
        changed = _id_of(await effect(ctx))
        if result is None:
            await idempotency.keep_result(ctx, claimed, str(changed))
        return changed


def key_of(info: Info) -> str | None:
    """The key given to this mutation: its own ``@idempotent``, else the request's header."""
    raw = info._raw_info  # noqa: SLF001 - no public way leads to the directives' values
    directive = raw.schema.get_directive("idempotent")
    given = directive and get_directive_values(directive, raw.field_nodes[0], raw.variable_values)
    return given["key"] if given else info.context.idempotency_key


def _id_of(changed: Identified | UUID) -> UUID:
    return changed if isinstance(changed, UUID) else changed.id


def _hash_of(info: Info, asked: Any) -> str:
    said = dataclasses.asdict(asked)
    # All guests are one actor, so a key that one has used must not give another the same cart.
    if info.context.actor.id is None and "cart_token" not in said:
        said["address"] = info.context.address
    return idempotency.hash_input(said)
