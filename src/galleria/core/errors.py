"""The ways the house may refuse. Every refusal has a stable code and a sentence fit for the
shopper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class DomainError(Exception):
    """A refusal that is part of the rules, not a fault: shown to whoever asked, and nothing was
    changed.

    ``path`` names the part of the input it is about, from the outside in.
    """

    code: ClassVar[str] = "REFUSED"

    def __init__(self, message: str, *, path: Sequence[str] = ()) -> None:
        """Keep the sentence and the place."""
        super().__init__(message)
        self.message = message
        self.path = tuple(path)


class NotFound(DomainError):
    """There is no such thing here, or it may not be seen from here; the two look the same."""

    code = "NOT_FOUND"

    def __init__(self, kind: str, *, path: Sequence[str] = ()) -> None:
        """Name the kind of thing that was looked for."""
        super().__init__(f"There is no such {kind} here.", path=path)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of an input: where it stands, its kind, and how to mend it."""

    path: tuple[str, ...]
    code: str
    message: str


class InvalidInput(DomainError):
    """The input breaks rules that could be read off it; all its faults come at once."""

    code = "INVALID_INPUT"

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Collect the faults; the first one gives the sentence."""
        super().__init__(problems[0].message, path=problems[0].path)
        self.problems = tuple(problems)


class VersionConflict(DomainError):
    """Somebody else changed the thing in between; ``current`` is its version now."""

    code = "VERSION_CONFLICT"

    def __init__(self, current: int) -> None:
        """Tell the version that the caller should read again."""
        super().__init__("This was changed elsewhere in the meantime. Look again and repeat.")
        self.current = current


class IdempotencyKeyReused(DomainError):
    """The idempotency key was used before with another input."""

    code = "IDEMPOTENCY_KEY_REUSED"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("This idempotency key belongs to another request. Use a new key.")


class IdempotencyKeyMissing(DomainError):
    """The operation moves money or stock and must be safe to repeat, so it needs a key."""

    code = "IDEMPOTENCY_KEY_MISSING"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("Send an Idempotency-Key header with this request, a new one per attempt.")


class Unauthenticated(DomainError):
    """Nobody is signed in, or the credential is not valid (any more)."""

    code = "UNAUTHENTICATED"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("Sign in, or send a valid API key.")


class Forbidden(DomainError):
    """Whoever asks is known, but lacks a permission."""

    code = "FORBIDDEN"

    def __init__(self, permission: str) -> None:
        """Name the permission that is missing."""
        super().__init__(f"This needs the permission {permission}.")
        self.permission = permission
