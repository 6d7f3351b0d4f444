"""What can be asked of imports.

A catalog goes in by batches, each in a transaction of its own, so that a shop with a hundred
thousand products is never locked, and an import that is cut short has lost only its last batch.
A batch that the database refuses is tried again product by product: one bad product never keeps
others out.
"""

from collections.abc import Callable, Iterable
from uuid import UUID

from sqlalchemy import delete, update

from galleria.core.context import SYSTEM, Actor, Context, StoreRef
from galleria.core.db import Database
from galleria.core.errors import InvalidInput, Problem
from galleria.imports import queries
from galleria.imports.batches import Importer, Keep, Result, Row, behind, in_batches
from galleria.imports.errors import ImportNotWaiting
from galleria.imports.events import ImportRequested
from galleria.imports.files import PLATFORMS, Platform
from galleria.imports.models import ImportFile, ImportRun
from galleria.imports.report import ImportReport
from galleria.tenancy.queries import get_store

PIECE = 1024 * 1024
LARGEST = 256 * PIECE

Watch = Callable[[Result], None]


async def _keep_nothing(_ctx: Context, _report: ImportReport) -> None:
    """Forget how far it got: whoever asked is waiting for the report."""


async def import_catalog(
    database: Database,
    store: StoreRef,
    rows: Iterable[Row],
    *,
    source: str,
    dry_run: bool = False,
    actor: Actor = SYSTEM,
    reference: str = "",
    watch: Watch = lambda _: None,
    keep: Keep = _keep_nothing,
    resumed: ImportReport | None = None,
) -> ImportReport:
    """Take the products of a file into a store, and tell what became of them.

    What the file says is what the products are afterwards; what it says nothing about stays. A
    product is known again by its key among the files of this ``source``, else by its address.
    Stock moves only where the file states another quantity than the last file did, so that
    importing an old file again undoes no sale. A ``dry_run`` writes nothing.

    ``watch`` is told of every product and problem. ``keep`` is called in the transaction of every
    batch with the report so far, from which an import that was cut short can be ``resumed``.
    """
    importer = Importer(database, store, source, actor, reference, dry_run, keep)
    report = resumed or ImportReport()
    for batch in in_batches(behind(rows, report.seen)):
        results, report = await importer.take(batch, report)
        for result in results:
            watch(result)
    return report


async def start_import(
    ctx: Context,
    *,
    store_id: UUID,
    platform: Platform,
    file_name: str,
    content: bytes,
    variations: bytes = b"",
    is_dry_run: bool = False,
) -> ImportRun:
    """Hand in a file; a worker takes it into the store, or works out what that would change.

    Raises:
        InvalidInput: the platform is not known, or the file is empty or too large.
        NotFound: the actor may act for no such store.
    """
    await get_store(ctx, store_id)
    _check_file(platform, content, variations)
    run = ImportRun(
        store_id=store_id,
        format=platform,
        file_name=file_name.strip()[:200],
        is_dry_run=is_dry_run,
        requested_by=ctx.actor.key,
        created_at=ctx.now,
    )
    ctx.session.add(run)
    await ctx.session.flush()
    for role, file in (("products", content), ("variations", variations)):
        for position, start in enumerate(range(0, len(file), PIECE)):
            piece = file[start : start + PIECE]
            ctx.session.add(ImportFile(run_id=run.id, role=role, position=position, content=piece))
            await ctx.session.flush()
    ctx.emit(ImportRequested(run_id=run.id))
    return run


async def confirm_import(ctx: Context, *, run_id: UUID) -> ImportRun:
    """Let happen what a dry run has shown: the same file goes in as a run of its own.

    Raises:
        NotFound: the actor may see no such import.
        ImportNotWaiting: it was no dry run, has not ended, or was confirmed already.
    """
    tried = await queries.get_run(ctx, run_id, for_update=True)
    has_file = await queries.find_piece(ctx, run_id, "products", 0) is not None
    if not tried.is_dry_run or tried.status != "finished" or not has_file:
        raise ImportNotWaiting
    run = ImportRun(
        store_id=tried.store_id,
        format=tried.format,
        file_name=tried.file_name,
        requested_by=ctx.actor.key,
        created_at=ctx.now,
    )
    ctx.session.add(run)
    await ctx.session.flush()
    await ctx.session.execute(
        update(ImportFile)
        .where(ImportFile.run_id == run_id)
        .values(run_id=run.id)
        .execution_options(synchronize_session=False)
    )
    ctx.emit(ImportRequested(run_id=run.id))
    return run


async def cancel_import(ctx: Context, *, run_id: UUID) -> ImportRun:
    """Stop an import before its next batch; what went in stays in.

    Raises:
        NotFound: the actor may see no such import.
        ImportNotWaiting: it has ended.
    """
    run = await queries.get_run(ctx, run_id, for_update=True)
    if run.status not in {"queued", "running"}:
        raise ImportNotWaiting
    run.status, run.finished_at = "canceled", ctx.now
    await forget_file(ctx, run_id=run_id)
    return run


async def forget_file(ctx: Context, *, run_id: UUID) -> None:
    """Throw the file of an import away; its report stays."""
    await ctx.session.execute(delete(ImportFile).where(ImportFile.run_id == run_id))


def _check_file(platform: str, content: bytes, variations: bytes) -> None:
    problems = []
    if platform not in PLATFORMS:
        message = f"Files of {', '.join(PLATFORMS)} can be imported."
        problems.append(Problem(("platform",), "UNKNOWN", message))
    if not content:
        problems.append(Problem(("file",), "EMPTY", "The file is empty."))
    if len(content) + len(variations) > LARGEST:
        message = f"A file may have {LARGEST // PIECE} MB; divide it, or use the command line."
        problems.append(Problem(("file",), "TOO_LARGE", message))
    if problems:
        raise InvalidInput(problems)
