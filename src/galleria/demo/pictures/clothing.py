"""Jackets, hats, gloves, socks."""

from galleria.demo.pictures.canvas import Canvas, smooth
from galleria.demo.pictures.palette import SHADOW, WHITE, lit, shaded, tone
from galleria.demo.pictures.picture import Picture
from galleria.demo.pictures.subject import lies

TRUNK = "M-150 -330C-60 -300 60 -300 150 -330L214 -290C232 -120 226 160 236 400Q120 424 0 416Q-120 424 -236 400C-226 160 -232 -120 -214 -290Z"
SLEEVE = (
    "M150 -330Q230 -320 268 -250C316 -100 356 120 372 330Q330 356 282 344C256 180 226 20 190 -120Z"
)


def _panel(canvas: Canvas, outline: str, color: str) -> None:
    canvas.path(
        outline,
        canvas.linear([(0, lit(color, 0.26)), (0.4, tone(color)), (1, shaded(color, 0.36))]),
    )
    canvas.path(
        outline, canvas.linear([(0, WHITE, 0.12), (0.4, WHITE, 0), (1, SHADOW, 0.26)], down=True)
    )


def _sleeves(canvas: Canvas, picture: Picture) -> None:
    down = picture.form == "down"
    for side in (-1, 1):
        with canvas.group(stretch=side):
            color = picture.color if side < 0 else shaded(picture.color, 0.12)
            _panel(canvas, SLEEVE, color)
            with canvas.clipped(SLEEVE):
                for number, y in enumerate(range(-260, 340, 66)):
                    if down:
                        _baffle(canvas, y, color, 140, 400)
                    elif number % 3 == 1:
                        canvas.line(
                            f"M190 {y}Q260 {y + 40} 330 {y + 8}", SHADOW, 16, stroke_opacity=0.16
                        )
            canvas.line("M284 318Q330 330 370 306", tone(picture.accent), 14)


def _baffle(canvas: Canvas, y: float, color: str, left: float, right: float) -> None:
    """Draw one quilting seam and the shade under the puff above it."""
    middle = (left + right) / 2
    seam = smooth([(left, y), (middle, y + 12), (right, y)])
    canvas.line(seam, SHADOW, 26, stroke_opacity=0.16)
    canvas.line(seam, shaded(color, 0.5), 4, stroke_opacity=0.7)
    with canvas.group(0, 26):
        canvas.line(seam, WHITE, 16, stroke_opacity=0.14)


def _hood(canvas: Canvas, color: str) -> None:
    outer = "M-160 -326C-180 -450 -90 -520 0 -520C90 -520 180 -450 160 -326Q80 -270 0 -268Q-80 -270 -160 -326Z"
    _panel(canvas, outer, color)
    canvas.path(
        "M-104 -330C-110 -430 -60 -470 0 -470C60 -470 110 -430 104 -330Q50 -284 0 -280Q-50 -284 -104 -330Z",
        canvas.linear([(0, shaded(color, 0.72)), (1, shaded(color, 0.52))]),
    )
    canvas.line(
        "M-112 -330C-118 -438 -60 -480 0 -480C60 -480 118 -438 112 -330", lit(color, 0.3), 8
    )


@lies("jacket", 830, 1000)
def jacket(canvas: Canvas, picture: Picture) -> None:
    """Draw a jacket laid flat: shell, down, or a thin wind shirt."""
    canvas.behind.glow(40, 60, 400, 470, SHADOW, 0.5)
    with canvas.group(0, 36):
        _sleeves(canvas, picture)
        _panel(canvas, TRUNK, picture.color)
        with canvas.clipped(TRUNK):
            _trunk(canvas, picture)
        _hood(canvas, picture.color)
        _front_zip(canvas, picture)


def _trunk(canvas: Canvas, picture: Picture) -> None:
    if picture.form == "down":
        for y in range(-300, 420, 66):
            _baffle(canvas, y, picture.color, -250, 250)
        return
    for points in (
        [(-190, -200), (-120, 40), (-150, 400)],
        [(170, -160), (96, 80), (130, 400)],
        [(-60, 120), (-20, 260), (-40, 410)],
    ):
        canvas.line(smooth(points), SHADOW, 40, stroke_opacity=0.10)
        canvas.line(smooth([(x - 22, y) for x, y in points]), WHITE, 18, stroke_opacity=0.08)
    canvas.line("M-236 -180Q0 -130 236 -180", shaded(picture.color, 0.4), 4, stroke_opacity=0.7)
    canvas.line("M-250 360Q0 384 250 360", shaded(picture.color, 0.4), 4, stroke_opacity=0.7)


