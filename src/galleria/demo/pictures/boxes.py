"""Things to give: boxes with ribbons, a hamper, a parcel, a voucher."""

from galleria.demo.pictures.canvas import Canvas
from galleria.demo.pictures.lathe import body, smooth_surface, turn
from galleria.demo.pictures.palette import SHADOW, WHITE, lit, mix, shaded, tone
from galleria.demo.pictures.picture import Picture
from galleria.demo.pictures.stoneware import mug_at
from galleria.demo.pictures.subject import lies, stands


def bow(canvas: Canvas, x: float, y: float, color: str, size: float = 1) -> None:
    """Tie a ribbon: two loops, two tails, a knot."""
    with canvas.group(x, y, scale=size):
        for side in (-1, 1):
            canvas.path(
                f"M0 0C{side * 40} 30 {side * 90} 80 {side * 96} 130L{side * 62} 118L{side * 52} 142C{side * 40} 90 {side * 10} 40 0 0Z",
                shaded(color, 0.20),
            )
        for side in (-1, 1):
            loop = f"M0 0C{side * 30} -110 {side * 170} -130 {side * 176} -50C{side * 178} 16 {side * 60} 26 0 0Z"
            canvas.path(
                loop,
                canvas.linear([(0, lit(color, 0.3)), (0.5, tone(color)), (1, shaded(color, 0.34))]),
            )
            canvas.path(
                f"M{side * 20} -14C{side * 60} -76 {side * 130} -84 {side * 134} -48C{side * 130} -14 {side * 60} 4 {side * 20} -14Z",
                shaded(color, 0.46),
            )
        canvas.path(
            "M-30 -20Q0 -36 30 -20Q36 6 26 22Q0 32 -26 22Q-36 6 -30 -20Z",
            canvas.linear([(0, lit(color, 0.35)), (1, shaded(color, 0.2))]),
        )


def carton(canvas: Canvas, width: float, height: float, color: str, *, depth: float = 90) -> None:
    """Draw a box's front, side and top; light falls on top and front."""
    half = width / 2
    canvas.behind.glow(half * 0.35, 4, half * 1.5, 70, SHADOW, 0.55)
    side = f"M{half:g} {-height:g}L{half + depth:g} {-height - depth * 0.6:g}V{-depth * 0.6:g}L{half:g} 0Z"
    canvas.path(side, canvas.linear([(0, shaded(color, 0.36)), (1, shaded(color, 0.5))]))
    canvas.rect(
        -half,
        -height,
        width,
        height,
        canvas.linear([(0, lit(color, 0.16)), (1, shaded(color, 0.14))]),
    )
    top = f"M{-half:g} {-height:g}L{-half + depth:g} {-height - depth * 0.6:g}H{half + depth:g}L{half:g} {-height:g}Z"
    canvas.path(top, canvas.linear([(0, lit(color, 0.5)), (1, lit(color, 0.26))]))


@stands("gift_box", 640, 560)
def gift_box(canvas: Canvas, picture: Picture) -> None:
    """Draw a lidded box with ribbon and bow."""
    wide = picture.form == "wide"
    width, height = (520, 230) if wide else (420, 300)
    ribbon = picture.accent
    with canvas.group(-46):
        carton(canvas, width, height, picture.color)
        with canvas.group(0, -height + 74):
            half = width / 2 + 14
            canvas.path(
                f"M{half:g} -84L{half + 96:g} -142V-60L{half:g} 0Z", shaded(picture.color, 0.44)
            )
            canvas.rect(
                -half,
                -84,
                2 * half,
                84,
                canvas.linear([(0, lit(picture.color, 0.26)), (1, shaded(picture.color, 0.06))]),
            )
            canvas.path(
                f"M{-half:g} -84L{-half + 96:g} -142H{half + 96:g}L{half:g} -84Z",
                canvas.linear([(0, lit(picture.color, 0.55)), (1, lit(picture.color, 0.3))]),
            )
            canvas.rect(-half, 0, 2 * half, 10, SHADOW, fill_opacity=0.25)
        band = canvas.linear(
            [(0, lit(ribbon, 0.28)), (0.5, tone(ribbon)), (1, shaded(ribbon, 0.18))]
        )
        canvas.rect(-36, -height - 10, 72, height + 10, band)
        top = -height - 10
        canvas.path(f"M-36 {top}L60 {top - 58}H132L36 {top}Z", lit(ribbon, 0.25))
        canvas.path(
            f"M{-width / 2 + 34:g} {top - 29}H{width / 2 + 60:g}L{width / 2 + 92:g} {top - 50}H{-width / 2 + 66:g}Z",
            lit(ribbon, 0.14),
        )
        bow(canvas, 48, top - 42, ribbon, 0.92)


