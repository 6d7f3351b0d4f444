"""Sweets, and what is spread on toast."""

import random

from galleria.demo.pictures.canvas import Canvas
from galleria.demo.pictures.lathe import contact_shadow, smooth_surface, turn
from galleria.demo.pictures.palette import SHADOW, WHITE, lit, mix, shaded, tone
from galleria.demo.pictures.picture import Picture
from galleria.demo.pictures.subject import lies, stands
from galleria.demo.pictures.tea import fruit, label


def _chocolate(canvas: Canvas, color: str) -> str:
    return canvas.linear([(0, lit(color, 0.26)), (0.4, tone(color)), (1, shaded(color, 0.4))])


@lies("fruit_slices", 1000, 820)
def fruit_slices(canvas: Canvas, picture: Picture) -> None:
    """Draw candied slices, plain or dipped in chocolate."""
    wheels = picture.form == "wheels"
    places = (((-290, -130, -20), (20, -170, 30), (310, -60, 70), (-180, 170, 110), (150, 180, -50))
              if wheels else
              ((-280, -220, -24), (40, -250, 14), (300, -110, 40), (-320, 60, 8), (-20, 20, -30), (250, 190, -8), (-140, 270, 24)))  # fmt: skip
    for x, y, turn_by in places:
        with canvas.group(x, y, turn=turn_by):
            canvas.behind.glow(16, 26, 180, 150, shaded(picture.color, 0.5), 0.45)
            if wheels:
                _wheel(canvas, picture)
            else:
                _half_moon(canvas, picture)


def _wheel(canvas: Canvas, picture: Picture) -> None:
    fruit(canvas, 0, 0, 160, picture.color)
    canvas.ellipse(0, 0, 160, 160, tone(picture.color), fill_opacity=0.25)
    canvas.glow(-50, -60, 90, 60, WHITE, 0.55)
    coat = "M-150 40C-80 10 60 70 156 20C156 110 90 164 0 164C-80 164 -140 120 -150 40Z"
    canvas.path(coat, _chocolate(canvas, picture.accent))
    canvas.glow(-40, 90, 70, 26, WHITE, 0.35)


def _half_moon(canvas: Canvas, picture: Picture) -> None:
    outline = "M-160 0Q-150 -150 0 -158Q150 -150 160 0Q120 26 80 6Q0 -50 -80 6Q-120 26 -160 0Z"
    canvas.path(
        outline,
        canvas.linear(
            [
                (0, lit("sun", 0.4)),
                (0.5, mix("sun", picture.color, 0.55)),
                (1, tone(picture.color)),
            ],
            down=True,
        ),
        fill_opacity=0.94,
    )
    with canvas.clipped(outline):
        canvas.line("M-160 0Q-150 -150 0 -158Q150 -150 160 0", shaded(picture.color, 0.1), 20)
        canvas.glow(-50, -90, 90, 44, WHITE, 0.6)
        if picture.form == "dipped":
            canvas.path(
                "M10 -170C40 -110 -10 -60 30 40H200V-170Z", _chocolate(canvas, picture.accent)
            )
            canvas.glow(90, -80, 40, 40, WHITE, 0.35)
        else:
            dice = random.Random(5)  # noqa: S311 -- a drawing must come out the same every time.
            for _ in range(60):
                canvas.rect(
                    dice.uniform(-150, 150), dice.uniform(-150, 10), 6, 6, WHITE, fill_opacity=0.75
                )


def _jar(canvas: Canvas, outline: str, top: float, radius: float, lid: str) -> None:
    """Draw a jar's glass over its contents, and the lid."""
    canvas.path(outline, WHITE, fill_opacity=0.14)
    canvas.path(
        outline,
        canvas.linear(
            [(0, WHITE, 0.55), (0.13, WHITE, 0.06), (0.75, SHADOW, 0.0), (1, SHADOW, 0.34)]
        ),
    )
    canvas.path(outline, stroke=WHITE, stroke_width=5, stroke_opacity=0.7)
    with canvas.group(0, top):
        turn(
            canvas,
            [(radius, 0), (radius + 4, 6), (radius + 4, 70), (radius - 6, 84)],
            smooth_surface(lid, gloss=0.6),
            is_open=False,
        )
        ridges = "".join(f"M{x} -8V-66" for x in range(int(-radius), int(radius) + 6, 18))
        canvas.path(ridges, stroke=shaded(lid, 0.4), stroke_width=3, stroke_opacity=0.4)


