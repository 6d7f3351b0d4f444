"""What follows when a file was handed in, and what imports throw away in time."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select

from galleria.core.queue import Chore, ClockRun, JobRun, Reactions
from galleria.imports import flow
from galleria.imports.events import ImportRequested
from galleria.imports.models import ImportFile, ImportRun

KEPT_FILES = timedelta(days=7)


async def import_file(run: JobRun, event: ImportRequested) -> None:
    """Take the file in; asked twice, it goes on where it stands."""
    await flow.work_off(run.database, tenant_id=run.tenant_id, run_id=event.run_id)


async def drop_old_files(run: ClockRun) -> None:
    """Forget the files of dry runs that nobody confirmed within a week."""

    async def drop(tenant_id: UUID) -> None:
        async with run.database.transaction(tenant_id) as ctx:
            ended = select(ImportRun.id).where(ImportRun.finished_at < ctx.now - KEPT_FILES)
            await ctx.session.execute(delete(ImportFile).where(ImportFile.run_id.in_(ended)))

    await run.for_each_tenant(drop)


REACTIONS: Reactions = {ImportRequested: [import_file]}

CHORES = (Chore("imports.drop_old_files", "27 3 * * *", drop_old_files),)
