"""The ways orders may refuse."""

from galleria.core.errors import DomainError


class NothingAwaited(DomainError):
    """The order waits for no money."""

    code = "NOTHING_AWAITED"

    def __init__(self) -> None:
        """Say so."""
        super().__init__("This order waits for no payment.")
