"""Processes that a test did not start itself, and so cannot wait for as for its own."""

import time
from collections.abc import Sequence

import psutil

PATIENCE = 300.0


def children(pid: int, words: str) -> list[psutil.Process]:
    """Find the children that live and were started with these words."""
    return [one for one in psutil.Process(pid).children() if words in _command(one)]


def await_end(processes: Sequence[psutil.Process]) -> None:
    """Wait for the end of processes that were killed; whose children they are may let them stay
    zombies.
    """
    deadline = time.monotonic() + PATIENCE
    while any(map(_lives, processes)):
        assert time.monotonic() < deadline, "a killed process does not end"
        time.sleep(0.01)


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # or a zombie
        return ""


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
