"""Tea and what it is made in: tins, pouches, leaves, glass, bamboo."""

import random

from galleria.demo.pictures.alpine import metal
from galleria.demo.pictures.canvas import Canvas
from galleria.demo.pictures.lathe import TILT, body, contact_shadow, smooth_surface, turn
from galleria.demo.pictures.palette import SHADOW, WHITE, lit, mix, shaded, tone
from galleria.demo.pictures.picture import Picture
from galleria.demo.pictures.subject import lies, stands


def fruit(canvas: Canvas, x: float, y: float, radius: float, color: str) -> None:
    """Draw a slice of citrus, as on all our labels."""
    with canvas.group(x, y):
        canvas.ellipse(0, 0, radius, radius, shaded(color, 0.08))
        canvas.ellipse(0, 0, radius * 0.90, radius * 0.90, "#FFF6E4")
        for number in range(9):
            with canvas.group(turn=number * 40):
                reach = radius * 0.80
                canvas.path(
                    f"M{reach * 0.10:g} 0Q{reach * 0.6:g} {-reach * 0.36:g} {reach:g} {-reach * 0.20:g}Q{reach * 1.05:g} 0 {reach:g} {reach * 0.20:g}Q{reach * 0.6:g} {reach * 0.36:g} {reach * 0.10:g} 0Z",
                    lit(color, 0.22),
                )


def scallop(canvas: Canvas, radius: float, color: str) -> None:
    """Draw a label with a scalloped edge around (0, 0)."""
    for number in range(14):
        with canvas.group(turn=number * 360 / 14):
            canvas.ellipse(0, -radius, radius * 0.24, radius * 0.24, color)
    canvas.ellipse(0, 0, radius, radius, color)


def label(canvas: Canvas, radius: float, color: str, ink: str) -> None:
    """Stick the stall's round label on something."""
    scallop(canvas, radius, tone(color))
    canvas.ellipse(0, 0, radius * 0.88, radius * 0.88, stroke=tone(ink), stroke_width=4)
    fruit(canvas, 0, -radius * 0.16, radius * 0.46, ink)
    for number, share in enumerate((0.9, 0.6)):
        width = radius * share
        canvas.rect(
            -width / 2, radius * (0.44 + number * 0.16), width, radius * 0.07, tone(ink), round_by=4
        )


@stands("tea_tin", 400, 540)
def tea_tin(canvas: Canvas, picture: Picture) -> None:
    """Draw a round tin with a label."""
    tall = picture.form == "tall"
    height = 520 if tall else 400
    radius = 140 if tall else 168
    contact_shadow(canvas, radius)
    surface = smooth_surface(picture.color, gloss=0.55)
    turn(
        canvas,
        [(radius, 0), (radius + 2, 8), (radius + 2, height - 90), (radius, height - 84)],
        surface,
        is_open=False,
    )
    with canvas.group(0, -height + 92):
        canvas.glow(0, 4, radius * 1.1, 22, SHADOW, 0.4)
        lid = smooth_surface(shaded(picture.color, 0.10), gloss=0.6)
        turn(canvas, [(radius + 8, 0), (radius + 8, 86), (radius, 98)], lid, is_open=False)
        canvas.ellipse(
            0,
            -98,
            radius * 0.78,
            radius * 0.78 * TILT,
            stroke=lit(picture.color, 0.5),
            stroke_width=4,
        )
    with canvas.group(-8, -height * 0.40, stretch=0.94):
        label(canvas, 104, picture.accent, picture.color)
    canvas.path(
        f"M{radius * 0.4:g} 0V{-height + 90:g}H{radius + 2:g}V0Z",
        canvas.linear([(0, SHADOW, 0), (1, SHADOW, 0.30)]),
    )


