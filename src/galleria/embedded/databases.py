"""Databases and roles inside a Postgres that is already up."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import asyncpg

Connection = asyncpg.Connection

_WITHOUT_PRIVILEGES = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"


def prepare(owner_url: str, *, app_role: str, database: str) -> None:
    """Make the role that owns nothing and bypasses nothing, and the database it works in."""

    async def make(connection: Connection) -> None:
        if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", app_role):
            await connection.execute(f"CREATE ROLE {_quoted(app_role)} {_WITHOUT_PRIVILEGES}")
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database):
            await connection.execute(f"CREATE DATABASE {_quoted(database)}")

    _connected(owner_url, make)


def create_database(owner_url: str, name: str, *, template: str = "template1") -> None:
    """Add a database, empty or as a copy of one that nobody is connected to."""
    _execute(owner_url, f"CREATE DATABASE {_quoted(name)} TEMPLATE {_quoted(template)}")


def drop_database(owner_url: str, name: str) -> None:
    """Remove a database if it is there, whoever is still connected to it."""
    _execute(owner_url, f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")


def with_database(url: str, name: str) -> str:
    """Name another database of the same server."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _execute(url: str, statement: str) -> None:
    async def execute(connection: Connection) -> None:
        await connection.execute(statement)

    _connected(url, execute)


def _connected(url: str, work: Callable[[Connection], Awaitable[None]]) -> None:
    """Work in a thread of its own, for the caller's may be running an event loop."""

    async def run() -> None:
        connection = await asyncpg.connect(url)
        try:
            await work(connection)
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(asyncio.run, run()).result()
