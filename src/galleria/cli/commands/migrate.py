"""`galleria migrate`: bring the database to the version that this galleria needs."""

import asyncio

from galleria.cli.arguments import Options
from galleria.cli.console import Console
from galleria.cli.servers import connected, find_version
from galleria.core import schema


def run(options: Options, console: Console) -> int:
    """Run what has not run yet, as the owner of the tables."""
    with connected(options, console) as settings:
        owner_url = settings.database_owner_url or settings.direct_url
        before = asyncio.run(find_version(owner_url))
        with console.waiting("Preparing the database"):
            schema.migrate(owner_url)
    after = schema.wanted_version()
    console.say(
        f"The database was at {after} already."
        if before == after
        else f"The database went from {before or 'nothing'} to {after}."
    )
    console.result({"from": before, "to": after})
    return 0
