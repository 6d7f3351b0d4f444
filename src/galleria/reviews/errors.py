"""The ways reviews may refuse."""

from galleria.core.errors import DomainError


class AlreadyReviewed(DomainError):
    """The person has reviewed this product in this store."""

    code = "ALREADY_REVIEWED"

    def __init__(self) -> None:
        """Say so."""
        super().__init__("You have reviewed this product already. Thank you.")
