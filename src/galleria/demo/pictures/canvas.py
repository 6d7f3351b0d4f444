"""A sheet to draw on: SVG elements in painting order, with the gradients they share."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import dist
from typing import Any

Stops = Sequence[tuple[float, str] | tuple[float, str, float]]
Point = tuple[float, float]

# A falling-off close to a Gaussian: a gradient is many times cheaper to render than a blur.
_SOFT = ((0.0, 1.0), (0.25, 0.86), (0.5, 0.46), (0.7, 0.18), (0.86, 0.05), (1.0, 0.0))


class Canvas:
    """Collects shapes; units are thousandths of the frame's shorter side unless a group scales them.

    ``behind`` is a sheet for what is out of focus and ``far`` one for plain light. They are rendered
    small and enlarged, which is both how a lens sees a wall and many times cheaper.
    """

    def __init__(self, width: float, height: float, *, depth: int = 0) -> None:
        """Open an empty sheet, with so many behind it."""
        self.width = width
        self.height = height
        self.behind = Canvas(width, height, depth=depth - 1) if depth else self
        self.far = self.behind.behind
        self.texture = ""
        self._window = (0.0, 0.0, width, height)
        self._definitions: dict[str, str] = {}
        self._elements: list[str] = []

    def focus(self, left: float, top: float, right: float, bottom: float) -> None:
        """Say what part of the sheet is drawn on, so that the rest need not be rendered."""
        self._window = (max(left, 0), max(top, 0), min(right, self.width), min(bottom, self.height))

    def window(self, scale: float) -> tuple[int, int, int, int]:
        """Give the part that is drawn on: left, top, width and height in pixels."""
        left, top, right, bottom = (round(side * scale) for side in self._window)
        return left, top, right - left, bottom - top

    def svg(self, scale: float) -> str:
        """Give the finished drawing, so many pixels to the unit."""
        definitions = "".join(text % name for text, name in self._definitions.items())
        left, top, width, height = self.window(scale)
        view = f"{left / scale:g} {top / scale:g} {width / scale:g} {height / scale:g}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="{view}"><defs>{definitions}</defs>{"".join(self._elements)}</svg>'
        )

    def linear(
        self, stops: Stops, *, down: bool = False, tilt: float = 0, box: tuple[float, ...] = ()
    ) -> str:
        """Make a gradient across (or down) a shape, or along a line in its own units."""
        x1, y1, x2, y2 = box or ((0, 0, 0, 1) if down else (0, 0, 1, tilt))
        units = ' gradientUnits="userSpaceOnUse"' if box else ""
        return self._define(
            f'<linearGradient id="%s" x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"{units}>'
            f"{_stops(stops)}</linearGradient>"
        )

    def radial(self, stops: Stops, *, center: Point = (0.5, 0.5), radius: float = 0.5) -> str:
        """Make a gradient outwards from a point of the shape."""
        return self._define(
            f'<radialGradient id="%s" cx="{center[0]:g}" cy="{center[1]:g}" r="{radius:g}">'
            f"{_stops(stops)}</radialGradient>"
        )

    def weave(self, thread: str, step: float, width: float, opacity: float) -> str:
        """Make a fill of crossing threads."""
        return self._define(
            f'<pattern id="%s" width="{step:g}" height="{step:g}" patternUnits="userSpaceOnUse">'
            f'<path d="M0 0H{step:g}M0 0V{step:g}" stroke="{thread}" stroke-width="{width * 2:g}" '
            f'stroke-opacity="{opacity:g}"/></pattern>'
        )

    def path(self, d: str, fill: str = "none", **attributes: Any) -> None:
        """Fill or stroke an outline; attribute names are SVG's with underscores for hyphens."""
        self._elements.append(f'<path d="{d}" fill="{fill}"{_attributes(attributes)}/>')

    def line(self, d: str, stroke: str, width: float, **attributes: Any) -> None:
        """Stroke an open line with round ends."""
        self.path(d, stroke=stroke, stroke_width=width, stroke_linecap="round",
                  stroke_linejoin="round", **attributes)  # fmt: skip

    def ellipse(
        self, cx: float, cy: float, rx: float, ry: float, fill: str = "none", **attributes: Any
    ) -> None:
        """Fill or stroke an ellipse."""
        self._elements.append(
            f'<ellipse cx="{cx:g}" cy="{cy:g}" rx="{rx:g}" ry="{ry:g}" fill="{fill}"'
            f"{_attributes(attributes)}/>"
        )

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str, *, round_by: float = 0,
        **attributes: Any,
    ) -> None:  # fmt: skip
        """Fill or stroke a rectangle."""
        self._elements.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{round_by:g}" '
            f'fill="{fill}"{_attributes(attributes)}/>'
        )

    def glow(self, cx: float, cy: float, rx: float, ry: float, color: str, opacity: float) -> None:
        """Paint a soft-edged ellipse: a shadow when dark, a highlight when light."""
        stops = [(at, color, round(opacity * share, 3)) for at, share in _SOFT]
        self.ellipse(cx, cy, rx, ry, self.radial(stops))

    @contextmanager
    def group(
        self, x: float = 0, y: float = 0, *, scale: float = 1, turn: float = 0, stretch: float = 1
    ) -> Iterator[None]:
        """Move, turn (degrees) and scale everything drawn inside; ``stretch`` squeezes it sideways.

        The sheet behind moves along, so that a shadow stays under its thing.
        """
        moves = f"translate({x:g} {y:g}) rotate({turn:g}) scale({scale * stretch:g} {scale:g})"
        sheets = {self: None, self.behind: None}
        for sheet in sheets:
            sheet._elements.append(f'<g transform="{moves}">')  # noqa: SLF001
        yield
        for sheet in sheets:
            sheet._elements.append("</g>")  # noqa: SLF001

    @contextmanager
    def clipped(self, d: str) -> Iterator[None]:
        """Keep everything drawn inside within an outline."""
        clip = self._define(f'<clipPath id="%s"><path d="{d}"/></clipPath>')
        self._elements.append(f'<g clip-path="{clip}">')
        yield
        self._elements.append("</g>")

    def _define(self, template: str) -> str:
        name = self._definitions.setdefault(template, f"d{len(self._definitions)}")
        return f"url(#{name})"


