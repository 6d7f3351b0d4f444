"""What commands leave behind, for their tests."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parents[2] / "src"


@dataclass(frozen=True)
class Answer:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def facts(self) -> dict[str, Any]:
        """The one object for scripts."""
        facts: dict[str, Any] = json.loads(self.out.splitlines()[-1])
        return facts


Run = Callable[[str], Answer]
Start = Callable[[str], "subprocess.Popen[str]"]
