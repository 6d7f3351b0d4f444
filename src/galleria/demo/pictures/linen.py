"""Cloth: folded, hung, draped and worn."""

import random
from collections.abc import Sequence

from galleria.demo.pictures.canvas import Canvas, Point, smooth
from galleria.demo.pictures.lathe import body
from galleria.demo.pictures.palette import SHADOW, WHITE, is_dark, lit, mix, shaded, tone
from galleria.demo.pictures.picture import Picture
from galleria.demo.pictures.subject import lies, stands

BRASS = "#C9A24E"


def cloth(
    canvas: Canvas, outline: str, color: str, *, fineness: float = 7, waffle: bool = False
) -> None:
    """Fill an outline with woven cloth, lit from the upper left."""
    canvas.path(
        outline,
        canvas.linear([(0, lit(color, 0.30)), (0.45, tone(color)), (1, shaded(color, 0.20))]),
    )
    thread = mix(color, WHITE if is_dark(tone(color)) else SHADOW, 0.5)
    threads = (26, 5, 0.20) if waffle else (fineness, 1.4, 0.13)
    canvas.path(outline, canvas.weave(thread, *threads))


def fold(canvas: Canvas, points: Sequence[Point], width: float, strength: float = 0.30) -> None:
    """Shade one fold: a soft dark line with a lit ridge to its left."""
    line = smooth(points)
    for share, opacity in ((1.0, 0.18), (0.6, 0.28), (0.25, 0.45)):
        canvas.line(line, SHADOW, width * share, stroke_opacity=strength * opacity)
    with canvas.group(-width * 0.55, -width * 0.1):
        canvas.line(line, WHITE, width * 0.42, stroke_opacity=strength * 0.55)


def _peg(canvas: Canvas, x: float, y: float) -> None:
    """Fix a turned wooden peg in the wall."""
    canvas.behind.glow(x + 26, y + 34, 60, 40, SHADOW, 0.45)
    canvas.ellipse(x, y, 30, 30, shaded("beech", 0.25))
    canvas.ellipse(
        x - 2,
        y - 2,
        26,
        26,
        canvas.radial([(0, lit("beech", 0.5)), (1, tone("beech"))], center=(0.35, 0.3), radius=0.8),
    )


def _wall_shadow(canvas: Canvas, middle: float, width: float, height: float) -> None:
    canvas.behind.glow(36, middle + 30, width * 0.80, height * 0.72, SHADOW, 0.40)


@lies("hung_towel", 520, 900)
def hung_towel(canvas: Canvas, picture: Picture) -> None:
    """Draw a towel hanging from a peg by its loop."""
    _wall_shadow(canvas, 30, 330, 620)
    canvas.line("M0 -410Q-16 -360 -4 -330", shaded(picture.color, 0.3), 9)
    outline = "M-30 -336Q0 -356 34 -334C60 -250 150 -200 168 -60C186 120 176 260 190 400Q120 424 60 404Q0 386 -60 410Q-130 428 -196 398C-176 240 -186 100 -166 -60C-150 -200 -56 -250 -30 -336Z"
    cloth(canvas, outline, picture.color, waffle=picture.form == "waffle")
    with canvas.clipped(outline):
        if picture.form != "waffle":
            for y, width in ((300, 34), (352, 8)):
                stripe = smooth(
                    [(-240, y), (-120, y + 16), (-20, y - 4), (80, y + 12), (240, y - 4)]
                )
                canvas.line(stripe, tone(picture.accent), width, stroke_opacity=0.92)
        fold(canvas, [(-14, -320), (-70, -120), (-86, 140), (-96, 420)], 60)
        fold(canvas, [(4, -320), (30, -100), (22, 160), (30, 420)], 74)
        fold(canvas, [(22, -320), (96, -120), (112, 140), (126, 420)], 56)
        canvas.path(outline, canvas.linear([(0, WHITE, 0.10), (0.6, WHITE, 0), (1, SHADOW, 0.30)]))
    _peg(canvas, 0, -416)


