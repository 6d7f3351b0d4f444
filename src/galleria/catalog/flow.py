"""Fetching pictures from other people's addresses: the claim, the network, and then the row.

A file that was written before its row could tell of it is found there by the next attempt.
"""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from galleria.catalog.pictures import NotAPicture, store_picture
from galleria.catalog.rows import StoredPicture
from galleria.catalog.service.pictures import claim_pictures, keep_picture, note_picture_problem
from galleria.core.db import Database
from galleria.core.http import PublicWeb, Unreachable, WebError

LARGEST = 15 * 1024 * 1024
AT_ONCE = 4
IN_A_TURN = 40
TURN_SECONDS = 60
MOST_SILENCES = 4
"""Times in a row that a host may give no answer before its other pictures wait for another turn."""


async def bring_pictures_home(
    database: Database, *, tenant_id: UUID, web: PublicWeb, media: Path
) -> None:
    """Fetch some of the tenant's pictures that are due; what takes too long comes another time.

    Raises:
        ExceptionGroup: what failed and was no picture's fault, once all have had their turn.
    """
    async with database.transaction(tenant_id) as ctx:
        urls = await claim_pictures(ctx, limit=IN_A_TURN)
    turn = _Turn(database, tenant_id, web, media)
    with suppress(TimeoutError):
        async with asyncio.timeout(TURN_SECONDS):
            ended = await asyncio.gather(*map(turn.bring, urls), return_exceptions=True)
            if failed := [one for one in ended if isinstance(one, Exception)]:
                raise ExceptionGroup("Some pictures could not be kept.", failed)


@dataclass(slots=True)
class _Turn:
    """Some pictures of one tenant, a few at once."""

    database: Database
    tenant_id: UUID
    web: PublicWeb
    media: Path
    hands: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    # A large picture takes a hundred megabytes while it is decoded.
    table: asyncio.Lock = field(default_factory=asyncio.Lock)
    silences: Counter[str] = field(default_factory=Counter)

    async def bring(self, url: str) -> None:
        """Bring the picture at this address home, or note why that was not possible."""
        try:
            async with self.hands:
                picture = await self._store(await self._fetch(url))
        except (WebError, NotAPicture) as fault:
            async with self.database.transaction(self.tenant_id) as ctx:
                await note_picture_problem(ctx, url=url, problem=fault.message)
        else:
            async with self.database.transaction(self.tenant_id) as ctx:
                await keep_picture(ctx, url=url, picture=picture)

    async def _fetch(self, url: str) -> bytes:
        host = url.partition("://")[2].partition("/")[0]
        if self.silences[host] >= MOST_SILENCES:
            raise Unreachable("The web server there has not answered several times.")
        try:
            found = await self.web.get_bytes(url, largest=LARGEST)
        except Unreachable:
            self.silences[host] += 1
            raise
        self.silences[host] = 0
        if found.status != 200:  # noqa: PLR2004 - OK
            raise WebError(f"The web server there answered with status {found.status}.")
        return found.content

    async def _store(self, content: bytes) -> StoredPicture:
        async with self.table:
            return await asyncio.to_thread(store_picture, content, self.media)
