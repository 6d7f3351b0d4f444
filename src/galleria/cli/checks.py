"""What `galleria doctor` looks at, one function for each thing that can be wrong."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import asyncpg
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from galleria.core.broadcast import announce
from galleria.core.db import APP_ROLE, Database
from galleria.core.faults import UNANSWERED
from galleria.core.ids import new_id
from galleria.core.schema import find_version, home, wanted_version
from galleria.core.settings import FILE, PREFIX, Settings

OLDEST_POSTGRES = 18
OLDEST_REDIS = (6, 2)
LEAST_SPACE = 100 * 2**20
LITTLE_SPACE = 2**30
MOST_SKEW = timedelta(seconds=2)
EARSHOT = 3
"""Seconds within which a notification is heard that is heard at all."""

Status = Literal["ok", "warning", "failed"]


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, and what to do about it if that is not well."""

    name: str
    status: Status
    detail: str
    remedy: str = ""


async def check_postgres(database: Database, *, is_ours: bool) -> AsyncIterator[Finding]:
    """Look at the server, its tables and its walls."""
    async with database.engine.connect() as connection:
        yield await _postgres_version(connection)
        yield await _clocks_agree(connection)
        yield await _role_is_walled_in(connection)
        yield await _walls_stand(connection)
    yield await _is_migrated(database, is_ours=is_ours)


async def check_notifications(database: Database, direct_url: str) -> Finding:
    """Listen where workers and web processes do for a word that is said where requests write.

    A pooler in transaction mode takes LISTEN and never passes a notification on.
    """
    name, heard, channel = "Notifications", asyncio.Event(), f"doctor_{new_id().hex}"
    remedy = "Set DATABASE_DIRECT_URL to the same database, past any pooler such as PgBouncer."
    try:
        ear = await asyncpg.connect(direct_url, timeout=EARSHOT)
    except (TimeoutError, *UNANSWERED) as error:
        return Finding(name, "failed", f"the direct address does not answer ({error})", remedy)
    try:
        await ear.add_listener(channel, lambda *_: heard.set())
        async with database.platform() as session:
            await announce(session, channel, "")
        await asyncio.wait_for(heard.wait(), EARSHOT)
    except TimeoutError:
        return Finding(name, "failed", f"not heard within {EARSHOT} s", remedy)
    finally:
        ear.terminate()
    return Finding(name, "ok", "heard as soon as they are committed")


async def check_redis(url: str) -> Finding:
    """Look whether Redis answers and is new enough."""
    try:
        async with Redis.from_url(url) as redis:
            found = str((await redis.info("server"))["redis_version"])
    except (OSError, RedisError) as error:
        return Finding(
            "Redis", "failed", str(error), "Start it, or set REDIS_URL to one that runs."
        )
    if tuple(int(part) for part in found.split(".")[:2]) < OLDEST_REDIS:
        return Finding("Redis", "failed", f"version {found}", "Use Redis 6.2 or newer.")
    return Finding("Redis", "ok", f"version {found}")


def check_machine(settings: Settings) -> Iterator[Finding]:
    """Look at what the processes find beside them."""
    yield _environment_is_understood(settings)
    yield _key_is_shared(settings)
    yield _is_installed(
        "Themes", "themes/base", "Set GALLERIA_HOME to the folder that has themes/."
    )
    yield _is_installed("Front-end files", "build/assets/graphiql", "Run `make setup`.")
    yield _has_space(settings)


async def _postgres_version(connection: AsyncConnection) -> Finding:
    found: str = (await connection.execute(text("SHOW server_version"))).scalar_one()
    if int(found.split(".", maxsplit=1)[0]) < OLDEST_POSTGRES:
        remedy = f"Use PostgreSQL {OLDEST_POSTGRES} or newer."
        return Finding("PostgreSQL", "failed", f"version {found}", remedy)
    return Finding("PostgreSQL", "ok", f"version {found}")


async def _clocks_agree(connection: AsyncConnection) -> Finding:
    """Holds and sessions expire by our clock and are compared by the database's."""
    before = datetime.now(UTC)
    there: datetime = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
    after = datetime.now(UTC)
    skew = max(before - there, there - after, timedelta())
    detail = f"{skew.total_seconds():.1f} s apart"
    if skew > MOST_SKEW:
        return Finding("Clocks", "failed", detail, "Set the clocks of both machines by NTP.")
    return Finding("Clocks", "ok", detail)