def slab(
    canvas: Canvas, y: float, width: float, height: float, color: str, stripe: str, shift: float = 0
) -> None:
    """Lay one folded cloth on a pile: a rounded edge with its layers showing."""
    half = width / 2
    left, right = shift - half, shift + half
    top = y - height
    canvas.glow(shift + 10, y + 2, half * 1.02, 13, SHADOW, 0.5)
    edge = f"M{left + 12:g} {top:g}H{right - 26:g}Q{right + 6:g} {top + 4:g} {right:g} {y - height / 2:g}Q{right + 2:g} {y - 2:g} {right - 24:g} {y:g}H{left + 8:g}Q{left - 10:g} {y - height / 2:g} {left + 12:g} {top:g}Z"
    cloth(canvas, edge, color)
    canvas.path(
        edge, canvas.linear([(0, WHITE, 0.28), (0.45, WHITE, 0), (1, SHADOW, 0.34)], down=True)
    )
    with canvas.clipped(edge):
        canvas.rect(
            left + width * 0.16, top - 2, width * 0.06, height + 4, tone(stripe), fill_opacity=0.88
        )
        canvas.rect(
            left + width * 0.24, top - 2, width * 0.014, height + 4, tone(stripe), fill_opacity=0.88
        )
        for share in (0.36, 0.66):
            line = smooth(
                [
                    (left, top + height * share),
                    (shift, top + height * share + 3),
                    (right, top + height * share - 2),
                ]
            )
            canvas.line(line, SHADOW, 2.4, stroke_opacity=0.30)


def _top(canvas: Canvas, y: float, width: float, color: str) -> None:
    """Show a little of the upper face of the topmost cloth."""
    half = width / 2
    face = f"M{-half + 14:g} {y:g}L{-half + 74:g} {y - 54:g}H{half - 64:g}Q{half - 16:g} {y - 30:g} {half - 22:g} {y:g}Z"
    cloth(canvas, face, lit(color, 0.25))


@stands("folded_towels", 720, 330)
def folded_towels(canvas: Canvas, picture: Picture) -> None:
    """Draw a pile of folded towels."""
    canvas.behind.glow(60, 4, 470, 70, SHADOW, 0.5)
    waffle = picture.form == "waffle"
    layers = 2 if waffle else 4
    height = 96 if waffle else 66
    for number in range(layers):
        color = mix(picture.color, WHITE, 0.10 * (number % 2))
        stripe = picture.accent if not waffle else shaded(picture.color, 0.12)
        slab(
            canvas,
            -number * height,
            620 - number * 8,
            height,
            color,
            stripe,
            (-8, 10, -4, 6)[number],
        )
    _top(canvas, -layers * height, 610, picture.color)


@stands("napkin_stack", 560, 330)
def napkin_stack(canvas: Canvas, picture: Picture) -> None:
    """Draw a pile of napkins tied with a tape."""
    canvas.behind.glow(60, 4, 370, 60, SHADOW, 0.5)
    for number in range(6):
        slab(
            canvas,
            -number * 40,
            470,
            40,
            mix(picture.color, WHITE, 0.06 * (number % 3)),
            picture.color,
            (0, 8, -6, 4, -8, 2)[number],
        )
    _top(canvas, -240, 470, picture.color)
    tape = tone(picture.accent)
    canvas.rect(
        -22,
        -242,
        46,
        244,
        canvas.linear([(0, shaded(tape, 0.1)), (0.4, lit(tape, 0.3)), (1, shaded(tape, 0.25))]),
    )
    canvas.path("M-22 -240L4 -296H48L24 -240Z", lit(tape, 0.2))
    for side in (-1, 1):
        canvas.path(
            f"M4 -262C{side * 60} -330 {side * 120} -300 {side * 104} -262C{side * 90} -236 {side * 40} -246 4 -258Z",
            shaded(tape, 0.08 if side < 0 else 0.26),
        )
    canvas.ellipse(4, -262, 18, 15, lit(tape, 0.1))


@stands("apron", 420, 900)
def apron(canvas: Canvas, picture: Picture) -> None:
    """Draw an apron hanging by its crossed straps."""
    with canvas.group(stretch=0.70):
        _apron(canvas, picture)
    _peg(canvas, 0, -856)