@stands("open_box", 800, 500)
def open_box(canvas: Canvas, picture: Picture) -> None:
    """Draw an open box, packed."""
    half = 330
    canvas.behind.glow(80, 4, 560, 80, SHADOW, 0.55)
    canvas.path(
        f"M{-half} -250L{-half + 60} -330H{half + 60 - 60}L{half} -250Z",
        shaded(picture.color, 0.55),
    )
    if picture.form == "sweets":
        _sweets_inside(canvas, picture)
    else:
        _pottery_inside(canvas, picture)
    for number in range(46):
        x = -half + 14 + number * 14.4
        lift = (number * 37 % 40) - 10
        canvas.line(
            f"M{x:g} -232Q{x + 20:g} {-282 - lift:g} {x + 42:g} -240",
            mix("cream", "board", (number % 5) * 0.16),
            6,
        )
    canvas.rect(
        -half,
        -250,
        2 * half,
        250,
        canvas.linear([(0, lit(picture.color, 0.2)), (1, shaded(picture.color, 0.16))]),
    )
    canvas.rect(-half, -250, 2 * half, 7, lit(picture.color, 0.55))
    canvas.rect(-half, -150, 2 * half, 46, tone(picture.accent), fill_opacity=0.92)
    for side in (-1, 1):
        flap = f"M{side * half} -250L{side * (half + 130)} -196L{side * (half + 120)} -150L{side * half} -196Z"
        canvas.path(flap, shaded(picture.color, 0.10 if side < 0 else 0.36))


def _pottery_inside(canvas: Canvas, picture: Picture) -> None:
    with canvas.group(-170, -150, scale=0.8):
        mug_at(canvas, "chalk")
    with canvas.group(80, -190):
        body(canvas, "M-70 0V-170Q-60 -196 0 -200Q60 -196 70 -170V0Z", "natural")
        canvas.rect(-70, -120, 140, 22, tone(picture.accent))
    with canvas.group(230, -180, scale=0.72):
        turn(
            canvas,
            [(100, 0), (128, 30), (136, 110), (110, 180), (40, 220), (24, 226)],
            smooth_surface("honey"),
            is_open=False,
        )


def _sweets_inside(canvas: Canvas, picture: Picture) -> None:
    colors = (picture.accent, "sun", "aubergine", "mint", "orange", "blush")
    for number, color in enumerate(colors):
        x = -300 + number * 102
        body(canvas, f"M{x} -200V-372L{x + 12} -392H{x + 80}L{x + 92} -372V-200Z", color, depth=0.7)
        canvas.rect(x + 18, -340, 56, 50, tone("cream"), round_by=10)
        canvas.ellipse(x + 46, -315, 13, 13, tone(color))


@stands("hamper", 940, 520)
def hamper(canvas: Canvas, picture: Picture) -> None:
    """Draw a willow basket, packed until it creaks."""
    canvas.behind.glow(80, 4, 640, 90, SHADOW, 0.55)
    for left, color, width in (
        (-250, "leaf", 120),
        (-120, picture.accent, 130),
        (20, "sun", 120),
        (240, "aubergine", 130),
    ):
        with canvas.group(left, -230):
            turn(
                canvas,
                [(width / 2, 0), (width / 2 + 4, 8), (width / 2 + 4, 170), (width / 2, 182)],
                smooth_surface(color),
                is_open=False,
            )
            canvas.rect(-width / 2 - 4, -130, width + 8, 62, tone("cream"), fill_opacity=0.92)
    with canvas.group(134, -230):
        body(canvas, "M-52 0V-120Q-52 -150 -34 -160V-190H34V-160Q52 -150 52 -120V0Z", "amber")
        canvas.rect(-40, -214, 80, 34, tone("cherry"), round_by=8)
    for number in range(40):
        x = -380 + number * 19.4
        canvas.line(
            f"M{x:g} -236Q{x + 18:g} {-268 - number * 29 % 34:g} {x + 38:g} -240",
            mix("honey", "cream", 0.3 + number % 4 * 0.14),
            6,
        )
    outline = "M-400 -246H400L366 -8Q0 14 -366 -8Z"
    body(canvas, outline, picture.color)
    with canvas.clipped(outline):
        for row in range(9):
            y = -238 + row * 28
            offset = 0 if row % 2 else 22
            strands = "".join(
                f"M{x + offset} {y}q22 -13 44 0q-22 15 -44 0" for x in range(-430, 430, 44)
            )
            canvas.path(
                strands,
                lit(picture.color, 0.34),
                stroke=shaded(picture.color, 0.55),
                stroke_width=3,
            )
        canvas.path(outline, canvas.linear([(0, WHITE, 0.10), (0.4, WHITE, 0), (1, SHADOW, 0.42)]))
    canvas.rect(
        -412,
        -262,
        824,
        32,
        canvas.linear([(0, lit(picture.color, 0.4)), (1, shaded(picture.color, 0.3))], down=True),
        round_by=16,
    )
    for x in (-230, 200):
        canvas.rect(
            x,
            -270,
            38,
            170,
            canvas.linear([(0, shaded("cocoa", 0.1)), (0.4, lit("milk", 0.2)), (1, tone("cocoa"))]),
            round_by=6,
        )
        canvas.rect(x - 6, -158, 50, 36, "none", round_by=6, stroke="#D9B45A", stroke_width=7)
    bow(canvas, 0, -132, picture.accent, 0.8)


