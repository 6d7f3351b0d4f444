"""Running a command that was understood: its errors become sentences and exit codes."""

import os
import signal
import sys
import threading
import traceback
from importlib import import_module
from types import FrameType
from typing import Never

from galleria.cli.arguments import Options
from galleria.cli.console import Console
from galleria.cli.refusals import CommandRefused
from galleria.core.errors import DomainError
from galleria.core.settings import SettingsError
from galleria.embedded.errors import EngineError

NOTHING_DONE = 2
INTERRUPTED = 130

_MODULES = {"import": "import_catalog"}
"""Commands whose names no module can have."""


def run(options: Options) -> int:
    """Do it, and answer with the exit code."""
    signal.signal(signal.SIGTERM, _end)
    sys.unraisablehook = _end_after_all
    console = Console(is_json=options.json)
    module = _MODULES.get(options.command) or options.command.replace(" ", "_")
    try:
        answer: int = import_module(f"galleria.cli.commands.{module}").run(options, console)
    except KeyboardInterrupt:
        return INTERRUPTED
    except DomainError as error:
        console.refuse(error.code, error.message)
        return NOTHING_DONE
    except CommandRefused as error:
        console.refuse(error.code, str(error), **error.facts)
        return NOTHING_DONE
    except (EngineError, SettingsError) as error:
        console.refuse(type(error).__name__, str(error))
        return NOTHING_DONE
    except Exception as error:  # noqa: BLE001 - the last place where a fault can be told as one
        traceback.print_exc()
        console.refuse("INTERNAL", f"This is a fault of galleria's: {error!r}")
        return NOTHING_DONE
    sys.stdout.flush()
    return answer


def _end(_number: int, _frame: FrameType | None) -> Never:
    """Let a polite end unwind everything, as Ctrl-C does; the engines are to be left in order."""
    raise KeyboardInterrupt


def _end_after_all(unraisable: "sys.UnraisableHookArgs") -> None:
    """Send the signal once more if it came just while Python cleared objects away, where whatever
    is raised is only told and then forgotten.
    """
    if unraisable.exc_type is KeyboardInterrupt:
        threading.Timer(0.05, os.kill, [os.getpid(), signal.SIGTERM]).start()
    else:
        sys.__unraisablehook__(unraisable)
