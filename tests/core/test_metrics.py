import os
import subprocess
import sys
from pathlib import Path

from galleria.core.metrics import share_between_processes

SOURCE = Path(__file__).parents[2] / "src"

COUNT = "from galleria.core.metrics import JOBS; JOBS.labels('tests', 'done').inc({})"
SHOW = """
from prometheus_client import generate_latest
from galleria.core.metrics import counted
print(generate_latest(counted()).decode())
"""


def run(script: str, shared: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": str(SOURCE)} | shared,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


class TestShareBetweenProcesses:
    def test_what_processes_count_is_added_up_and_forgotten_at_the_next_start(
        self, tmp_path: Path
    ) -> None:
        shared = share_between_processes(tmp_path / "metrics")
        run(COUNT.format(2), shared)
        run(COUNT.format(3), shared)
        assert 'galleria_jobs_total{job="tests",result="done"} 5.0' in run(SHOW, shared)

        share_between_processes(tmp_path / "metrics")
        assert "galleria_jobs_total{" not in run(SHOW, shared)
