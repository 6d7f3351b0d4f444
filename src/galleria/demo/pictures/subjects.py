"""Everything that can be drawn, by name: importing the drawing modules fills the table."""

from galleria.demo.pictures import (
    alpine,
    bike,
    boxes,
    camp,
    clothing,
    heroes,
    linen,
    pantry,
    snow,
    stoneware,
    sweets,
    tea,
    vases,
)
from galleria.demo.pictures.subject import SUBJECTS

__all__ = [
    "SUBJECTS",
    "alpine",
    "bike",
    "boxes",
    "camp",
    "clothing",
    "heroes",
    "linen",
    "pantry",
    "snow",
    "stoneware",
    "sweets",
    "tea",
    "vases",
]