def _apron(canvas: Canvas, picture: Picture) -> None:
    _wall_shadow(canvas, -380, 330, 560)
    strap = shaded(picture.color, 0.18)
    canvas.line("M-120 -600C-100 -760 -20 -830 0 -850C20 -830 100 -760 120 -600", strap, 30)
    canvas.line("M-110 -600C-60 -740 60 -780 0 -850", lit(picture.color, 0.12), 26)
    outline = "M-150 -610Q0 -580 150 -610C160 -520 196 -470 246 -440C262 -280 258 -120 268 0Q140 26 60 6Q-40 -14 -120 12Q-200 26 -268 0C-258 -140 -262 -290 -246 -440C-196 -470 -160 -520 -150 -610Z"
    cloth(canvas, outline, picture.color)
    with canvas.clipped(outline):
        fold(canvas, [(-100, -600), (-130, -300), (-150, 20)], 60)
        fold(canvas, [(70, -590), (120, -280), (130, 20)], 70)
        canvas.path(outline, canvas.linear([(0, WHITE, 0.08), (0.6, WHITE, 0), (1, SHADOW, 0.28)]))
    pocket = "M-200 -330Q0 -312 200 -330L210 -130Q0 -106 -210 -130Z"
    canvas.glow(10, -226, 230, 110, SHADOW, 0.30)
    cloth(canvas, pocket, lit(picture.color, 0.06))
    stitch = {"stroke_dasharray": "9 7"}
    canvas.line("M-192 -316Q0 -298 192 -316", lit(picture.color, 0.5), 2.4, **stitch)
    canvas.line("M-60 -318L-64 -122", lit(picture.color, 0.4), 2.4, **stitch)
    canvas.line("M-142 -596Q0 -568 142 -596", lit(picture.color, 0.4), 2.4, **stitch)
    towel = "M84 -322L96 -420Q130 -440 168 -418L172 -318Q130 -300 84 -322Z"
    cloth(canvas, towel, "natural")
    canvas.line("M94 -390Q130 -404 168 -390", tone("kiln"), 10)
    for side in (-1, 1):
        canvas.ellipse(side * 128, -590, 11, 11, BRASS)


@lies("mitt", 960, 800)
def mitt(canvas: Canvas, picture: Picture) -> None:
    """Draw a pair of quilted mitts."""
    for x, turn, flip in ((-190, -12, -1), (190, 14, 1)):
        with canvas.group(x, 20, turn=turn, stretch=flip):
            canvas.behind.glow(20 * flip, 30, 230, 360, SHADOW, 0.45)
            outline = "M-130 320L-136 -60C-140 -200 -90 -300 10 -300C100 -300 130 -220 128 -120L124 -40C160 -100 210 -110 228 -70C244 -30 190 60 130 120L126 320Z"
            cloth(canvas, outline, picture.color)
            with canvas.clipped(outline):
                with canvas.group(turn=45):
                    quilt = canvas.weave(shaded(picture.color, 0.5), 54, 2.4, 0.5)
                    canvas.rect(-500, -500, 1000, 1000, quilt)
                canvas.path(
                    outline, canvas.linear([(0, WHITE, 0.22), (0.5, WHITE, 0), (1, SHADOW, 0.32)])
                )
            canvas.line("M-132 300H128", tone(picture.accent), 40)
            canvas.line("M-132 288H128", lit(picture.accent, 0.5), 6)
            canvas.line(
                "M-120 330Q-140 390 -104 388Q-84 384 -104 332", shaded(picture.color, 0.2), 10
            )


@stands("sack", 560, 560)
def sack(canvas: Canvas, picture: Picture) -> None:
    """Draw a drawstring bag with a loaf looking out."""
    canvas.behind.glow(60, 4, 370, 70, SHADOW, 0.55)
    loaf = "M-150 -330C-170 -470 -90 -520 0 -520C100 -520 170 -460 150 -330Z"
    body(canvas, loaf, "#B9773C")
    for x in (-70, 0, 70):
        canvas.line(f"M{x - 34} -448Q{x} -492 {x + 30} -478", "#F0D5A4", 13, stroke_opacity=0.85)
    outline = "M-190 -366C-240 -250 -262 -90 -236 -10Q0 26 236 -10C262 -90 240 -250 190 -366Q150 -340 110 -372Q60 -336 10 -370Q-50 -334 -100 -372Q-150 -340 -190 -366Z"
    cloth(canvas, outline, picture.color)
    with canvas.clipped(outline):
        for x in (-130, -50, 40, 120):
            fold(canvas, [(x, -370), (x * 1.25, -180), (x * 1.2, 20)], 46)
        canvas.path(outline, canvas.linear([(0, WHITE, 0.12), (0.5, WHITE, 0), (1, SHADOW, 0.34)]))
    canvas.line("M-204 -322Q0 -282 204 -322", tone(picture.accent), 11)
    canvas.line("M60 -300Q96 -220 70 -160M74 -300Q120 -230 104 -176", tone(picture.accent), 9)
    canvas.ellipse(
        84, -262, 21, 21, canvas.radial([(0, lit("beech", 0.5)), (1, shaded("beech", 0.2))])
    )


