"""Bicycle parts, bags and tools."""

import math

from galleria.demo.pictures.alpine import metal
from galleria.demo.pictures.canvas import Canvas
from galleria.demo.pictures.lathe import body, contact_shadow, smooth_surface, turn
from galleria.demo.pictures.palette import SHADOW, WHITE, lit, shaded, tone
from galleria.demo.pictures.picture import Picture
from galleria.demo.pictures.subject import lies, stands


def _around(radius: float, angle: float) -> tuple[float, float]:
    return radius * math.cos(math.radians(angle)), radius * math.sin(math.radians(angle))


def _ring(canvas: Canvas, radius: float, width: float, color: str) -> None:
    """Draw a hoop lying in the light of the upper left."""
    box = (-radius, -radius, radius, radius)
    fill = canvas.linear(
        [
            (0, lit(color, 0.5)),
            (0.35, tone(color)),
            (0.7, shaded(color, 0.4)),
            (1, lit(color, 0.12)),
        ],
        box=box,
    )
    canvas.ellipse(0, 0, radius, radius, stroke=fill, stroke_width=width)


def _spokes(canvas: Canvas, hub: float, rim: float) -> None:
    for number in range(24):
        angle = number * 15
        lean = 62 if number % 2 else -62
        x1, y1 = _around(hub, angle + lean)
        x2, y2 = _around(rim, angle)
        canvas.line(
            f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}", "#49525A" if number % 4 else "#C9D1D6", 4
        )


@lies("wheel", 900, 900)
def wheel(canvas: Canvas, picture: Picture) -> None:
    """Draw a wheel from the side."""
    with canvas.group(26, 36):
        canvas.behind.ellipse(0, 0, 400, 400, stroke=SHADOW, stroke_width=70, stroke_opacity=0.22)
    _ring(canvas, 410, 34, "#1E2327")
    _spokes(canvas, 44, 370)
    _ring(canvas, 372, 46, picture.color)
    canvas.ellipse(0, 0, 393, 393, stroke=shaded(picture.color, 0.5), stroke_width=3)
    for angle in (30, 210):
        with canvas.group(turn=angle):
            canvas.rect(-44, -384, 88, 22, tone(picture.accent), round_by=3)
    canvas.ellipse(
        0,
        0,
        66,
        66,
        canvas.linear([(0, lit(picture.accent, 0.3)), (1, shaded(picture.accent, 0.35))]),
    )
    _ring(canvas, 88, 10, "steel")
    canvas.ellipse(0, 0, 26, 26, metal(canvas, "steel"))
    canvas.ellipse(0, 0, 11, 11, "#15191C")


@lies("tyre", 900, 900)
def tyre(canvas: Canvas, picture: Picture) -> None:
    """Draw a tyre with tan side walls."""
    with canvas.group(26, 36):
        canvas.behind.ellipse(0, 0, 370, 370, stroke=SHADOW, stroke_width=120, stroke_opacity=0.26)
    _ring(canvas, 330, 84, picture.accent)
    _ring(canvas, 394, 66, picture.color)
    for number in range(72):
        with canvas.group(turn=number * 5):
            canvas.rect(-10, -436, 20, 24, shaded(picture.color, 0.30), round_by=4)
            canvas.rect(-8, -404, 14, 30, lit(picture.color, 0.10), round_by=4, fill_opacity=0.6)
    canvas.ellipse(0, 0, 364, 364, stroke=SHADOW, stroke_width=5, stroke_opacity=0.45)
    canvas.ellipse(0, 0, 288, 288, stroke=shaded(picture.accent, 0.5), stroke_width=8)
    with canvas.group(turn=-38):
        canvas.rect(-90, -338, 180, 16, shaded(picture.accent, 0.6), round_by=5, fill_opacity=0.7)


