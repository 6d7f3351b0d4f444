"""Names in addresses, and texts as they are compared."""

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import chain, count

from galleria.core.errors import Problem

LONGEST_LINE = 255
"""Characters of a title, a name, a number or a choice."""

LONGEST_NOTE = 1_000
"""Characters of a sentence or two: what a picture shows, what a search engine may say."""

LONGEST_TEXT = 100_000
"""Characters of a description, with its markup, once what could do harm is taken out of it."""

LONGEST_ADDRESS = 2_000
"""Characters of an address elsewhere."""

LONGEST_SEARCH = 100
"""Characters of what is searched for; every word in it is looked for in every title."""

MOST_VARIANTS = 2_000
MOST_OPTIONS = 5
MOST_TAGS = 250

LONGEST_SLUG = 200
LONGEST_PATH = 2000
"""In bytes, since an index of Postgres takes no longer keys than some 2,700."""

_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "o", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "\u0131": "i"}
)


def fold(text: str) -> str:
    """A text as it is searched: without case, accents or more than one space.

    >>> fold("  Crème   BRÛLÉE ")
    'creme brulee'
    """
    plain = text
    for _ in range(2):  # Folding case and taking letters apart each make work for the other.
        plain = unicodedata.normalize("NFKD", plain).casefold().translate(_LETTERS)
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(kept.split())


def slugify(text: str) -> str:
    """The part of an address that names a thing: letters and digits of any script, joined by
    hyphens.

    >>> slugify("Stoneware mug, 350 ml") 'stoneware-mug-350-ml'
    """
    words = re.findall(r"\w+", fold(text).replace("_", " "))
    return "-".join(words)[:LONGEST_SLUG].strip("-") or "untitled"


def free_slug(wanted: str, taken: Container[str]) -> str:
    """The wanted slug, or the first of wanted-2, wanted-3, … that is not taken."""
    return next(slug for slug in _numbered(wanted) if slug not in taken)


def _numbered(wanted: str) -> Iterator[str]:
    return chain([wanted], (f"{wanted[: LONGEST_SLUG - 8]}-{number}" for number in count(2)))


def path_below(parent: str, slug: str) -> str:
    """The path of a category of this slug below a parent, which is empty at the top."""
    return f"{parent}/{slug}" if parent else slug


def is_within(path: str, branch: str) -> bool:
    """Whether a category is the one at the top of a branch, or below it.

    >>> is_within("kitchen/mugs", "kitchen"), is_within("kitchenware", "kitchen")
    (True, False)
    """
    return path == branch or path.startswith(f"{branch}/")


def variant_title(option_values: list[str]) -> str:
    """What tells a variant from its sisters; empty where a product has only one."""
    return " / ".join(option_values)


def too_long(path: tuple[str, ...], texts: Iterable[str], longest: int) -> list[Problem]:
    """What is wrong with a part of an input of which a text is too long; nothing with any other."""
    if all(len(text) <= longest for text in texts):
        return []
    return [Problem(path, "TOO_LONG", f"Use at most {longest:,} characters.")]


def tag_problems(tags: Sequence[str]) -> list[Problem]:
    """What is wrong with the tags of a product or listing."""
    if len(tags) > MOST_TAGS:
        return [Problem(("tags",), "TOO_MANY", f"Use at most {MOST_TAGS} tags.")]
    return too_long(("tags",), tags, LONGEST_LINE)
