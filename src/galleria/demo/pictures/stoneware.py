"""Aldermoor's pots: mugs, bowls, plates, jugs, teapots, vases."""

from galleria.demo.pictures.canvas import Canvas, Point, smooth
from galleria.demo.pictures.lathe import (
    TILT,
    body,
    contact_shadow,
    glazed,
    handle,
    liquid,
    mouth,
    turn,
)
from galleria.demo.pictures.palette import SHADOW, WHITE, lit, mix, shaded, tone
from galleria.demo.pictures.picture import Picture
from galleria.demo.pictures.subject import lies, stands

MUG: list[Point] = [(118, 0), (150, 26), (163, 110), (162, 210), (156, 300), (158, 336)]
CUP: list[Point] = [(74, 0), (98, 22), (128, 110), (136, 190), (138, 232)]
BEAKER: list[Point] = [(72, 0), (88, 20), (96, 90), (92, 160), (98, 205)]
BOWL: list[Point] = [(92, 0), (104, 26), (186, 80), (238, 160), (258, 236), (262, 256)]
WIDE_BOWL: list[Point] = [(130, 0), (142, 22), (250, 52), (330, 104), (356, 140)]
GRAND_BOWL: list[Point] = [(150, 0), (166, 34), (300, 96), (372, 180), (402, 262), (408, 280)]
JUG: list[Point] = [(112, 0), (146, 30), (164, 130), (142, 240), (112, 310), (128, 372)]
TALL_JUG: list[Point] = [(104, 0), (138, 34), (158, 180), (136, 340), (98, 430), (120, 520)]
POT: list[Point] = [(120, 0), (176, 44), (222, 150), (206, 250), (140, 312), (96, 326)]


def mug_at(canvas: Canvas, color: str, x: float = 0, *, tea: bool = False, seed: int = 1) -> None:
    """Stand one mug with its handle to the right."""
    with canvas.group(x):
        contact_shadow(canvas, 150)
        handle(canvas, "M152 -270C262 -290 268 -110 154 -92", color)
        turn(canvas, MUG, glazed(color), seed=seed)
        if tea:
            liquid(canvas, 140, -330, "amber")


@stands("mug", 480, 400)
def mug(canvas: Canvas, picture: Picture) -> None:
    """Draw the Moor mug."""
    with canvas.group(-36):
        mug_at(canvas, picture.color)


@stands("mug_row", 1230, 420)
def mug_row(canvas: Canvas, picture: Picture) -> None:
    """Draw three mugs of three glazes."""
    for number, color in enumerate(("chalk", picture.color, picture.accent)):
        mug_at(canvas, color, -430 + number * 410, tea=number == 1, seed=number)


@stands("cup_pair", 640, 330)
def cup_pair(canvas: Canvas, picture: Picture) -> None:
    """Draw two handleless cups, one behind the other."""
    with canvas.group(135, -46, scale=0.98):
        contact_shadow(canvas, 104)
        turn(canvas, CUP, glazed(picture.accent), seed=3)
    with canvas.group(-120, 10):
        contact_shadow(canvas, 104)
        turn(canvas, CUP, glazed(picture.color), seed=5)
        liquid(canvas, 118, -225, "amber")


@stands("beakers", 1000, 300)
def beakers(canvas: Canvas, picture: Picture) -> None:
    """Draw four beakers from pale to dark."""
    for number, color in enumerate(("chalk", picture.color, "heather", picture.accent)):
        with canvas.group(-360 + number * 240, 12 if number % 2 else -12):
            contact_shadow(canvas, 90)
            turn(canvas, BEAKER, glazed(color), seed=number + 11)


def bowl_at(canvas: Canvas, profile: list[Point], color: str, seed: int = 2) -> None:
    """Stand a bowl on its narrow foot."""
    contact_shadow(canvas, profile[0][0] * 1.5)
    turn(canvas, profile, glazed(color), seed=seed)


@stands("bowl", 760, 400)
def bowl(canvas: Canvas, picture: Picture) -> None:
    """Draw a bowl: deep, wide or grand."""
    profile = {"wide": WIDE_BOWL, "grand": GRAND_BOWL}.get(picture.form, BOWL)
    with canvas.group(scale=1 if picture.form else 1.32):
        bowl_at(canvas, profile, picture.color)