@stands("tea_pouch", 440, 620)
def tea_pouch(canvas: Canvas, picture: Picture) -> None:
    """Draw a standing paper pouch with a folded top."""
    canvas.behind.glow(60, 4, 290, 60, SHADOW, 0.55)
    outline = "M-190 0C-206 -160 -200 -360 -176 -480H176C200 -360 206 -160 190 0Q0 26 -190 0Z"
    body(canvas, outline, picture.color, depth=0.7)
    with canvas.clipped(outline):
        for d in (
            "M-176 -470Q-120 -300 -150 -20",
            "M176 -470Q130 -260 160 -20",
            "M-60 -470Q-40 -420 -70 -380",
            "M80 -470Q60 -410 96 -370",
        ):
            canvas.line(d, SHADOW, 18, stroke_opacity=0.12)
            with canvas.group(-14, 0):
                canvas.line(d, WHITE, 9, stroke_opacity=0.16)
        canvas.rect(-220, -96, 440, 60, tone(picture.accent), fill_opacity=0.92)
    top = "M-182 -478H182L172 -572Q0 -588 -172 -572Z"
    canvas.path(
        top, canvas.linear([(0, lit(picture.color, 0.34)), (1, shaded(picture.color, 0.26))])
    )
    canvas.line("M-176 -524Q0 -534 176 -524", shaded(picture.color, 0.4), 4, stroke_opacity=0.6)
    for side in (-1, 1):
        canvas.path(f"M{side * 182} -500h{side * 26}v-34h{side * -28}Z", tone("steel"))
    with canvas.group(-4, -280):
        label(canvas, 112, "cream" if picture.accent != "cream" else picture.accent, picture.color)


def _leaves(canvas: Canvas, color: str, count: int, spread: float, seed: str) -> None:
    dice = random.Random(seed)  # noqa: S311 -- a drawing must come out the same every time.
    for _ in range(count):
        x, y = dice.gauss(0, spread), dice.gauss(0, spread * 0.62)
        with canvas.group(x, y, turn=dice.uniform(0, 180), scale=dice.uniform(0.7, 1.4)):
            canvas.path(
                "M-24 4Q0 -16 26 -2Q4 12 -24 4Z",
                mix(color, dice.choice(("amber", "cocoa", "kiln")), dice.uniform(0, 0.35)),
            )
            canvas.line("M-16 0Q0 -8 16 -2", lit(color, 0.5), 2, stroke_opacity=0.5)


@lies("tea_pile", 1100, 760)
def tea_pile(canvas: Canvas, picture: Picture) -> None:
    """Draw leaves spilling from a wooden scoop."""
    canvas.behind.glow(-90, 40, 420, 280, SHADOW, 0.45)
    with canvas.group(-110, 20):
        _leaves(canvas, picture.color, 330, 132, "pile")
    with canvas.group(250, -110, turn=-28):
        canvas.behind.glow(20, 60, 330, 130, SHADOW, 0.45)
        canvas.rect(
            120,
            -32,
            330,
            64,
            canvas.linear([(0, lit("beech", 0.4)), (1, shaded("beech", 0.3))], down=True),
            round_by=30,
        )
        bowl = "M-180 -110Q-60 -150 90 -110Q170 -80 170 0Q170 80 90 110Q-60 150 -180 110Q-230 0 -180 -110Z"
        canvas.path(
            bowl,
            canvas.linear(
                [(0, shaded("beech", 0.35)), (0.4, tone("beech")), (1, lit("beech", 0.4))],
                down=True,
            ),
        )
        canvas.path(
            "M-170 -84Q-60 -116 70 -84Q130 -60 130 0Q130 60 70 84Q-60 116 -170 84Q-206 0 -170 -84Z",
            shaded("beech", 0.45),
        )
    with canvas.group(160, -60):
        _leaves(canvas, picture.color, 90, 56, "scoop")


