"""How a command speaks: to a person as it goes, and at the end to a script if one asked."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console as Terminal
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class Console:
    """Standard output carries the result, standard error everything on the way."""

    def __init__(self, *, is_json: bool) -> None:
        """With JSON asked for, even the result's words for people go to standard error."""
        self.is_json = is_json
        self.aside = Terminal(stderr=True, highlight=False)
        self.terminal = self.aside if is_json else Terminal(highlight=False)

    def say(self, text: str) -> None:
        """Tell a person something that belongs to the result."""
        self.terminal.print(text, soft_wrap=True, markup=False)

    def result(self, facts: Mapping[str, object]) -> None:
        """Give a script its one JSON object; at once, for it may be waiting on a pipe."""
        if self.is_json:
            print(json.dumps(facts, ensure_ascii=False, default=str), flush=True)  # noqa: T201

    def refuse(self, code: str, message: str, **facts: object) -> None:
        """Say that nothing was done, and why."""
        self.aside.print(f"[bold red]galleria:[/] {escape(message)}", soft_wrap=True)
        self.result({"error": {"code": code, "message": message}, **facts})

    @contextmanager
    def waiting(self, for_what: str) -> Iterator[None]:
        """Show that something takes a moment."""
        with self.aside.status(for_what):
            yield

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Show how far a long piece of work has come."""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(compact=True),
        )
        with Progress(*columns, console=self.aside, transient=True) as progress:
            yield progress
