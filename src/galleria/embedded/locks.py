"""Locks that the kernel gives back by itself when their holder dies, even by `kill -9`."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def exclusive(path: Path) -> Iterator[IO[str]]:
    """Be the only one in here, waiting for one's turn.

    A child process that inherits the file keeps the lock for as long as it lives.
    """
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


@contextmanager
def shared(path: Path) -> Iterator[None]:
    """Be counted among the users of something."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


@contextmanager
def attempt(path: Path) -> Iterator[IO[str] | None]:
    """Be the only one in here, or learn at once that somebody else is (None)."""
    with path.open("a") as file:
        held: IO[str] | None = file
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held = None
        yield held