@lies("teabags", 1100, 700)
def teabags(canvas: Canvas, picture: Picture) -> None:
    """Draw three bags with tags."""
    for x, y, turn_by in ((-330, 30, -12), (0, -20, 5), (330, 40, 16)):
        with canvas.group(x, y, turn=turn_by):
            canvas.behind.glow(20, 40, 170, 220, SHADOW, 0.4)
            outline = "M-120 -90L-70 -150H70L120 -90L110 190Q0 206 -110 190Z"
            canvas.path(
                outline,
                canvas.linear(
                    [(0, "#FFFDF6"), (0.6, tone(picture.color)), (1, shaded(picture.color, 0.15))]
                ),
            )
            with canvas.clipped(outline), canvas.group(0, 110):
                _leaves(canvas, "leaf", 60, 56, f"bag{x}")
            canvas.path(outline, "#FFFDF6", fill_opacity=0.35)
            canvas.line(
                "M-70 -150L0 -120L70 -150M0 -120V190",
                shaded(picture.color, 0.25),
                3,
                stroke_opacity=0.6,
            )
            canvas.line("M0 -146C-60 -240 80 -260 60 -300", "#FFFDF6", 5)
            canvas.rect(14, -390, 96, 96, tone(picture.accent), round_by=12)
            fruit(canvas, 62, -342, 30, "sun")


@stands("iced_tea", 460, 640)
def iced_tea(canvas: Canvas, picture: Picture) -> None:
    """Draw a tall glass of iced tea."""
    canvas.behind.glow(90, 4, 260, 50, shaded(picture.color, 0.2), 0.5)
    glass = "M-130 0L-150 -540H150L130 0Q0 26 -130 0Z"
    canvas.path(glass, "#FFFFFF", fill_opacity=0.30)
    tea = "M-126 -8L-145 -470Q0 -440 145 -470L126 -8Q0 18 -126 -8Z"
    canvas.path(
        tea,
        canvas.linear(
            [
                (0, lit(picture.color, 0.35)),
                (0.6, tone(picture.color)),
                (1, shaded(picture.color, 0.25)),
            ],
            down=True,
        ),
    )
    with canvas.clipped(tea):
        for x, y, turn_by in (
            (-70, -400, 18),
            (50, -420, -14),
            (-10, -300, 34),
            (70, -270, 8),
            (-80, -230, -22),
            (10, -150, 14),
        ):
            with canvas.group(x, y, turn=turn_by):
                canvas.rect(-50, -50, 100, 100, WHITE, round_by=20, fill_opacity=0.30)
                canvas.line("M-36 -36H30", WHITE, 7, stroke_opacity=0.6)
        canvas.path(
            tea,
            canvas.linear([(0, WHITE, 0.30), (0.2, WHITE, 0), (0.7, SHADOW, 0), (1, SHADOW, 0.34)]),
        )
    canvas.ellipse(0, -462, 143, 24, lit(picture.color, 0.3))
    canvas.line("M40 -460L140 -700", tone(picture.accent), 22)
    canvas.line("M36 -460L136 -700", lit(picture.accent, 0.5), 6)
    fruit(canvas, -120, -540, 84, picture.accent)
    canvas.line("M-128 -30L-147 -530", WHITE, 9, stroke_opacity=0.75)
    canvas.ellipse(0, -540, 150, 24, stroke=WHITE, stroke_width=6, stroke_opacity=0.8)


@stands("matcha", 900, 470)
def matcha(canvas: Canvas, picture: Picture) -> None:
    """Draw a bowl of matcha and its whisk."""
    with canvas.group(280, -10, scale=0.78):
        whisk_at(canvas)
    with canvas.group(-110):
        contact_shadow(canvas, 170)
        turn(
            canvas,
            [(110, 0), (126, 24), (206, 90), (236, 200), (240, 270)],
            smooth_surface(picture.accent, gloss=0.3),
        )
        canvas.ellipse(
            0,
            -262,
            216,
            216 * TILT,
            canvas.radial(
                [
                    (0, lit(picture.color, 0.35)),
                    (0.7, tone(picture.color)),
                    (1, shaded(picture.color, 0.35)),
                ],
                center=(0.4, 0.35),
                radius=0.75,
            ),
        )
        for number in range(26):
            x, y = (number * 67 % 380) - 190, -262 + (number * 29 % 44) - 22
            if (x / 205) ** 2 + ((y + 262) / 34) ** 2 < 1:
                canvas.ellipse(
                    x,
                    y,
                    6 + number % 3 * 3,
                    2 + number % 3,
                    lit(picture.color, 0.7),
                    fill_opacity=0.7,
                )


