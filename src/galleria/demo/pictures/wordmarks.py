"""The stores' names as they sign them: letters drawn as strokes, so that no font is needed."""

from dataclasses import dataclass
from hashlib import sha256

from galleria.demo.pictures.palette import tone

# Skeletons on a grid 100 high, with the width each takes.
_LETTERS = {
    "A": (84, "M0 100L42 0L84 100M16 64H68"),
    "D": (76, "M0 0V100H30C58 100 76 78 76 50C76 22 58 0 30 0Z"),
    "E": (58, "M58 0H0V100H58M0 48H48"),
    "G": (84, "M80 24C72 8 58 0 44 0C18 0 0 22 0 50C0 78 18 100 44 100C66 100 82 86 82 54H50"),
    "I": (0, "M0 0V100"),
    "L": (54, "M0 0V100H54"),
    "M": (92, "M0 100V0L46 66L92 0V100"),
    "N": (76, "M0 100V0L76 100V0"),
    "O": (92, "M46 0C20 0 0 22 0 50C0 78 20 100 46 100C72 100 92 78 92 50C92 22 72 0 46 0Z"),
    "P": (62, "M0 100V0H34C52 0 62 12 62 28C62 44 52 56 34 56H0"),
    "R": (64, "M0 100V0H34C52 0 62 12 62 28C62 44 52 56 34 56H0M34 56L64 100"),
    "T": (74, "M0 0H74M37 0V100"),
    "&": (80, "M80 100L20 30C10 16 20 0 36 0C52 0 60 16 50 30C40 44 4 50 4 76C4 100 70 104 78 56"),
    " ": (30, ""),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wordmark:
    """How a store writes its name: the weight and spacing of its letters, and a mark."""

    text: str
    color: str
    weight: float
    spacing: float
    is_round: bool
    mark: str = ""
    hops: tuple[int, ...] = (0,)


WORDMARKS = {
    "aldermoor": Wordmark("ALDERMOOR", "#221E1A", 5, 34, is_round=False),
    "nordgrat": Wordmark(
        "NORDGRAT", "#101418", 19, 32, is_round=False,
        mark=f'<path d="M0 100L44 22L66 58L88 34L130 100Z" fill="{tone("lime")}"/>',
    ),
    "pippomelo": Wordmark(
        "PIP & POMELO", "#3A1D3F", 18, 30, is_round=True, hops=(-3, 4, -2, 0, 2, 0, -3, 4, -2, 3),
        mark=f'<circle cx="50" cy="50" r="58" fill="{tone("pomelo")}"/>'
             '<circle cx="50" cy="50" r="46" fill="#FFF8EC"/>'
             f'<path d="M50 50L92 40A43 43 0 0 0 66 10ZM50 50L56 7A43 43 0 0 0 20 19ZM50 50L12 30A43 '
             f'43 0 0 0 12 70ZM50 50L20 81A43 43 0 0 0 56 93ZM50 50L66 90A43 43 0 0 0 92 60Z" '
             f'fill="{tone("pomelo")}"/>',
    ),
}  # fmt: skip

_MARK_WIDTH = 170
_EDGE = 14


def wordmark_name(name: str) -> str:
    """Name the file of a store's wordmark by what it shows."""
    return sha256(draw_wordmark(name).encode()).hexdigest()[:32] + ".webp"


def draw_wordmark(name: str) -> str:
    """Give a store's wordmark as SVG."""
    style = WORDMARKS[name]
    pen = float(_EDGE)
    pieces = []
    if style.mark:
        pieces.append(f'<g stroke="none" transform="translate({pen} {_EDGE})">{style.mark}</g>')
        pen += _MARK_WIDTH
    for place, letter in enumerate(style.text):
        width, outline = _LETTERS[letter]
        hop = style.hops[place % len(style.hops)]
        pieces.append(f'<path transform="translate({pen:g} {_EDGE + hop})" d="{outline}"/>')
        pen += width + style.spacing
    ends = "round" if style.is_round else "butt"
    corners = "round" if style.is_round else "miter"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {pen - style.spacing + _EDGE:g} '
        f'{100 + 2 * _EDGE}" role="img" aria-label="{style.text.title().replace("&", "&amp;")}">'
        f'<g fill="none" stroke="{style.color}" stroke-width="{style.weight:g}" '
        f'stroke-linecap="{ends}" stroke-linejoin="{corners}">{"".join(pieces)}</g></svg>'
    )
