"""One server in one directory: started once, found again, stopped."""

import logging
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from os import kill
from pathlib import Path
from signal import SIGQUIT, Signals
from typing import IO

from galleria.embedded import locks, sockets
from galleria.embedded.account import Account
from galleria.embedded.errors import DiskFull, EngineError, EngineFailed, SocketTaken

_log = logging.getLogger(__name__)

_NOTICE_AFTER = 10.0
_STOP_WITHIN = 60.0
_DIES_WITHIN = 2.0
_KEPT_LOG = 10 * 2**20
_SHOWN_LOG = 2000


@dataclass(frozen=True)
class Server:
    """What must be known of a server to run it; its files are named within its home."""

    name: str
    home: Path
    reach: Path
    """The home as clients name it, short enough for a socket's path."""
    account: Account
    command: Callable[[], Sequence[str]]
    socket: str
    pid_file: str
    leftovers: Sequence[str]
    """What a killed server leaves behind that would stop the next one."""
    is_ready: Callable[[Path], bool]
    stop_signal: Signals

    @property
    def log(self) -> Path:
        """Where its words go."""
        return self.home.with_suffix(".log")

    @property
    def lock(self) -> Path:
        """Held by the server and its children for as long as one of them lives."""
        return self.home.with_suffix(".lock")

    @property
    def listens_at(self) -> Path:
        """The socket as clients name it."""
        return self.reach / self.socket

    def is_running(self) -> bool:
        """Tell whether it lives, be it ready or not."""
        with locks.attempt(self.lock) as lock:
            return lock is None


def ensure_running(server: Server) -> bool:
    """Start a server unless it runs, wait until it is ready, and tell whether it was started.

    However long it takes: after a crash on a busy day, recovery may need minutes.

    Raises:
        SocketTaken: somebody else's server listens there.
        DiskFull: there is no room for its files.
        EngineFailed: it ended for another reason.
    """
    _refuse_a_stranger(server)
    log_before: int | None = None
    notice_at = time.monotonic() + _NOTICE_AFTER
    while not server.is_ready(server.reach):
        with locks.attempt(server.lock) as lock:
            if lock is not None and log_before is not None:
                raise explain_failure(server, "start", _last_words(server.log, log_before))
            if lock is not None:
                log_before = _spawn(server, lock)
        if time.monotonic() > notice_at:
            _log.warning("%s is still starting; see %s", server.name, server.log)
            notice_at += _NOTICE_AFTER
        time.sleep(0.01)
    return log_before is not None


def stop(server: Server) -> None:
    """End a server in good order, and wait until it and its children are gone.

    Raises:
        EngineFailed: it did not go.
    """
    for sign in (server.stop_signal, SIGQUIT):
        deadline = time.monotonic() + _STOP_WITHIN
        _signal(server, sign)
        while server.is_running() and time.monotonic() < deadline:
            time.sleep(0.01)
    if server.is_running():
        words = _last_words(server.log, 0)
        raise EngineFailed(server.name, doing="stop", log=server.log, said=words)


def explain_failure(server: Server, doing: str, said: str) -> EngineError:
    """Say what a server's last words mean for whoever wanted it."""
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return DiskFull(server.name, home=server.home)
    return EngineFailed(server.name, doing=doing, log=server.log, said=said)


def _refuse_a_stranger(server: Server) -> None:
    """A server of ours holds the lock; whoever listens without it was started by hand.

    A dying server may lose the lock a moment before its socket, hence the further looks.
    """
    deadline = time.monotonic() + _DIES_WITHIN
    while not server.is_running() and sockets.is_taken(server.listens_at):
        if time.monotonic() > deadline:
            raise SocketTaken(server.name, socket=server.listens_at)
        time.sleep(0.02)


def _spawn(server: Server, lock: IO[str]) -> int:
    """Start the process on its own, with the lock in its hands; answer where its words begin.

    A shell puts it in the background and goes, so it is nobody's child: it outlives us, and once
    dead it is nobody's zombie. Being in a session of its own, it does not hear our Ctrl-C.
    """
    for name in server.leftovers:
        (server.home / name).unlink(missing_ok=True)
    if server.log.exists() and server.log.stat().st_size > _KEPT_LOG:
        server.log.rename(server.log.with_suffix(".log.1"))
    with server.log.open("ab") as log:
        before = log.tell()
        subprocess.run(
            ["/bin/sh", "-c", '"$@" &', "sh", *server.command()],
            cwd=server.home,
            user=server.account.uid,
            group=server.account.gid,
            extra_groups=server.account.groups,
            pass_fds=[lock.fileno()],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=True,
        )
    return before


def _signal(server: Server, sign: Signals) -> None:
    """The lock says that it lives, so its number in the file is no stranger's."""
    if not server.is_running():
        return
    try:
        kill(int((server.home / server.pid_file).read_text().split()[0]), sign)
    except (FileNotFoundError, ProcessLookupError, IndexError):
        return  # it is on its way out


def _last_words(log: Path, since: int) -> str:
    with log.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(since, size - _SHOWN_LOG))
        return file.read().decode(errors="replace")
