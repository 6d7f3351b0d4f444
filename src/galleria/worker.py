"""The worker process: works off the queue and keeps the clock, until it is told to stop."""

from collections.abc import Callable, Sequence
from functools import partial

import structlog
from prometheus_client import start_http_server

from galleria.core.db import Database
from galleria.core.delivery import Pace, Worker
from galleria.core.http import PublicWeb
from galleria.core.logs import configure_logs
from galleria.core.queue import Chore
from galleria.core.settings import Settings
from galleria.core.upkeep import UPKEEP
from galleria.tenancy.queries import list_tenant_ids
from galleria.wiring import CHORES, REACTIONS, ROUTES, chores

_PATIENCE_WITH_THE_WEB = 20

log = structlog.get_logger()


async def run_worker(settings: Settings, ready: Callable[[], None]) -> None:
    """Work until SIGTERM or SIGINT; jobs under way end first, or are handed back.

    ``ready`` is called once the signals are heeded, and not before.
    """
    configure_logs(settings)
    if settings.worker_metrics_port:
        start_http_server(settings.worker_metrics_port)
    database = Database(
        settings.database_url,
        pool_size=settings.worker_jobs,
        routes=ROUTES,
    )
    web = PublicWeb(seconds=_PATIENCE_WITH_THE_WEB)
    worker = build_worker(
        database,
        direct_url=settings.direct_url,
        at_once=settings.worker_jobs,
        chores=chores(settings.data / "media", web),
    )
    worker.stop_on_signals()
    ready()
    log.info("worker started", reactions=len(worker.reactions), chores=len(worker.chores))
    try:
        await worker.run()
    finally:
        await web.close()
        await database.close()
    log.info("worker stopped")


def build_worker(
    database: Database,
    *,
    direct_url: str = "",
    at_once: int = 10,
    chores: Sequence[Chore] = CHORES,
) -> Worker:
    """Make a worker that does everything wiring names; it may run beside other things in a loop."""
    return Worker(
        database,
        REACTIONS,
        chores=(*chores, *UPKEEP),
        direct_url=direct_url,
        tenants=partial(list_tenant_ids, database),
        pace=Pace(at_once=at_once),
    )