def _green_steps(color: str) -> list[str]:
    return [mix(color, "chalk", 0.66), mix(color, "chalk", 0.36), tone(color), shaded(color, 0.34)]


@stands("nested_bowls", 830, 420)
def nested_bowls(canvas: Canvas, picture: Picture) -> None:
    """Draw four bowls inside one another, the darkest outermost."""
    steps = _green_steps(picture.color)
    bowl_at(canvas, GRAND_BOWL, steps[3])
    for scale, lift, color in ((0.76, 88, steps[2]), (0.56, 176, steps[1]), (0.36, 250, steps[0])):
        with canvas.group(0, -lift, scale=scale):
            canvas.glow(16, -100, 330, 90, SHADOW, 0.5)
            radius, height = GRAND_BOWL[-1]
            wall = f"M{-radius:g} {-height:g}C-390 -180 -340 -150 -300 -132A330 60 0 0 0 300 -132C340 -150 390 -180 {radius:g} {-height:g}Z"
            body(canvas, wall, color)
            mouth(canvas, radius, -height, glazed(color))


@stands("bowl_row", 2060, 330)
def bowl_row(canvas: Canvas, picture: Picture) -> None:
    """Draw the four bowls side by side."""
    x = -1020.0
    for scale, color in zip((0.32, 0.5, 0.68, 0.9), _green_steps(picture.color), strict=True):
        x += 408 * scale
        with canvas.group(x, 0, scale=scale):
            bowl_at(canvas, GRAND_BOWL, color)
        x += 408 * scale + 30


def plate_at(canvas: Canvas, radius: float, color: str, *, squash: float = 1) -> None:
    """Lay one plate flat, lit from the upper left."""
    canvas.behind.glow(
        radius * 0.10, radius * 0.13, radius * 1.16, radius * 1.14 * squash, SHADOW, 0.6
    )
    rim = canvas.linear([(0, lit(color, 0.4)), (0.5, tone(color)), (1, shaded(color, 0.3))],
                        box=(-radius, -radius, radius, radius))  # fmt: skip
    canvas.ellipse(0, 0, radius, radius * squash, tone("clay"))
    canvas.ellipse(-1, -1, radius * 0.978, radius * 0.978 * squash, rim)
    well = radius * 0.72
    dish = canvas.linear([(0, shaded(color, 0.22)), (0.35, shaded(color, 0.06)), (1, lit(color, 0.24))],
                         box=(-well, -well, well, well))  # fmt: skip
    canvas.ellipse(0, 0, well * 1.03, well * 1.03 * squash, shaded(color, 0.12), fill_opacity=0.8)
    canvas.ellipse(0, 0, well, well * squash, dish)
    _throwing_rings(canvas, well, color, squash)
    canvas.glow(
        -radius * 0.42, -radius * 0.46 * squash, radius * 0.42, radius * 0.3 * squash, WHITE, 0.42
    )


def _throwing_rings(canvas: Canvas, well: float, color: str, squash: float) -> None:
    for share in (0.86, 0.64, 0.42, 0.2):
        canvas.ellipse(0, 0, well * share, well * share * squash, stroke=shaded(color, 0.5),
                       stroke_width=2, stroke_opacity=0.10)  # fmt: skip


@lies("plate", 820, 820)
def plate(canvas: Canvas, picture: Picture) -> None:
    """Draw a plate from above."""
    plate_at(canvas, 310 if picture.form == "small" else 400, picture.color)


@lies("platter", 1000, 700)
def platter(canvas: Canvas, picture: Picture) -> None:
    """Draw an oval platter whose glaze pools at the ends."""
    plate_at(canvas, 490, picture.color, squash=0.62)
    for side in (-1, 1):
        canvas.glow(side * 250, 0, 100, 130, shaded("leaf", 0.35), 0.34)


