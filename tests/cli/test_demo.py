import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from galleria.demo.catalog import NAMES, load_store
from tests.cli.answers import Start
from tests.processes import await_end

QUERY = "{ products(first: 1) { count { value } } }"


@pytest.fixture(autouse=True)
def painted(data: Path) -> None:
    """Somebody has painted the pictures already, or the first start would take much longer."""
    (data / "media").mkdir(exist_ok=True)
    for name in NAMES:
        store = load_store(name)
        for picture in (*store.covers, *store.further_views):
            (data / "media" / picture.name).touch()


def facts(process: "subprocess.Popen[str]") -> dict[str, Any]:
    assert process.stdout is not None
    said: dict[str, Any] = json.loads(process.stdout.readline())
    return said


def get(url: str, host: str) -> httpx.Response:
    return httpx.get(url, headers={"Host": host}, timeout=120)


@pytest.mark.slow
class TestDemo:
    def test_serves_three_shops_and_again_after_it_was_killed(self, start: Start) -> None:
        first = start("demo --port 0")
        told = facts(first)
        hosts = [f"{name}.localhost" for name in NAMES]
        assert [get(f"{told['url']}/", host).status_code for host in hosts] == [200, 200, 200]
        assert "Moor mug" in get(f"{told['url']}/products/moor-mug", hosts[0]).text
        children = psutil.Process(first.pid).children(recursive=True)

        first.send_signal(signal.SIGKILL)
        first.wait(timeout=120)
        await_end(children)
        again = facts(start("demo --port 0"))

        assert again["tokens"] == told["tokens"]
        answer = httpx.post(
            f"{again['url']}/graphql",
            json={"query": QUERY},
            headers={"Host": hosts[1], "Authorization": f"Bearer {again['tokens'][hosts[1]]}"},
            timeout=120,
        )
        assert answer.json()["data"]["products"]["count"]["value"] == 44

    def test_two_at_once_fill_the_shops_once(self, start: Start) -> None:
        told = [facts(each) for each in [start("demo --port 0"), start("demo --port 0")]]

        assert told[0]["tokens"] == told[1]["tokens"]
        for one in told:
            assert "Moor mug" in get(f"{one['url']}/products/moor-mug", "aldermoor.localhost").text

    def test_ends_politely(self, start: Start) -> None:
        process = start("demo --port 0")
        facts(process)

        process.terminate()

        assert process.wait(timeout=120) in {0, 130}
