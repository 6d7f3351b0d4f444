"""What is carried onto snow and ice."""

import math

from galleria.demo.pictures.alpine import metal
from galleria.demo.pictures.canvas import Canvas
from galleria.demo.pictures.lathe import body
from galleria.demo.pictures.palette import SHADOW, WHITE, lit, shaded, tone
from galleria.demo.pictures.picture import Picture
from galleria.demo.pictures.subject import lies, stands


@lies("ice_axe", 560, 1050)
def ice_axe(canvas: Canvas, picture: Picture) -> None:
    """Draw an axe, head up."""
    with canvas.group(10, 0, turn=14):
        with canvas.group(26, 34):
            canvas.line("M0 -380V480", SHADOW, 50, stroke_opacity=0.2)
        canvas.rect(
            -24,
            -390,
            48,
            820,
            canvas.linear(
                [
                    (0, lit("graphite", 0.2)),
                    (0.35, lit("graphite", 0.5)),
                    (1, shaded("graphite", 0.4)),
                ]
            ),
            round_by=20,
        )
        canvas.path("M-22 410H22L10 500L0 520L-10 500Z", metal(canvas, picture.color))
        canvas.rect(-28, 180, 56, 210, tone(picture.accent), round_by=12)
        grip = "".join(f"M-28 {y}L28 {y - 12}" for y in range(196, 396, 18))
        canvas.path(grip, stroke=shaded(picture.accent, 0.4), stroke_width=4)
        head = "M-52 -400C-140 -424 -240 -404 -330 -324L-336 -302C-260 -346 -160 -356 -60 -344L58 -340L150 -374Q176 -410 160 -452L60 -412Q10 -432 -52 -400Z"
        canvas.path(head, shaded(picture.color, 0.5), transform="translate(6 8)")
        canvas.path(head, metal(canvas, picture.color))
        canvas.path(
            "M-320 -312l14 16 12 -26 14 12 10 -26 16 10",
            stroke=shaded(picture.color, 0.4),
            stroke_width=6,
        )
        canvas.ellipse(0, -384, 20, 20, shaded(picture.color, 0.7))
        canvas.line("M0 -384C90 -250 80 -60 30 60", tone(picture.accent), 10)


@stands("crampon", 940, 420)
def crampon(canvas: Canvas, picture: Picture) -> None:
    """Draw a twelve-point crampon standing on its points."""
    canvas.behind.glow(50, 4, 520, 60, SHADOW, 0.6)
    strap = "M-340 -150C-330 -330 -220 -360 -160 -230M240 -150C240 -360 380 -380 400 -170"
    canvas.line(strap, shaded(picture.accent, 0.3), 30)
    canvas.line(strap, tone(picture.accent), 20)
    for x in (-360, -270, -90, 60, 190, 300, 390):
        canvas.path(f"M{x - 30} -150L{x + 6} 0L{x + 34} -150Z", metal(canvas, picture.color))
        canvas.path(f"M{x + 6} 0L{x + 34} -150H{x + 10}Z", shaded(picture.color, 0.45))
    canvas.path("M-400 -140L-500 -96L-486 -76L-380 -104Z", metal(canvas, picture.color))
    canvas.path(
        "M-420 -196Q-300 -214 -180 -190H120Q280 -216 420 -190Q440 -160 420 -134H140Q0 -120 -180 -134H-400Q-436 -160 -420 -196Z",
        shaded(picture.color, 0.48),
    )
    canvas.path(
        "M-420 -206Q-300 -224 -180 -200H120Q280 -226 420 -200Q440 -176 420 -152H140Q0 -138 -180 -152H-400Q-436 -176 -420 -206Z",
        metal(canvas, picture.color),
    )
    for x in (-340, -240, 40, 240, 340):
        canvas.ellipse(x, -178, 12, 9, "#23292E")
    canvas.rect(-120, -200, 200, 44, tone("graphite"), round_by=10)
    canvas.rect(-90, -192, 140, 12, lit("graphite", 0.3), round_by=5)


