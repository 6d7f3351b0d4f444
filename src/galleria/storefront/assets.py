"""Files that pages need, in memory, each at an address that names its content: never stale."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jinja2.sandbox import ImmutableSandboxedEnvironment

from galleria.storefront.themes import Theme

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_AROUND = re.compile(r"\s*([{};,>])\s*")
_FLUID_FROM, _FLUID_TO = 390, 1440
_ROOT_FONT = 16


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    path: str
    content: bytes
    media_type: str

    @cached_property
    def digest(self) -> str:
        """Tells this content from any other."""
        return hashlib.sha256(self.content).hexdigest()[:16]

    @cached_property
    def gzipped(self) -> bytes | None:
        """The content in fewer bytes, where that is possible."""
        return gzip.compress(self.content, 9) if self.media_type.startswith("text/") else None

    @property
    def url(self) -> str:
        """Where browsers find it."""
        return f"/assets/{self.digest}/{self.path}"


class Assets:
    """Every asset, by its path."""

    def __init__(self, fonts: Path) -> None:
        self._fonts = fonts
        self._by_path: dict[str, Asset] = {}

    def find(self, path: str) -> Asset | None:
        """The asset with this path, if there is one."""
        return self._by_path.get(path)

    def add(self, path: str, content: bytes) -> Asset:
        """Keep a file in memory."""
        media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
        asset = self._by_path[path] = Asset(path, content, media_type)
        return asset

    def font(self, name: str) -> str | None:
        """Where a font's file is served; ``None`` if it was not installed, for a fallback."""
        file = self._fonts / f"{name}.woff2"
        path = f"fonts/{name}.woff2"
        if path not in self._by_path and not file.is_file():
            return None
        return (self._by_path.get(path) or self.add(path, file.read_bytes())).url

    def style_sheet(self, theme: Theme) -> Asset:
        """Write a theme's one style sheet: its tokens, then every sheet of its ancestry."""
        env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, autoescape=False)
        env.filters["fluid"] = fluid
        env.globals["font"] = self.font
        tokens = env.from_string(theme.find("tokens.css.j2").read_text("utf-8"))
        sheets = [tokens.render(settings=theme.settings)]
        sheets += [path.read_text("utf-8") for path in theme.styles()]
        return self.add(f"{theme.name}/theme.css", shrink_css("\n".join(sheets)).encode())


def shrink_css(css: str) -> str:
    """Leave out what only people read."""
    return _AROUND.sub(r"\1", _SPACE.sub(" ", _COMMENT.sub("", css))).strip()


def fluid(sizes: tuple[float, float]) -> str:
    """Let a length grow from the phone's width to the desktop's; sizes are pixels at both.

    >>> fluid((16, 16)), fluid((20, 41))
    ('1rem', 'clamp(1.25rem, 0.7625rem + 2vw, 2.5625rem)')
    """
    smallest, largest = sizes
    if smallest == largest:
        return f"{smallest / _ROOT_FONT:g}rem"
    slope = (largest - smallest) / (_FLUID_TO - _FLUID_FROM)
    start = (smallest - slope * _FLUID_FROM) / _ROOT_FONT
    low, high = sorted((smallest / _ROOT_FONT, largest / _ROOT_FONT))
    return f"clamp({low:g}rem, {start:.4g}rem + {slope * 100:.4g}vw, {high:g}rem)"
