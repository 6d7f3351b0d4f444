import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import psutil
import pytest

from galleria.tenancy.flow import MOST_FAILURES
from tests.cli.answers import SOURCE, Run, Start
from tests.loopback import quiet_port
from tests.processes import await_end, children


def facts(process: "subprocess.Popen[str]") -> dict[str, str]:
    """Wait until a process says that it is there."""
    assert process.stdout is not None
    said: dict[str, str] = json.loads(process.stdout.readline())
    return said


def status(url: str, *, host: str | None = None) -> int:
    return httpx.get(url, headers={"Host": host} if host else {}, timeout=120).status_code


def until(holds: Callable[[], bool], *, seconds: float = 120) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return False


def worker_beside(pid: int) -> psutil.Process | None:
    return next(iter(children(pid, " worker ")), None)


class TestServe:
    def test_answers_from_the_moment_it_says_so(self, start: Start) -> None:
        url = facts(start("serve --port 0"))["url"]

        assert status(f"{url}/readyz") == 200

    def test_answers_for_a_store_and_for_no_other_host(self, run: Run, start: Start) -> None:
        run("tenant create Served")
        run("store create --tenant Served --name Served --domain served.example")
        url = facts(start("serve --port 0"))["url"]

        assert status(f"{url}/", host="served.example") == 200
        assert status(f"{url}/", host="nobody.example") == 404

    def test_ends_politely(self, start: Start) -> None:
        server = start("serve --port 0")
        url = facts(server)["url"]
        status(f"{url}/healthz")

        server.terminate()

        assert server.wait(timeout=120) == 0

    def test_ends_also_when_it_has_hardly_begun(self, start: Start) -> None:
        server = start("serve --port 0")
        facts(server)

        server.terminate()

        assert server.wait(timeout=120) is not None

    def test_a_taken_port_is_told_before_anything_is_started(self, run: Run, start: Start) -> None:
        url = facts(start("serve --port 0"))["url"]

        answer = run(f"serve --port {urlsplit(url).port}")

        assert answer.code == 2
        assert answer.facts["error"]["code"] == "PORT_TAKEN"
        assert "--port" in answer.facts["error"]["message"]

    def test_a_killed_one_leaves_the_port_to_the_next(self, start: Start) -> None:
        server = start(f"serve --port {quiet_port()} --workers 2 --with-worker")
        url = facts(server)["url"]
        status(f"{url}/healthz")
        family = psutil.Process(server.pid).children(recursive=True)
        assert len(family) >= 3

        server.kill()

        await_end(family)
        again = facts(start(f"serve --port {urlsplit(url).port}"))["url"]
        assert status(f"{again}/healthz") == 200

    def test_a_worker_beside_it_is_replaced_when_it_dies(self, start: Start) -> None:
        server = start("serve --port 0 --with-worker")
        facts(server)
        assert until(lambda: worker_beside(server.pid) is not None)
        first = worker_beside(server.pid)
        assert first is not None

        first.kill()

        def is_replaced() -> bool:
            now = worker_beside(server.pid)
            return now is not None and now.pid != first.pid

        assert until(is_replaced)


class TestProxies:
    """Sign-ins that fail, each of which says that it comes from somewhere else."""

    def test_whoever_is_no_proxy_is_not_believed_to_speak_for_others(
        self, run: Run, start: Start, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GALLERIA_TRUSTED_PROXIES", "192.0.2.0/24")
        assert fail_to_sign_in(run, start, times=MOST_FAILURES + 1) == "TOO_MANY_ATTEMPTS"

    def test_a_trusted_proxy_is_believed(self, run: Run, start: Start) -> None:
        assert fail_to_sign_in(run, start, times=MOST_FAILURES + 1) == "WRONG_CREDENTIALS"


def fail_to_sign_in(run: Run, start: Start, *, times: int) -> str:
    """Try so often, from so many addresses if one believes it; the code of the last refusal."""
    host = f"{uuid4().hex}.example"
    run(f"tenant create {host}")
    run(f"store create --tenant {host} --name Door --domain {host}")
    url = facts(start("serve --port 0"))["url"]
    refusal = {}
    for last in range(times):
        answer = httpx.post(
            f"{url}/graphql",
            headers={"Host": host, "X-Forwarded-For": f"203.0.113.{last}"},
            json={"query": _SIGN_IN, "variables": {"input": {"email": "x", "password": "x"}}},
            timeout=120,
        )
        refusal = answer.json()["data"]["signInStaff"]
    return str(refusal["code"])


_SIGN_IN = """mutation ($input: SignInStaffInput!) {
  signInStaff(input: $input) { ... on UserError { code } }
}"""


class TestWorker:
    @pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
    def test_ends_politely(self, start: Start, sign: signal.Signals) -> None:
        worker = start("worker")
        pid = int(facts(worker)["pid"])

        os.kill(pid, sign)

        assert worker.wait(timeout=120) == 0

    def test_an_attached_one_ends_with_whoever_started_it(self, start: Start) -> None:
        worker = start("worker --attached")
        facts(worker)
        assert worker.stdin is not None

        worker.stdin.close()

        assert worker.wait(timeout=120) == 0


class TestMigrate:
    def test_two_at_once_wait_for_each_other(self, tmp_path: Path) -> None:
        command = [sys.executable, "-m", "galleria", "--data", str(tmp_path), "--json", "migrate"]
        environment = os.environ | {"PYTHONPATH": str(SOURCE)}
        both = [subprocess.Popen(command, env=environment) for _ in range(2)]
        assert [process.wait(timeout=120) for process in both] == [0, 0]
