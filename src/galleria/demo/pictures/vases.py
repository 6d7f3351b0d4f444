"""Aldermoor's vases, candlestick and lamp."""

from galleria.demo.pictures.canvas import Canvas, Point
from galleria.demo.pictures.lathe import (
    TILT,
    contact_shadow,
    glazed,
    handle,
    turn,
)
from galleria.demo.pictures.palette import SHADOW, WHITE, mix
from galleria.demo.pictures.picture import Picture
from galleria.demo.pictures.subject import stands


@stands("candlestick", 560, 520)
def candlestick(canvas: Canvas, picture: Picture) -> None:
    """Draw a chamber candlestick, lit."""
    canvas.behind.glow(-10, -440, 420, 380, "#FFD58A", 0.55)
    contact_shadow(canvas, 210)
    handle(canvas, "M210 -46C300 -96 318 16 226 -6", picture.color, 26)
    turn(canvas, [(150, 0), (168, 10), (224, 34), (248, 62)], glazed(picture.color), seed=4)
    with canvas.group(0, -30):
        canvas.rect(
            -26,
            -310,
            52,
            250,
            canvas.linear([(0, "#D9C9A8"), (0.3, "#FFF8E6"), (1, "#B59C74")]),
            round_by=6,
        )
        turn(canvas, [(52, 0), (42, 20), (40, 80), (50, 96)], glazed(picture.color), seed=6)
        canvas.rect(
            -26, -150, 52, 62, canvas.linear([(0, "#D9C9A8"), (0.3, "#FFF8E6"), (1, "#B59C74")])
        )
    canvas.line("M0 -338V-360", "#3A2A1C", 5)
    canvas.path(
        "M0 -452C34 -404 30 -356 0 -350C-30 -356 -34 -404 0 -452Z",
        canvas.linear([(0, "#FFF6D8"), (1, "#FFB548")], down=True),
    )
    canvas.glow(0, -396, 90, 100, "#FFF3C8", 0.8)


def _stem(canvas: Canvas, x: float, base: float, height: float, lean: float) -> None:
    tip = base - height
    canvas.line(
        f"M{x:g} {base:g}Q{x + lean * 0.2:g} {base - height * 0.6:g} {x + lean:g} {tip:g}",
        "#6B6A46",
        6,
    )
    for number in range(6):
        share = 0.45 + number * 0.1
        along = x + lean * share * share
        y = base - height * share
        side = 1 if number % 2 else -1
        with canvas.group(along, y, turn=side * 52 - 8):
            canvas.path("M0 0Q16 -30 0 -66Q-16 -30 0 0Z", mix("#7C8358", "#B6A66E", number / 7))
    canvas.ellipse(x + lean, tip, 13, 17, "#C99B4E")


VASES: dict[str, list[Point]] = {
    "stem": [(66, 0), (84, 24), (92, 120), (70, 230), (30, 310), (26, 400), (34, 430)],
    "moon": [
        (108, 0),
        (150, 24),
        (262, 150),
        (276, 262),
        (226, 400),
        (130, 474),
        (104, 486),
        (112, 506),
    ],
    "shoulder": [
        (110, 0),
        (128, 24),
        (176, 160),
        (214, 290),
        (178, 360),
        (88, 396),
        (76, 420),
        (88, 446),
    ],
    "ball": [(50, 0), (80, 20), (112, 90), (80, 160), (30, 182), (36, 200)],
    "cone": [(96, 0), (100, 12), (70, 120), (34, 220), (28, 260), (36, 272)],
}


def vase_at(canvas: Canvas, form: str, color: str, *, stems: int = 0) -> None:
    """Stand a vase with a few dry stems."""
    contact_shadow(canvas, VASES[form][0][0] * 1.35)
    top = VASES[form][-1][1]
    for number in range(stems):
        _stem(
            canvas,
            (number - stems / 2) * 12,
            -top + 30,
            230 + number * 37 % 90,
            (number - (stems - 1) / 2) * 90 + 34,
        )
    turn(canvas, VASES[form], glazed(color), seed=len(form))
    if stems:
        radius = VASES[form][-1][0]
        canvas.ellipse(0, -top + 2, radius * 0.7, radius * 0.7 * TILT, SHADOW, fill_opacity=0.3)
        for number in range(stems):
            canvas.line(f"M{(number - stems / 2) * 12:g} {-top + 4}v-22", "#6B6A46", 6)


@stands("vase", 560, 700)
def vase(canvas: Canvas, picture: Picture) -> None:
    """Draw a vase of one of the shapes."""
    vase_at(
        canvas, picture.form, picture.color, stems={"stem": 1, "shoulder": 4}.get(picture.form, 0)
    )


@stands("vase_scene", 1000, 620)
def vase_scene(canvas: Canvas, picture: Picture) -> None:
    """Draw the moon jar with a slim vase behind it."""
    with canvas.group(330, -30, scale=0.92):
        vase_at(canvas, "stem", picture.accent, stems=1)
    with canvas.group(-110):
        vase_at(canvas, "moon", picture.color)


@stands("bud_vases", 820, 480)
def bud_vases(canvas: Canvas, picture: Picture) -> None:
    """Draw three little vases."""
    for x, y, form, color in (
        (0, -30, "stem", "chalk"),
        (-250, 0, "ball", picture.color),
        (240, 6, "cone", picture.accent),
    ):
        with canvas.group(x, y, scale=0.78 if form == "stem" else 1):
            vase_at(canvas, form, color, stems=1)


@stands("lamp", 600, 860)
def lamp(canvas: Canvas, picture: Picture) -> None:
    """Draw a lit lamp with a linen shade."""
    canvas.behind.glow(0, -640, 620, 520, "#FFE0A0", 0.62)
    contact_shadow(canvas, 170)
    turn(
        canvas,
        [(128, 0), (150, 30), (176, 150), (140, 290), (60, 380), (34, 420)],
        glazed(picture.color),
        is_open=False,
        seed=17,
    )
    canvas.rect(
        -12, -480, 24, 70, canvas.linear([(0, "#B08A3E"), (0.4, "#F0D48C"), (1, "#7D5F24")])
    )
    shade = "M-180 -800Q0 -770 180 -800L262 -500Q0 -440 -262 -500Z"
    canvas.path(
        shade, canvas.linear([(0, "#D8BE8C"), (0.35, "#FFF1CF"), (0.6, "#FBE3B0"), (1, "#B5935C")])
    )
    canvas.path(
        shade,
        canvas.linear([(0, "#7A5A2C", 0.28), (0.5, WHITE, 0.0), (1, "#7A5A2C", 0.22)], down=True),
    )
    with canvas.clipped(shade):
        threads = "".join(f"M{x} -820L{x * 1.45:g} -430" for x in range(-180, 181, 9))
        canvas.path(threads, stroke="#8C6B3A", stroke_width=1.2, stroke_opacity=0.16)
        canvas.glow(0, -600, 170, 150, "#FFFBEA", 0.9)
    canvas.line("M-262 -500Q0 -440 262 -500", "#C9A870", 5)
    canvas.ellipse(0, -800, 180, 24, "#F6DFA8")
    canvas.ellipse(0, -798, 170, 19, "#FFF5D6")
