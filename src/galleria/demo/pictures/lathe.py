"""Round things: a profile from foot to lip, turned, glazed and lit from the upper left."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from galleria.demo.pictures.canvas import Canvas, Point, curve_through, smooth
from galleria.demo.pictures.palette import SHADOW, WHITE, lit, mix, shaded, tone

# How far a circle seen from slightly above is pressed into an ellipse.
TILT = 0.17


@dataclass(frozen=True, slots=True)
class Surface:
    """How a turned thing takes the light."""

    color: str
    rim: str = "clay"
    foot: str = "clay"
    inside: str = "chalk"
    speckles: int = 46
    gloss: float = 0.42


def glazed(color: str) -> Surface:
    """Give Aldermoor's stoneware: matt, speckled, bare at foot and rim."""
    return Surface(color, inside="chalk" if color != "chalk" else "#F4EEE2")


def smooth_surface(color: str, gloss: float = 0.5) -> Surface:
    """Give enamel, tin or plastic: one colour all over."""
    return Surface(color, rim=lit(color, 0.25), foot=color, inside=shaded(color, 0.35),
                   speckles=0, gloss=gloss)  # fmt: skip


def turn(
    canvas: Canvas,
    profile: Sequence[Point],
    surface: Surface,
    *,
    is_open: bool = True,
    seed: int = 1,
) -> None:
    """Draw a vessel from its profile: (radius, height) pairs, foot first, heights upward."""
    right = [(radius, -height) for radius, height in profile]
    foot, lip = right[0][0], right[-1]
    outline = _silhouette(right)
    body(canvas, outline, surface.color)
    with canvas.clipped(outline):
        _foot(canvas, foot, surface)
        _speckles(canvas, right, surface, seed)
        _highlight(canvas, right, surface.gloss)
    if is_open:
        mouth(canvas, lip[0], lip[1], surface)
    else:
        canvas.ellipse(0, lip[1], lip[0], lip[0] * TILT, lit(surface.color, 0.22))


def body(canvas: Canvas, outline: str, color: str, *, depth: float = 1) -> None:
    """Fill an outline as a round form: lit to the left of the middle, dark at the right."""
    canvas.path(outline, canvas.linear([
        (0.0, shaded(color, 0.22 * depth)),
        (0.12, tone(color)),
        (0.32, lit(color, 0.36 * depth)),
        (0.54, shaded(color, 0.04 * depth)),
        (0.82, shaded(color, 0.48 * depth)),
        (0.94, shaded(color, 0.60 * depth)),
        (1.0, shaded(color, 0.50 * depth)),
    ], tilt=0.1))  # fmt: skip


def mouth(canvas: Canvas, radius: float, y: float, surface: Surface) -> None:
    """Draw the opening: a lip with its thickness, and the inner wall, lit on the far right."""
    canvas.ellipse(0, y, radius, radius * TILT, lit(surface.rim, 0.12))
    inner = radius - max(7.0, radius * 0.055)
    hollow = canvas.linear([
        (0, shaded(surface.inside, 0.52)), (0.55, shaded(surface.inside, 0.16)), (1, lit(surface.inside, 0.25)),
    ])  # fmt: skip
    canvas.ellipse(0, y + 1, inner, inner * TILT * 0.94, hollow)
    canvas.path(
        f"M{-inner:g} {y:g}A{inner:g} {inner * TILT:g} 0 0 1 {inner:g} {y:g}"
        f"A{inner:g} {inner * TILT * 0.55:g} 0 0 0 {-inner:g} {y:g}Z",
        SHADOW, fill_opacity=0.22,
    )  # fmt: skip
    canvas.path(
        f"M{-radius * 0.94:g} {y + radius * TILT * 0.3:g}A{radius:g} {radius * TILT:g} 0 0 0 0 {y + radius * TILT:g}",
        stroke=WHITE, stroke_width=3, stroke_opacity=0.5, stroke_linecap="round",
    )  # fmt: skip