def _front_zip(canvas: Canvas, picture: Picture) -> None:
    accent = tone(picture.accent)
    bottom = 60 if picture.form == "light" else 412
    canvas.line(f"M0 -280V{bottom}", shaded(picture.color, 0.55), 22)
    canvas.line(f"M0 -280V{bottom}", accent, 9)
    canvas.rect(-8, -268, 16, 46, lit(picture.accent, 0.3), round_by=6)
    if picture.form == "light":
        return
    for side in (-1, 1):
        canvas.line(f"M{side * 90} -110L{side * 130} 70", shaded(picture.color, 0.5), 15)
        canvas.line(f"M{side * 90} -110L{side * 130} 70", accent, 6)
        canvas.rect(side * 130 - 6, 66, 12, 34, accent, round_by=5)
    canvas.rect(-196, -236, 64, 22, accent, round_by=3)


@lies("beanie", 700, 700)
def beanie(canvas: Canvas, picture: Picture) -> None:
    """Draw a ribbed hat with a turned-up edge."""
    canvas.behind.glow(30, 60, 340, 330, SHADOW, 0.5)
    crown = "M-290 130C-310 -120 -190 -310 0 -310C190 -310 310 -120 290 130Z"
    _panel(canvas, crown, picture.color)
    with canvas.clipped(crown):
        for x in range(-290, 320, 34):
            rib = smooth([(x * 0.10, -316), (x * 0.72, -150), (x, 140)])
            canvas.line(rib, SHADOW, 13, stroke_opacity=0.22)
            canvas.line(
                smooth([(x * 0.10 - 6, -316), (x * 0.72 - 9, -150), (x - 10, 140)]),
                WHITE,
                8,
                stroke_opacity=0.16,
            )
    edge = "M-312 96Q0 150 312 96Q330 180 306 268Q0 322 -306 268Q-330 180 -312 96Z"
    _panel(canvas, edge, lit(picture.color, 0.08))
    with canvas.clipped(edge):
        for x in range(-310, 330, 28):
            canvas.line(f"M{x} 90Q{x + 4} 200 {x} 310", SHADOW, 10, stroke_opacity=0.22)
            canvas.line(f"M{x - 9} 90Q{x - 5} 200 {x - 9} 310", WHITE, 6, stroke_opacity=0.18)
    canvas.rect(120, 168, 96, 62, tone(picture.accent), round_by=5)
    canvas.path("M134 216L160 184L174 202L188 182L204 216Z", tone(picture.color))


@lies("gloves", 900, 860)
def gloves(canvas: Canvas, picture: Picture) -> None:
    """Draw a pair of leather gloves with dark cuffs."""
    hand = "M-120 120L-134 -60C-150 -190 -140 -330 -108 -336C-76 -340 -70 -240 -64 -150C-60 -260 -58 -390 -22 -394C14 -394 18 -270 16 -160C22 -270 34 -376 66 -372C100 -366 94 -250 84 -140C96 -220 116 -310 144 -300C172 -290 160 -180 144 -80C150 -50 190 -130 222 -116C250 -100 206 20 150 90L134 130Z"
    for x, turn, flip in ((-215, -8, -1), (215, 10, 1)):
        with canvas.group(x, 20, turn=turn, stretch=flip):
            canvas.behind.glow(20 * flip, 40, 240, 400, SHADOW, 0.45)
            cuff = "M-150 110Q0 140 168 106L196 400Q0 440 -176 396Z"
            _panel(canvas, cuff, picture.accent)
            _panel(canvas, hand, picture.color)
            for d in (
                "M-100 40Q-96 -60 -88 -140",
                "M-20 40Q-22 -60 -24 -140",
                "M60 40Q62 -50 58 -140",
            ):
                canvas.line(
                    d, shaded(picture.color, 0.5), 5, stroke_dasharray="10 7", stroke_opacity=0.8
                )
            canvas.line(
                "M-124 96Q0 130 150 92", shaded(picture.color, 0.45), 26, stroke_opacity=0.5
            )
            canvas.line("M-160 180Q0 206 178 176", tone("lime"), 14)
            canvas.line("M-168 340Q0 372 188 338", lit(picture.accent, 0.3), 8)


@lies("socks", 700, 1000)
def socks(canvas: Canvas, picture: Picture) -> None:
    """Draw a pair of long socks."""
    outline = "M-110 -430Q0 -450 110 -430C120 -200 112 0 116 110C130 160 230 200 290 260C330 310 300 380 220 376C100 372 -60 300 -104 200C-126 120 -106 -200 -110 -430Z"
    for x, y, turn in ((-150, 10, -4), (50, -10, 6)):
        with canvas.group(x, y, turn=turn):
            canvas.behind.glow(60, 40, 200, 430, SHADOW, 0.4)
            _panel(canvas, outline, picture.color)
            with canvas.clipped(outline):
                canvas.ellipse(270, 330, 110, 110, tone(picture.accent))
                canvas.ellipse(-86, 190, 96, 110, tone(picture.accent))
                canvas.rect(-130, -450, 260, 76, tone(picture.accent))
                for rib in range(-100, 130, 17):
                    canvas.line(
                        f"M{rib} -440Q{rib + 6} -200 {rib} 60", SHADOW, 6, stroke_opacity=0.20
                    )
                canvas.path(
                    outline, canvas.linear([(0, WHITE, 0.2), (0.4, WHITE, 0), (1, SHADOW, 0.34)])
                )
