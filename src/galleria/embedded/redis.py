"""Our Redis: what is lost with it can be computed again, yet it is kept over restarts."""

from pathlib import Path
from signal import SIGTERM
from urllib.parse import quote

from galleria.embedded import sockets
from galleria.embedded.account import server_account
from galleria.embedded.server import Server
from galleria.embedded.wheels import redis_program

HOME = "redis"
SOCKET = "redis.sock"
_PID_FILE = "redis.pid"


def redis_server(engines: Path, reach: Path, *, durable: bool) -> Server:
    """Describe the Redis of a data directory."""
    home = engines / HOME
    account = server_account(home)
    return Server(
        name="Redis",
        home=home,
        reach=reach / HOME,
        account=account,
        command=lambda: [str(redis_program(account)), *_options(durable=durable)],
        socket=SOCKET,
        pid_file=_PID_FILE,
        leftovers=[SOCKET, _PID_FILE],
        is_ready=_is_ready,
        stop_signal=SIGTERM,
    )


def redis_url(reach: Path) -> str:
    """Where clients find it."""
    return f"unix://{quote(str(reach / HOME / SOCKET))}?db=0"


def prepare(server: Server) -> None:
    """Make its directory."""
    if not server.home.exists():
        server.home.mkdir(mode=0o700)
        server.account.own(server.home)


def _options(*, durable: bool) -> list[str]:
    """Names are relative to its home, for the server may be unable to see the way there."""
    return [
        *("--port", "0", "--unixsocket", SOCKET, "--unixsocketperm", "700"),
        *("--dir", ".", "--pidfile", _PID_FILE),
        *("--appendonly", "yes" if durable else "no", "--save", ""),
        *("--maxmemory", "256mb", "--maxmemory-policy", "volatile-lru"),
    ]


def _is_ready(reach: Path) -> bool:
    """It listens while it still reads its files, and says so."""
    return sockets.exchange(reach / SOCKET, b"PING\r\n") == b"+PONG\r\n"
