"""How long the lists of an input may be."""

from collections.abc import Sequence

from galleria.core.errors import InvalidInput, Problem

MOST_AT_ONCE = 100
"""The longest list that an input may hold."""


def check_size(given: Sequence[object], name: str) -> None:
    """Refuse a list that is too long for one request.

    Raises:
        InvalidInput: it has more than a hundred entries.
    """
    if len(given) > MOST_AT_ONCE:
        message = f"Send at most {MOST_AT_ONCE} at once."
        raise InvalidInput([Problem((name,), "TOO_MANY", message)])
