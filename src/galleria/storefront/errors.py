"""The ways a page may refuse."""

from galleria.core.errors import DomainError


class Gone(DomainError):
    """It was here, and has left for good."""

    code = "GONE"

    def __init__(self) -> None:
        """Say so."""
        super().__init__("We no longer sell this.")