@stands("sweet_jar", 460, 600)
def sweet_jar(canvas: Canvas, picture: Picture) -> None:
    """Draw a jar full of sweets."""
    contact_shadow(canvas, 170)
    outline = "M-160 0C-196 -20 -196 -60 -196 -120V-340C-196 -420 -150 -430 -140 -470H140C150 -430 196 -420 196 -340V-120C196 -60 196 -20 160 0Q0 26 -160 0Z"
    with canvas.clipped(outline):
        canvas.path(outline, shaded(picture.color, 0.30), fill_opacity=0.85)
        for row in range(7):
            for column in range(7):
                x = -210 + column * 70 + (row % 2) * 34
                _sweet(canvas, x, -20 - row * 58, picture, row * 7 + column)
    _jar(canvas, outline, -468, 150, picture.accent)
    with canvas.group(0, -190, stretch=0.94):
        label(canvas, 96, "cream", picture.accent)


def _sweet(canvas: Canvas, x: float, y: float, picture: Picture, number: int) -> None:
    color = mix(picture.color, (WHITE, "sun", picture.color, "pomelo")[number % 4], 0.22)
    with canvas.group(x, y, turn=number * 53 % 180):
        if picture.form == "cubes":
            canvas.rect(
                -34,
                -34,
                68,
                68,
                canvas.linear([(0, lit(color, 0.5)), (1, shaded(color, 0.2))]),
                round_by=12,
            )
        else:
            canvas.path(
                "M-42 6C-40 -30 -6 -40 40 -8C30 34 -30 44 -42 6Z",
                canvas.linear([(0, lit(color, 0.55)), (1, shaded(color, 0.15))]),
            )
        canvas.ellipse(-12, -14, 12, 7, WHITE, fill_opacity=0.6)


@lies("wrapped_sweets", 1050, 720)
def wrapped_sweets(canvas: Canvas, picture: Picture) -> None:
    """Draw caramels twisted in paper."""
    for number, (x, y, turn_by) in enumerate(
        (
            (-330, -150, -24),
            (20, -210, 16),
            (330, -90, -10),
            (-160, 60, 34),
            (180, 110, -32),
            (-360, 210, 8),
            (20, 250, -6),
        )
    ):
        with canvas.group(x, y, turn=turn_by):
            canvas.behind.glow(14, 26, 180, 90, SHADOW, 0.4)
            paper = picture.accent if number % 3 else "sun"
            for side in (-1, 1):
                canvas.path(
                    f"M{side * 66} 0L{side * 150} -58L{side * 138} -20L{side * 164} 0L{side * 138} 22L{side * 150} 60Z",
                    canvas.linear([(0, lit(paper, 0.4)), (1, shaded(paper, 0.2))]),
                )
            canvas.rect(
                -82,
                -50,
                164,
                100,
                canvas.linear(
                    [
                        (0, lit(picture.color, 0.4)),
                        (0.5, tone(picture.color)),
                        (1, shaded(picture.color, 0.34)),
                    ],
                    down=True,
                ),
                round_by=22,
            )
            canvas.rect(-82, -50, 164, 100, tone(paper), round_by=22, fill_opacity=0.34)
            canvas.line("M-60 -30H40", WHITE, 12, stroke_opacity=0.6)
            for fold_x in (-54, -36, 42, 58):
                canvas.line(
                    f"M{fold_x} -44Q{fold_x + 8} 0 {fold_x} 44",
                    shaded(picture.color, 0.4),
                    3,
                    stroke_opacity=0.35,
                )