def smooth(points: Sequence[Point], *, closed: bool = False) -> str:
    """Draw a curve through every point (Catmull-Rom, as cubic Béziers)."""
    return f"M{points[0][0]:g} {points[0][1]:g}" + curve_through(points, closed=closed) + (
        "Z" if closed else ""
    )  # fmt: skip


def curve_through(points: Sequence[Point], *, closed: bool = False) -> str:
    """Continue a path from its first point smoothly through the others."""
    if closed:
        ring = [points[-1], *points, points[0], points[1]]
    else:
        ring = [points[0], *points, points[-1]]
    pieces = []
    for before, start, end, after in zip(ring, ring[1:], ring[2:], ring[3:], strict=False):
        length = dist(start, end)
        out, back = _reach(before, end, length), _reach(start, after, length)
        first = start[0] + out[0], start[1] + out[1]
        second = end[0] - back[0], end[1] - back[1]
        pieces.append("C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in (first, second, end)))
    return "".join(pieces)


def _reach(before: Point, after: Point, length: float) -> Point:
    """How far a curve leans towards its neighbours; beside a long piece, a short one less."""
    far = dist(before, after)
    share = min(1 / 6, 0.4 * length / far) if far else 0
    return (after[0] - before[0]) * share, (after[1] - before[1]) * share


def straight(points: Sequence[Point]) -> str:
    """Draw a closed outline with straight sides."""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z"


def _stops(stops: Stops) -> str:
    return "".join(
        f'<stop offset="{stop[0]:g}" stop-color="{stop[1]}"'
        + (f' stop-opacity="{stop[2]:g}"' if len(stop) == 3 else "")  # noqa: PLR2004
        + "/>"
        for stop in stops
    )


def _attributes(attributes: dict[str, object]) -> str:
    return "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
