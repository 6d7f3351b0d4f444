"""What goes into a pack, and the pack."""

from galleria.demo.pictures.alpine import metal
from galleria.demo.pictures.canvas import Canvas, smooth
from galleria.demo.pictures.lathe import body, contact_shadow, smooth_surface, turn
from galleria.demo.pictures.palette import SHADOW, WHITE, lit, mix, shaded, tone
from galleria.demo.pictures.picture import Picture
from galleria.demo.pictures.subject import stands


@stands("tent", 1150, 560)
def tent(canvas: Canvas, picture: Picture) -> None:
    """Draw a dome tent, guyed out; lit from inside when it is dark."""
    night = picture.back == "night"
    if night:
        canvas.behind.glow(0, -200, 720, 380, picture.color, 0.32)
    canvas.behind.glow(60, 6, 640, 70, SHADOW, 0.6)
    canvas.path(
        "M-430 -160L-560 0M430 -160L560 0M-300 -330L-520 20M300 -330L520 20",
        stroke=lit(picture.accent, 0.4),
        stroke_width=3,
    )
    fly = "M-470 0C-430 -200 -280 -470 0 -500C280 -470 430 -200 470 0Q0 46 -470 0Z"
    body(canvas, fly, picture.color, depth=0.8)
    with canvas.clipped(fly):
        for d in (
            "M-470 0C-330 -300 -160 -470 0 -500",
            "M470 0C330 -300 160 -470 0 -500",
            "M-230 20C-210 -240 -120 -430 0 -500",
            "M250 20C230 -240 130 -430 0 -500",
        ):
            canvas.line(d, shaded(picture.color, 0.55), 9, stroke_opacity=0.75)
            with canvas.group(-9, 0):
                canvas.line(d, WHITE, 6, stroke_opacity=0.35)
        canvas.path(
            "M-470 0C-330 -300 -160 -470 0 -500C-120 -430 -210 -240 -230 20Z",
            WHITE,
            fill_opacity=0.10,
        )
        canvas.path(
            "M470 0C330 -300 160 -470 0 -500C130 -430 230 -240 250 20Z", SHADOW, fill_opacity=0.24
        )
        if night:
            canvas.glow(0, -120, 330, 300, "#FFF6C8", 0.85)
        canvas.rect(-480, -34, 960, 90, shaded(picture.accent, 0.2), fill_opacity=0.85)
    door = "M-120 14C-110 -150 -60 -300 0 -360C60 -300 110 -150 120 14Z"
    canvas.path(door, "#FFE9A8" if night else shaded(picture.color, 0.66), fill_opacity=0.92)
    canvas.path(
        "M-120 14C-110 -150 -60 -300 0 -360C-30 -240 -40 -120 -30 20Z", shaded(picture.color, 0.18)
    )
    canvas.line(door, tone(picture.accent), 8)


@stands("sleeping_bag", 460, 900)
def sleeping_bag(canvas: Canvas, picture: Picture) -> None:
    """Draw a mummy bag, standing as it would lie."""
    canvas.behind.glow(50, -300, 330, 480, SHADOW, 0.45)
    outline = "M-110 0C-190 -160 -230 -420 -216 -600C-210 -760 -120 -860 0 -860C120 -860 210 -760 216 -600C230 -420 190 -160 110 0Q0 30 -110 0Z"
    body(canvas, outline, picture.color, depth=0.8)
    with canvas.clipped(outline):
        for y in range(-560, 0, 74):
            seam = smooth([(-240, y - 10), (0, y + 18), (240, y - 10)])
            canvas.line(seam, SHADOW, 24, stroke_opacity=0.16)
            canvas.line(seam, shaded(picture.color, 0.5), 4)
            with canvas.group(0, 26):
                canvas.line(seam, WHITE, 16, stroke_opacity=0.18)
    canvas.path(
        "M-130 -620C-150 -740 -80 -800 0 -800C80 -800 150 -740 130 -620Q60 -560 0 -556Q-60 -560 -130 -620Z",
        canvas.linear([(0, shaded(picture.accent, 0.3)), (1, lit(picture.accent, 0.1))]),
    )
    canvas.path(
        "M-92 -630C-104 -720 -50 -760 0 -760C50 -760 104 -720 92 -630Q40 -590 0 -590Q-40 -590 -92 -630Z",
        shaded(picture.accent, 0.5),
    )
    canvas.line("M130 -560C170 -400 160 -180 108 -20", tone(picture.accent), 15)
    canvas.line("M130 -560C170 -400 160 -180 108 -20", tone("lime"), 5)


