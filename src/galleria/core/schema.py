"""Bring the database to the shape this version needs, and tell whether it is there."""

import os
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.script.revision import ResolutionError
from alembic.util import CommandError

import galleria
from galleria.core.db import Database
from galleria.core.errors import DomainError


class MigrationsPending(DomainError):
    """The database is not at the version that this code needs."""

    code = "MIGRATIONS_PENDING"

    def __init__(self, found: str | None, wanted: str) -> None:
        """Say what is there and what to do."""
        super().__init__(
            f"The database is at {found or 'nothing'}, this version needs {wanted}."
            " Run `galleria migrate`."
        )


class UnknownVersion(DomainError):
    """The database is at a version that this code has never heard of."""

    code = "UNKNOWN_VERSION"

    def __init__(self, found: str) -> None:
        """Say what is there and what to do."""
        super().__init__(
            f"The database is at {found}, which this version does not know: a newer one was here."
            " Run that one, or restore a backup from before."
        )


def home() -> Path:
    """Where migrations and themes lie: the checkout, or ``GALLERIA_HOME``."""
    return Path(os.environ.get("GALLERIA_HOME") or Path(galleria.__file__).parents[2])


def _config(owner_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(home() / "migrations").replace("%", "%%"))
    config.set_main_option("prepend_sys_path", str(home()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = owner_url
    return config


def migrate(owner_url: str) -> None:
    """Run every migration that has not run yet, as the owner of the tables. Blocking; not inside a
    loop.

    Raises:
        UnknownVersion: a newer galleria has been here before.
    """
    try:
        command.upgrade(_config(owner_url), "head")
    except CommandError as error:
        if isinstance(error.__cause__, ResolutionError):
            raise UnknownVersion(error.__cause__.argument) from error
        raise


@cache
def wanted_version() -> str:
    """The migration that this code is written for."""
    head = ScriptDirectory.from_config(_config("")).get_current_head()
    if head is None:
        raise RuntimeError("there are no migrations")
    return head


def _known_versions() -> set[str]:
    return {one.revision for one in ScriptDirectory.from_config(_config("")).walk_revisions()}


async def find_version(database: Database) -> str | None:
    """Read which migration the database is at; ``None`` before the first."""
    async with database.lend() as lent:
        if await lent.driver.fetchval("SELECT to_regclass('alembic_version') IS NULL"):
            return None
        found: str | None = await lent.driver.fetchval("SELECT version_num FROM alembic_version")
        return found


async def check_version(database: Database) -> None:
    """Make sure the database is at the version this code needs.

    Raises:
        MigrationsPending: it is at an earlier one, or at none.
        UnknownVersion: it is at one that this code has never heard of.
    """
    check_found(await find_version(database))


def check_found(found: str | None) -> None:
    """Make sure that the version that was found is the one this code needs.

    Raises:
        MigrationsPending: it is an earlier one, or none.
        UnknownVersion: it is one that this code has never heard of.
    """
    if found == wanted_version():
        return
    if found and found not in _known_versions():
        raise UnknownVersion(found)
    raise MigrationsPending(found, wanted_version())