@stands("tablecloth", 900, 620)
def tablecloth(canvas: Canvas, picture: Picture) -> None:
    """Draw a cloth over a table's corner, falling in folds."""
    canvas.behind.glow(60, 0, 560, 90, SHADOW, 0.5)
    hang = "M-440 -470H440C430 -300 452 -140 436 -20Q380 16 320 -8Q250 -40 180 -4Q110 28 40 -2Q-40 -36 -110 0Q-190 30 -260 -4Q-340 -34 -436 -6C-452 -160 -430 -320 -440 -470Z"
    cloth(canvas, hang, picture.color)
    with canvas.clipped(hang):
        for x, width in ((-350, 80), (-210, 90), (-60, 100), (100, 90), (240, 96), (370, 70)):
            fold(canvas, [(x * 0.96, -480), (x, -260), (x * 1.04, 30)], width, 0.36)
        canvas.path(
            hang,
            canvas.linear([(0, SHADOW, 0.24), (0.12, SHADOW, 0), (1, SHADOW, 0.18)], down=True),
        )
        hem = smooth(
            [
                (-440, -40),
                (-330, -66),
                (-250, -38),
                (-110, -34),
                (-30, -66),
                (40, -36),
                (180, -38),
                (250, -70),
                (330, -40),
                (440, -56),
            ]
        )
        canvas.line(hem, shaded(picture.color, 0.3), 2.5, stroke_opacity=0.6)
    cloth(canvas, "M-440 -470L-370 -560H370L440 -470Z", lit(picture.color, 0.22))
    canvas.line("M-440 -470H440", lit(picture.color, 0.65), 5)
    canvas.glow(-150, -520, 220, 30, WHITE, 0.4)


@lies("runner", 1300, 760)
def runner(canvas: Canvas, picture: Picture) -> None:
    """Draw a runner lying on a table, its border showing."""
    with canvas.group(0, 0, turn=-14):
        canvas.behind.glow(30, 40, 620, 210, SHADOW, 0.4)
        outline = "M-600 -150H520V150H-600Z"
        cloth(canvas, outline, picture.color)
        for x in (360, 392, 424):
            canvas.rect(x, -150, 20, 300, shaded(picture.color, 0.38), fill_opacity=0.6)
            rungs = "".join(
                f"M{x} {y}L{x + 20} {y + 9}M{x} {y + 9}L{x + 20} {y}" for y in range(-148, 142, 13)
            )
            canvas.path(rungs, stroke=lit(picture.color, 0.6), stroke_width=3)
        fringe = "".join(f"M520 {y}h{38 + y % 5 * 3}" for y in range(-146, 150, 8))
        canvas.path(fringe, stroke=tone(picture.color), stroke_width=4)
        fold(canvas, [(-200, -160), (-190, 0), (-206, 160)], 26, 0.22)
        fold(canvas, [(120, -160), (128, 0), (116, 160)], 26, 0.22)
    for x, y, radius in ((-330, -30, 120), (-120, 120, 70)):
        canvas.glow(x + 14, y + 18, radius * 1.2, radius * 1.2, SHADOW, 0.5)
        canvas.ellipse(x, y, radius, radius, tone("clay"))
        canvas.ellipse(
            x,
            y,
            radius * 0.97,
            radius * 0.97,
            canvas.linear([(0, lit(picture.accent, 0.4)), (1, shaded(picture.accent, 0.2))]),
        )
        canvas.ellipse(
            x,
            y,
            radius * 0.7,
            radius * 0.7,
            canvas.linear([(0, shaded(picture.accent, 0.16)), (1, lit(picture.accent, 0.3))]),
        )


