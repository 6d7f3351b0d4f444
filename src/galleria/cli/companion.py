"""A worker that lives and dies with the web process that it runs beside."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from galleria.core.settings import PREFIX, Settings

log = structlog.get_logger()

_PAUSE = 1.0
_PATIENCE = 30.0


@contextmanager
def worker_beside(settings: Settings) -> Iterator[None]:
    """Keep a worker running: one that dies is followed by another.

    It is in a session of its own, so Ctrl-C reaches us alone and we end it in good order; its
    standard input is a pipe from us, so that it ends too if we are killed.
    """
    stopping = threading.Event()
    companion = _Companion(settings)
    keeper = threading.Thread(target=companion.keep, args=[stopping], daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        companion.end()
        keeper.join(_PATIENCE)


class _Companion:
    def __init__(self, settings: Settings) -> None:
        self._command = [sys.executable, "-m", "galleria", "worker", "--attached"]
        self._command += ["--data", str(settings.data)]
        self._environment = os.environ | {f"{PREFIX}LOG_LEVEL": settings.log_level}
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def keep(self, stopping: threading.Event) -> None:
        while process := self._begin(stopping):
            code = process.wait()
            if not stopping.wait(_PAUSE):
                log.warning("the worker ended and is started again", exit_code=code)

    def _begin(self, stopping: threading.Event) -> "subprocess.Popen[bytes] | None":
        with self._turn:
            if stopping.is_set():
                return None
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
            return self._process

    def end(self) -> None:
        with self._turn:
            if self._process and self._process.stdin:
                self._process.stdin.close()
