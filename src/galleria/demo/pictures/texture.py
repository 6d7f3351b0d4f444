"""What lies over a finished picture: film grain, so that walls show no bands; cloth; a grid."""

import random
from functools import cache

from PIL import Image, ImageChops, ImageDraw

TILE = 256
STRENGTH = 5
THREAD = 8


# How much lighter or darker than its ground a line of the grid is, and a cross in its corners.
GRID = {"grid on dark": (14, 110), "grid on light": (-12, -90)}
STEP = 96


@cache
def texture(size: tuple[int, int], kind: str) -> Image.Image:
    """Give a grey sheet around 128, the same every time, to be added to a picture."""
    dice = random.Random("grain")  # noqa: S311 -- a drawing must come out the same every time.
    noise = Image.frombytes("L", (TILE, TILE), dice.randbytes(TILE * TILE))
    tile = noise.point([128 + (value - 128) * STRENGTH // 128 for value in range(256)])
    if kind == "cloth":
        tile = ImageChops.add(tile, _threads(), scale=1, offset=-128)
    sheet = Image.new("L", size)
    for left in range(0, size[0], TILE):
        for top in range(0, size[1], TILE):
            sheet.paste(tile, (left, top))
    if kind in GRID:
        _rule(sheet, *GRID[kind])
    return Image.merge("RGB", (sheet, sheet, sheet))


def _rule(sheet: Image.Image, line: int, mark: int) -> None:
    """Draw the measuring sheet's lines, its corner crosses and a scale bar."""
    pen = ImageDraw.Draw(sheet)
    for x in range(STEP // 2, sheet.width, STEP):
        pen.line((x, 0, x, sheet.height), 128 + line)
    for y in range(STEP // 2, sheet.height, STEP):
        pen.line((0, y, sheet.width, y), 128 + line)
    for x in (STEP // 2, sheet.width - STEP // 2):
        for y in (STEP // 2, sheet.height - STEP // 2):
            pen.line((x - 9, y, x + 9, y), 128 + mark, 2)
            pen.line((x, y - 9, x, y + 9), 128 + mark, 2)
    left, base = sheet.width // 2 - STEP, sheet.height - STEP // 2
    pen.line((left, base, left + 2 * STEP, base), 128 + mark * 2 // 3, 2)
    for tick in range(5):
        x = left + tick * STEP // 2
        pen.line((x, base - (12 if tick % 2 == 0 else 7), x, base), 128 + mark * 2 // 3, 2)


def _threads() -> Image.Image:
    wave = [124, 126, 129, 131, 132, 131, 129, 125]
    across = Image.frombytes("L", (1, THREAD), bytes(wave))
    down = Image.frombytes("L", (THREAD, 1), bytes(wave))
    tile = Image.new("L", (TILE, TILE))
    for start in range(0, TILE, THREAD):
        tile.paste(across.resize((TILE, THREAD)), (0, start))
    weft = Image.new("L", (TILE, TILE))
    for start in range(0, TILE, THREAD):
        weft.paste(down.resize((THREAD, TILE)), (start, 0))
    return ImageChops.add(tile, weft, scale=1, offset=-128)
