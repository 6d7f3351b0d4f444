"""From words to pixels: draw, render, add grain."""

import io

import resvg_py
from PIL import Image, ImageChops

from galleria.demo.pictures.canvas import Canvas
from galleria.demo.pictures.picture import Picture
from galleria.demo.pictures.subjects import SUBJECTS
from galleria.demo.pictures.texture import texture

# What is out of focus, and what is only light, is rendered at this part of the size.
BEHIND = 4
FAR = 20


def draw(picture: Picture) -> Canvas:
    """Give the drawing: the sheet in focus, with those behind it."""
    width, height = picture.size
    shorter = min(width, height)
    frame = width * 1000 / shorter, height * 1000 / shorter
    canvas = Canvas(*frame, depth=2)
    SUBJECTS[picture.of](canvas, picture)
    return canvas


def render(picture: Picture) -> Image.Image:
    """Give the finished picture."""
    canvas = draw(picture)
    scale = min(picture.size) / 1000
    behind = rasterize(canvas.behind, scale / BEHIND)
    light = rasterize(canvas.far, scale / FAR).convert("RGB")
    light = light.resize(behind.size, Image.Resampling.BICUBIC)
    light.paste(behind, mask=behind)
    finished = light.resize(picture.size, Image.Resampling.BICUBIC)
    sharp = rasterize(canvas, scale)
    finished.paste(sharp, canvas.window(scale)[:2], sharp)
    return ImageChops.add(finished, texture(picture.size, canvas.texture), scale=1, offset=-128)


def rasterize(canvas: Canvas, scale: float) -> Image.Image:
    """Turn a drawing into pixels, clear where nothing was drawn."""
    return rasterize_svg(canvas.svg(scale))


def rasterize_svg(svg: str, width: int | None = None) -> Image.Image:
    """Turn SVG into pixels, at its own size or so wide."""
    png = resvg_py.svg_to_bytes(svg_string=svg, width=width, skip_system_fonts=True)
    with Image.open(io.BytesIO(bytes(png))) as drawn:
        return drawn.convert("RGBA")
