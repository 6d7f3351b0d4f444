"""The product as it runs in earnest: processes of the `galleria` command, and servers of their own.

Nothing of the application runs within the tests. They use it as an operator does, who types
commands, and as the world does, which sends requests and pulls plugs.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from galleria.core.context import Context
from galleria.core.db import Database
from galleria.core.ids import decode_id
from galleria.embedded.engines import Engines, engines_in_use
from tests.loopback import quiet_port
from tests.processes import PATIENCE, await_end, children

SOURCE = Path(__file__).parents[2] / "src"
_OURS = ("DATABASE_URL", "DATABASE_DIRECT_URL", "DATABASE_OWNER_URL", "REDIS_URL", "GALLERIA_")


@dataclass(frozen=True)
class Branch:
    """A store that an operator has opened, and its tenant's id."""

    host: str
    tenant: str


@dataclass
class Premises:
    """One data directory, its web processes, its worker and its engines."""

    data: Path
    port: int = field(default_factory=quiet_port)
    web: "subprocess.Popen[bytes] | None" = None
    worker: "subprocess.Popen[bytes] | None" = None
    _stack: ExitStack = field(default_factory=ExitStack)
    _engines: Engines | None = None

    @property
    def url(self) -> str:
        """Where the web processes listen."""
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Start whatever does not run, and wait until it is ready."""
        if self.web is None or self.web.poll() is not None:
            self.web = self._start("serve", "--port", str(self.port), "--workers", "2")
            self._await_word()
        if self.worker is None or self.worker.poll() is not None:
            self.worker = self._start("worker")
        self._await_ready()
        if self._engines is None:
            self._engines = self._stack.enter_context(engines_in_use(self.data))

    def close(self) -> None:
        """End all of it politely."""
        for process in (self.web, self.worker):
            if process is not None:
                process.terminate()
        for process in (self.web, self.worker):
            if process is not None:
                process.wait(timeout=PATIENCE)
        self._stack.close()

    def type(self, *words: str, code: int = 0) -> dict[str, Any]:
        """Type a command that is soon over; what it tells scripts."""
        done = subprocess.run(
            self._command(words), env=_environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr
        facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return facts

    def open_branch(self, name: str, **options: str) -> Branch:
        """Let a merchant in, with one store."""
        host = f"{name}.example"
        tenant = self.type("tenant", "create", name)["id"]
        more = [word for key, value in options.items() for word in (f"--{key}", value)]
        self.type("store", "create", "--tenant", tenant, "--name", name, "--domain", host, *more)
        return Branch(host, tenant)

    def web_processes(self) -> list[psutil.Process]:
        """The processes that answer requests; the first one only minds them."""
        assert self.web is not None
        return children(self.web.pid, "spawn_main")  # and not Python's helper beside them

    def kill_web(self) -> None:
        """Pull the plug on every web process at once."""
        assert self.web is not None
        family = _family(self.web.pid)
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait(timeout=PATIENCE)
        await_end(family)  # or the port is still theirs

    def kill_everything(self) -> None:
        """Pull the plug on all of it: web, worker, Postgres, Redis."""
        assert self.worker is not None
        engines = [process for pid in self._engine_pids() for process in _family(pid)]
        self.kill_web()
        self.worker.kill()
        self.worker.wait(timeout=PATIENCE)
        for process in engines:
            with suppress(psutil.NoSuchProcess):  # it ended with whom it served
                process.kill()
        await_end(engines)

    @asynccontextmanager
    async def books(self, branch: Branch) -> AsyncIterator[Context]:
        """Look into a tenant's tables, past all that serves them."""
        assert self._engines is not None
        database = Database(self._engines.database_url, pool_size=1)
        try:
            async with database.transaction(decode_id("tnt", branch.tenant)) as ctx:
                yield ctx
        finally:
            await database.close()

    def faults(self) -> list[str]:
        """Every line in which a process told of a fault, or Postgres of a deadlock."""
        said = [self.data / "web.log", self.data / "worker.log"]
        lines = [line for log in said for line in log.read_text().splitlines()]
        faults = [line for line in lines if '"level": "error"' in line or "Traceback" in line]
        postgres = (self.data / "engines" / "postgres.log").read_text().splitlines()
        return [*faults, *(line for line in postgres if "deadlock" in line)]

    def _engine_pids(self) -> Iterator[int]:
        for file in ("postgres/postmaster.pid", "redis/redis.pid"):
            yield int((self.data / "engines" / file).read_text().split()[0])

    def _start(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start a command that goes on, in a process group of its own."""
        name = "web" if words[0] == "serve" else words[0]
        with (self.data / f"{name}.log").open("ab") as log, self._answer(name).open("wb") as answer:
            return subprocess.Popen(
                self._command(words),
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=answer,
                stderr=log,
                start_new_session=True,
            )

    def _await_word(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not (said := self._answer("web").read_text()).endswith("}\n"):
            assert self.web is not None
            assert self.web.poll() is None, (self.data / "web.log").read_text()[-2000:]
            assert time.monotonic() < deadline, "the web processes do not start"
            time.sleep(0.05)
        facts = json.loads(said.splitlines()[-1])
        assert facts.get("url") == self.url, facts

    def _await_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.url}/readyz", timeout=5, trust_env=False).is_success:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        raise AssertionError((self.data / "web.log").read_text()[-2000:])

    def _answer(self, name: str) -> Path:
        return self.data / f"{name}.out"

    def _command(self, words: Sequence[str]) -> list[str]:
        return [sys.executable, "-m", "galleria", "--data", str(self.data), "--json", *words]


def _environment() -> dict[str, str]:
    """The environment without what it says to other galleries of this machine."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(_OURS)}
    return kept | {
        "PYTHONPATH": str(SOURCE),
        "GALLERIA_LOG_FORMAT": "json",
        "GALLERIA_LOG_LEVEL": "warning",
    }


def _family(pid: int) -> list[psutil.Process]:
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]
