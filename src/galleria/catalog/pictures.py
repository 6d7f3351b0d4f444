"""From whatever bytes claim to be a picture to a file of ours, made anew and safe to show."""

import os
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from galleria.catalog.rows import StoredPicture
from galleria.core.ids import new_id

FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
QUALITY = 82

_WITHOUT_STEPS = frozenset({"CMYK", "L", "RGB", "RGBA"})
"""Modes that can be made smaller, or get other colors, as they are."""

_TOO_LARGE = f"The picture has more than {MOST_PIXELS // 10**6} megapixels."
_SRGB = ImageCms.createProfile("sRGB")


class NotAPicture(Exception):
    """Bytes show nothing, or nothing we show; the message says why, in words for a merchant."""

    def __init__(self, message: str) -> None:
        """Keep the sentence."""
        super().__init__(message)
        self.message = message


def store_picture(content: bytes, folder: Path) -> StoredPicture:
    """Make a picture ours: upright, in sRGB, of moderate size, and without what it told in secret.

    Raises:
        NotAPicture: the bytes are none, or one of too many pixels.
    """
    image = _decode(content)
    encoded = BytesIO()
    image.save(encoded, "WEBP", quality=QUALITY)
    file = encoded.getvalue()
    key = f"{sha256(file).hexdigest()}.webp"
    _write(file, folder / key)
    return StoredPicture(key, image.width, image.height)


def _decode(content: bytes) -> Image.Image:
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            _check_size(image)
            return _prepared(image)
    except NotAPicture:
        raise
    except Image.DecompressionBombError as fault:
        raise NotAPicture(_TOO_LARGE) from fault
    except Exception as fault:  # Decoders of strange bytes fail in any way there is.
        raise NotAPicture(f"The file is no picture in {', '.join(FORMATS)}.") from fault


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise NotAPicture(_TOO_LARGE)


def _prepared(image: Image.Image) -> Image.Image:
    smaller = image if image.mode in _WITHOUT_STEPS else image.convert("RGBA")
    # First of all: of a large JPEG it decodes no more than this takes.
    smaller.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return _in_srgb(ImageOps.exif_transpose(smaller))


def _in_srgb(image: Image.Image) -> Image.Image:
    """Take the colors over, since the profile they are meant in does not come along."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if profile := image.info.get("icc_profile"):
        with suppress(ImageCms.PyCMSError, OSError):  # a profile that is none, or of other colors
            theirs = ImageCms.ImageCmsProfile(BytesIO(profile))
            if converted := ImageCms.profileToProfile(image, theirs, _SRGB, outputMode=mode):
                return converted
    return image.convert(mode)


def _write(file: bytes, path: Path) -> None:
    """Write the file whole or not at all, and for good before any row names it."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{new_id()}.part")
    try:
        with unfinished.open("xb") as draft:
            draft.write(file)
            draft.flush()
            os.fsync(draft.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
