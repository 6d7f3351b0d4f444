"""Narrower copies of a picture: made when first asked for, and kept for whoever comes next."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

from galleria.catalog.pictures import MOST_PIXELS
from galleria.core.ids import new_id

WIDTHS = (320, 480, 720, 1080)
"""In pixels. A card on a phone takes one of the first two, on a desktop's screen the third."""

QUALITY = 78
_TYPES = ("AVIF", "JPEG", "PNG", "WEBP")

# Few, so that a crowd's first look at a long list leaves the processors time for pages.
_MAKERS = ThreadPoolExecutor(2, "renditions")


def rendition_url(key: str, width: int) -> str:
    """Where a picture is found in one of the widths."""
    return f"/media/{width}/{key}"


async def make_rendition(original: Path, kept: Path, width: int) -> Path:
    """A WebP copy as wide as this; the original where it is narrower, moves, has more pixels than
    any that we fetch, or cannot be read.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_MAKERS, _make, original, kept, width)


def _make(original: Path, kept: Path, width: int) -> Path:
    if kept.is_file():
        return kept
    try:
        with Image.open(original, formats=_TYPES) as image:
            if not _can_be_narrower(image, width):
                return original
            height = max(1, round(image.height * width / image.width))
            smaller = image.resize((width, height), Image.Resampling.LANCZOS)
        _write(smaller, kept)
    except (OSError, ValueError, Image.DecompressionBombError):
        return original  # It may be no picture, or the disk full: the page still has one to show.
    return kept


def _can_be_narrower(image: Image.Image, width: int) -> bool:
    is_moving = getattr(image, "is_animated", False)
    return image.width > width and not is_moving and image.width * image.height <= MOST_PIXELS


def _write(image: Image.Image, kept: Path) -> None:
    """Write the file whole or not at all: two processes may be at it at once."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_name(f"{new_id()}.part")
    try:
        image.save(unfinished, "WEBP", quality=QUALITY)
        unfinished.replace(kept)
    finally:
        unfinished.unlink(missing_ok=True)