@lies("chainring", 900, 900)
def chainring(canvas: Canvas, picture: Picture) -> None:
    """Draw a chainring, teeth tall and short in turn."""
    canvas.behind.glow(36, 50, 450, 440, SHADOW, 0.4)
    teeth = []
    count = 40
    for number in range(count * 4):
        angle = number * 360 / count / 4
        tall = 410 if (number // 4) % 2 else 402
        teeth.append(_around((366, tall, tall, 366)[number % 4], angle))
    outline = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in teeth) + "Z"
    holes = "".join(_hole(250, 72, number * 60 + 30) for number in range(6)) + _hole(0, 120, 0)
    fill = canvas.linear(
        [
            (0, lit(picture.color, 0.5)),
            (0.4, tone(picture.color)),
            (1, shaded(picture.color, 0.45)),
        ],
        box=(-400, -400, 400, 400),
    )
    canvas.path(
        outline + holes, shaded(picture.color, 0.6), fill_rule="evenodd", transform="translate(7 9)"
    )
    canvas.path(
        outline + holes, fill, fill_rule="evenodd", stroke=lit(picture.color, 0.5), stroke_width=2.5
    )
    canvas.ellipse(0, 0, 345, 345, stroke=SHADOW, stroke_width=4, stroke_opacity=0.3)
    canvas.ellipse(
        0, 0, 158, 158, stroke=lit(picture.color, 0.5), stroke_width=4, stroke_opacity=0.6
    )
    for number in range(8):
        x, y = _around(120, number * 45)
        canvas.ellipse(x, y, 12, 12, shaded(picture.color, 0.2))
    x, y = _around(386, -90)
    canvas.ellipse(x, y, 10, 10, tone(picture.accent))
    canvas.rect(-60, -322, 120, 18, tone(picture.accent), round_by=3)


def _hole(distance: float, radius: float, angle: float) -> str:
    x, y = _around(distance, angle)
    return f"M{x - radius:.1f} {y:.1f}a{radius} {radius} 0 1 0 {2 * radius} 0a{radius} {radius} 0 1 0 {-2 * radius} 0Z"


@lies("pedal", 1000, 760)
def pedal(canvas: Canvas, picture: Picture) -> None:
    """Draw a flat pedal with its pins."""
    with canvas.group(-40, 0, turn=-10):
        canvas.behind.glow(36, 50, 430, 330, SHADOW, 0.5)
        canvas.rect(300, -34, 190, 68, metal(canvas, picture.accent), round_by=8)
        canvas.path(
            "M430 -34v68M446 -34v68M462 -34v68", stroke=shaded(picture.accent, 0.5), stroke_width=5
        )
        frame = "M-340 -210Q-360 -270 -300 -276H260Q330 -270 330 -210L346 0L330 210Q330 270 260 276H-300Q-360 270 -340 210L-326 0Z"
        windows = (
            "M-250 -196H-60V-70H-260ZM40 -196H240V-70H40ZM-260 70H-60V196H-250ZM40 70H240V196H40Z"
        )
        canvas.path(
            frame + windows,
            shaded(picture.color, 0.55),
            fill_rule="evenodd",
            transform="translate(8 12)",
        )
        fill = canvas.linear(
            [
                (0, lit(picture.color, 0.4)),
                (0.5, tone(picture.color)),
                (1, shaded(picture.color, 0.4)),
            ]
        )
        canvas.path(
            frame + windows,
            fill,
            fill_rule="evenodd",
            stroke=lit(picture.color, 0.5),
            stroke_width=3,
        )
        canvas.rect(
            -330,
            -40,
            660,
            80,
            canvas.linear(
                [(0, lit(picture.color, 0.3)), (1, shaded(picture.color, 0.4))], down=True
            ),
            round_by=16,
        )
        for x in (-320, -210, -100, 20, 130, 240, 310):
            for y in (-240, 240):
                canvas.ellipse(x + 4, y + 6, 15, 15, SHADOW, fill_opacity=0.5)
                canvas.ellipse(x, y, 14, 14, metal(canvas, picture.accent))
                canvas.ellipse(x, y, 6, 6, "#20262A")


