"""Working off a file that was handed in: several transactions, and any of them may be the last.

The report so far is written with every batch. A worker that takes over from one that died goes on
behind the last batch that went in.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, cast
from uuid import UUID

from galleria.core.context import Context, StoreRef
from galleria.core.db import Database
from galleria.imports import queries
from galleria.imports.events import ImportEnded
from galleria.imports.files import Platform, read_catalog
from galleria.imports.models import ImportRun
from galleria.imports.records import CatalogFile, UnreadableFile
from galleria.imports.report import COUNTS, ImportReport
from galleria.imports.service import forget_file, import_catalog
from galleria.tenancy.queries import get_store, list_domains, store_ref

IN_MEMORY = 8 * 1024 * 1024


class Canceled(Exception):
    """Somebody stopped the import; its last batch does not go in."""


async def work_off(database: Database, *, tenant_id: UUID, run_id: UUID) -> None:
    """Bring an import to its end, from wherever it stands."""
    begun = await _begin(database, tenant_id, run_id)
    if begun is None:
        return
    run, store = begun
    try:
        async with _catalog(database, run) as catalog:
            await _take_in(database, run, store, catalog)
    except UnreadableFile as fault:
        await _end(database, run, "failed", message=str(fault), line=fault.line)
    except Canceled:
        return
    else:
        await _end(database, run, "finished")


async def _begin(
    database: Database, tenant_id: UUID, run_id: UUID
) -> tuple[ImportRun, StoreRef] | None:
    async with database.transaction(tenant_id) as ctx:
        run = await queries.get_run(ctx, run_id, for_update=True)
        if run.status not in {"queued", "running"}:
            return None
        run.status = "running"
        run.started_at = run.started_at or ctx.now
        hosts = await list_domains(ctx, store_id=run.store_id)
        host = hosts[0].host if hosts else ""
        return run, store_ref(await get_store(ctx, run.store_id), primary_host=host)


async def _take_in(
    database: Database, run: ImportRun, store: StoreRef, catalog: CatalogFile
) -> None:
    async def keep(ctx: Context, report: ImportReport) -> None:
        now = await queries.get_run(ctx, run.id, for_update=True)
        if now.status != "running":
            raise Canceled
        now.total, now.done = catalog.total, report.seen
        for name, value in report.counts().items():
            setattr(now, name, value)
        now.details = report.details()

    await import_catalog(
        database,
        store,
        catalog,
        source=run.format,
        dry_run=run.is_dry_run,
        reference=str(run.id),
        keep=keep,
        resumed=ImportReport.resumed(run.done, _counts(run), run.details),
    )


async def _end(
    database: Database, run: ImportRun, status: str, *, message: str = "", line: int = 0
) -> None:
    async with database.transaction(run.tenant_id) as ctx:
        now = await queries.get_run(ctx, run.id, for_update=True)
        if now.status != "running":
            return
        now.status, now.message, now.finished_at = status, message, ctx.now
        if status == "finished":
            # Products that stayed out whole were never counted, but nothing is left to do.
            now.done = now.total
        if line:
            error = {"line": line, "column": "", "message": message}
            now.details = {**now.details, "errors": [error]}
        if not now.is_dry_run or status == "failed":
            await forget_file(ctx, run_id=run.id)
        ctx.emit(ImportEnded(run_id=run.id, status=status))


def _counts(run: ImportRun) -> dict[str, int]:
    return {name: getattr(run, name) for name in COUNTS}


@asynccontextmanager
async def _catalog(database: Database, run: ImportRun) -> AsyncIterator[CatalogFile]:
    """Bring the file back together; reading it through once is not left to the event loop."""
    with (
        SpooledTemporaryFile(IN_MEMORY) as products,
        SpooledTemporaryFile(IN_MEMORY) as variations,
    ):
        await _collect(database, run, "products", products)
        has_variations = await _collect(database, run, "variations", variations) > 0
        yield await asyncio.to_thread(
            read_catalog,
            cast("Platform", run.format),
            cast("BinaryIO", products),
            cast("BinaryIO", variations) if has_variations else None,
        )


async def _collect(database: Database, run: ImportRun, role: str, into: IO[bytes]) -> int:
    position = 0
    while True:
        async with database.transaction(run.tenant_id, read_only=True) as ctx:
            piece = await queries.find_piece(ctx, run.id, role, position)
        if piece is None:
            return position
        into.write(piece)
        position += 1