@lies("lollipops", 760, 960)
def lollipops(canvas: Canvas, picture: Picture) -> None:
    """Draw flat lollipops with a flower inside."""
    for x, y, turn_by, color, petal in (
        (-210, -90, -14, picture.color, "ivory"),
        (30, -220, 2, picture.accent, "aubergine"),
        (230, 10, 16, "leaf", "blush"),
    ):
        with canvas.group(x, y, turn=turn_by):
            canvas.behind.glow(16, 60, 150, 260, SHADOW, 0.3)
            canvas.rect(
                -10,
                120,
                20,
                400,
                canvas.linear([(0, lit("beech", 0.5)), (1, shaded("beech", 0.2))]),
                round_by=9,
            )
            canvas.ellipse(0, 0, 158, 158, tone(color), fill_opacity=0.62)
            canvas.ellipse(
                0, 0, 150, 150, stroke=lit(color, 0.6), stroke_width=7, stroke_opacity=0.8
            )
            for number in range(6):
                with canvas.group(turn=number * 60):
                    canvas.path("M0 0Q-36 -50 0 -96Q36 -50 0 0Z", tone(petal), fill_opacity=0.9)
                    canvas.line("M0 -14V-66", shaded(petal, 0.25), 3, stroke_opacity=0.6)
            canvas.ellipse(0, 0, 20, 20, tone("sun"))
            canvas.path("M-110 -60Q-70 -130 10 -134Q-60 -100 -84 -40Z", WHITE, fill_opacity=0.6)


@lies("cherries", 900, 880)
def cherries(canvas: Canvas, picture: Picture) -> None:
    """Draw chocolate-coated cherries with their stalks."""
    for number, (x, y) in enumerate(
        ((-240, -180), (40, -240), (270, -70), (-110, 60), (140, 180), (-280, 240))
    ):
        with canvas.group(x, y):
            canvas.behind.glow(20, 30, 150, 140, SHADOW, 0.45)
            canvas.line(
                f"M0 -60C10 -150 {60 - number * 24} -200 {70 - number * 20} -260",
                shaded("leaf", 0.3),
                9,
            )
            canvas.line(
                f"M-2 -60C8 -150 {58 - number * 24} -200 {68 - number * 20} -258",
                lit("leaf", 0.2),
                3,
            )
            canvas.ellipse(
                0,
                0,
                118,
                112,
                canvas.radial(
                    [
                        (0, lit(picture.color, 0.4)),
                        (0.45, tone(picture.color)),
                        (1, shaded(picture.color, 0.55)),
                    ],
                    center=(0.34, 0.28),
                    radius=0.8,
                ),
            )
            if number == 3:  # noqa: PLR2004
                canvas.path("M10 -100C60 -60 40 30 110 40Q100 -90 10 -100Z", tone(picture.accent))
                canvas.path("M30 -84C66 -50 56 20 96 26Q90 -70 30 -84Z", lit(picture.accent, 0.25))
            canvas.path("M-60 -50Q-30 -86 10 -84Q-30 -60 -46 -26Z", WHITE, fill_opacity=0.5)
            canvas.ellipse(0, -70, 26, 12, shaded(picture.color, 0.5))