@stands("saddle", 900, 420)
def saddle(canvas: Canvas, picture: Picture) -> None:
    """Draw a saddle from the side and a little above."""
    canvas.behind.glow(40, 4, 420, 50, SHADOW, 0.5)
    canvas.line(
        "M-250 -210C-160 -20 -40 -30 60 -30C180 -30 250 -100 300 -200", shaded("steel", 0.5), 22
    )
    canvas.line(
        "M-252 -213C-162 -24 -42 -34 58 -34C178 -34 248 -104 298 -203", lit("steel", 0.4), 9
    )
    top = "M-430 -250C-420 -300 -340 -316 -220 -300C-60 -280 60 -300 180 -350C300 -396 400 -380 420 -300C440 -210 380 -160 280 -170C120 -190 -120 -200 -300 -190C-400 -186 -440 -200 -430 -250Z"
    body(canvas, top, picture.color, depth=0.9)
    canvas.path(
        "M-330 -282C-200 -276 40 -262 160 -306C250 -340 330 -350 360 -310C300 -290 220 -270 120 -256C-40 -236 -220 -246 -330 -266Z",
        shaded(picture.color, 0.5),
        fill_opacity=0.9,
    )
    canvas.line(
        "M-420 -236C-240 -226 40 -226 240 -206C320 -200 390 -220 420 -270", tone(picture.accent), 7
    )
    canvas.glow(-240, -284, 160, 22, WHITE, 0.5)
    canvas.glow(270, -352, 100, 22, WHITE, 0.4)


@lies("handlebar", 1100, 760)
def handlebar(canvas: Canvas, picture: Picture) -> None:
    """Draw a flared drop bar from the front."""
    canvas.behind.glow(30, 60, 560, 300, SHADOW, 0.25)
    for side in (-1, 1):
        drop = f"M0 -180H{side * 250}C{side * 370} -180 {side * 400} -160 {side * 410} -60C{side * 424} 60 {side * 480} 130 {side * 500} 240"
        canvas.line(drop, shaded(picture.color, 0.6), 48)
        canvas.line(drop, metal(canvas, picture.color), 40)
        grip = f"M{side * 330} -172C{side * 390} -160 {side * 402} -130 {side * 410} -60C{side * 424} 60 {side * 480} 130 {side * 500} 240"
        canvas.line(grip, "#15191C", 52)
        canvas.line(grip, "#2B3237", 42, stroke_dasharray="18 5")
        canvas.ellipse(side * 502, 250, 24, 15, tone("lime"))
    canvas.rect(-70, -214, 140, 68, metal(canvas, picture.accent), round_by=10)
    canvas.rect(
        -44,
        -226,
        88,
        92,
        canvas.linear([(0, lit("graphite", 0.3)), (1, shaded("graphite", 0.4))]),
        round_by=14,
    )
    for x in (-26, 26):
        for y in (-206, -154):
            canvas.ellipse(x, y, 9, 9, tone("steel"))


@lies("frame_bag", 1100, 700)
def frame_bag(canvas: Canvas, picture: Picture) -> None:
    """Draw a triangular frame bag."""
    canvas.behind.glow(40, 50, 520, 300, SHADOW, 0.5)
    outline = "M-460 -230Q-480 -260 -440 -266L430 -280Q480 -276 470 -230L400 -30Q380 20 320 30L-200 250Q-250 262 -280 220Z"
    canvas.path(outline, shaded(picture.color, 0.6), transform="translate(8 12)")
    canvas.path(
        outline,
        canvas.linear(
            [
                (0, lit(picture.color, 0.28)),
                (0.5, tone(picture.color)),
                (1, shaded(picture.color, 0.36)),
            ]
        ),
    )
    canvas.line("M-400 -196L420 -214", shaded(picture.color, 0.6), 24)
    canvas.line("M-400 -198L420 -216", tone(picture.accent), 6)
    canvas.rect(370, -232, 60, 34, tone(picture.accent), round_by=8)
    for x, y, angle in (
        (-300, -276, 0),
        (60, -282, 0),
        (330, -284, 0),
        (-390, -20, 64),
        (60, 140, -24),
    ):
        with canvas.group(x, y, turn=angle):
            canvas.rect(-34, -26, 74, 52, shaded(picture.color, 0.45), round_by=8)
            canvas.rect(-38, -30, 74, 52, lit(picture.color, 0.12), round_by=8)
    canvas.path("M-150 20L-90 -64L-52 -18L-20 -54L40 20Z", tone(picture.accent), fill_opacity=0.9)
    canvas.glow(-200, -150, 240, 60, WHITE, 0.16)


