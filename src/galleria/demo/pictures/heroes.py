"""The wide picture at the top of each store's home."""

from galleria.demo.pictures.alpine import helmet
from galleria.demo.pictures.boxes import gift_box, hamper
from galleria.demo.pictures.camp import backpack, tent
from galleria.demo.pictures.canvas import Canvas
from galleria.demo.pictures.lathe import contact_shadow, glazed, liquid, turn
from galleria.demo.pictures.linen import folded_towels
from galleria.demo.pictures.picture import Picture
from galleria.demo.pictures.stoneware import CUP, JUG, jug_at, teapot_at
from galleria.demo.pictures.subject import stands
from galleria.demo.pictures.sweets import sweet_jar
from galleria.demo.pictures.tea import iced_tea, tea_tin
from galleria.demo.pictures.vases import vase_at


def _as(picture: Picture, color: str, accent: str, form: str = "") -> Picture:
    return Picture("", color, accent, form, picture.back, picture.ratio)


@stands("hero_aldermoor", 1900, 640)
def hero_aldermoor(canvas: Canvas, picture: Picture) -> None:
    """Draw a table on a quiet morning."""
    with canvas.group(760, -44, scale=0.92):
        vase_at(canvas, "moon", "chalk")
    with canvas.group(430, -20, scale=0.9):
        vase_at(canvas, "shoulder", "moss", stems=4)
    with canvas.group(-620, -18, scale=0.86):
        folded_towels(canvas, _as(picture, "natural", "kiln"))
    with canvas.group(-180, -24, scale=1.05):
        jug_at(canvas, JUG, "heather")
    with canvas.group(120, 20):
        teapot_at(canvas, picture.color)
    for x, color in ((-440, picture.accent), (560, "chalk")):
        with canvas.group(x, 52):
            contact_shadow(canvas, 100)
            turn(canvas, CUP, glazed(color), seed=x)
            liquid(canvas, 118, -225, "amber")


@stands("hero_nordgrat", 1700, 640)
def hero_nordgrat(canvas: Canvas, picture: Picture) -> None:
    """Draw a camp below the ridge, at night."""
    with canvas.group(-330, -10, scale=1.06):
        tent(canvas, _as(picture, picture.color, picture.accent))
    with canvas.group(470, 20, scale=0.62):
        backpack(canvas, _as(picture, "fog", "lime"))
    with canvas.group(760, 40, scale=0.5):
        helmet(canvas, _as(picture, "alert", "graphite"))


@stands("hero_pippomelo", 1900, 640)
def hero_pippomelo(canvas: Canvas, picture: Picture) -> None:
    """Draw the stall, laid out."""
    with canvas.group(560, -30, scale=0.98):
        hamper(canvas, _as(picture, "honey", picture.color))
    with canvas.group(-700, -24, scale=0.92):
        sweet_jar(canvas, _as(picture, "blush", "leaf", "drops"))
    with canvas.group(-380, -14):
        tea_tin(canvas, _as(picture, "leaf", "cream"))
    with canvas.group(-40, 16, scale=1.04):
        gift_box(canvas, _as(picture, picture.color, picture.accent))
    with canvas.group(-840, 44, scale=0.66):
        tea_tin(canvas, _as(picture, "sun", "pomelo"))
    with canvas.group(880, 50, scale=0.62):
        iced_tea(canvas, _as(picture, "amber", "pomelo"))