@lies("chocolate_bar", 620, 960)
def chocolate_bar(canvas: Canvas, picture: Picture) -> None:
    """Draw a bar in its paper, one end open."""
    with canvas.group(0, 0, turn=9):
        canvas.behind.glow(30, 50, 290, 460, SHADOW, 0.45)
        canvas.rect(-200, -420, 400, 420, tone(picture.color), round_by=14)
        for row in range(4):
            for column in range(3):
                x, y = -188 + column * 128, -408 + row * 102
                canvas.rect(
                    x,
                    y,
                    120,
                    94,
                    canvas.linear([(0, lit(picture.color, 0.3)), (1, shaded(picture.color, 0.24))]),
                    round_by=8,
                )
                canvas.rect(
                    x + 16,
                    y + 14,
                    88,
                    66,
                    canvas.linear([(0, lit(picture.color, 0.1)), (1, lit(picture.color, 0.22))]),
                    round_by=6,
                )
        torn = "M-222 -100L-160 -126L-110 -92L-50 -130L10 -96L80 -128L140 -90L222 -118V420H-222Z"
        canvas.path(
            torn, shaded(picture.accent, 0.4), transform="translate(4 -10)", fill_opacity=0.6
        )
        canvas.path(
            torn,
            canvas.linear(
                [
                    (0, lit(picture.accent, 0.26)),
                    (0.5, tone(picture.accent)),
                    (1, shaded(picture.accent, 0.22)),
                ]
            ),
        )
        for x in (-150, -50, 50, 150):
            for y in range(-40, 420, 80):
                canvas.ellipse(
                    x + (40 if y % 160 else 0),
                    y + 20,
                    15,
                    15,
                    lit(picture.accent, 0.4),
                    fill_opacity=0.55,
                )
        with canvas.group(0, 160):
            label(canvas, 122, "cream", picture.accent if picture.accent != "sun" else "orange")


@lies("sweet_cubes", 900, 880)
def sweet_cubes(canvas: Canvas, picture: Picture) -> None:
    """Draw a heap of dusted cubes."""
    canvas.behind.glow(20, 60, 430, 330, SHADOW, 0.35)
    places = (
        (-230, -120),
        (10, -190),
        (230, -110),
        (-310, 90),
        (-80, 40),
        (170, 70),
        (330, 160),
        (-190, 240),
        (70, 250),
        (-30, -60),
    )
    for number, (x, y) in enumerate(places):
        color = (
            picture.color
            if number % 3
            else (picture.accent if picture.accent == "blush" else picture.color)
        )
        with canvas.group(x, y, turn=number * 41 % 30 - 15):
            canvas.glow(20, 50, 130, 90, SHADOW, 0.35)
            canvas.path(
                "M-100 -40L0 -88L100 -40L0 8Z",
                lit(color, 0.62),
                stroke=lit(color, 0.6),
                stroke_width=14,
                stroke_linejoin="round",
            )
            canvas.path(
                "M-100 -40L0 8V112L-100 62Z",
                lit(color, 0.18),
                stroke=lit(color, 0.18),
                stroke_width=14,
                stroke_linejoin="round",
            )
            canvas.path(
                "M100 -40L0 8V112L100 62Z",
                shaded(color, 0.16),
                stroke=shaded(color, 0.16),
                stroke_width=14,
                stroke_linejoin="round",
            )
            if picture.accent == "matcha":
                for fleck in range(7):
                    fx, fy = fleck * 47 % 150 - 75, fleck * 31 % 90 - 40
                    canvas.ellipse(fx, fy, 10, 6, shaded(picture.accent, 0.1))
            canvas.glow(-20, -54, 60, 24, WHITE, 0.6)


@lies("nougat", 1000, 640)
def nougat(canvas: Canvas, picture: Picture) -> None:
    """Draw slices of nougat, full of nuts."""
    for number, (x, y) in enumerate(((-300, -40), (0, 20), (300, -20))):
        with canvas.group(x, y, turn=-10 + number * 8):
            canvas.behind.glow(24, 36, 170, 250, SHADOW, 0.45)
            canvas.rect(-118, -214, 260, 440, shaded(picture.color, 0.26), round_by=16)
            canvas.rect(
                -130,
                -226,
                260,
                440,
                canvas.linear([(0, "#FFFDF4"), (1, tone(picture.color))]),
                round_by=16,
            )
            dice = random.Random(number)  # noqa: S311 -- a drawing must come out the same every time.
            for _ in range(15):
                with canvas.group(
                    dice.uniform(-96, 96), dice.uniform(-190, 180), turn=dice.uniform(0, 180)
                ):
                    canvas.ellipse(0, 0, 32, 19, shaded("milk", 0.1))
                    canvas.ellipse(-2, -2, 25, 14, lit("beech", 0.35))
