"""What the house counts about itself, in Prometheus' words; `/metrics` shows it."""

import os
from pathlib import Path

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

_SHARED = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter("galleria_requests", "Requests answered.", ("method", "route", "status"))
REQUEST_SECONDS = Histogram(
    "galleria_request_seconds", "From request to the last byte.", ("route",), buckets=_SECONDS
)
JOBS = Counter("galleria_jobs", "Jobs run: done, repeated, retried or dead.", ("job", "result"))
JOB_SECONDS = Histogram(
    "galleria_job_seconds", "One attempt at a job.", ("job",), buckets=(*_SECONDS, 60, 600)
)
CHORES = Counter("galleria_chores", "Chores run by the clock: done or failed.", ("chore", "result"))

CONNECTIONS = Gauge(
    "galleria_database_connections", "Connections in use.", multiprocess_mode="livesum"
)


def share_between_processes(directory: Path) -> dict[str, str]:
    """Prepare a directory in which web processes add up; start them with this environment."""
    directory.mkdir(parents=True, exist_ok=True)
    for left_over in directory.glob("*.db"):
        left_over.unlink()
    return {_SHARED: str(directory)}


def counted() -> CollectorRegistry:
    """Everything counted: by all processes that share a directory, or else by this one."""
    if _SHARED not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together
