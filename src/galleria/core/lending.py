"""The connections that transactions borrow: kept open, lent to one at a time, handed on clean.

SQLAlchemy's own pool takes longer to lend a connection than Postgres takes to begin a transaction.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from galleria.core.faults import LOST
from galleria.core.metrics import CONNECTIONS

ROLLBACK_SECONDS = 10
"""After this a connection is given up: the server does not answer."""


@dataclass(frozen=True, slots=True)
class Lent:
    """One connection: as SQLAlchemy knows it, and the driver's own, which runs plain statements at
    a fraction of the cost.
    """

    connection: AsyncConnection
    driver: asyncpg.Connection

    @classmethod
    async def open(cls, engine: AsyncEngine) -> Self:
        """Connect."""
        connection = await engine.connect()
        driver = (await connection.get_raw_connection()).driver_connection
        if not isinstance(driver, asyncpg.Connection):
            raise TypeError("the database needs asyncpg")
        return cls(connection, driver)

    @property
    def is_clean(self) -> bool:
        """Whether somebody else may have it: the server listens, and no transaction is open."""
        return not (self.driver.is_closed() or self.driver.is_in_transaction())

    async def roll_back(self) -> None:
        """End whatever was begun, also where it is still on its way to the server; hang up where
        that fails.
        """
        try:
            await self.driver.execute("ROLLBACK", timeout=ROLLBACK_SECONDS)
        except LOST:
            self.driver.terminate()


class Lending:
    """Keeps up to ``kept`` connections open, and opens up to ``most`` where more are wanted at the
    same time. Whoever comes then waits for ``patience`` seconds.
    """

    def __init__(self, engine: AsyncEngine, *, kept: int, most: int, patience: float) -> None:
        """Open lazily. The engine keeps none itself; transactions are begun by who borrows."""
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._kept = kept
        self._patience = patience
        self._turns = asyncio.Semaphore(most)
        self._idle: list[Lent] = []

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[Lent]:
        """Borrow a connection. It comes back clean even from who is cancelled in the middle.

        Raises:
            TimeoutError: all of them were lent out all the time.
        """
        lent = await self._take()
        try:
            yield lent
        except BaseException:
            # In a task of its own, which whoever is cancelled once more does not cancel with it.
            await asyncio.shield(asyncio.create_task(self._mend(lent)))
            raise
        await self._give_back(lent)

    async def close(self) -> None:
        """Hang up; connections that are still lent out follow when they come back."""
        self._kept = 0
        while self._idle:
            await self._idle.pop().connection.close()

    async def _take(self) -> Lent:
        if self._turns.locked():
            async with asyncio.timeout(self._patience):
                await self._turns.acquire()
        else:
            await self._turns.acquire()
        try:
            lent = await self._next()
        except BaseException:
            self._turns.release()
            raise
        CONNECTIONS.inc()
        return lent

    async def _next(self) -> Lent:
        while self._idle:
            lent = self._idle.pop()
            if lent.is_clean:
                return lent
            # The server has hung up, as at its restart.
            await lent.connection.close()
        return await Lent.open(self._engine)

    async def _mend(self, lent: Lent) -> None:
        try:
            await lent.roll_back()
        finally:
            await self._give_back(lent)

    async def _give_back(self, lent: Lent) -> None:
        try:
            if lent.is_clean and len(self._idle) < self._kept:
                self._idle.append(lent)
            else:
                await lent.connection.close()
        finally:
            CONNECTIONS.dec()
            self._turns.release()
