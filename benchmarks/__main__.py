"""Measure every operation and print its ratio; with ``BENCH_JSON=FILE``, write the ratios there."""

import asyncio
import json
import os
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from benchmarks.bare import PREFIX
from benchmarks.buying import Purchase, open_counter, purchases, refuse_other_rows
from benchmarks.client import Call, Clients
from benchmarks.operations import CREATE, DETAIL, OPERATIONS, Prepare, Stage
from benchmarks.shop import open_shop, take_stock_of_rows
from galleria.core import schema
from galleria.embedded.engines import Engines, engines_in_use

CLIENTS = 8
TURNS = 9
CALLS = 32
BARE_CALLS = 256
"""The bare reply takes so little that a few would measure the clock."""
AGAINST = "a bare ASGI reply of the same bytes"


@dataclass(frozen=True, slots=True)
class Measured:
    """One operation under measure, with what the bare application replies in its stead."""

    name: str
    prepare: Prepare
    path: str
    ratios: list[float]

    @classmethod
    async def of(cls, stage: Stage, name: str, prepare: Prepare) -> Self:
        """Ask once, and have the bare application reply the same."""
        sample = (await stage.clients.ask_all((await prepare(stage, 1))[:1]))[0]
        refuse_errors(sample)
        path = f"{PREFIX}{name.replace(' ', '-')}"
        await stage.clients.ask_all([Call.of(stage.host, "PUT", path, sample)])
        return cls(name, prepare, path, [])

    async def take_turn(self, stage: Stage) -> float:
        """What share of the bare reply's speed we reach; it is measured before us and after."""
        calls = await self.prepare(stage, CALLS)
        body = calls[0].sent.partition(b"\r\n\r\n")[2]
        bare = [Call.of(stage.host, "POST", self.path, body)] * BARE_CALLS
        before = await seconds_of(stage.clients, bare)
        ours = await seconds_of(stage.clients, calls)
        after = await seconds_of(stage.clients, bare)
        return (before + after) / 2 / BARE_CALLS / (ours / CALLS)

    def figure(self) -> dict[str, Any]:
        """The median of all turns, as it is kept."""
        ratio = statistics.median(self.ratios)
        return {"ratio": ratio, "target": None, "against": AGAINST, "unit": "ratio"}

    def tell(self) -> str:
        """The median of all turns, and between what the middle half of them lies."""
        low, median, high = statistics.quantiles(self.ratios, n=4)
        return f"{self.name:<16} {median:7.4f} ({low:.4f} to {high:.4f}) of {AGAINST}"


def refuse_errors(answer: bytes) -> None:
    """A measurement of refusals would be worth nothing."""
    reply = json.loads(answer)
    names = {part["__typename"] for part in reply["data"].values() if "__typename" in part}
    if reply.get("errors") or not names <= {"Cart", "CheckoutAttempt"}:
        raise RuntimeError(f"the sample was refused: {answer[:500].decode()}")


async def seconds_of(clients: Clients, calls: Sequence[Call]) -> float:
    """Time until all have been answered."""
    started = time.perf_counter()
    await clients.ask_all(calls)
    return time.perf_counter() - started


@asynccontextmanager
async def server(data: Path, engines: Engines) -> AsyncIterator[int]:
    """Run the web application beside the bare one in a process of its own; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.bare", str(data), str(port)),
        env=os.environ
        | {
            "DATABASE_URL": engines.database_url,
            "REDIS_URL": engines.redis_url,
            "GALLERIA_LOG_LEVEL": "warning",
        },
    )
    try:
        await listening(port)
        yield port
    finally:
        process.terminate()
        await process.wait()


async def listening(port: int) -> None:
    """Wait until the server takes connections."""
    async with asyncio.timeout(60):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return


async def stage_at(host: str, slug: str, delivery_id: str, port: int) -> Stage:
    """Look at the shop as a client does, and find something to buy."""
    clients = await Clients.open(port, CLIENTS)
    answer = (await clients.ask_all([Call.graphql(host, DETAIL, slug=slug)]))[0]
    variant = json.loads(answer)["data"]["product"]["variants"][0]
    await clients.ask_all([Call.graphql(host, CREATE)])
    return Stage(host, slug, variant["id"], delivery_id, clients)


async def run(data: Path, engines: Engines) -> dict[str, dict[str, Any]]:
    """Measure every operation, in turns; the figures by their names."""
    shop = await open_shop(engines.database_url)
    await take_stock_of_rows(engines.database_owner_url)
    async with server(data, engines) as port:
        stage = await stage_at(shop.host, shop.slug, shop.delivery_id, port)
        measured = [await Measured.of(stage, *operation) for operation in OPERATIONS.items()]
        counter = await open_counter(stage, port, CLIENTS, engines)
        bought = purchases()
        for purchase in bought:
            await refuse_other_rows(counter, purchase, engines.database_owner_url)
        for turn in range(TURNS + 1):
            # All of them in every turn, so that a busy minute of the machine spoils none alone.
            for one in measured:
                ratio = await one.take_turn(stage)
                if turn:  # The first turn warms caches and connections up.
                    one.ratios.append(ratio)
            for purchase in bought:
                ratio = await purchase.take_turn(counter)
                if turn:
                    purchase.ratios.append(ratio)
        stage.clients.close()
        await counter.close()
    everything: list[Measured | Purchase] = [*measured, *bought]
    for told in everything:
        print(told.tell(), flush=True)
    return {told.name: told.figure() for told in everything}


def main() -> None:
    """Start servers of our own, measure, and leave nothing behind."""
    with tempfile.TemporaryDirectory(prefix="galleria-bench-") as folder:
        data = Path(folder)
        data.chmod(0o755)
        with engines_in_use(data) as engines:
            schema.migrate(engines.database_owner_url)
            figures = asyncio.run(run(data, engines))
    if path := os.environ.get("BENCH_JSON"):
        Path(path).write_text(json.dumps(figures, indent=2) + "\n")


main()
