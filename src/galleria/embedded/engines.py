"""The two engines together, as the rest of the project asks for them."""

import errno
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from galleria.core.settings import Settings, load_settings
from galleria.embedded import databases, locks, postgres, redis
from galleria.embedded.errors import DiskFull, NotPermitted
from galleria.embedded.server import ensure_running, stop
from galleria.embedded.sockets import short_path

DATABASE = "galleria"

_STARTING = "starting.lock"
_USERS = "users.lock"
_KEPT = "kept"


@dataclass(frozen=True)
class Engines:
    """Where Postgres and Redis are to be found, ours or those of the settings."""

    database_url: str
    database_direct_url: str
    database_owner_url: str
    redis_url: str


def start_engines(data: Path, *, durable: bool = True) -> Engines:
    """Start what the settings give no URL for, and leave it running until `stop_engines`.

    Any number of processes may ask at once; they get the same servers.

    Raises:
        EngineError: a server can't be had; the message says what to do.
    """
    settings = load_settings(data)
    if elsewhere := _elsewhere(settings):
        return elsewhere
    home = _home(data)
    with _refusals_explained(data), locks.exclusive(home / _STARTING):
        (home / _KEPT).touch()
        return _start(home, settings, durable=durable)


def stop_engines(data: Path) -> None:
    """Stop the servers of a data directory, whoever started them and whoever uses them."""
    home = _home(data)
    with _refusals_explained(data), locks.exclusive(home / _STARTING):
        (home / _KEPT).unlink(missing_ok=True)
        _stop(home)


@contextmanager
def engines_in_use(data: Path, *, durable: bool = True) -> Iterator[Engines]:
    """Use the servers for a while; the last user to leave stops them.

    A user killed in the middle counts no more. Servers of `start_engines` are left running.

    Raises:
        EngineError: a server can't be had; the message says what to do.
    """
    settings = load_settings(data)
    if elsewhere := _elsewhere(settings):
        yield elsewhere
        return
    home = _home(data)
    with ExitStack() as use:
        with _refusals_explained(data), locks.exclusive(home / _STARTING):
            engines = _start(home, settings, durable=durable)
            use.callback(_stop_unless_used, home)
            use.enter_context(locks.shared(home / _USERS))
        yield engines


def create_database(engines: Engines, name: str, *, template: str = "template1") -> Engines:
    """Add a database to the server, such as one for each test worker, and say where it is."""
    databases.create_database(engines.database_owner_url, name, template=template)
    return replace(
        engines,
        database_url=databases.with_database(engines.database_url, name),
        database_direct_url=databases.with_database(engines.database_direct_url, name),
        database_owner_url=databases.with_database(engines.database_owner_url, name),
    )


def drop_database(engines: Engines, name: str) -> None:
    """Remove a database of the server, whoever is still connected to it."""
    databases.drop_database(engines.database_owner_url, name)


def _elsewhere(settings: Settings) -> Engines | None:
    """Both URLs given: then there is nothing to run, and nothing to write."""
    if settings.database_url and settings.redis_url:
        return _located(settings, reach=Path())
    return None


def _located(settings: Settings, *, reach: Path) -> Engines:
    """Prefer the settings' URLs to those of our own servers."""
    app, owner = (
        postgres.postgres_url(reach, role=role, database=DATABASE)
        for role in (postgres.APP_ROLE, postgres.OWNER)
    )
    return Engines(
        database_url=settings.database_url or app,
        database_direct_url=settings.direct_url or app,
        database_owner_url=settings.database_owner_url or settings.direct_url or owner,
        redis_url=settings.redis_url or redis.redis_url(reach),
    )


def _home(data: Path) -> Path:
    """Make the directory of the servers' files, closed to others."""
    home = data.absolute() / "engines"
    with _refusals_explained(data):
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


@contextmanager
def _refusals_explained(data: Path) -> Iterator[None]:
    """Say what the disk or its owner forbids, and what to do about it."""
    try:
        yield
    except PermissionError as error:
        raise NotPermitted(
            f"This account may not use {error.filename}",
            remedy=f"Run galleria as the owner of {data}, or choose another --data.",
        ) from error
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise DiskFull("the server", home=data) from error


def _start(home: Path, settings: Settings, *, durable: bool) -> Engines:
    reach = short_path(home, deepest=f"{postgres.HOME}/{postgres.SOCKET}")
    engines = _located(settings, reach=reach)
    if not settings.database_url:
        cluster = postgres.postgres_server(home, reach, durable=durable)
        postgres.prepare(cluster, durable=durable)
        ensure_running(cluster)
        databases.prepare(
            postgres.postgres_url(reach, role=postgres.OWNER, database="postgres"),
            app_role=postgres.APP_ROLE,
            database=DATABASE,
        )
    if not settings.redis_url:
        memory = redis.redis_server(home, reach, durable=durable)
        redis.prepare(memory)
        ensure_running(memory)
    return engines


def _stop(home: Path) -> None:
    for describe in (redis.redis_server, postgres.postgres_server):
        stop(describe(home, home, durable=True))


def _stop_unless_used(home: Path) -> None:
    """Others may be coming in meanwhile; they wait for the first lock, then start anew."""
    with locks.exclusive(home / _STARTING), locks.attempt(home / _USERS) as alone:
        if alone is not None and not (home / _KEPT).exists():
            _stop(home)
