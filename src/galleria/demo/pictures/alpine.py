"""Rope, metal and what is worn on a ridge for safety."""

from galleria.demo.pictures.canvas import Canvas
from galleria.demo.pictures.lathe import body
from galleria.demo.pictures.palette import SHADOW, WHITE, lit, mix, shaded, tone
from galleria.demo.pictures.picture import Picture
from galleria.demo.pictures.subject import lies, stands


def metal(canvas: Canvas, color: str) -> str:
    """Give the fill of polished or anodised metal: bands of sky and ground."""
    return canvas.linear([
        (0, lit(color, 0.55)), (0.18, tone(color)), (0.36, mix(color, WHITE, 0.7)),
        (0.55, shaded(color, 0.10)), (0.8, shaded(color, 0.48)), (1, lit(color, 0.15)),
    ])  # fmt: skip


def strand(canvas: Canvas, d: str, color: str, accent: str, width: float = 34) -> None:
    """Draw one length of rope: round, with the tracer's dashes on it."""
    canvas.line(d, shaded(color, 0.58), width)
    with canvas.group(-width * 0.06, -width * 0.08):
        canvas.line(d, tone(color), width * 0.80)
        canvas.line(
            d,
            tone(accent),
            width * 0.52,
            stroke_dasharray=f"{width * 0.34:g} {width * 0.9:g}",
            stroke_opacity=0.9,
        )
        canvas.line(d, lit(color, 0.6), width * 0.16, stroke_opacity=0.65)


@lies("rope", 900, 900)
def rope(canvas: Canvas, picture: Picture) -> None:
    """Draw a coil, wrapped and ready to be carried."""
    canvas.behind.glow(36, 50, 430, 420, SHADOW, 0.6)
    hank = picture.form == "hank"
    loops = 5 if hank else 9
    for number in range(loops):
        spread = 250 - number * (22 if hank else 15)
        tall = 360 - number * 11
        lean = (number % 3 - 1) * 16
        strand(
            canvas,
            f"M{lean} {-tall * 0.72:g}C{spread + 120} {-tall:g} {spread + 130 - lean} {tall:g} {lean} {tall * 0.94:g}C{-spread - 130 - lean} {tall:g} {-spread - 120} {-tall:g} {lean} {-tall * 0.72:g}",
            picture.color,
            picture.accent,
            30 if hank else 36,
        )
    for number in range(7):
        y = -300 + number * 31
        strand(canvas, f"M-104 {y + 10}Q0 {y + 34} 104 {y - 6}", picture.color, picture.accent, 36)
    strand(
        canvas,
        "M70 -302C130 -400 40 -440 10 -390C-30 -330 20 -300 60 -316",
        picture.color,
        picture.accent,
        34,
    )
    strand(canvas, "M-96 -100C-190 -60 -210 60 -180 190", picture.color, picture.accent, 34)
    canvas.line("M-180 190l1 20", tone("graphite"), 36)


@lies("rope_detail", 1000, 660, bleeds=True)
def rope_detail(canvas: Canvas, picture: Picture) -> None:
    """Draw the sheath close up: a braid of two colours."""
    for y, turn in ((-330, -9), (10, -6), (350, -3)):
        with canvas.group(0, y, turn=turn):
            canvas.behind.glow(20, 110, 900, 190, SHADOW, 0.5)
            outline = "M-900 -150H900V150H-900Z"
            canvas.path(
                outline,
                canvas.linear(
                    [
                        (0, lit(picture.color, 0.25)),
                        (0.3, lit(picture.color, 0.1)),
                        (0.7, shaded(picture.color, 0.25)),
                        (1, shaded(picture.color, 0.6)),
                    ],
                    down=True,
                ),
            )
            with canvas.clipped(outline):
                for number in range(26):
                    x = -920 + number * 74
                    dark = number % 6 in (2, 3)
                    color = picture.accent if dark else picture.color
                    canvas.path(
                        f"M{x} -150C{x + 40} -90 {x + 60} -40 {x + 74} 0C{x + 60} 50 {x + 40} 100 {x} 150H{x + 40}C{x + 80} 100 {x + 110} 40 {x + 114} 0C{x + 110} -50 {x + 80} -110 {x + 40} -150Z",
                        shaded(color, 0.10),
                        fill_opacity=0.75,
                    )
                    canvas.line(
                        f"M{x + 14} -150C{x + 54} -90 {x + 74} -40 {x + 88} 0C{x + 74} 50 {x + 54} 100 {x + 14} 150",
                        lit(color, 0.4),
                        5,
                        stroke_opacity=0.5,
                    )
                canvas.path(
                    outline,
                    canvas.linear(
                        [
                            (0, WHITE, 0.28),
                            (0.3, WHITE, 0.05),
                            (0.6, SHADOW, 0.12),
                            (1, SHADOW, 0.6),
                        ],
                        down=True,
                    ),
                )


