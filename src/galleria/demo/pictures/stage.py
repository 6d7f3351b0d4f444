"""Backdrops: where a subject stands and what the light does behind it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from galleria.demo.pictures.canvas import Canvas, smooth
from galleria.demo.pictures.palette import SHADOW, WHITE, is_dark, lit, mix, shaded, tone

# Half of a subject's declared size, with some room about it.
MARGIN = 0.54


@dataclass(frozen=True, slots=True)
class Backdrop:
    """A wall and a table, painted in one of three manners; a stall also has a paper sun."""

    wall: str
    table: str
    paint: Callable[[Canvas, "Backdrop", float], None]
    disc: str = ""


@contextmanager
def standing(canvas: Canvas, back: str, width: float, height: float) -> Iterator[None]:
    """Set a subject of that size on the table; inside, (0, 0) is where it touches, y grows down."""
    scale = min(canvas.width * 0.66 / width, canvas.height * 0.62 / height)
    ground = canvas.height * 0.52 + height * scale / 2
    backdrop = BACKDROPS[back]
    backdrop.paint(canvas, backdrop, ground - 70 * scale)
    reach = width * scale * MARGIN
    canvas.focus(
        canvas.width / 2 - reach,
        ground - height * scale * MARGIN * 2,
        canvas.width / 2 + reach,
        ground + 90 * scale,
    )
    with canvas.group(canvas.width / 2, ground, scale=scale):
        yield


@contextmanager
def lying(
    canvas: Canvas, back: str, width: float, height: float, *, bleeds: bool = False
) -> Iterator[None]:
    """Lay a subject flat, seen from above; inside, (0, 0) is its middle.

    One that bleeds fills the frame.
    """
    scale = min(canvas.width * 0.76 / width, canvas.height * 0.76 / height)
    backdrop = BACKDROPS[back]
    backdrop.paint(canvas, backdrop, canvas.height * 2)
    reach, depth = width * scale * MARGIN, height * scale * MARGIN
    middle = canvas.width / 2, canvas.height / 2
    if not bleeds:
        canvas.focus(middle[0] - reach, middle[1] - depth, middle[0] + reach, middle[1] + depth)
    with canvas.group(*middle, scale=scale):
        yield


def _fill(canvas: Canvas, y: float, fill: str) -> None:
    canvas.rect(0, y, canvas.width, canvas.height - y, fill)


def _daylight(canvas: Canvas, color: str, strength: float = 0.55) -> None:
    """Let a window stand at the upper left, outside the frame."""
    reach = max(canvas.width, canvas.height)
    canvas.far.glow(
        canvas.width * 0.22, canvas.height * 0.12, reach * 0.85, reach * 0.75, color, strength
    )
    canvas.far.glow(
        canvas.width * 1.05, canvas.height * 1.0, reach * 0.7, reach * 0.6, SHADOW, 0.20
    )


def plaster(canvas: Canvas, backdrop: Backdrop, horizon: float) -> None:
    """Paint Aldermoor's limewashed wall above a scrubbed table."""
    wall, bench = canvas.far, canvas.behind
    _fill(wall, 0, backdrop.wall)
    # Brush marks of limewash: broad, slanting, barely there.
    for number in range(9):
        x = canvas.width * (number * 0.37 % 1.1) - 60
        y = canvas.height * (number * 0.23 % 1.0)
        with wall.group(x, y, turn=-24 + number * 5):
            wall.glow(0, 0, 420, 46, WHITE if number % 2 else SHADOW, 0.07)
    _daylight(canvas, lit(backdrop.wall, 0.8))
    if horizon >= canvas.height:
        canvas.texture = "cloth"
        return
    grain = bench.linear(
        [(0, lit(backdrop.table, 0.14)), (0.4, backdrop.table), (1, shaded(backdrop.table, 0.22))],
        down=True,
    )
    bench.rect(0, horizon, canvas.width, canvas.height - horizon, grain)
    for number in range(5):
        y = horizon + (canvas.height - horizon) * (0.12 + number * 0.21)
        wave = smooth(
            [
                (-20, y),
                (canvas.width * 0.3, y + 4),
                (canvas.width * 0.7, y - 5),
                (canvas.width + 20, y + 3),
            ]
        )
        bench.line(wave, shaded(backdrop.table, 0.4), 1.4, stroke_opacity=0.22)
    bench.rect(0, horizon - 1, canvas.width, 3, lit(backdrop.table, 0.45), fill_opacity=0.5)
    bench.glow(
        canvas.width * 0.3, horizon + 40, canvas.width * 0.55, 120, lit(backdrop.table, 0.9), 0.32
    )


def studio(canvas: Canvas, backdrop: Backdrop, _horizon: float) -> None:
    """Paint Nordgrat's studio sweep, with the grid of a measuring sheet over it."""
    sweep = canvas.far.linear(
        [(0, mix(backdrop.wall, WHITE, 0.04)), (0.62, backdrop.wall), (1, backdrop.table)],
        down=True,
    )
    _fill(canvas.far, 0, sweep)
    _daylight(canvas, mix(backdrop.wall, WHITE, 0.5), 0.42)
    canvas.texture = "grid on dark" if is_dark(backdrop.wall) else "grid on light"


