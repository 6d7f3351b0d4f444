"""The ways a command may refuse beyond those of the parts it calls."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar


class CommandRefused(Exception):
    """What was asked for can't be done; the message says why and what to do."""

    code: ClassVar[str] = "REFUSED"

    @property
    def facts(self) -> Mapping[str, object]:
        """What a script gets to know beside code and message."""
        return {}


class Unreachable(CommandRefused):
    """A server that the settings name does not answer."""

    code = "UNREACHABLE"


class PortTaken(CommandRefused):
    """Something else listens where we should."""

    code = "PORT_TAKEN"


class UnknownStore(CommandRefused):
    """No store answers to a host."""

    code = "UNKNOWN_STORE"

    def __init__(self, host: str) -> None:
        """Say how to make one."""
        super().__init__(f"No store has the domain {host}. `galleria store create` opens one.")


class UnreadableCatalog(CommandRefused):
    """A file can't be read as what it is said to be."""

    code = "UNREADABLE_FILE"

    def __init__(self, path: Path, *, line: int, reason: str) -> None:
        """Name the line where reading ended."""
        super().__init__(f"{path}, line {line}: {reason}" if line else reason)
        self.line = line
        self.reason = reason

    @property
    def facts(self) -> Mapping[str, object]:
        """The place, as of any other row that was refused."""
        return {"errors": [{"line": self.line, "column": "", "message": self.reason}]}