@stands("pannier", 560, 720)
def pannier(canvas: Canvas, picture: Picture) -> None:
    """Draw a roll-top pannier."""
    canvas.behind.glow(50, 4, 340, 64, SHADOW, 0.6)
    outline = "M-230 0C-246 -180 -240 -420 -214 -520H214C240 -420 246 -180 230 0Q0 26 -230 0Z"
    body(canvas, outline, picture.color, depth=0.8)
    canvas.path(
        "M-230 0C-236 -60 -238 -100 -240 -130Q0 -96 240 -130C238 -100 236 -60 230 0Q0 26 -230 0Z",
        shaded(picture.accent, 0.1),
        fill_opacity=0.9,
    )
    roll = "M-240 -520Q-262 -600 -230 -640H230Q262 -600 240 -520Z"
    canvas.path(
        roll,
        canvas.linear(
            [
                (0, lit(picture.color, 0.4)),
                (0.5, tone(picture.color)),
                (1, shaded(picture.color, 0.5)),
            ],
            down=True,
        ),
    )
    canvas.line("M-236 -580Q0 -566 236 -580", shaded(picture.color, 0.5), 7, stroke_opacity=0.7)
    for x in (-150, 150):
        canvas.line(f"M{x} -640V-230", tone(picture.accent), 24)
        canvas.rect(x - 30, -400, 60, 74, "#1A1F23", round_by=10)
    for side in (-1, 1):
        canvas.ellipse(side * 196, -60, 26, 26, WHITE, fill_opacity=0.85)
    canvas.path("M-70 -260L-20 -330L10 -292L36 -322L84 -260Z", lit(picture.accent, 0.2))


@stands("bike_light", 700, 420)
def bike_light(canvas: Canvas, picture: Picture) -> None:
    """Draw a front light with its beam on."""
    canvas.behind.path(
        "M-150 -180L-900 -330V60L-150 -100Z",
        canvas.behind.linear([(0, "#FFFBEA", 0.0), (1, "#FFFBEA", 0.5)]),
    )
    canvas.behind.glow(60, 4, 300, 46, SHADOW, 0.6)
    canvas.path("M20 -70L50 0H180L190 -70Z", tone("graphite"))
    trunk = "M-150 -230H250Q300 -230 300 -150Q300 -60 250 -60H-150Z"
    canvas.path(
        trunk,
        canvas.linear(
            [
                (0, lit(picture.color, 0.5)),
                (0.3, lit(picture.color, 0.12)),
                (0.8, shaded(picture.color, 0.45)),
                (1, shaded(picture.color, 0.2)),
            ],
            down=True,
        ),
    )
    fins = "".join(f"M{x} -228V-64" for x in range(60, 250, 26))
    canvas.path(fins, stroke=shaded(picture.color, 0.6), stroke_width=9)
    canvas.rect(
        -130,
        -230,
        50,
        170,
        canvas.linear([(0, lit(picture.accent, 0.3)), (1, shaded(picture.accent, 0.4))], down=True),
    )
    canvas.ellipse(-150, -145, 40, 85, "#0E1114")
    canvas.ellipse(
        -154, -145, 30, 70, canvas.radial([(0, WHITE), (0.5, "#FFF8DC"), (1, "#A9A488")])
    )
    canvas.glow(-160, -145, 110, 130, "#FFFBEA", 0.95)
    canvas.rect(0, -246, 56, 20, tone(picture.accent), round_by=8)


