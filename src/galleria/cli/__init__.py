"""The `galleria` command: one module for each thing that an operator can ask of it.

It answers 0 when all was done, 1 when a part was refused (rows of a file, checks of `doctor`), and
2 when nothing was done. With `--json`, the last line on standard output is one JSON object.
"""

from collections.abc import Sequence
from importlib import import_module

from galleria.cli.arguments import parse


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; what it does not need to understand it is loaded later."""
    options = parse(arguments)
    answer: int = import_module("galleria.cli.running").run(options)
    return answer
