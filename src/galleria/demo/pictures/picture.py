"""What a picture shows, as plain words; the file's name follows from them."""

from dataclasses import astuple, dataclass
from hashlib import sha256

# Raise it whenever a drawing changes, so that an older data directory is drawn anew.
REVISION = 1

SIZES = {"4:5": (768, 960), "1:1": (900, 900), "3:2": (1020, 680), "hero": (1500, 625)}


@dataclass(frozen=True, slots=True)
class Picture:
    """One subject in its colours, on a backdrop, in a frame."""

    of: str
    color: str
    accent: str
    form: str
    back: str
    ratio: str

    @property
    def name(self) -> str:
        """The file's name: the same words always give the same one."""
        words = "|".join((str(REVISION), *astuple(self)))
        return sha256(words.encode()).hexdigest()[:32] + ".webp"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return SIZES[self.ratio]
