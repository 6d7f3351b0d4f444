"""A theme is a folder; whatever it lacks, its parent gives; ``base`` stands behind all."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT_THEME = "base"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a page, with its settings."""

    id: str
    type: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Template:
    """What a page consists of: sections in their order, inside a layout."""

    layout: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme with its ancestry. ``folders`` go from its own to that of ``base``."""

    name: str
    folders: tuple[Path, ...]
    settings: Mapping[str, Mapping[str, Any]]

    def find(self, path: str) -> Path:
        """The file nearest to the theme.

        Raises:
            FileNotFoundError: neither the theme nor its parents have it.
        """
        for folder in self.folders:
            if (folder / path).is_file():
                return folder / path
        raise FileNotFoundError(f"theme {self.name}: {path}")

    def every(self, path: str) -> Iterator[Path]:
        """The files of this name, the furthest parent's first, so that later ones overrule."""
        return (folder / path for folder in reversed(self.folders) if (folder / path).is_file())

    def styles(self) -> Iterator[Path]:
        """The style sheets in the order in which they overrule one another."""
        for folder in reversed(self.folders):
            yield from sorted((folder / "assets" / "css").glob("*.css"))

    def template(self, name: str) -> Template:
        """Read which sections make up a page."""
        written = json.loads(self.find(f"templates/{name}.json").read_text("utf-8"))
        return Template(
            written.get("layout", "default"),
            tuple(self._section(number, each) for number, each in enumerate(written["sections"])),
        )

    def _section(self, number: int, written: Mapping[str, Any]) -> Section:
        kind = written["type"]
        declared: dict[str, Any] = {}
        for path in self.every(f"sections/{kind}.toml"):
            declared = merge(declared, tomllib.loads(path.read_text("utf-8")))
        defaults = {key: each["default"] for key, each in declared.get("settings", {}).items()}
        unknown = set(written.get("settings", {})) - set(defaults)
        if unknown:
            raise ValueError(f"theme {self.name}: section {kind} has no settings {sorted(unknown)}")
        return Section(f"{kind}-{number}", kind, defaults | written.get("settings", {}))


def load_theme(root: Path, name: str) -> Theme:
    """Read a theme's ancestry and settings; a store whose theme is gone is shown in ``base``."""
    is_there = _NAME.fullmatch(name) and (root / name / "theme.toml").is_file()
    folders = tuple(_ancestry(root, name if is_there else ROOT_THEME))
    declared: dict[str, Any] = {}
    for folder in reversed(folders):
        if (folder / "settings.toml").is_file():
            declared = merge(declared, tomllib.loads((folder / "settings.toml").read_text("utf-8")))
    settings = {
        group: {
            key: setting["default"] for key, setting in entries.items() if isinstance(setting, dict)
        }
        for group, entries in declared.items()
    }
    return Theme(folders[0].name, folders, settings)


def _ancestry(root: Path, name: str) -> Iterator[Path]:
    while name:
        yield root / name
        about = tomllib.loads((root / name / "theme.toml").read_text("utf-8"))
        name = about.get("parent", "")


def merge(below: dict[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one nested mapping over another, key by key."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = (
            merge(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
        )
    return merged
