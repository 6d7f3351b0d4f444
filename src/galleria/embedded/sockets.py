"""Unix sockets: their limit on length, and a word with whoever is behind them."""

import os
import socket
import tempfile
from pathlib import Path

LONGEST_PATH = 103
"""Bytes that every system allows in a socket's path (macOS 103, Linux 107)."""

_RECORD = "short-path"
_LINK = "e"


def short_path(directory: Path, *, deepest: str) -> Path:
    """Give a directory by a name short enough that clients can reach the sockets within it.

    A path that is too long gets a link in a private temporary directory, which is written down so
    that everybody uses the same one. The server itself needs none: it binds from within.
    """
    if _fits(directory, deepest):
        return directory
    record = directory / _RECORD
    if record.exists() and _is_ours(link := Path(record.read_text())) and _leads(link, directory):
        return link
    parent = tempfile.gettempdir()
    if not _fits(Path(parent, "galleria-12345678", _LINK), deepest):
        parent = "/tmp"  # noqa: S108 - only the parent of a private directory
    link = Path(tempfile.mkdtemp(prefix="galleria-", dir=parent), _LINK)
    link.symlink_to(directory)
    record.write_text(str(link))
    return link


def _fits(directory: Path, deepest: str) -> bool:
    return len(os.fsencode(directory / deepest)) <= LONGEST_PATH


def _is_ours(link: Path) -> bool:
    """Anybody may make directories in /tmp; trust only our own."""
    parent = link.parent
    return parent.is_dir() and not parent.is_symlink() and parent.stat().st_uid == os.geteuid()


def _leads(link: Path, directory: Path) -> bool:
    return link.is_symlink() and link.readlink() == directory


def exchange(path: Path, message: bytes) -> bytes | None:
    """Send a few bytes and read the reply, or None where nobody gives one.

    That a connection is taken proves nothing: the kernel does so for a server that is dying.
    """
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(5)
        try:
            client.connect(str(path))
            client.sendall(message)
            return client.recv(1024)
        except OSError:
            return None


def is_taken(path: Path) -> bool:
    """Tell whether anybody listens there, whatever they speak."""
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0
