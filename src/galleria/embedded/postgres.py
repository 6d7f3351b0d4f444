"""Our Postgres: a cluster in the data directory, reached through a socket within it.

Whoever can open the socket is trusted, and the socket is in a directory of mode 0700. So the
servers' account and root may connect, as any role, and nobody else; there is no TCP port.
"""

import shutil
import subprocess
from pathlib import Path
from signal import SIGINT
from typing import IO
from urllib.parse import quote

from galleria.embedded import locks, sockets
from galleria.embedded.account import Account, server_account
from galleria.embedded.errors import WrongMajorVersion
from galleria.embedded.server import Server, explain_failure
from galleria.embedded.wheels import POSTGRES_MAJOR, postgres_program

HOME = "postgres"
OWNER = "postgres"
APP_ROLE = "galleria_app"
SOCKET = ".s.PGSQL.5432"

_PID_FILE = "postmaster.pid"
_STATUS_LINE = 7
_SSL_REQUEST = (8).to_bytes(4) + (80877103).to_bytes(4)

_TUNING = {
    "listen_addresses": "",
    "unix_socket_directories": ".",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
_HASTE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
"""For tests: a crash of the machine may cost the data, a crash of the server does not."""


def postgres_server(engines: Path, reach: Path, *, durable: bool) -> Server:
    """Describe the Postgres of a data directory."""
    home = engines / HOME
    account = server_account(home)
    return Server(
        name="PostgreSQL",
        home=home,
        reach=reach / HOME,
        account=account,
        command=lambda: _command(home, account, durable=durable),
        socket=SOCKET,
        pid_file=_PID_FILE,
        leftovers=[_PID_FILE, SOCKET, f"{SOCKET}.lock"],
        is_ready=_is_ready,
        stop_signal=SIGINT,
    )


def postgres_url(reach: Path, *, role: str, database: str) -> str:
    """Where clients find it."""
    return f"postgresql://{role}@/{quote(database)}?host={quote(str(reach / HOME))}"


def prepare(server: Server, *, durable: bool) -> None:
    """Make the cluster unless there is one; a half-made one from a killed start is made anew.

    The lock is initdb's too: after a kill of its caller it goes on, and must be waited for.

    Raises:
        WrongMajorVersion: the cluster there is not of our version.
        DiskFull: there is no room for it.
        EngineFailed: it could not be made for another reason.
    """
    if server.home.exists():
        _check_version(server.home)
        return
    scratch = server.home.with_suffix(".new")
    with locks.exclusive(server.lock) as lock:
        if scratch.exists():
            shutil.rmtree(scratch)
        scratch.mkdir(mode=0o700)
        server.account.own(scratch)
        _initdb(server, scratch, lock, durable=durable)
        scratch.rename(server.home)


def _check_version(home: Path) -> None:
    marker = home / "PG_VERSION"
    found = marker.read_text().strip() if marker.exists() else "of an unknown version"
    if found != str(POSTGRES_MAJOR):
        raise WrongMajorVersion(home, found=found, expected=POSTGRES_MAJOR)


def _initdb(server: Server, scratch: Path, lock: IO[str], *, durable: bool) -> None:
    account = server.account
    made = subprocess.run(
        [
            postgres_program("initdb", account),
            *("--pgdata", _own_name(scratch, account), "--username", OWNER, "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C"),
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
            *([] if durable else ["--no-sync"]),
        ],
        cwd=scratch,
        user=account.uid,
        group=account.gid,
        extra_groups=account.groups,
        pass_fds=[lock.fileno()],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        server.log.write_text(made.stdout + made.stderr)
        raise explain_failure(server, "make its database cluster", made.stderr)


def _command(home: Path, account: Account, *, durable: bool) -> list[str]:
    options = _TUNING | ({} if durable else _HASTE)
    program = str(postgres_program("postgres", account))
    arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    return [program, "-D", _own_name(home, account), *arguments]


def _own_name(home: Path, account: Account) -> str:
    """Name the directory as the server is to know it.

    Another account may be unable to walk the path (a project under /root, a private temporary
    directory), and opening our user's directories to it is not ours to do. So it is put into the
    directory by us, who may, and told to look where it stands.
    """
    return str(home) if account.uid is None else "/proc/self/cwd"


def _answers(reach: Path) -> bool:
    """Any Postgres says yes or no to a question for encryption, before it asks who we are."""
    return sockets.exchange(reach / SOCKET, _SSL_REQUEST) in {b"N", b"S"}


def _is_ready(reach: Path) -> bool:
    """It answers while it still recovers; the file's status line tells when it is done."""
    if not _answers(reach):
        return False
    try:
        status = (reach / _PID_FILE).read_text().splitlines()[_STATUS_LINE]
    except (FileNotFoundError, IndexError):
        return False
    return status.strip() == "ready"