def mountains(canvas: Canvas, backdrop: Backdrop, horizon: float) -> None:
    """Paint ridges behind one another, paler the farther; by night with stars."""
    sky = canvas.far.linear(
        [(0, backdrop.wall), (0.75, mix(backdrop.wall, backdrop.table, 0.55))], down=True
    )
    _fill(canvas.far, 0, sky)
    night = is_dark(backdrop.wall)
    if night:
        for number in range(46):
            x = canvas.width * (number * 0.6180339 % 1)
            y = canvas.height * 0.5 * (number * 0.7548776 % 1)
            canvas.behind.ellipse(
                x, y, 1.2 + number % 3 * 0.7, 1.2 + number % 3 * 0.7, WHITE, fill_opacity=0.6
            )
    foot = min(horizon, canvas.height * 0.8)
    for depth, far in enumerate((0.62, 0.34, 0.08)):
        haze = mix(backdrop.wall, WHITE, 0.22 if night else 0.35)
        color = mix(backdrop.table, haze, far)
        rise = canvas.height * (0.34 - depth * 0.09)
        canvas.behind.path(_ridge(canvas, foot, rise, depth), color)
    ground = canvas.behind.linear(
        [(0, mix(backdrop.table, WHITE, 0.10)), (1, shaded(backdrop.table, 0.30))], down=True
    )
    canvas.behind.rect(0, foot, canvas.width, canvas.height - foot, ground)
    _daylight(canvas, mix(backdrop.wall, WHITE, 0.6), 0.22 if night else 0.5)


def _ridge(canvas: Canvas, foot: float, rise: float, depth: int) -> str:
    peaks = (0.25, 0.62, 0.4, 0.95, 0.55, 0.78, 0.3, 0.66, 0.2)
    span = len(peaks) - 1
    shift = depth * 3
    points = [
        (canvas.width * n / span, foot - rise * peaks[(n * (depth + 2) + shift) % len(peaks)])
        for n in range(len(peaks))
    ]
    outline = "L".join(f"{x:.0f} {y:.0f}" for x, y in points)
    return f"M0 {foot:.0f}L{outline}L{canvas.width:.0f} {foot:.0f}Z"


def stall(canvas: Canvas, backdrop: Backdrop, horizon: float) -> None:
    """Paint Pip & Pomelo's market stall: a plain wall, a paper sun, a scalloped cloth."""
    _fill(canvas.far, 0, backdrop.wall)
    middle = canvas.width / 2
    if horizon >= canvas.height:
        _confetti(canvas, backdrop)
        _daylight(canvas, lit(backdrop.wall, 0.7), 0.5)
        return
    disc = min(canvas.width, canvas.height) * 0.40
    canvas.behind.ellipse(middle, horizon - disc * 0.62, disc, disc, backdrop.disc)
    _daylight(canvas, lit(backdrop.wall, 0.7), 0.5)
    cloth = canvas.behind.linear(
        [(0, lit(backdrop.table, 0.22)), (1, shaded(backdrop.table, 0.10))], down=True
    )
    _fill(canvas.behind, horizon, cloth)
    front = canvas.height - (canvas.height - horizon) * 0.30
    count = round(canvas.width / 111)
    width = canvas.width / count
    scallops = f"a{width / 2:g} {width * 0.42:g} 0 0 1 {-width:g} 0" * count
    edge = f"M0 {front - 30:g}H{canvas.width:g}V{front:g}{scallops}Z"
    canvas.behind.rect(
        0, front - 30, canvas.width, canvas.height - front + 30, shaded(backdrop.table, 0.30)
    )
    canvas.behind.path(edge, lit(backdrop.table, 0.16))
    canvas.behind.rect(0, front - 31, canvas.width, 3, WHITE, fill_opacity=0.35)


def _confetti(canvas: Canvas, backdrop: Backdrop) -> None:
    color = mix(backdrop.wall, backdrop.table, 0.45)
    for number in range(34):
        x = canvas.width * (number * 0.6180339 % 1)
        y = canvas.height * (number * 0.7548776 % 1)
        canvas.behind.ellipse(x, y, 9, 9, color, fill_opacity=0.65)


BACKDROPS = {
    "chalk": Backdrop("#EFE9DC", "#CDBB9B", plaster),
    "clay": Backdrop("#D9B79C", "#A97C5C", plaster),
    "linen": Backdrop("#DDD2BC", "#B9A684", plaster),
    "moss": Backdrop("#8C9477", "#6A5B45", plaster),
    "dusk": Backdrop("#9C8F92", "#6B5548", plaster),
    "graphite": Backdrop("#1B2127", "#0E1216", studio),
    "fog": Backdrop("#E3E8EB", "#BFC8CE", studio),
    "steel": Backdrop("#8B97A1", "#66727D", studio),
    "ice": Backdrop("#D5E8F0", "#B9CCD8", mountains),
    "night": Backdrop("#141B2B", "#27303C", mountains),
    "cream": Backdrop("#FCEFD8", tone("pomelo"), stall, "#F6C3B8"),
    "sun": Backdrop("#FFCB57", tone("aubergine"), stall, "#FFDF94"),
    "mint": Backdrop("#C3E6D4", tone("leaf"), stall, "#97CBB1"),
    "pomelo": Backdrop("#E2607F", "#FBE3C0", stall, "#EE8FA2"),
    "leaf": Backdrop("#3F9472", "#FFD27A", stall, "#6DAE86"),
    "blush": Backdrop("#F8C8CC", tone("pomelo"), stall, "#EFA3AE"),
    "aubergine": Backdrop("#5A3461", "#F2A9B5", stall, "#7D5380"),
}