@stands("mat", 860, 330)
def mat(canvas: Canvas, picture: Picture) -> None:
    """Draw a rolled sleeping mat."""
    canvas.behind.glow(40, 4, 470, 60, SHADOW, 0.6)
    roll = "M-330 -280H330Q380 -280 380 -140Q380 0 330 0H-330Z"
    canvas.path(
        roll,
        canvas.linear(
            [
                (0, lit(picture.color, 0.45)),
                (0.3, lit(picture.color, 0.1)),
                (0.75, shaded(picture.color, 0.30)),
                (1, shaded(picture.color, 0.55)),
            ],
            down=True,
        ),
    )
    for x in range(-250, 360, 84):
        canvas.line(
            f"M{x} -276Q{x + 26} -140 {x} -4", shaded(picture.color, 0.45), 6, stroke_opacity=0.5
        )
        canvas.line(f"M{x + 9} -276Q{x + 35} -140 {x + 9} -4", WHITE, 5, stroke_opacity=0.25)
    for x in (-170, 190):
        canvas.path(
            f"M{x} -284h46Q{x + 84} -140 {x + 46} 2h-46Q{x + 38} -140 {x} -284Z",
            canvas.linear(
                [(0, lit(picture.accent, 0.2)), (1, shaded(picture.accent, 0.4))], down=True
            ),
        )
    canvas.ellipse(-330, -140, 64, 140, shaded(picture.color, 0.20))
    for scale in (0.84, 0.66, 0.48, 0.3, 0.14):
        canvas.ellipse(
            -330, -140, 64 * scale, 140 * scale, stroke=shaded(picture.color, 0.6), stroke_width=5
        )
    canvas.ellipse(-336, -150, 9, 14, "#20282C")


@stands("stove", 480, 700)
def stove(canvas: Canvas, picture: Picture) -> None:
    """Draw a stove with a pot on it, burning."""
    contact_shadow(canvas, 150)
    turn(
        canvas,
        [(120, 0), (132, 14), (134, 110), (110, 140), (60, 150)],
        smooth_surface("alert"),
        is_open=False,
    )
    canvas.rect(-20, -190, 40, 50, metal(canvas, "steel"))
    canvas.path("M-110 -186H110L92 -216H-92Z", metal(canvas, "steel"))
    canvas.glow(0, -236, 180, 80, "#5AA8FF", 0.75)
    for x in range(-84, 100, 24):
        canvas.path(
            f"M{x - 9} -216Q{x} -262 {x} -270Q{x + 2} -262 {x + 9} -216Z",
            "#8CC8FF",
            fill_opacity=0.9,
        )
    with canvas.group(0, -256):
        fins = "".join(f"M{x} 0V-44" for x in range(-138, 142, 14))
        canvas.rect(-146, -44, 292, 44, shaded(picture.color, 0.4))
        canvas.path(fins, stroke=tone("steel"), stroke_width=4)
        turn(
            canvas,
            [(146, 44), (150, 60), (150, 330), (154, 344)],
            smooth_surface(picture.color),
            is_open=False,
        )
        with canvas.group(0, -342):
            turn(canvas, [(150, 0), (140, 16), (40, 26)], smooth_surface("graphite"), is_open=False)
            canvas.rect(-16, -52, 32, 30, tone(picture.accent), round_by=8)
        canvas.line("M150 -300C236 -300 236 -110 150 -110", tone(picture.accent), 22)


@stands("bottle", 340, 760)
def bottle(canvas: Canvas, picture: Picture) -> None:
    """Draw a steel bottle with a loop cap."""
    contact_shadow(canvas, 130)
    surface = smooth_surface(picture.color, gloss=0.62)
    turn(
        canvas,
        [(112, 0), (124, 10), (126, 440), (112, 520), (70, 576), (62, 620)],
        surface,
        is_open=False,
    )
    canvas.rect(-70, -642, 140, 40, metal(canvas, "steel"), round_by=6)
    turn_cap = "M-66 -640Q-66 -690 -40 -690H40Q66 -690 66 -640Z"
    body(canvas, turn_cap, picture.accent if picture.accent != "steel" else "graphite")
    canvas.line("M-40 -680C-50 -770 50 -770 40 -680", tone("graphite"), 20)
    mark = shaded(picture.color, 0.62)
    canvas.path("M-56 -220L-14 -290L8 -256L26 -282L62 -220Z", mark)
    canvas.rect(-56, -206, 118, 8, mark)


