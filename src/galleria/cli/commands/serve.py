"""`galleria serve`: every store's pages and API."""

import os
from contextlib import ExitStack

from galleria.cli import web
from galleria.cli.arguments import Options
from galleria.cli.companion import worker_beside
from galleria.cli.console import Console
from galleria.cli.servers import migrated


def run(options: Options, console: Console) -> int:
    """Serve until told to stop; requests under way are finished."""
    with ExitStack() as open_until_the_end:
        listener = open_until_the_end.enter_context(web.listen(options.host, options.port))
        settings = open_until_the_end.enter_context(migrated(options, console, is_quiet=False))
        if options.with_worker:
            open_until_the_end.enter_context(worker_beside(settings))
        console.say(f"Serving at {web.address_of(listener)}")
        console.result({"url": web.address_of(listener), "pid": os.getpid()})
        web.serve(settings, listener, workers=options.workers or settings.web_workers)
    return 0
