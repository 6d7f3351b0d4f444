"""Settings with servers behind them: what nearly every command begins with."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import asdict

from galleria.cli.arguments import Options
from galleria.cli.console import Console
from galleria.cli.refusals import Unreachable
from galleria.core import schema
from galleria.core.db import Database
from galleria.core.faults import UNANSWERED
from galleria.core.logs import configure_logs
from galleria.core.settings import Settings, load_settings
from galleria.embedded.engines import engines_in_use
from galleria.wiring import ROUTES


@contextmanager
def connected(options: Options, console: Console, *, is_quiet: bool = True) -> Iterator[Settings]:
    """Give the settings, with the URLs of our own servers where none were set.

    Commands that are soon over are quiet: they log what is wrong, unless more was asked for.
    """
    settings = load_settings(options.data)
    if is_quiet:
        settings = _quiet(settings)
    configure_logs(settings)
    with ExitStack() as servers:
        with console.waiting("Starting the engines"):
            engines = servers.enter_context(engines_in_use(settings.data))
        yield settings.model_copy(update=asdict(engines))


@contextmanager
def migrated(options: Options, console: Console, *, is_quiet: bool = True) -> Iterator[Settings]:
    """Give servers whose tables are as this version needs them.

    Our own database is brought there; one that the settings name is its operator's to change.

    Raises:
        MigrationsPending: `galleria migrate` must run first.
        UnknownVersion: a newer galleria has been here before.
        Unreachable: the database does not answer.
    """
    with connected(options, console, is_quiet=is_quiet) as settings:
        found = asyncio.run(find_version(settings.database_url))
        if found != schema.wanted_version():
            if load_settings(options.data).database_url:
                schema.check_found(found)
            with console.waiting("Preparing the database"):
                schema.migrate(settings.database_owner_url)
        yield settings


async def find_version(url: str) -> str | None:
    """Read which version the tables are at; None where there are none.

    Raises:
        Unreachable: the database does not answer.
    """
    database = Database(url, pool_size=1)
    try:
        return await schema.find_version(database)
    except UNANSWERED as error:
        raise Unreachable(f"PostgreSQL does not answer. Check DATABASE_URL. ({error})") from error
    finally:
        await database.close()


def _quiet(settings: Settings) -> Settings:
    if "log_level" in settings.model_fields_set:
        return settings
    return settings.model_copy(update={"log_level": "warning"})


@asynccontextmanager
async def database_of(settings: Settings) -> AsyncIterator[Database]:
    """Open the database for a command; what it announces is queued for the worker."""
    database = Database(settings.database_url, pool_size=2, routes=ROUTES)
    try:
        yield database
    finally:
        await database.close()
