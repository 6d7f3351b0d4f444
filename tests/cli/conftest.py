import logging
import os
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from galleria.cli import main
from galleria.embedded.engines import start_engines, stop_engines
from tests.cli.answers import SOURCE, Answer, Run, Start


@pytest.fixture(scope="session")
def data() -> Iterator[Path]:
    """A data directory whose engines run throughout, so that commands are quick."""
    with tempfile.TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "DATABASE_DIRECT_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
            patch.delenv(name, raising=False)
        start_engines(Path(home), durable=False)
        yield Path(home)
        stop_engines(Path(home))


@pytest.fixture(autouse=True)
def own_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Undo what a command does to the process that it takes for its own."""
    for name in [name for name in os.environ if name.startswith("GALLERIA_")]:
        monkeypatch.delenv(name)
    for name in ("DATABASE_URL", "DATABASE_DIRECT_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    root = logging.getLogger()
    handlers, level, end = list(root.handlers), root.level, signal.getsignal(signal.SIGTERM)
    logs, unraisable = structlog.get_config(), sys.unraisablehook
    yield
    sys.unraisablehook = unraisable
    signal.signal(signal.SIGTERM, end)
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**logs)


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Type a command, for a script."""

    def run(line: str) -> Answer:
        capsys.readouterr()
        code = main(["--data", str(data), "--json", *shlex.split(line)])
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture
def start(data: Path) -> Iterator[Start]:
    """Start a command that goes on until it is ended."""
    started: list[subprocess.Popen[str]] = []

    def start(line: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "galleria", "--data", data, "--json", *shlex.split(line)],
            env=os.environ | {"PYTHONPATH": str(SOURCE), "GALLERIA_LOG_LEVEL": "warning"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
        process.wait(timeout=120)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
