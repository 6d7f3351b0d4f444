"""`galleria doctor`: explain every setting and check that all is well."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict

from rich.markup import escape
from rich.table import Table

from galleria.cli import checks
from galleria.cli.arguments import Options
from galleria.cli.checks import Finding, Status
from galleria.cli.console import Console
from galleria.core.db import Database
from galleria.core.faults import UNANSWERED
from galleria.core.logs import configure_logs
from galleria.core.settings import Explanation, Settings, load_settings
from galleria.embedded.engines import Engines, engines_in_use
from galleria.embedded.errors import EngineError

SICK = 1

_SIGNS: dict[Status, str] = {
    "ok": "[green]✓[/]",
    "warning": "[yellow]![/]",
    "failed": "[bold red]✗[/]",
}


def run(options: Options, console: Console) -> int:
    """Show the settings, then the findings; sick if one of those failed."""
    settings = load_settings(options.data)
    configure_logs(settings.model_copy(update={"log_level": "error"}))
    explanations = settings.explain()
    _show_settings(explanations, console)
    with console.waiting("Looking"):
        findings = [*checks.check_machine(settings), *_check_servers(settings)]
    _show_findings(findings, console)
    is_well = not any(finding.status == "failed" for finding in findings)
    console.result(
        {
            "ok": is_well,
            "settings": [asdict(each) for each in explanations],
            "checks": [asdict(each) for each in findings],
        }
    )
    return 0 if is_well else SICK


def _check_servers(settings: Settings) -> Sequence[Finding]:
    try:
        with engines_in_use(settings.data) as engines:
            return asyncio.run(_ask(engines, is_ours=not settings.database_url))
    except EngineError as error:
        return [Finding("Engines", "failed", str(error))]


async def _ask(engines: Engines, *, is_ours: bool) -> Sequence[Finding]:
    findings = [await checks.check_redis(engines.redis_url)]
    database = Database(engines.database_url, pool_size=1)
    try:
        findings += [each async for each in checks.check_postgres(database, is_ours=is_ours)]
        findings.append(await checks.check_notifications(database, engines.database_direct_url))
    except UNANSWERED as error:
        remedy = "Start it, or set DATABASE_URL to one that runs."
        findings.append(Finding("PostgreSQL", "failed", str(error), remedy))
    finally:
        await database.close()
    return findings


def _show_settings(explanations: Sequence[Explanation], console: Console) -> None:
    table = Table(
        "Setting", "Value", "From", "Meaning", box=None, header_style="bold", pad_edge=False
    )
    table.columns[0].no_wrap = True
    table.columns[0].min_width = max(len(each.name) for each in explanations)
    for each in explanations:
        table.add_row(each.name, escape(each.value or "—"), each.source, escape(each.meaning))
    console.terminal.print(table)


def _show_findings(findings: Sequence[Finding], console: Console) -> None:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
    for each in findings:
        told = escape(f"{each.detail}. {each.remedy}" if each.remedy else each.detail)
        table.add_row(_SIGNS[each.status], each.name, told)
    console.terminal.print()
    console.terminal.print(table)
