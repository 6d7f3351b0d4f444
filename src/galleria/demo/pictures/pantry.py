"""What is spread on toast, and what is dipped in tea."""

import random

from galleria.demo.pictures.canvas import Canvas
from galleria.demo.pictures.lathe import contact_shadow, smooth_surface, turn
from galleria.demo.pictures.linen import cloth
from galleria.demo.pictures.palette import SHADOW, WHITE, lit, mix, shaded, tone
from galleria.demo.pictures.picture import Picture
from galleria.demo.pictures.subject import lies, stands
from galleria.demo.pictures.tea import label


@stands("jam_jar", 400, 500)
def jam_jar(canvas: Canvas, picture: Picture) -> None:
    """Draw a jar of something to spread, with a cloth cap."""
    height = 440 if picture.form == "tall" else 330
    contact_shadow(canvas, 140)
    outline = f"M-140 0Q-164 -10 -164 -50V{-height + 60}Q-160 {-height + 10} -130 {-height}H130Q160 {-height + 10} 164 {-height + 60}V-50Q164 -10 140 0Q0 22 -140 0Z"
    with canvas.clipped(outline):
        canvas.rect(
            -170,
            -height - 10,
            340,
            height + 40,
            canvas.linear(
                [
                    (0, lit(picture.color, 0.4)),
                    (0.5, tone(picture.color)),
                    (1, shaded(picture.color, 0.35)),
                ]
            ),
        )
        canvas.glow(-40, -height * 0.4, 130, height * 0.4, mix(picture.color, "sun", 0.6), 0.75)
        for number in range(16):
            x, y = number * 71 % 280 - 140, -(number * 97 % height)
            canvas.line(f"M{x} {y}q24 -18 50 4", lit(picture.color, 0.5), 8, stroke_opacity=0.45)
    canvas.path(
        outline,
        canvas.linear(
            [(0, WHITE, 0.5), (0.14, WHITE, 0.05), (0.75, SHADOW, 0.0), (1, SHADOW, 0.36)]
        ),
    )
    with canvas.group(0, -height * 0.45, stretch=0.94):
        label(canvas, 92, "ivory", "aubergine" if picture.color != "aubergine" else "pomelo")
    cap = f"M-150 {-height + 4}L-196 {-height + 52}Q-150 {-height + 40} -120 {-height + 62}Q-80 {-height + 36} -40 {-height + 60}Q0 {-height + 34} 40 {-height + 60}Q80 {-height + 36} 120 {-height + 62}Q150 {-height + 40} 196 {-height + 52}L150 {-height + 4}Q146 {-height - 66} 100 {-height - 70}H-100Q-146 {-height - 66} -150 {-height + 4}Z"
    cloth(canvas, cap, picture.accent)
    canvas.path(cap, canvas.weave(mix(picture.accent, "pomelo", 0.5), 44, 9, 0.35))
    canvas.line(
        f"M-152 {-height + 6}Q0 {-height + 24} 152 {-height + 6}",
        tone("pomelo" if picture.accent != "pomelo" else "aubergine"),
        10,
    )


@stands("biscuit_tin", 780, 440)
def biscuit_tin(canvas: Canvas, picture: Picture) -> None:
    """Draw a round biscuit tin, its lid leaning on it."""
    canvas.behind.glow(80, 4, 420, 60, SHADOW, 0.5)
    with canvas.group(-60):
        turn(
            canvas,
            [(206, 0), (212, 8), (212, 150), (208, 158)],
            smooth_surface(picture.color, gloss=0.55),
        )
        for x in range(-150, 170, 62):
            canvas.ellipse(x, -162 - abs(x) * 0.02, 52, 17, lit("beech", 0.25))
            canvas.ellipse(x - 6, -166 - abs(x) * 0.02, 40, 11, lit("beech", 0.5))
        for x in range(-180, 200, 60):
            canvas.ellipse(x, -70, 17, 17, tone(picture.accent), fill_opacity=0.9)
    with canvas.group(178, -190, turn=14):
        canvas.ellipse(18, 12, 196, 204, shaded(picture.color, 0.55))
        canvas.ellipse(
            0,
            0,
            196,
            204,
            canvas.linear(
                [
                    (0, lit(picture.color, 0.4)),
                    (0.5, tone(picture.color)),
                    (1, shaded(picture.color, 0.3)),
                ]
            ),
        )
        canvas.ellipse(0, 0, 160, 167, tone("cream"))
        canvas.ellipse(0, 0, 150, 157, stroke=tone(picture.accent), stroke_width=7)
        _bird(canvas)


