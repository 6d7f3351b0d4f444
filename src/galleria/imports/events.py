"""The facts imports announce."""

from dataclasses import dataclass
from uuid import UUID

from galleria.core.events import Event


@dataclass(frozen=True)
class ImportRequested(Event):
    """A file waits to be imported."""

    run_id: UUID


@dataclass(frozen=True)
class ImportEnded(Event):
    """An import came to its end; ``status`` says to which."""

    run_id: UUID
    status: str