@lies("ice_screw", 420, 1000)
def ice_screw(canvas: Canvas, picture: Picture) -> None:
    """Draw a tubular screw with its coloured hanger."""
    with canvas.group(0, 20, turn=10):
        canvas.behind.glow(40, 60, 170, 420, SHADOW, 0.45)
        canvas.rect(-44, -250, 88, 620, metal(canvas, picture.color), round_by=8)
        thread = "".join(f"M-50 {y}L50 {y - 34}" for y in range(120, 400, 34))
        canvas.path(
            thread, stroke=shaded(picture.color, 0.45), stroke_width=13, stroke_linecap="round"
        )
        canvas.path(
            thread, stroke=lit(picture.color, 0.6), stroke_width=4, transform="translate(-2 -5)"
        )
        canvas.path(
            "M-44 366L-30 430L-12 376L6 440L22 376L36 424L44 366Z", metal(canvas, picture.color)
        )
        canvas.path(
            "M-76 -330Q-60 -400 40 -390Q190 -360 200 -270Q190 -210 100 -220L-60 -240Q-90 -280 -76 -330Z",
            shaded(picture.accent, 0.4),
            transform="translate(6 8)",
        )
        canvas.path(
            "M-76 -330Q-60 -400 40 -390Q190 -360 200 -270Q190 -210 100 -220L-60 -240Q-90 -280 -76 -330Z",
            canvas.linear([(0, lit(picture.accent, 0.3)), (1, shaded(picture.accent, 0.3))]),
        )
        canvas.ellipse(130, -290, 38, 32, "#14191D")
        canvas.ellipse(0, -316, 40, 34, metal(canvas, picture.color))
        canvas.line("M0 -316L-96 -420", shaded("graphite", 0.1), 22)
        canvas.ellipse(-104, -428, 30, 30, tone(picture.accent))


@lies("transceiver", 520, 860)
def transceiver(canvas: Canvas, picture: Picture) -> None:
    """Draw an avalanche transceiver with its arrow."""
    with canvas.group(0, 0, turn=-8):
        canvas.behind.glow(36, 50, 260, 420, SHADOW, 0.55)
        canvas.rect(-196, -360, 392, 720, shaded(picture.color, 0.5), round_by=90)
        canvas.rect(
            -200,
            -368,
            392,
            720,
            canvas.linear(
                [
                    (0, lit(picture.color, 0.32)),
                    (0.5, tone(picture.color)),
                    (1, shaded(picture.color, 0.35)),
                ]
            ),
            round_by=90,
        )
        canvas.rect(-160, -330, 310, 30, tone(picture.accent), round_by=15)
        canvas.ellipse(-4, -80, 160, 160, "#0B0F12")
        canvas.ellipse(-4, -80, 146, 146, canvas.linear([(0, "#DDE9DA"), (1, "#9FB5A2")]))
        canvas.path("M-4 -200L50 -110L14 -118V-40H-22V-118L-58 -110Z", "#16201A")
        for angle in range(0, 360, 30):
            x, y = (
                math.sin(math.radians(angle)) * 128 - 4,
                -80 - math.cos(math.radians(angle)) * 128,
            )
            canvas.ellipse(x, y, 5, 5, "#16201A", fill_opacity=0.6)
        canvas.path("M-34 0h24v34h-24ZM10 0h24v34H10Z", "#16201A")
        for x in (-90, -4, 82):
            canvas.rect(x - 34, 140, 68, 52, lit(picture.color, 0.22), round_by=18)
        canvas.rect(-60, 240, 112, 70, tone(picture.accent), round_by=22)
        canvas.line("M-4 -372C-60 -470 80 -500 30 -376", lit(picture.color, 0.25), 18)


