"""The web processes: a socket first, so that its refusal comes before anything is started."""

import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from galleria.app import create_app
from galleria.cli.refusals import CommandRefused, PortTaken
from galleria.core.logs import configure_logs
from galleria.core.metrics import share_between_processes
from galleria.core.settings import PREFIX, Settings, load_settings

_BACKLOG = 2048


@contextmanager
def listen(host: str, port: int) -> Iterator[socket.socket]:
    """Take the address.

    Raises:
        PortTaken: it can't be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(_BACKLOG)  # whoever comes before we are ready waits
        except OSError as error:
            raise PortTaken(
                f"{host}:{port} can't be listened at ({error.strerror}). "
                f"Choose another with --port or --host; --port 0 takes a free one."
            ) from error
        listener.set_inheritable(True)
        yield listener


def address_of(listener: socket.socket) -> str:
    """Where browsers find it on this machine."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(settings: Settings, listener: socket.socket, *, workers: int) -> None:
    """Answer requests until told to stop.

    Raises:
        CommandRefused: the application did not start.
    """
    if workers > 1:
        _hand_on(settings)
        Multiprocess(_config(f"{__name__}:application", settings, workers), [listener]).run()
        return
    server = uvicorn.Server(_config(create_app(settings), settings, workers))
    try:
        server.run([listener])
    except KeyboardInterrupt:  # the signal that ended it, raised once more
        return
    if not server.started:
        raise CommandRefused("The web process did not start; what is wrong was logged above.")


def application() -> ASGIApp:
    """Build the application in a web process of its own, which ends when its parent does."""
    settings = load_settings()
    configure_logs(settings)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    return create_app(settings)


def _config(app: str | ASGIApp, settings: Settings, workers: int) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        workers=workers,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=10,
        # A process that does not answer its parent so long is killed; on a busy machine it may
        # need many seconds only to load.
        timeout_worker_healthcheck=30,
    )


def _hand_on(settings: Settings) -> None:
    """Tell the processes to come what was decided here; they read the environment."""
    os.environ |= {
        "DATABASE_URL": settings.database_url,
        "DATABASE_DIRECT_URL": settings.direct_url,
        "REDIS_URL": settings.redis_url,
        f"{PREFIX}DATA": str(settings.data.absolute()),
        f"{PREFIX}SECRET_KEY": settings.secret_key.get_secret_value(),
        **share_between_processes(settings.data.absolute() / "metrics"),
    }


def _end_with_parent() -> None:
    """A killed parent can't end us; holding on to its port would keep the next one from it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