def whisk_at(canvas: Canvas) -> None:
    """Stand a bamboo whisk on its prongs."""
    contact_shadow(canvas, 96)
    prongs = "".join(
        f"M{x * 0.5:g} -250Q{x * 1.35:g} -110 {x * 1.1:g} 0" for x in range(-88, 92, 8)
    )
    canvas.path(prongs, stroke=shaded("honey", 0.35), stroke_width=6)
    canvas.path(prongs, stroke=lit("honey", 0.5), stroke_width=2.4, transform="translate(-2 0)")
    canvas.line("M-60 -176Q0 -156 60 -176", tone("cocoa"), 6)
    body(canvas, "M-48 -240V-460Q0 -476 48 -460V-240Q0 -222 -48 -240Z", "honey")
    canvas.ellipse(0, -462, 48, 9, lit("honey", 0.4))
    canvas.ellipse(0, -462, 36, 6, shaded("honey", 0.5))
    canvas.line("M-48 -250Q0 -232 48 -250", tone("cocoa"), 9)


@stands("whisk", 560, 540)
def whisk(canvas: Canvas, picture: Picture) -> None:
    """Draw the whisk with its scoop and a spot of powder."""
    with canvas.group(-80):
        whisk_at(canvas)
    canvas.glow(170, -6, 110, 26, tone(picture.accent), 1)
    canvas.path(
        "M90 0Q170 -64 250 0Q170 14 90 0Z",
        picture.accent if picture.accent.startswith("#") else tone(picture.accent),
    )
    with canvas.group(150, -30, turn=24):
        canvas.line("M0 0C-6 -160 0 -330 26 -410", shaded("honey", 0.35), 20)
        canvas.line("M-3 0C-9 -160 -3 -330 23 -410", lit("honey", 0.4), 8)
        canvas.path("M-18 -10Q0 -30 18 -10L14 40Q0 60 -14 40Z", shaded("honey", 0.2))


@stands("glass_pot", 640, 460)
def glass_pot(canvas: Canvas, picture: Picture) -> None:
    """Draw a glass teapot, half full."""
    canvas.behind.glow(70, 4, 330, 56, shaded(picture.color, 0.3), 0.5)
    canvas.line("M190 -290C330 -330 340 -100 200 -100", WHITE, 30, stroke_opacity=0.75)
    canvas.line("M190 -290C330 -330 340 -100 200 -100", "#BFD5D8", 8, stroke_opacity=0.9)
    canvas.path(
        "M-190 -140C-270 -160 -280 -260 -330 -310L-290 -330C-240 -290 -220 -260 -180 -240Z",
        WHITE,
        fill_opacity=0.65,
    )
    globe = "M-130 0C-230 -30 -250 -200 -190 -290Q-150 -340 -110 -346H110Q150 -340 190 -290C250 -200 230 -30 130 0Q0 22 -130 0Z"
    canvas.path(globe, WHITE, fill_opacity=0.42)
    with canvas.clipped(globe):
        canvas.rect(
            -260,
            -190,
            520,
            220,
            canvas.linear(
                [(0, lit(picture.color, 0.3)), (1, shaded(picture.color, 0.15))], down=True
            ),
            fill_opacity=0.92,
        )
        canvas.ellipse(0, -190, 222, 26, lit(picture.color, 0.45))
        canvas.rect(-70, -350, 140, 270, "#8E9AA0", fill_opacity=0.45, round_by=20)
        with canvas.group(0, -130):
            _leaves(canvas, "cocoa", 60, 34, "pot")
        canvas.path(
            globe,
            canvas.linear(
                [(0, WHITE, 0.5), (0.16, WHITE, 0.05), (0.7, SHADOW, 0.0), (1, SHADOW, 0.25)]
            ),
        )
    canvas.line("M-176 -90C-206 -170 -190 -250 -150 -300", WHITE, 14, stroke_opacity=0.85)
    body(canvas, "M-120 -346Q-110 -392 0 -396Q110 -392 120 -346Q0 -326 -120 -346Z", picture.accent)
    canvas.ellipse(0, -410, 26, 22, tone(picture.accent))
    canvas.ellipse(-6, -416, 9, 7, lit(picture.accent, 0.6))