def liquid(canvas: Canvas, radius: float, y: float, color: str) -> None:
    """Fill the opening nearly to the lip."""
    canvas.ellipse(0, y + 5, radius, radius * TILT, canvas.radial(
        [(0, lit(color, 0.25)), (0.7, tone(color)), (1, shaded(color, 0.4))], center=(0.4, 0.35), radius=0.7
    ))  # fmt: skip


def contact_shadow(canvas: Canvas, radius: float, strength: float = 0.55, x: float = 0) -> None:
    """Ground a thing: a tight dark line under it and a long soft one away from the light."""
    canvas.behind.glow(
        x + radius * 0.55, 6, radius * 1.75, radius * 0.30 + 14, SHADOW, strength * 0.62
    )
    canvas.behind.glow(x + radius * 0.10, 3, radius * 1.16, radius * 0.19 + 8, SHADOW, strength)


def handle(canvas: Canvas, d: str, color: str, width: float = 38) -> None:
    """Draw a pulled handle along a line."""
    canvas.line(d, shaded(color, 0.46), width)
    with canvas.group(-width * 0.09, -width * 0.09):
        canvas.line(d, shaded(color, 0.10), width * 0.70)
        canvas.line(d, lit(color, 0.32), width * 0.22, stroke_opacity=0.8)


def _silhouette(right: Sequence[Point]) -> str:
    foot, lip = right[0], right[-1]
    left = [(-x, y) for x, y in reversed(right)]
    # The foot's near edge goes on in the direction of the wall, so that no corner shows.
    drop = foot[0] * TILT * 4 / 3
    lean = (right[1][0] - foot[0]) / max(foot[1] - right[1][1], 1)
    reach = max(foot[0] - lean * drop, foot[0] * 0.4)
    return (
        f"M{foot[0]:g} {foot[1]:g}{curve_through(right)}"
        f"A{lip[0]:g} {lip[0] * TILT:g} 0 0 0 {-lip[0]:g} {lip[1]:g}{curve_through(left)}"
        f"C{-reach:g} {drop:g} {reach:g} {drop:g} {foot[0]:g} {foot[1]:g}Z"
    )


def _foot(canvas: Canvas, radius: float, surface: Surface) -> None:
    """Leave the foot bare, under an edge of glaze that ran a little."""
    if surface.foot == surface.color:
        return
    runs = (0.0, 2.0, -3.0, 3.5, -1.0, 2.5, 0.0)
    edge = smooth([
        (radius * share, radius * TILT * (1 - share * share / 2.2) - 15 + run)
        for share, run in zip((-1.5, -0.9, -0.5, 0.0, 0.45, 0.9, 1.5), runs, strict=True)
    ])  # fmt: skip
    canvas.path(f"{edge}V90H{-radius * 1.5:g}Z", mix(surface.foot, SHADOW, 0.15), fill_opacity=0.85)
    canvas.line(edge, lit(surface.color, 0.30), 3, stroke_opacity=0.5)


def _speckles(canvas: Canvas, right: Sequence[Point], surface: Surface, seed: int) -> None:
    """Scatter the iron that comes through a glaze."""
    dice = random.Random(seed)  # noqa: S311 -- a drawing must come out the same every time.
    widest, top = max(x for x, _ in right), right[-1][1]
    spots = []
    for _ in range(surface.speckles):
        x, y = dice.uniform(-widest, widest), dice.uniform(top, 0)
        size = dice.choice((1.3, 1.8, 2.6))
        spots.append(
            f"M{x - size:.1f} {y:.1f}a{size} {size} 0 1 0 {2 * size} 0a{size} {size} 0 1 0 {-2 * size} 0"
        )
    canvas.path("".join(spots), shaded(surface.foot, 0.35), fill_opacity=0.38)


def _highlight(canvas: Canvas, right: Sequence[Point], gloss: float) -> None:
    widest = max(x for x, _ in right)
    height = -right[-1][1]
    canvas.glow(-widest * 0.42, -height * 0.64, widest * 0.22, height * 0.36, WHITE, gloss)
    canvas.glow(widest * 0.90, -height * 0.40, widest * 0.10, height * 0.45, WHITE, gloss * 0.25)