@stands("headlamp", 900, 420)
def headlamp(canvas: Canvas, picture: Picture) -> None:
    """Draw a headlamp, switched on."""
    canvas.behind.glow(-330, -150, 600, 330, "#FFF7DA", 0.5)
    canvas.behind.glow(60, 2, 420, 50, SHADOW, 0.6)
    band = "M-60 -190C160 -330 420 -260 400 -120C380 0 120 20 -40 -80"
    canvas.line(band, shaded(picture.accent, 0.45), 64)
    canvas.line(band, tone(picture.accent), 54)
    canvas.line(band, shaded(picture.accent, 0.55), 14, stroke_dasharray="44 26")
    canvas.rect(-220, -250, 260, 230, shaded(picture.color, 0.5), round_by=60)
    canvas.rect(
        -224,
        -258,
        260,
        230,
        canvas.linear(
            [
                (0, lit(picture.color, 0.35)),
                (0.5, tone(picture.color)),
                (1, shaded(picture.color, 0.4)),
            ]
        ),
        round_by=60,
    )
    canvas.ellipse(-140, -144, 100, 104, shaded(picture.color, 0.6))
    canvas.ellipse(
        -146,
        -146,
        88,
        92,
        canvas.radial([(0, WHITE), (0.35, "#FFF9DE"), (0.7, "#E5DDB8"), (1, "#7F7C6A")]),
    )
    canvas.glow(-150, -146, 190, 190, "#FFFBEA", 0.9)
    canvas.ellipse(-20, -190, 22, 22, canvas.radial([(0, "#FF8A7A"), (1, "#8B1A16")]))
    canvas.rect(-60, -110, 70, 44, tone(picture.accent), round_by=14)


@stands("backpack", 620, 860)
def backpack(canvas: Canvas, picture: Picture) -> None:
    """Draw a pack from the front: slim for a day, tall for a crossing."""
    trek = picture.form == "trek"
    accent = tone(picture.accent)
    canvas.behind.glow(50, 2, 340, 64, SHADOW, 0.6)
    canvas.line(
        "M-190 -560C-290 -420 -280 -180 -210 -60M190 -560C290 -420 280 -180 210 -60",
        shaded(picture.color, 0.45),
        40,
    )
    trunk = (
        "M-210 0C-236 -220 -226 -480 -196 -640Q0 -690 196 -640C226 -480 236 -220 210 0Q0 34 -210 0Z"
    )
    body(canvas, trunk, picture.color, depth=0.85)
    with canvas.clipped(trunk):
        for points in (
            [(-120, -620), (-136, -300), (-120, 10)],
            [(120, -620), (140, -300), (118, 10)],
        ):
            canvas.line(smooth(points), SHADOW, 30, stroke_opacity=0.14)
        for y in (-180, -430):
            canvas.line(f"M-230 {y}Q0 {y + 40} 230 {y}", accent, 18)
            canvas.rect(-26, y + 4, 52, 34, tone("graphite"), round_by=6)
    if trek:
        pocket = "M-150 -30V-330Q0 -370 150 -330V-30Q0 6 -150 -30Z"
        canvas.path(
            pocket, canvas.linear([(0, lit(picture.color, 0.16)), (1, shaded(picture.color, 0.3))])
        )
        canvas.line("M-150 -300Q0 -338 150 -300", accent, 9)
        for side in (-1, 1):
            canvas.path(
                f"M{side * 200} -20Q{side * 290} -60 {side * 270} -230L{side * 214} -240Z",
                shaded(picture.color, 0.35),
            )
    else:
        canvas.line("M-50 -140L-70 -560M-30 -140L-34 -540", metal(canvas, "steel"), 15)
        canvas.path(
            "M-130 -556Q-60 -600 20 -556L10 -536Q-60 -566 -126 -532Z", metal(canvas, "steel")
        )
        canvas.line("M90 -560V-110", accent, 7)
    lid = "M-214 -610C-216 -740 -120 -800 0 -800C120 -800 216 -740 214 -610Q0 -556 -214 -610Z"
    body(canvas, lid, lit(picture.color, 0.05), depth=0.85)
    canvas.line("M-160 -650Q0 -610 160 -650", shaded(picture.color, 0.5), 9)
    canvas.line("M-150 -653Q0 -614 150 -653", accent, 4)
    canvas.line("M-40 -796C-40 -860 40 -860 40 -796", shaded(picture.color, 0.4), 18)
    canvas.rect(-44, -594, 88, 30, accent, round_by=6)
    canvas.path(
        "M-60 -700L-20 -752L4 -724L22 -746L58 -700Z", mix(picture.color, picture.accent, 0.8)
    )
