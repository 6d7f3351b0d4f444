"""`galleria worker`: do what follows events, and chores by the clock."""

import asyncio
import os
import signal
import sys
import threading

from galleria.cli.arguments import Options
from galleria.cli.console import Console
from galleria.cli.servers import migrated
from galleria.worker import run_worker


def run(options: Options, console: Console) -> int:
    """Work until told to stop; jobs under way are finished, or handed back."""
    with migrated(options, console, is_quiet=False) as settings:
        if options.attached:
            threading.Thread(target=_stop_when_input_ends, daemon=True).start()
        asyncio.run(run_worker(settings, lambda: console.result({"pid": os.getpid()})))
    return 0


def _stop_when_input_ends() -> None:
    """Whoever started us holds the other end; the kernel lets go of it for the killed."""
    while sys.stdin.buffer.read(4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