PEAR = "M-60 -330C70 -380 190 -290 180 -150C172 -40 130 60 112 200C100 310 40 350 -30 350C-120 350 -160 290 -150 200C-140 60 -150 -120 -150 -220C-150 -290 -120 -312 -60 -330Z"


def karabiner_at(canvas: Canvas, color: str, accent: str, form: str) -> None:
    """Draw one karabiner, its gate to the left."""
    with canvas.group(22, 30):
        canvas.line(PEAR, SHADOW, 58, stroke_opacity=0.22)
    canvas.line(PEAR, shaded(color, 0.52), 62)
    canvas.line(PEAR, metal(canvas, color), 52)
    with canvas.group(-7, -8):
        canvas.line(PEAR, mix(color, WHITE, 0.72), 10, stroke_opacity=0.7)
    if form == "wire":
        for x in (-166, -138):
            canvas.line(f"M{x} -230L{x + 6} 214", shaded(accent, 0.5), 18)
            canvas.line(f"M{x - 2} -230L{x + 4} 214", lit(accent, 0.5), 9)
        return
    canvas.rect(-184, -150, 74, 250, shaded(accent, 0.6), round_by=16)
    canvas.rect(-182, -148, 68, 246, metal(canvas, accent), round_by=14)
    flutes = "".join(f"M{x} -132V84" for x in range(-170, -118, 12))
    canvas.path(flutes, stroke=shaded(accent, 0.6), stroke_width=3, stroke_opacity=0.55)
    canvas.rect(-182, 98, 68, 12, tone("cherry"))


@lies("karabiner", 560, 880)
def karabiner(canvas: Canvas, picture: Picture) -> None:
    """Draw a karabiner lying on the sheet."""
    with canvas.group(0, 0, turn=16):
        karabiner_at(canvas, picture.color, picture.accent, picture.form)


@lies("quickdraws", 1000, 900)
def quickdraws(canvas: Canvas, picture: Picture) -> None:
    """Draw three quickdraws side by side."""
    for number, x in enumerate((-310, 0, 310)):
        with canvas.group(x, 0, turn=(number - 1) * -3):
            with canvas.group(0, -270, scale=0.46):
                karabiner_at(canvas, picture.accent, picture.accent, "wire")
            with canvas.group(0, 290, scale=0.46, turn=180):
                karabiner_at(canvas, picture.color, picture.accent, "wire")
            canvas.rect(-24, -150, 66, 320, SHADOW, round_by=22, fill_opacity=0.25)
            canvas.rect(
                -36,
                -160,
                66,
                320,
                canvas.linear(
                    [
                        (0, lit("graphite", 0.2)),
                        (0.4, lit("graphite", 0.34)),
                        (1, shaded("graphite", 0.3)),
                    ]
                ),
                round_by=22,
            )
            canvas.rect(-12, -150, 18, 300, tone(picture.color))
            canvas.path(
                "M-34 -104h62M-34 104h62M-34 -96h62M-34 96h62",
                stroke=WHITE,
                stroke_width=3,
                stroke_opacity=0.5,
                stroke_dasharray="7 5",
            )


@lies("belay_tube", 700, 800)
def belay_tube(canvas: Canvas, picture: Picture) -> None:
    """Draw a belay tube on its wire."""
    canvas.line("M-60 60C-120 300 120 340 80 60", shaded(picture.accent, 0.5), 20)
    canvas.line("M-62 58C-122 298 118 338 78 58", lit(picture.accent, 0.4), 9)
    canvas.behind.glow(30, 20, 320, 240, SHADOW, 0.5)
    outline = "M-230 -130Q-230 -190 -170 -190H180Q240 -190 240 -130L210 70Q200 120 150 120H-140Q-190 120 -200 70Z"
    body(canvas, outline, picture.color, depth=0.9)
    canvas.line(outline, lit(picture.color, 0.4), 5, stroke_opacity=0.7)
    for x in (-120, 60):
        canvas.rect(x - 30, -130, 110, 190, shaded(picture.color, 0.55), round_by=26)
        canvas.rect(x - 24, -124, 96, 178, "#12161A", round_by=22)
        teeth = "".join(f"M{x - 20} {y}h26" for y in range(-20, 50, 16))
        canvas.path(teeth, stroke=tone(picture.accent), stroke_width=6)
    canvas.ellipse(4, -254, 70, 62, stroke=shaded(picture.color, 0.3), stroke_width=34)
    canvas.ellipse(2, -257, 70, 62, stroke=lit(picture.color, 0.2), stroke_width=22)