@lies("pinch_dishes", 900, 900)
def pinch_dishes(canvas: Canvas, picture: Picture) -> None:
    """Draw five small dishes that do not match."""
    places = ((-220, -210, 180, "chalk"), (200, -230, 150, "ink"), (-20, 40, 130, picture.color),
              (270, 150, 175, "moss"), (-250, 250, 155, "heather"))  # fmt: skip
    for x, y, radius, color in places:
        with canvas.group(x, y, turn=x / 20):
            plate_at(canvas, radius, color, squash=0.94)
    for x, y in ((-240, -230), (-190, -190), (-215, -170), (-205, -228)):
        canvas.rect(x, y, 26, 22, WHITE, round_by=5, fill_opacity=0.85)


@stands("plate_stack", 900, 330)
def plate_stack(canvas: Canvas, picture: Picture) -> None:
    """Draw five plates, one on another, seen from the side."""
    contact_shadow(canvas, 250)
    for number in range(5):
        color = picture.accent if number == 2 else picture.color  # noqa: PLR2004
        with canvas.group(number % 2 * 5 - 3, -number * 38):
            canvas.glow(0, 0, 330, 46, SHADOW, 0.35)
            turn(
                canvas, [(170, 0), (186, 10), (330, 34), (374, 62)], glazed(color), seed=number + 4
            )
    with canvas.group(0, -152):
        canvas.ellipse(
            0, -62, 250, 250 * TILT * 0.86, shaded(picture.color, 0.10), fill_opacity=0.7
        )


@stands("jug", 440, 440)
def jug(canvas: Canvas, picture: Picture) -> None:
    """Draw a jug with a pulled lip."""
    if picture.form == "tall":
        with canvas.group(scale=0.82):
            jug_at(canvas, TALL_JUG, picture.color)
    else:
        jug_at(canvas, JUG, picture.color)


def jug_at(canvas: Canvas, profile: list[Point], color: str) -> None:
    """Stand a jug, its lip to the left and its handle to the right."""
    radius, top = profile[-1]
    contact_shadow(canvas, 140)
    handle(
        canvas,
        f"M{radius - 12:g} {-top + 26:g}C{radius + 150:g} {-top:g} {radius + 130:g} -110 142 -92",
        color,
        32,
    )
    turn(canvas, profile, glazed(color), seed=8)
    lip = f"M{-radius * 0.5:g} {-top - 14:g}L{-radius - 52:g} {-top - 24:g}Q{-radius - 10:g} {-top + 62:g} {-radius * 0.6:g} {-top + 40:g}Z"
    body(canvas, lip, color, depth=0.7)
    inner = f"M{-radius * 0.3:g} {-top - 10:g}L{-radius - 44:g} {-top - 21:g}Q{-radius * 0.8:g} {-top + 12:g} {-radius * 0.3:g} {-top + 14:g}Z"
    canvas.path(inner, shaded("chalk", 0.26))
    canvas.line(f"M{-radius * 0.4:g} {-top - 15:g}L{-radius - 50:g} {-top - 24:g}", tone("clay"), 4)


@stands("sugar_cream", 900, 400)
def sugar_cream(canvas: Canvas, picture: Picture) -> None:
    """Draw a creamer beside a sugar bowl."""
    with canvas.group(-200):
        jug_at(canvas, [(r * 0.86, h * 0.86) for r, h in JUG], picture.color)
    with canvas.group(220, 14):
        bowl_at(canvas, [(r * 0.66, h * 0.66) for r, h in BOWL], picture.accent)
        canvas.path(
            smooth([(-140, -164), (-80, -196), (0, -208), (90, -192), (140, -164)])
            + "Q0 -132 -140 -164Z",
            "#F6F1E6",
        )


def teapot_at(canvas: Canvas, color: str) -> None:
    """Stand the round pot: spout to the left, handle to the right, lid on."""
    contact_shadow(canvas, 200)
    handle(canvas, "M176 -270C330 -330 360 -90 196 -88", color, 36)
    spout = "M-170 -120C-250 -130 -270 -230 -330 -296L-282 -318C-230 -290 -190 -262 -150 -236Z"
    body(canvas, spout, color)
    canvas.path("M-332 -294L-282 -318L-290 -304Z", tone("clay"))
    turn(canvas, POT, glazed(color), is_open=False, seed=6)
    with canvas.group(0, -322):
        canvas.ellipse(0, 0, 104, 104 * TILT, shaded(color, 0.55))
        turn(canvas, [(98, 0), (86, 22), (50, 40), (20, 46)], glazed(color), is_open=False, seed=9)
        with canvas.group(0, -44):
            turn(
                canvas,
                [(16, 0), (14, 12), (26, 28), (24, 44), (8, 52)],
                glazed(color),
                is_open=False,
                seed=10,
            )