def _bird(canvas: Canvas) -> None:
    """Draw the bird on the lid."""
    canvas.line("M-10 60V110M24 60V110", tone("orange"), 7)
    canvas.path(
        "M-104 6Q-60 -96 40 -70Q70 -110 104 -84L126 -70L102 -60Q96 40 10 68Q-40 70 -140 40Z",
        tone("pomelo"),
    )
    canvas.path("M-90 10Q-30 -40 34 -10Q20 46 -50 46Z", tone("aubergine"))
    canvas.path("M102 -84L140 -70L100 -62Z", tone("orange"))
    canvas.ellipse(82, -76, 7, 7, WHITE)
    canvas.ellipse(84, -76, 4, 4, "#2A1530")
    canvas.path(
        "M-118 -60q20 -30 34 -2q-20 16 -34 2ZM96 66q30 -10 34 16q-26 12 -34 -16Z", tone("leaf")
    )


SNAPS = ((-190, -190), (90, -230), (250, -10), (-300, 60), (-20, 10), (150, 220), (-150, 240))


@lies("biscuits", 980, 760)
def biscuits(canvas: Canvas, picture: Picture) -> None:
    """Draw shortbread wedges, or a spread of thin round snaps."""
    if picture.form == "round":
        for number, (x, y) in enumerate(SNAPS):
            _snap(canvas, x, y, picture.color, number)
        return
    for number in range(6):
        with canvas.group(0, 250, turn=-62 + number * 25):
            canvas.glow(14, -230, 120, 260, SHADOW, 0.35)
            wedge = "M0 -40L-92 -440Q-60 -470 -30 -452Q0 -476 30 -452Q60 -470 92 -440Z"
            canvas.path(
                wedge,
                canvas.linear(
                    [
                        (0, lit(picture.color, 0.75)),
                        (0.6, lit(picture.color, 0.45)),
                        (1, lit(picture.color, 0.1)),
                    ]
                ),
                stroke=shaded(picture.color, 0.1),
                stroke_width=5,
            )
            for row in range(5):
                for column in range(-row // 2, row // 2 + 1):
                    canvas.ellipse(column * 32, -150 - row * 58, 7, 7, shaded(picture.color, 0.25))


def _snap(canvas: Canvas, x: float, y: float, color: str, number: int) -> None:
    with canvas.group(x, y):
        canvas.glow(12, 18, 150, 146, SHADOW, 0.5)
        canvas.ellipse(
            0,
            0,
            132,
            130,
            canvas.radial(
                [
                    (0, lit(mix(color, "amber", 0.45), 0.2)),
                    (0.75, mix(color, "amber", 0.4)),
                    (1, tone(color)),
                ],
                center=(0.4, 0.35),
                radius=0.7,
            ),
        )
        dice = random.Random(number)  # noqa: S311 -- a drawing must come out the same every time.
        for _ in range(9):
            cx, cy = dice.uniform(-80, 80), dice.uniform(-80, 80)
            canvas.line(
                f"M{cx:.0f} {cy:.0f}l{dice.uniform(-30, 30):.0f} {dice.uniform(-30, 30):.0f}",
                shaded(color, 0.25),
                4,
                stroke_opacity=0.6,
            )
        for _ in range(16):
            canvas.rect(dice.uniform(-90, 90), dice.uniform(-90, 90), 6, 6, WHITE, fill_opacity=0.6)