@stands("bedding", 900, 420)
def bedding(canvas: Canvas, picture: Picture) -> None:
    """Draw folded bed linen with a row of buttons."""
    canvas.behind.glow(60, 4, 560, 80, SHADOW, 0.5)
    for number, (color, height) in enumerate(
        ((picture.color, 130), (picture.accent, 84), (mix(picture.color, WHITE, 0.2), 110))
    ):
        slab(
            canvas,
            (0, -130, -214)[number],
            (780, 752, 764)[number],
            height,
            color,
            color,
            (0, 12, -10)[number],
        )
    _top(canvas, -324, 750, picture.color)
    for x in range(-240, 300, 130):
        canvas.ellipse(x + 3, -268, 17, 17, SHADOW, fill_opacity=0.35)
        canvas.ellipse(
            x,
            -271,
            16,
            16,
            canvas.radial([(0, "#C9A27A"), (1, "#6E4A2C")], center=(0.35, 0.3), radius=0.8),
        )
        canvas.ellipse(x - 4, -271, 2.4, 2.4, "#3A2414")
        canvas.ellipse(x + 4, -271, 2.4, 2.4, "#3A2414")


@stands("cushion", 860, 480)
def cushion(canvas: Canvas, picture: Picture) -> None:
    """Draw a pillow with a flat border, leaning back."""
    canvas.behind.glow(70, 6, 520, 80, SHADOW, 0.55)
    outline = "M-400 -420Q-200 -394 0 -402Q200 -394 400 -420Q384 -300 388 -210Q384 -120 404 -6Q200 -22 0 -14Q-200 -22 -404 -6Q-384 -120 -388 -210Q-384 -300 -400 -420Z"
    cloth(canvas, outline, picture.color)
    inner = "M-346 -372Q0 -346 346 -372Q330 -210 350 -52Q0 -72 -350 -52Q-330 -210 -346 -372Z"
    canvas.path(
        inner,
        canvas.radial(
            [
                (0, lit(picture.color, 0.5)),
                (0.6, lit(picture.color, 0.12)),
                (1, shaded(picture.color, 0.26)),
            ],
            center=(0.36, 0.32),
            radius=0.8,
        ),
    )
    cloth_lines = {"stroke_dasharray": "8 6"}
    canvas.line(inner, shaded(picture.color, 0.45), 2.6, **cloth_lines)
    with canvas.clipped(inner):
        fold(canvas, [(-340, -366), (-250, -310), (-190, -270)], 36)
        fold(canvas, [(346, -366), (260, -300), (200, -266)], 40)
        fold(canvas, [(-350, -56), (-260, -110), (-200, -130)], 36)
        fold(canvas, [(346, -56), (250, -116), (180, -140)], 44)


@stands("throw", 640, 720)
def throw(canvas: Canvas, picture: Picture) -> None:
    """Draw a fringed throw over a rail."""
    canvas.behind.glow(50, -300, 420, 420, SHADOW, 0.40)
    canvas.rect(
        -320,
        -660,
        640,
        26,
        canvas.linear([(0, lit("beech", 0.4)), (1, shaded("beech", 0.4))], down=True),
        round_by=13,
    )
    outline = "M-230 -660C-236 -690 230 -690 230 -660C244 -460 232 -280 246 -90Q120 -66 0 -84Q-130 -66 -246 -90C-232 -280 -244 -460 -230 -660Z"
    cloth(canvas, outline, picture.color, fineness=13)
    with canvas.clipped(outline):
        for y, width in ((-250, 5), (-214, 10), (-190, 5)):
            canvas.line(
                smooth([(-260, y), (-80, y + 12), (90, y - 4), (260, y + 8)]),
                tone(picture.accent),
                width,
                stroke_opacity=0.8,
            )
        for x in (-130, -20, 100):
            fold(canvas, [(x, -680), (x * 1.1, -400), (x * 1.05, -70)], 66)
        canvas.path(
            outline,
            canvas.linear(
                [(0, SHADOW, 0.25), (0.14, WHITE, 0.12), (0.4, WHITE, 0), (1, SHADOW, 0.2)],
                down=True,
            ),
        )
    dice = random.Random(4)  # noqa: S311 -- a drawing must come out the same every time.
    for x in range(-236, 244, 24):
        bottom = -86 + dice.uniform(64, 84)
        canvas.line(f"M{x} -86L{x} -52", shaded(picture.color, 0.15), 7)
        canvas.ellipse(x, -50, 8, 9, lit(picture.color, 0.12))
        canvas.line(
            f"M{x - 3} -44L{x - 7} {bottom:.0f}M{x} -44V{bottom + 4:.0f}M{x + 3} -44L{x + 7} {bottom:.0f}",
            tone(picture.color),
            4,
        )