@stands("teapot", 700, 430)
def teapot(canvas: Canvas, picture: Picture) -> None:
    """Draw the Harbour teapot."""
    teapot_at(canvas, picture.color)


@stands("tea_scene", 1250, 480)
def tea_scene(canvas: Canvas, picture: Picture) -> None:
    """Draw the teapot on a tray with two cups."""
    canvas.behind.glow(40, 20, 700, 90, SHADOW, 0.5)
    canvas.ellipse(0, 8, 620, 92, shaded("beech", 0.35))
    canvas.ellipse(
        0, -6, 620, 92, canvas.linear([(0, lit("beech", 0.3)), (1, shaded("beech", 0.2))])
    )
    with canvas.group(-170, -26):
        teapot_at(canvas, picture.color)
    for x, y, scale in ((250, -30, 0.92), (440, 12, 0.98)):
        with canvas.group(x, y, scale=scale * 0.86):
            contact_shadow(canvas, 100)
            turn(canvas, CUP, glazed(picture.accent), seed=int(x))
            liquid(canvas, 118, -225, "amber")


@stands("stacked_tea", 560, 540)
def stacked_tea(canvas: Canvas, picture: Picture) -> None:
    """Draw saucer, cup and pot in one tower."""
    contact_shadow(canvas, 190)
    turn(canvas, [(120, 0), (136, 10), (214, 30), (240, 48)], glazed(picture.color), seed=1)
    with canvas.group(0, -34):
        canvas.glow(0, 0, 150, 30, SHADOW, 0.5)
        handle(canvas, "M150 -150C236 -160 230 -50 130 -44", picture.color, 26)
        turn(canvas, [(84, 0), (120, 24), (156, 100), (160, 190)], glazed(picture.color), seed=2)
    with canvas.group(0, -206, scale=0.74):
        canvas.glow(0, 4, 190, 34, SHADOW, 0.55)
        teapot_at(canvas, picture.color)


@stands("lidded_jar", 420, 480)
def lidded_jar(canvas: Canvas, picture: Picture) -> None:
    """Draw a lidded jar; a squat one has a honey dipper."""
    squat = picture.form == "squat"
    profile: list[Point] = (
        [(112, 0), (160, 34), (178, 120), (160, 210), (132, 236)]
        if squat
        else [(132, 0), (164, 26), (176, 150), (174, 300), (150, 352), (140, 360)]
    )
    contact_shadow(canvas, 165)
    radius, top = profile[-1]
    if squat:
        canvas.line(f"M40 {-top + 10}L150 {-top - 190}", shaded("beech", 0.25), 20)
        canvas.line(f"M36 {-top + 8}L146 {-top - 192}", lit("beech", 0.25), 8)
    turn(canvas, profile, glazed(picture.color), is_open=False, seed=7)
    with canvas.group(0, -top - 4):
        canvas.ellipse(
            0,
            4,
            radius + 6,
            (radius + 6) * TILT,
            shaded("beech" if not squat else picture.color, 0.3),
        )
        lid: list[Point] = [(radius + 8, 0), (radius * 0.96, 20), (radius * 0.5, 44), (24, 52)]
        turn(canvas, lid, glazed(picture.color), is_open=False, seed=12)
        with canvas.group(0, -48):
            turn(
                canvas,
                [(18, 0), (16, 12), (32, 30), (28, 46), (8, 52)],
                glazed(picture.color),
                is_open=False,
            )


