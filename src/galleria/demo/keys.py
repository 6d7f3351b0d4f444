"""What opens the demo's admin doors, kept in the data directory so that it can be shown again."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "demo-token"


@dataclass(frozen=True, slots=True)
class DemoKeys:
    """One tenant's key to the admin part of the API, and how its owner signs in.

    The password is empty where it was lost.
    """

    hosts: tuple[str, ...]
    token: str
    email: str
    password: str


def read_keys(data: Path) -> Mapping[str, DemoKeys]:
    """Give what was kept, by tenant; nothing where there was no demo yet."""
    try:
        told = json.loads((data / FILE).read_text())
    except FileNotFoundError:
        return {}
    return {
        tenant: DemoKeys(**{**kept, "hosts": tuple(kept["hosts"])}) for tenant, kept in told.items()
    }


def write_keys(data: Path, keys: Mapping[str, DemoKeys]) -> None:
    """Keep the keys where only this account can read them."""
    told = {tenant: asdict(kept) for tenant, kept in keys.items()}
    draft = data / f"{FILE}.part"
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:  # noqa: PTH123 - no pathlib way sets the mode
        json.dump(told, file, indent=2)
    draft.replace(data / FILE)
