"""Word between processes that something they remember has changed, told at its commit.

Postgres carries it (LISTEN and NOTIFY), because only Postgres knows when a transaction commits. A
listener is told of every change, or to forget everything when some may have been missed. While
nothing is heard nothing may be remembered; a network that swallows packets without closing the
connection is noticed within twice the probe.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import Self

import asyncpg
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from galleria.core.faults import LOST

log = structlog.get_logger()

_NOTIFY = text("SELECT pg_notify(:channel, :payload)")

Heard = Callable[[str], None]
Forget = Callable[[], None]


async def announce(session: AsyncSession, channel: str, payload: str) -> None:
    """Tell every process, this one too, as soon as the session's transaction is committed."""
    await session.execute(_NOTIFY, {"channel": channel, "payload": payload})


class Broadcast:
    """One process's ear, on a connection of its own that is made again whenever it is lost."""

    def __init__(self, url: str, *, probe: float = 10, reconnect: float = 1) -> None:
        """Probe the connection so often, in seconds, and rest so long before making it again."""
        self._url = url
        self._probe = probe
        self._reconnect = reconnect
        self._listeners: dict[str, list[tuple[Heard, Forget]]] = defaultdict(list)
        self._listening = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def is_listening(self) -> bool:
        """Whether changes are heard now. While they are not, nothing may be remembered."""
        return self._listening.is_set()

    def listen(self, channel: str, heard: Heard, forget: Forget) -> None:
        """Call ``heard`` with each payload, and ``forget`` whenever some may have been missed.

        To be said before the ear is opened.
        """
        self._listeners[channel].append((heard, forget))

    async def __aenter__(self) -> Self:
        """Open the ear; a database that is not there yet is waited for in the background."""
        self._task = asyncio.create_task(self._keep_listening())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the ear."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def wait_until_listening(self) -> None:
        """Return when changes are heard."""
        await self._listening.wait()

    async def _keep_listening(self) -> None:
        while True:
            try:
                await self._listen()
            except LOST as lost:
                log.warning("broadcast lost", exc_info=lost)
            await asyncio.sleep(self._reconnect)

    async def _listen(self) -> None:
        connection = await asyncpg.connect(
            self._url, server_settings={"application_name": "galleria broadcast"}
        )
        gone = asyncio.Event()
        connection.add_termination_listener(lambda _: gone.set())
        try:
            for channel in self._listeners:
                await connection.add_listener(channel, self._hear)
            # What was read before this line may be older than a change that nobody heard.
            self._forget_everything()
            self._listening.set()
            while True:
                await self._probe_connection(connection, gone)
        finally:
            self._listening.clear()
            self._forget_everything()
            connection.terminate()

    async def _probe_connection(self, connection: asyncpg.Connection, gone: asyncio.Event) -> None:
        """Notice a lost connection: at once where the network says so, else by asking."""
        with suppress(TimeoutError):
            await asyncio.wait_for(gone.wait(), self._probe)
        await connection.execute("SELECT 1", timeout=self._probe)

    def _hear(self, _: object, __: int, channel: str, payload: object) -> None:
        for heard, _forget in self._listeners[channel]:
            heard(str(payload))

    def _forget_everything(self) -> None:
        for listeners in self._listeners.values():
            for _heard, forget in listeners:
                forget()