@lies("post_parcel", 1100, 760)
def post_parcel(canvas: Canvas, picture: Picture) -> None:
    """Draw a flat parcel with two pouches and a postcard."""
    with canvas.group(-60, 20, turn=-7):
        canvas.behind.glow(36, 50, 520, 350, SHADOW, 0.5)
        canvas.rect(
            -430,
            -270,
            860,
            540,
            canvas.linear([(0, lit("board", 0.45)), (1, tone("board"))]),
            round_by=12,
        )
        canvas.rect(-400, -240, 800, 480, shaded("board", 0.28), round_by=8)
        for x, color in ((-250, picture.accent), (20, "leaf")):
            canvas.glow(x + 12, 14, 160, 220, SHADOW, 0.4)
            canvas.rect(
                x - 118,
                -200,
                236,
                400,
                canvas.linear([(0, lit(color, 0.3)), (0.5, tone(color)), (1, shaded(color, 0.25))]),
                round_by=14,
            )
            canvas.rect(x - 118, -200, 236, 54, shaded(color, 0.2), round_by=14)
            canvas.ellipse(x, 20, 76, 76, tone(picture.color))
            canvas.path(f"M{x} -34Q{x + 50} 10 {x} 74Q{x - 50} 10 {x} -34Z", tone(color))
    with canvas.group(330, 90, turn=11):
        canvas.glow(14, 18, 220, 170, SHADOW, 0.5)
        canvas.rect(-180, -125, 360, 250, "#FFFDF6", round_by=6)
        canvas.rect(-160, -105, 190, 210, mix("mint", "leaf", 0.3))
        canvas.path("M-160 60L-90 -30L-40 30L-10 0L30 60V105H-160Z", tone("leaf"))
        canvas.ellipse(-20, -62, 26, 26, tone("sun"))
        canvas.rect(110, -105, 52, 62, tone(picture.accent))
        canvas.path("M54 0h108M54 30h108M54 60h80", stroke="#B9A99A", stroke_width=4)


@lies("voucher", 1000, 640)
def voucher(canvas: Canvas, picture: Picture) -> None:
    """Draw a paper voucher with a small drawing and a band."""
    ground, mark = picture.color, picture.accent
    with canvas.group(0, 0, turn=-5):
        canvas.behind.glow(30, 40, 510, 330, SHADOW, 0.5)
        canvas.rect(
            -430,
            -260,
            860,
            520,
            canvas.linear([(0, lit(ground, 0.30)), (1, shaded(ground, 0.10))]),
            round_by=8,
        )
        canvas.rect(
            -400,
            -230,
            800,
            460,
            "none",
            round_by=4,
            stroke=tone(mark),
            stroke_width=3,
            stroke_opacity=0.7,
        )
        if mark == "lime":
            canvas.path(
                "M-400 140L-240 -40L-170 40L-40 -130L90 60L160 -10L400 190V230H-400Z",
                shaded(ground, 0.45),
            )
            canvas.line("M-400 140L-240 -40L-170 40L-40 -130L90 60L160 -10L400 190", tone(mark), 7)
        else:
            canvas.line("M-150 -60C-140 90 -70 120 0 120C70 120 140 90 150 -60", tone(mark), 9)
            canvas.ellipse(0, -60, 150, 30, stroke=tone(mark), stroke_width=9)
            canvas.line("M-50 124L-58 150H58L50 124M-128 10Q0 44 128 10", tone(mark), 6)
        canvas.rect(
            250,
            -262,
            64,
            524,
            canvas.linear([(0, lit(mark, 0.2)), (1, shaded(mark, 0.14))]),
            fill_opacity=0.94,
        )
        for y in (-160, -130, -100):
            canvas.rect(-360, y, 150 - (y + 160), 8, mix(ground, mark, 0.5), round_by=4)