@lies("shovel", 700, 1050)
def shovel(canvas: Canvas, picture: Picture) -> None:
    """Draw an avalanche shovel with a folded probe beside it."""
    with canvas.group(-70, 0, turn=-12):
        canvas.behind.glow(36, 240, 260, 320, SHADOW, 0.45)
        canvas.rect(-24, -420, 48, 560, metal(canvas, picture.accent), round_by=14)
        canvas.path(
            "M-110 -490Q-110 -520 -80 -520H80Q110 -520 110 -490L60 -400H-60Z", tone("graphite")
        )
        canvas.path("M-70 -486H70L40 -430H-40Z", "#CFE3EC")
        blade = "M-170 90Q-60 60 0 60Q60 60 170 90Q196 300 176 440Q90 490 0 490Q-90 490 -176 440Q-196 300 -170 90Z"
        body(canvas, blade, picture.color)
        for x in (-84, 0, 84):
            canvas.line(
                f"M{x} 150L{x * 1.1} 430", shaded(picture.color, 0.4), 12, stroke_opacity=0.6
            )
            canvas.line(
                f"M{x - 8} 150L{x * 1.1 - 8} 430", lit(picture.color, 0.5), 5, stroke_opacity=0.7
            )
    with canvas.group(230, 40, turn=6):
        for number, x in enumerate((-40, -12, 16, 44)):
            canvas.rect(
                x,
                -400 + number * 8,
                22,
                780,
                metal(canvas, "graphite" if number % 2 else picture.accent),
                round_by=10,
            )
        for y in (-180, 160):
            canvas.rect(-50, y, 126, 26, tone("lime"), round_by=8)


@lies("poles", 620, 1050)
def poles(canvas: Canvas, picture: Picture) -> None:
    """Draw a pair of poles with cork grips."""
    for x, turn in ((-90, -7), (110, 6)):
        with canvas.group(x, 0, turn=turn):
            with canvas.group(18, 24):
                canvas.line("M0 -480V480", SHADOW, 24, stroke_opacity=0.2)
            canvas.rect(-11, -300, 22, 760, metal(canvas, picture.color), round_by=8)
            for y in (-60, 130, 300):
                canvas.rect(-15, y, 30, 34, tone(picture.accent), round_by=6)
            canvas.path("M-7 460H7L2 500H-2Z", tone("steel"))
            canvas.ellipse(0, 436, 54, 15, tone("graphite"))
            grip = "M-30 -500Q0 -524 30 -500L24 -300Q0 -286 -24 -300Z"
            body(canvas, grip, "#B98C5C")
            for y in range(-480, -310, 23):
                canvas.ellipse((y * 7) % 30 - 15, y, 4, 3, "#7C5530", fill_opacity=0.7)
            canvas.line("M0 -500C70 -460 70 -330 14 -330", tone(picture.accent), 13)


@stands("glasses", 900, 330)
def glasses(canvas: Canvas, picture: Picture) -> None:
    """Draw round glacier glasses with side shields."""
    canvas.behind.glow(40, 4, 460, 50, SHADOW, 0.5)
    for side in (-1, 1):
        with canvas.group(side * 190, -160):
            shield = f"M{side * 150} -90Q{side * 230} -100 {side * 236} 0Q{side * 220} 90 {side * 140} 100Z"
            canvas.path(
                shield, canvas.linear([(0, shaded("honey", 0.3)), (1, shaded("honey", 0.55))])
            )
            canvas.ellipse(4, 6, 164, 150, shaded(picture.color, 0.6))
            canvas.ellipse(
                0,
                0,
                164,
                150,
                canvas.linear([(0, lit(picture.color, 0.3)), (1, shaded(picture.color, 0.4))]),
            )
            canvas.ellipse(
                0,
                0,
                138,
                124,
                canvas.linear(
                    [
                        (0, lit(picture.accent, 0.3)),
                        (0.4, shaded(picture.accent, 0.45)),
                        (1, "#0C1014"),
                    ],
                    down=True,
                ),
            )
            canvas.path(
                "M-110 30L-60 -30L-30 0L30 -70L110 40Q60 110 0 112Q-80 104 -110 30Z",
                "#0B0F14",
                fill_opacity=0.42,
            )
            canvas.path(
                "M-96 -70Q-40 -116 30 -108L-80 30Q-116 -20 -96 -70Z", WHITE, fill_opacity=0.22
            )
    canvas.line("M-34 -200Q0 -236 34 -200", lit(picture.color, 0.15), 24)
    canvas.line(
        "M-420 -186C-470 -230 -440 -60 -420 -30M420 -186C470 -230 440 -60 420 -30",
        tone(picture.color),
        18,
    )
