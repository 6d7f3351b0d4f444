"""What the catalog does by the clock."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from galleria.catalog import flow
from galleria.core.http import PublicWeb
from galleria.core.queue import Chore, ClockRun


def chores(media: Path, web: PublicWeb) -> Sequence[Chore]:
    """Make the catalog's chores, which write to this folder what they fetch from the web."""

    async def bring_pictures_home(run: ClockRun) -> None:
        """Fetch pictures from other people's addresses, since pages show our own files alone."""

        async def bring(tenant_id: UUID) -> None:
            await flow.bring_pictures_home(run.database, tenant_id=tenant_id, web=web, media=media)

        await run.for_each_tenant(bring)

    return (Chore("catalog.bring_pictures_home", "* * * * * */10", bring_pictures_home),)