@stands("helmet", 740, 520)
def helmet(canvas: Canvas, picture: Picture) -> None:
    """Draw a vented helmet from the side."""
    canvas.behind.glow(50, 4, 430, 74, SHADOW, 0.6)
    for d in (
        "M-170 -150C-150 -60 -60 -10 0 30",
        "M150 -150C120 -60 60 -10 0 30",
        "M-20 -140C-14 -60 -6 -10 0 30",
    ):
        canvas.line(d, shaded(picture.accent, 0.35), 22)
        canvas.line(d, lit(picture.accent, 0.1), 13)
    canvas.rect(-30, 10, 60, 36, tone("graphite"), round_by=8)
    shell = "M-330 -150C-350 -330 -220 -500 10 -506C220 -508 340 -380 340 -200Q340 -150 300 -146C180 -128 60 -170 -60 -150C-140 -136 -220 -110 -300 -120Q-330 -124 -330 -150Z"
    body(canvas, shell, picture.color)
    with canvas.clipped(shell):
        for x, y, turn in (
            (-190, -330, -34),
            (-70, -400, -16),
            (60, -420, 4),
            (180, -370, 24),
            (-120, -250, -26),
            (20, -290, -4),
            (150, -260, 16),
        ):
            with canvas.group(x, y, turn=turn):
                canvas.rect(-22, -56, 50, 112, shaded(picture.color, 0.30), round_by=22)
                canvas.rect(-18, -52, 40, 104, "#14181C", round_by=18)
                canvas.line("M-12 44Q4 54 18 44", lit(picture.color, 0.6), 5)
        canvas.glow(-150, -430, 130, 70, WHITE, 0.55)
        canvas.line(
            "M-340 -158C-220 -134 -140 -160 -60 -176C60 -194 180 -152 340 -172",
            shaded(picture.color, 0.55),
            12,
            stroke_opacity=0.6,
        )
    canvas.line("M-290 -196C-200 -180 -130 -196 -70 -208", tone(picture.accent), 13)
    canvas.ellipse(262, -196, 22, 22, shaded("steel", 0.2))
    canvas.ellipse(260, -198, 16, 16, lit("steel", 0.4))


@lies("harness", 860, 820)
def harness(canvas: Canvas, picture: Picture) -> None:
    """Draw a light harness laid out flat."""
    web = shaded(picture.color, 0.05)

    def webbing(d: str, width: float) -> None:
        with canvas.group(14, 20):
            canvas.line(d, SHADOW, width, stroke_opacity=0.22)
        canvas.line(d, web, width)
        canvas.line(d, lit(picture.color, 0.18), width * 0.7)
        canvas.line(d, tone(picture.accent), 5, stroke_dasharray="14 10")

    webbing(
        "M-360 -180C-300 -330 300 -330 360 -180C300 -90 100 -96 0 -110C-100 -96 -300 -90 -360 -180",
        62,
    )
    webbing("M-60 60C-330 40 -360 340 -190 360C-40 370 -20 180 -50 80", 52)
    webbing("M60 60C330 40 360 340 190 360C40 370 20 180 50 80", 52)
    canvas.line("M0 -120V70", tone(picture.accent), 34)
    canvas.line("M0 -110V60", lit(picture.accent, 0.5), 8)
    for side in (-1, 1):
        canvas.line(
            f"M{side * 160} -110C{side * 170} -30 {side * 290} -40 {side * 280} -130",
            shaded("alert", 0.1),
            14,
        )
        canvas.rect(
            side * 60 - 26,
            -146,
            52,
            72,
            canvas.linear([(0, lit("steel", 0.5)), (1, shaded("steel", 0.3))]),
            round_by=8,
        )
        canvas.rect(side * 60 - 12, -132, 24, 44, web, round_by=4)


@stands("chalk_bag", 460, 560)
def chalk_bag(canvas: Canvas, picture: Picture) -> None:
    """Draw a chalk bag woven from old rope."""
    canvas.behind.glow(60, 4, 290, 60, SHADOW, 0.6)
    outline = "M-160 -400C-150 -260 -156 -120 -140 -20Q0 34 140 -20C156 -120 150 -260 160 -400Q0 -350 -160 -400Z"
    body(canvas, outline, picture.color)
    with canvas.clipped(outline):
        for row in range(11):
            y = -390 + row * 38
            color = (picture.accent, "ice", picture.color, "graphite")[row % 4]
            zigzag = "".join(
                f"L{x} {y + (18 if n % 2 else 0)}" for n, x in enumerate(range(-170, 190, 26))
            )
            canvas.line(f"M-196 {y}{zigzag}", tone(color), 13, stroke_opacity=0.9)
        canvas.path(
            outline,
            canvas.linear(
                [(0, SHADOW, 0.35), (0.28, WHITE, 0.12), (0.55, WHITE, 0), (1, SHADOW, 0.55)]
            ),
        )
    canvas.ellipse(0, -402, 162, 40, tone("graphite"))
    canvas.ellipse(0, -400, 144, 31, canvas.linear([(0, "#D8D4CC"), (1, "#FFFFFF")]))
    canvas.path("M-120 -396Q-60 -440 10 -420Q80 -446 124 -396Q0 -360 -120 -396Z", "#F7F6F2")
    canvas.line("M150 -380C230 -420 250 -500 180 -520", tone("graphite"), 13)
    canvas.rect(-210, -300, 36, 200, lit("beech", 0.1), round_by=12)
    canvas.path("M-212 -300h40v-56q-20 -12 -40 0Z", "#E9E2D2")
