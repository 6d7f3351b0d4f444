"""Refusals that any mutation may know: what was sent is wrong, unknown, outdated or sent twice."""

from typing import Self

from galleria.core import errors, ids, money
from galleria.core.errors import DomainError
from galleria.graphql.context import RequestContext
from galleria.graphql.errors.user_error import InputProblem, UserError, error_type


@error_type(errors.InvalidInput, ids.InvalidId, money.InvalidMoney)
class InvalidInput(UserError):
    """The input breaks rules that can be read off it. All of its faults come at once."""

    problems: list[InputProblem]
    """Every fault that was found; at most one or two for each part of the input."""

    @classmethod
    def of(cls, error: DomainError, request: RequestContext) -> Self:
        """List the faults; an error that is one fault itself becomes a list of one."""
        if not isinstance(error, errors.InvalidInput):
            fault = errors.Problem(error.path, error.code, error.message)
            return cls.of(errors.InvalidInput([fault]), request)
        return super().of(error, request)


@error_type(errors.NotFound)
class NotFound(UserError):
    """There is no such thing here, or it may not be seen from here."""


@error_type(errors.VersionConflict)
class VersionConflict(UserError):
    """Somebody else changed the thing in the meantime."""

    current: int
    """The version it has now."""


@error_type(errors.IdempotencyKeyReused)
class IdempotencyKeyReused(UserError):
    """The idempotency key was used before, with another input."""


@error_type(errors.IdempotencyKeyMissing)
class IdempotencyKeyMissing(UserError):
    """The mutation moves money or stock: it needs an `Idempotency-Key` header or `@idempotent`."""
