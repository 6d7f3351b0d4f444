"""`galleria demo`: three shops of two merchants, in one terminal."""

import asyncio
import os
import shlex
import sys
from contextlib import ExitStack
from os.path import relpath
from pathlib import Path
from shutil import which

from galleria.cli import web
from galleria.cli.arguments import Options
from galleria.cli.companion import worker_beside
from galleria.cli.console import Console
from galleria.cli.servers import database_of, migrated
from galleria.core.settings import Settings
from galleria.demo.pictures.files import painting_beside
from galleria.demo.seed import DemoSummary, seed_demo
from galleria.embedded.locks import exclusive


def run(options: Options, console: Console) -> int:
    """Fill the shops if that was not done yet, then serve them until told to stop.

    Of several demos on the same data one fills, and the others wait for it.
    """
    with ExitStack() as open_until_the_end:
        listener = open_until_the_end.enter_context(web.listen(options.host, options.port))
        settings = open_until_the_end.enter_context(migrated(options, console))
        with exclusive(settings.data / "demo.lock"):
            summary = asyncio.run(_seed(settings, console))
        open_until_the_end.enter_context(worker_beside(settings))
        media = settings.data / "media"
        open_until_the_end.enter_context(painting_beside(summary.further_views, media))
        urls = _urls(summary, listener.getsockname()[1])
        _tell(console, summary, urls)
        console.say(_things_to_try(summary, urls, settings))
        console.result(
            {
                "url": web.address_of(listener),
                "pid": os.getpid(),
                "stores": urls,
                "tokens": {host: k.token for k in summary.keys.values() for host in k.hosts},
            }
        )
        web.serve(settings, listener, workers=1)
    return 0


async def _seed(settings: Settings, console: Console) -> DemoSummary:
    with console.progress() as bars:
        tasks = {name: bars.add_task(name, total=None) for name in ("Products", "Pictures")}

        def show(name: str, done: int, of: int) -> None:
            bars.update(tasks[name], completed=done, total=of)

        async with database_of(settings) as database:
            return await seed_demo(settings, database, show)


def _urls(summary: DemoSummary, port: int) -> dict[str, str]:
    return {name: f"http://{host}:{port}" for name, host in summary.hosts.items()}


def _tell(console: Console, summary: DemoSummary, urls: dict[str, str]) -> None:
    first, *_ = urls.values()
    widest = max(map(len, urls))
    console.say("\nThree shops are open." if summary.is_new else "\nThe shops are open again.")
    for name, url in urls.items():
        console.say(f"  {name:{widest}}  {url}")
    console.say(f"\nThe API, with an editor to try it:\n  {first}/graphql")
    console.say("  For the admin part send a token below as Authorization: Bearer TOKEN")
    for tenant, keys in summary.keys.items():
        console.say(f"\nAdmin token of {tenant}, for {' and '.join(keys.hosts)}:\n  {keys.token}")
        if keys.password:
            console.say(f"  or sign in as {keys.email} with {keys.password}")


def _things_to_try(summary: DemoSummary, urls: dict[str, str], settings: Settings) -> str:
    aldermoor, _, pip = urls.values()
    _, nordgrat, _ = summary.hosts.values()
    command = shlex.join([_as_typed(), "--data", str(settings.data)])
    return _TO_TRY.format(aldermoor=aldermoor, pip=pip, nordgrat=nordgrat, command=command)


def _as_typed() -> str:
    """What starts galleria from here."""
    return "galleria" if which("galleria") else relpath(Path(sys.executable).with_name("galleria"))


_TO_TRY = """
Three things to try:
  1. Buy a Moor mug at {aldermoor}/products/moor-mug with the code WELCOME10, and watch
     the stock of the same mug go down at {pip}/products/the-builders-mug.
  2. Put the last Heather vase of {aldermoor}/products/stem-vase into the carts of two
     browsers: only one of them gets it.
  3. Bring a catalog of your own:
     {command} import shopify products.csv --store {nordgrat}

Ctrl-C ends it; everything stays for the next time."""