@lies("multi_tool", 1000, 760)
def multi_tool(canvas: Canvas, picture: Picture) -> None:
    """Draw a multi-tool, fanned open."""
    canvas.behind.glow(40, 90, 440, 240, SHADOW, 0.4)
    for number, angle in enumerate((-152, -128, -104, -80, -56, -32)):
        with canvas.group(-230 if number < 3 else 230, 110, turn=angle):  # noqa: PLR2004
            length = 330 - abs(number - 2.5) * 14
            canvas.rect(
                0,
                -13 - number % 3 * 3,
                length,
                26 + number % 3 * 6,
                metal(canvas, "steel"),
                round_by=5,
            )
            canvas.rect(length - 16, -13, 16, 26, shaded("steel", 0.4), round_by=3)
    canvas.rect(
        -320, 46, 640, 130, shaded(picture.color, 0.6), round_by=56, transform="translate(6 10)"
    )
    canvas.rect(
        -320,
        46,
        640,
        130,
        canvas.linear(
            [(0, lit("graphite", 0.3)), (0.5, tone("graphite")), (1, shaded("graphite", 0.4))],
            down=True,
        ),
        round_by=56,
    )
    canvas.rect(-150, 88, 300, 46, tone(picture.accent), round_by=20)
    for x in (-258, 258):
        canvas.ellipse(x, 111, 38, 38, metal(canvas, "steel"))
        canvas.path(f"M{x - 13} 111l6.5 -11h13l6.5 11l-6.5 11h-13Z", "#22282C")


@stands("floor_pump", 560, 960)
def floor_pump(canvas: Canvas, picture: Picture) -> None:
    """Draw a floor pump with wooden handles."""
    canvas.behind.glow(40, 4, 330, 60, SHADOW, 0.6)
    canvas.line("M20 -640C230 -640 250 -300 180 -120C150 -40 60 -60 40 -160", "#16191C", 20)
    canvas.path(
        "M-220 -14Q-200 -60 -60 -70H60Q200 -60 220 -14Q220 6 190 8H-190Q-220 6 -220 -14Z",
        canvas.linear([(0, lit("graphite", 0.4)), (1, shaded("graphite", 0.3))], down=True),
    )
    canvas.rect(-14, -860, 28, 260, metal(canvas, "steel"))
    canvas.rect(
        -42,
        -660,
        84,
        600,
        canvas.linear(
            [
                (0, shaded(picture.color, 0.2)),
                (0.3, lit(picture.color, 0.4)),
                (0.55, tone(picture.color)),
                (1, shaded(picture.color, 0.5)),
            ]
        ),
        round_by=10,
    )
    canvas.rect(-50, -676, 100, 34, metal(canvas, "graphite"), round_by=8)
    canvas.rect(
        -230,
        -900,
        460,
        60,
        canvas.linear(
            [(0, lit("beech", 0.5)), (0.5, tone("beech")), (1, shaded("beech", 0.4))], down=True
        ),
        round_by=28,
    )
    canvas.rect(-40, -906, 80, 72, tone(picture.accent), round_by=12)
    canvas.ellipse(0, -720, 84, 84, shaded("graphite", 0.3))
    canvas.ellipse(-2, -723, 74, 74, "#F4F2EA")
    for number in range(9):
        x, y = _around(58, 150 + number * 30)
        canvas.ellipse(x - 2, y - 723, 5, 5, "#22282C")
    canvas.line("M-2 -723L36 -762", tone("cherry"), 7)


@stands("oil_bottle", 280, 620)
def oil_bottle(canvas: Canvas, picture: Picture) -> None:
    """Draw a small bottle with a dropper tip."""
    contact_shadow(canvas, 100)
    surface = smooth_surface(picture.color, gloss=0.6)
    turn(
        canvas,
        [(92, 0), (102, 10), (104, 300), (80, 360), (38, 384), (36, 400)],
        surface,
        is_open=False,
    )
    canvas.rect(-100, -270, 200, 180, tone("graphite"))
    canvas.path("M-60 -130L-16 -200L8 -166L26 -190L62 -130Z", tone("lime"))
    canvas.rect(-60, -118, 122, 7, tone("lime"))
    canvas.path(
        "M-100 -270H100V-90H-100Z",
        canvas.linear([(0, SHADOW, 0.3), (0.3, WHITE, 0.16), (0.55, WHITE, 0), (1, SHADOW, 0.45)]),
    )
    turn_cap = "M-42 -400L-38 -450L-12 -540H12L38 -450L42 -400Z"
    body(canvas, turn_cap, picture.accent)