@stands("crock", 560, 640)
def crock(canvas: Canvas, picture: Picture) -> None:
    """Draw the fermenting crock with its gutter and two lugs."""
    contact_shadow(canvas, 210)
    for side in (-1, 1):
        handle(
            canvas,
            f"M{side * 214} -300C{side * 280} -300 {side * 280} -370 {side * 214} -372",
            picture.color,
            34,
        )
    turn(
        canvas,
        [(186, 0), (212, 24), (222, 200), (216, 400), (190, 448), (204, 480)],
        glazed(picture.color),
        seed=14,
    )
    with canvas.group(0, -462):
        turn(
            canvas,
            [(168, 0), (160, 30), (90, 58), (26, 64)],
            glazed(picture.color),
            is_open=False,
            seed=15,
        )
        with canvas.group(0, -60):
            turn(
                canvas,
                [(22, 0), (20, 14), (40, 32), (34, 50), (8, 56)],
                glazed(picture.color),
                is_open=False,
            )


@stands("salt_pig", 460, 440)
def salt_pig(canvas: Canvas, picture: Picture) -> None:
    """Draw a hooded pot with a round mouth on its side."""
    contact_shadow(canvas, 165)
    hood: list[Point] = [
        (128, 0),
        (166, 36),
        (176, 150),
        (160, 270),
        (104, 360),
        (34, 392),
        (6, 394),
    ]
    turn(canvas, hood, glazed(picture.color), is_open=False, seed=21)
    with canvas.group(-34, -196, turn=-8):
        canvas.ellipse(0, 0, 106, 112, lit(picture.color, 0.30))
        canvas.ellipse(3, 4, 96, 102, tone("clay"))
        canvas.ellipse(
            5,
            7,
            88,
            94,
            canvas.radial(
                [(0, shaded("clay", 0.72)), (1, shaded("clay", 0.38))],
                center=(0.3, 0.25),
                radius=0.9,
            ),
        )
        canvas.path("M-72 44Q-20 8 40 26Q76 36 84 30Q70 96 4 100Q-56 96 -72 44Z", "#F2EEE6")


@stands("butter_dish", 760, 330)
def butter_dish(canvas: Canvas, picture: Picture) -> None:
    """Draw a covered butter dish."""
    canvas.behind.glow(60, 8, 460, 66, SHADOW, 0.55)
    canvas.path(
        "M-360 -14Q-360 -44 -320 -44H320Q360 -44 360 -14Q360 22 300 22H-300Q-360 22 -360 -14Z",
        shaded(picture.accent, 0.20),
    )
    canvas.path(
        "M-356 -26Q-356 -48 -320 -48H320Q356 -48 356 -26Q356 -4 300 -4H-300Q-356 -4 -356 -26Z",
        canvas.linear([(0, lit(picture.accent, 0.4)), (1, shaded(picture.accent, 0.1))]),
    )
    canvas.glow(20, -22, 320, 24, SHADOW, 0.4)
    body(
        canvas,
        "M-270 -30C-276 -120 -268 -196 -236 -206C-120 -226 120 -226 236 -206C268 -196 276 -120 270 -30Q0 0 -270 -30Z",
        picture.color,
    )
    canvas.path(
        "M-236 -206C-120 -226 120 -226 236 -206C180 -184 -180 -184 -236 -206Z",
        lit(picture.color, 0.45),
        fill_opacity=0.8,
    )
    handle(canvas, "M-64 -204C-60 -268 60 -268 64 -204", picture.color, 30)
    canvas.glow(-150, -140, 60, 60, WHITE, 0.4)


@stands("dripper", 480, 560)
def dripper(canvas: Canvas, picture: Picture) -> None:
    """Draw a coffee cone on a mug."""
    with canvas.group(-20):
        mug_at(canvas, picture.accent)
        with canvas.group(0, -340):
            canvas.glow(0, 8, 190, 36, SHADOW, 0.45)
            turn(
                canvas,
                [(176, 0), (190, 6), (192, 16)],
                glazed(picture.color),
                is_open=False,
                seed=3,
            )
            handle(canvas, "M120 -120C230 -130 220 -30 96 -36", picture.color, 24)
            turn(
                canvas, [(84, 12), (104, 40), (160, 130), (182, 184)], glazed(picture.color), seed=5
            )
            canvas.path("M-150 -196L-120 -222H110L150 -192Q0 -150 -150 -196Z", "#F3EBDD")
            canvas.ellipse(0, -186, 122, 19, canvas.radial([(0, "#5A3A26"), (1, "#38220F")]))
