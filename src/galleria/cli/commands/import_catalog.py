"""`galleria import`: take in the products of a platform's CSV export."""

import asyncio

from rich.progress import Progress

from galleria.cli.arguments import Options
from galleria.cli.console import Console
from galleria.cli.refusals import UnknownStore, UnreadableCatalog
from galleria.cli.servers import database_of, migrated
from galleria.core.settings import Settings
from galleria.imports.files import open_catalog
from galleria.imports.records import CatalogFile, UnreadableFile
from galleria.imports.report import ImportReport
from galleria.imports.service import import_catalog
from galleria.tenancy.queries import find_store_to_manage

ROWS_REFUSED = 1
_SHOWN = 20


def run(options: Options, console: Console) -> int:
    """Take in what is good and tell, line by line, what is not."""
    try:
        with (
            open_catalog(options.platform, options.file) as catalog,
            migrated(options, console) as settings,
            console.progress() as progress,
        ):
            report = asyncio.run(_import(settings, options, catalog, progress))
    except UnreadableFile as error:
        raise UnreadableCatalog(options.file, line=error.line, reason=str(error)) from error
    _show(report, console, is_dry_run=options.dry_run)
    console.result(report.to_json())
    return 0 if report.is_complete else ROWS_REFUSED


async def _import(
    settings: Settings, options: Options, catalog: CatalogFile, progress: Progress
) -> ImportReport:
    task = progress.add_task(options.file.name, total=catalog.total)
    async with database_of(settings) as database:
        store = await find_store_to_manage(database, options.store)
        if store is None:
            raise UnknownStore(options.store)
        return await import_catalog(
            database,
            store,
            catalog,
            source=options.platform,
            dry_run=options.dry_run,
            reference=f"file:{options.file.name}",
            watch=lambda _: progress.advance(task),
        )


def _show(report: ImportReport, console: Console, *, is_dry_run: bool) -> None:
    would_be = " would be" if is_dry_run else ""
    console.say(
        f"{report.products} products with {report.variants} variants and {report.images} images:"
        f" {report.created}{would_be} created, {report.updated} updated,"
        f" {report.unchanged} unchanged; {report.rejected} rows refused."
    )
    if is_dry_run:
        for outcome in report.changes[:_SHOWN]:
            console.say(f"  line {outcome.line}, {outcome.title}: {outcome.action}")
            for change in outcome.changes:
                arrow = f"{change.old} → " if change.old else ""
                console.say(f"    {change.field}: {arrow}{change.new}")
    for problem in report.errors[:_SHOWN]:
        console.say(f"  line {problem.line}, {problem.column}: {problem.message}")
    if len(report.errors) > _SHOWN:
        console.say(f"  … and {report.rejected - _SHOWN} more; --json gives them all.")
