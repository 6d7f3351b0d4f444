"""Bring the database to the shape this version needs, and tell whether it is there."""

import os
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

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
    """
    command.upgrade(_config(owner_url), "head")


@cache
def wanted_version() -> str:
    """The migration that this code is written for."""
    head = ScriptDirectory.from_config(_config("")).get_current_head()
    if head is None:
        raise RuntimeError("there are no migrations")
    return head


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
        MigrationsPending: it is not.
    """
    found = await find_version(database)
    wanted = wanted_version()
    if found != wanted:
        raise MigrationsPending(found, wanted)