@stands("infuser", 420, 460)
def infuser(canvas: Canvas, picture: Picture) -> None:
    """Draw a deep mesh basket with its lid."""
    contact_shadow(canvas, 110)
    for side in (-1, 1):
        canvas.path(
            f"M{side * 130} -290L{side * 210} -310V-282L{side * 130} -264Z",
            metal(canvas, picture.color),
        )
    outline = "M-104 0L-134 -290H134L104 0Q0 20 -104 0Z"
    body(canvas, outline, picture.color)
    canvas.path(outline, canvas.weave(shaded(picture.color, 0.75), 13, 2.2, 0.6))
    canvas.rect(-146, -306, 292, 36, metal(canvas, picture.color), round_by=10)
    canvas.rect(-108, -20, 216, 22, metal(canvas, picture.color), round_by=8)
    with canvas.group(0, -304):
        turn(
            canvas,
            [(156, 0), (150, 16), (60, 34), (20, 38)],
            smooth_surface(picture.color, gloss=0.8),
            is_open=False,
        )
        canvas.ellipse(
            0,
            -62,
            32,
            30,
            canvas.radial(
                [(0, lit(picture.accent, 0.5)), (1, shaded(picture.accent, 0.2))],
                center=(0.35, 0.3),
                radius=0.8,
            ),
        )


@stands("sand_timer", 760, 430)
def sand_timer(canvas: Canvas, picture: Picture) -> None:
    """Draw three sand glasses in one frame."""
    canvas.behind.glow(60, 4, 400, 60, SHADOW, 0.5)
    wood = canvas.linear(
        [(0, lit("beech", 0.45)), (0.5, tone("beech")), (1, shaded("beech", 0.35))]
    )
    for x in (-330, -116, 98, 312):
        canvas.rect(x, -370, 22, 350, wood)
    for x, color, share in (
        (-212, picture.color, 0.3),
        (2, "cocoa", 0.6),
        (216, picture.accent, 0.85),
    ):
        with canvas.group(x, -196):
            glass = "M-78 -160C-84 -60 -12 -30 -9 0C-12 30 -84 60 -78 160H78C84 60 12 30 9 0C12 -30 84 -60 78 -160Z"
            canvas.path(glass, WHITE, fill_opacity=0.55)
            with canvas.clipped(glass):
                level = -150 + 130 * (1 - share)
                canvas.rect(-90, level, 180, -level, tone(color))
                canvas.path(
                    f"M-90 160V{150 - 90 * (1 - share):g}Q0 {60 - 60 * (1 - share):g} 90 {150 - 90 * (1 - share):g}V160Z",
                    tone(color),
                )
                canvas.line("M0 -10V150", tone(color), 4)
            canvas.line("M-64 -140C-66 -80 -40 -56 -26 -36", WHITE, 9, stroke_opacity=0.9)
            canvas.path(glass, stroke="#A9BFC4", stroke_width=3)
    for y in (-400, -36):
        canvas.rect(
            -370,
            y,
            740,
            42,
            canvas.linear([(0, lit("beech", 0.5)), (1, shaded("beech", 0.25))], down=True),
            round_by=12,
        )
