"""The ways imports may refuse."""

from galleria.core.errors import DomainError


class ImportNotWaiting(DomainError):
    """The import is past the point where this could be asked of it."""

    code = "IMPORT_NOT_WAITING"

    def __init__(self) -> None:
        super().__init__("This import has moved on. Look at it again.")
