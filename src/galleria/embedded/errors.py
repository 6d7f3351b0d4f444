"""The ways an embedded engine may refuse, each with what to do about it."""

from pathlib import Path


class EngineError(Exception):
    """An embedded server can't be had; the message says why and what to do."""


class EngineMissing(EngineError):
    """No wheel brings this server to this platform."""

    def __init__(self, engine: str, *, setting: str, package: str) -> None:
        """Name the setting that points at a server elsewhere."""
        super().__init__(
            f"{engine} is not installed here (the package {package} has no build for this "
            f"platform, or was left out). Set {setting} to the URL of a {engine} server."
        )
        self.engine = engine
        self.setting = setting


class WrongMajorVersion(EngineError):
    """The data directory was made by another major version of the server."""

    def __init__(self, home: Path, *, found: str, expected: int) -> None:
        """Name both versions, and the ways out."""
        super().__init__(
            f"{home} was made by PostgreSQL {found}, and this galleria brings PostgreSQL "
            f"{expected}, which cannot read it. Dump it with PostgreSQL {found} and restore it "
            f"into a new data directory (--data), or set DATABASE_URL to a server that has it."
        )
        self.found = found
        self.expected = expected


class SocketTaken(EngineError):
    """Another server already answers where ours should listen."""

    def __init__(self, engine: str, *, socket: Path) -> None:
        """Name the socket in the way."""
        super().__init__(
            f"Something that galleria did not start already uses {socket}, where {engine} should "
            f"listen. Stop it, or choose another data directory with --data."
        )
        self.socket = socket


class DiskFull(EngineError):
    """There is no room left for the server's files."""

    def __init__(self, engine: str, *, home: Path) -> None:
        """Name the directory whose disk is full."""
        super().__init__(
            f"The disk that holds {home} is full, so {engine} cannot start. Free some space there, "
            f"or choose a data directory on another disk with --data. Nothing committed is lost."
        )
        self.home = home


class NotPermitted(EngineError):
    """The operating system forbids something the server needs."""

    def __init__(self, what: str, *, remedy: str) -> None:
        """Say what was forbidden, and the way round it."""
        super().__init__(f"{what}. {remedy}")


class EngineFailed(EngineError):
    """The server gave up for a reason of its own."""

    def __init__(self, engine: str, *, doing: str, log: Path, said: str) -> None:
        """Show the server's last words and where the rest of them are."""
        super().__init__(f"{engine} failed to {doing}. Its log, {log}, ends:\n{said.strip()}")
        self.log = log
