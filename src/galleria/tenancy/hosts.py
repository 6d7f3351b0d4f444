"""Which host leads where, remembered by every process and forgotten the moment it changes."""

import asyncio
from collections import OrderedDict

from galleria.core.broadcast import Broadcast
from galleria.core.db import Database
from galleria.tenancy import queries
from galleria.tenancy.errors import InvalidHost
from galleria.tenancy.queries import HostAnswer, Unknown
from galleria.tenancy.rules.hosts import normalize_host
from galleria.tenancy.service.domains import HOSTS_CHANNEL

LARGEST = 10_000
"""Hosts remembered, unknown ones included, so that a scan neither fills memory nor the database."""


class HostDirectory:
    """Answers whose host this is, from memory where that cannot be wrong.

    What was read before a change and arrives after it is given out but not remembered.
    """

    def __init__(self, database: Database, broadcast: Broadcast, *, largest: int = LARGEST) -> None:
        """Listen for changes; to be made before the broadcast is opened."""
        self._database = database
        self._broadcast = broadcast
        self._largest = largest
        self._answers: OrderedDict[str, HostAnswer] = OrderedDict()
        self._reads: dict[str, asyncio.Task[HostAnswer]] = {}
        self._changes = 0
        broadcast.listen(HOSTS_CHANNEL, self.forget, self.forget_everything)

    async def find(self, host: str) -> HostAnswer:
        """Tell which store a request is for, by its Host header."""
        try:
            host = normalize_host(host)
        except InvalidHost:
            return Unknown()
        if answer := self._answers.get(host):
            self._answers.move_to_end(host)
            return answer
        # Requests for the same host share one read; one that is given up ends for itself alone.
        return await asyncio.shield(self._reads.get(host) or self._start_reading(host))

    def _start_reading(self, host: str) -> asyncio.Task[HostAnswer]:
        reading = asyncio.create_task(self._read(host))
        self._reads[host] = reading
        return reading

    async def _read(self, host: str) -> HostAnswer:
        changes = self._changes
        try:
            answer = await queries.find_store_by_host(self._database, host)
        finally:
            if self._reads.get(host) is asyncio.current_task():
                del self._reads[host]
        if self._broadcast.is_listening and changes == self._changes:
            self._remember(host, answer)
        return answer

    def _remember(self, host: str, answer: HostAnswer) -> None:
        self._answers[host] = answer
        if len(self._answers) > self._largest:
            self._answers.popitem(last=False)

    def forget(self, host: str) -> None:
        """Ask anew for a host that has changed; reads under way may be older than the change."""
        self._changes += 1
        self._answers.pop(host, None)
        self._reads.pop(host, None)

    def forget_everything(self) -> None:
        """Ask anew for every host, because a change may have been missed."""
        self._changes += 1
        self._answers.clear()
        self._reads.clear()