async def _role_is_walled_in(connection: AsyncConnection) -> Finding:
    name = "Application role"
    role = await connection.execute(
        text(
            "SELECT rolsuper OR rolbypassrls AS passes_walls,"
            " pg_has_role(current_user, oid, 'MEMBER') AS is_open_to_us,"
            " EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid) AS owns_tables"
            " FROM pg_roles WHERE rolname = :role"
        ),
        {"role": APP_ROLE},
    )
    found = role.one_or_none()
    if found is None:
        return Finding(name, "failed", f"there is no role {APP_ROLE}", "Run `galleria migrate`.")
    if found.passes_walls or found.owns_tables:
        remedy = f"ALTER ROLE {APP_ROLE} NOSUPERUSER NOBYPASSRLS, and give its tables to the owner."
        return Finding(name, "failed", f"{APP_ROLE} can pass the walls between tenants", remedy)
    if not found.is_open_to_us:
        remedy = f"GRANT {APP_ROLE} to the role of DATABASE_URL."
        return Finding(name, "failed", f"DATABASE_URL's role is no member of {APP_ROLE}", remedy)
    return Finding(name, "ok", f"{APP_ROLE} owns nothing and bypasses nothing")


async def _walls_stand(connection: AsyncConnection) -> Finding:
    """A table with policies is behind the wall; the wall must then bind its owner too."""
    low = await connection.execute(
        text(
            "SELECT relname FROM pg_class WHERE oid IN (SELECT polrelid FROM pg_policy)"
            " AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY relname"
        )
    )
    names = ", ".join(low.scalars())
    if names:
        remedy = "ALTER TABLE … ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY."
        return Finding("Walls", "failed", f"not in force for {names}", remedy)
    return Finding("Walls", "ok", "in force for every tenant's table")


async def _is_migrated(database: Database, *, is_ours: bool) -> Finding:
    found, wanted = await find_version(database), wanted_version()
    if found == wanted:
        return Finding("Migrations", "ok", f"at {found}")
    detail = f"at {found or 'nothing'}, and this version needs {wanted}"
    if is_ours:
        return Finding("Migrations", "warning", detail, "The next start runs them by itself.")
    return Finding("Migrations", "failed", detail, "Run `galleria migrate`.")


def _environment_is_understood(settings: Settings) -> Finding:
    known = {each.name for each in settings.explain()} | {f"{PREFIX}HOME"}
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        remedy = "Correct the name, or remove it; it has no effect."
        return Finding("Environment", "warning", f"no setting: {', '.join(unknown)}", remedy)
    return Finding("Environment", "ok", f"every {PREFIX} variable is a setting")


def _key_is_shared(settings: Settings) -> Finding:
    """A kept key is this machine's alone; whoever runs a database of their own may have more."""
    source = {each.name: each.source for each in settings.explain()}[f"{PREFIX}SECRET_KEY"]
    if settings.database_url and source not in {"environment", FILE}:
        remedy = f"Set {PREFIX}SECRET_KEY to the same value on every machine."
        return Finding("Secret key", "warning", "made on this machine, unknown to others", remedy)
    return Finding("Secret key", "ok", source)


def _is_installed(name: str, place: str, remedy: str) -> Finding:
    path = home() / place
    if not path.is_dir():
        return Finding(name, "failed", f"{path} is missing", remedy)
    return Finding(name, "ok", str(path))


def _has_space(settings: Settings) -> Finding:
    data = settings.data.absolute()
    place = next(path for path in (data, *data.parents) if path.exists())
    free = shutil.disk_usage(place).free
    detail = f"{free / 2**30:.1f} GiB free for {data}"
    remedy = "Free some space, or choose another data directory with --data."
    if free < LEAST_SPACE:
        return Finding("Disk", "failed", detail, remedy)
    if free < LITTLE_SPACE:
        return Finding("Disk", "warning", detail, remedy)
    return Finding("Disk", "ok", detail)
