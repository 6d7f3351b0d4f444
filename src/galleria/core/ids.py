"""Identifiers: time-ordered UUIDs inside, prefixed opaque text outside."""

import base64
from uuid import UUID

from uuid_utils.compat import uuid7

from galleria.core.errors import DomainError

_DIGITS = 26
"""128 bits, five to a digit."""


class InvalidId(DomainError):
    """The text is not an id of the kind that is asked for."""

    code = "INVALID_ID"

    def __init__(self, prefix: str, text: str) -> None:
        """Say which kind of id was wanted."""
        super().__init__(f"“{text[:64]}” is not an id that starts with “{prefix}_”.")
        self.prefix = prefix


def new_id() -> UUID:
    """Make a time-ordered id (UUID version 7, RFC 9562), so that rows land at the end of their
    index.
    """
    return uuid7()


def encode_id(prefix: str, value: UUID) -> str:
    """Write an id as clients see it: ``prod_`` and 26 characters that carry no meaning."""
    digits = base64.b32encode(value.bytes).decode("ascii").rstrip("=").lower()
    return f"{prefix}_{digits}"


def prefix_of(text: str) -> str:
    """The kind that a text names, if it is an id."""
    return text.partition("_")[0]


def decode_id(prefix: str, text: str) -> UUID:
    """Read an id that a client sent back.

    Raises:
        InvalidId: the text is no id of this kind.
    """
    found, _, digits = text.partition("_")
    if found != prefix or len(digits) != _DIGITS:
        raise InvalidId(prefix, text)
    try:
        return UUID(bytes=base64.b32decode(f"{digits.upper()}======"))
    except ValueError:
        raise InvalidId(prefix, text) from None
