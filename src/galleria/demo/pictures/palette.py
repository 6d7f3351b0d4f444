"""Named colours of the three brands, and how light changes them."""

NAMED = {
    # Aldermoor's glazes and yarns.
    "chalk": "#EEE6D6",
    "moss": "#6B7852",
    "kiln": "#AD4E2C",
    "ink": "#333A46",
    "heather": "#A093A0",
    "honey": "#BF8038",
    "clay": "#8E5F42",
    "natural": "#D9C8A6",
    "oat": "#E2D5BC",
    "sage": "#A3AE90",
    "plum": "#6E3F50",
    "board": "#A89F91",
    "chalkboard": "#E2D9C7",
    "beech": "#CDA674",
    # Nordgrat's metals and cloths.
    "lime": "#C4EA32",
    "graphite": "#30373E",
    "fog": "#C6CDCC",
    "steel": "#A7B1B9",
    "alert": "#FF8A3D",
    "ice": "#8EC3DA",
    "moor": "#46523F",
    # Pip & Pomelo's papers and sweets.
    "pomelo": "#D6406A",
    "cream": "#FBEFDA",
    "sun": "#FFC542",
    "leaf": "#2E8460",
    "mint": "#BDE2CE",
    "aubergine": "#4B2851",
    "blush": "#F5B5BC",
    "amber": "#C97A22",
    "matcha": "#8FB356",
    "cocoa": "#512E22",
    "milk": "#8F5A38",
    "ivory": "#F6EBD3",
    "orange": "#F28C28",
    "cherry": "#A31D36",
}

WHITE = "#FFFFFF"
SHADOW = "#1C1512"
LAMPLIGHT = "#FFF3DC"

_MIDDLE = 120


def tone(name: str) -> str:
    """Give a named colour as hex; a hex colour stays as it is."""
    return name if name.startswith("#") else NAMED[name]


def mix(color: str, other: str, share: float) -> str:
    """Blend ``share`` (0 to 1) of another colour into one."""
    first, second = _channels(tone(color)), _channels(tone(other))
    blended = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return "#" + "".join(f"{channel:02X}" for channel in blended)


def lit(color: str, share: float) -> str:
    """Give the colour where the lamp falls on it, warmer and paler."""
    return mix(color, LAMPLIGHT, share)


def shaded(color: str, share: float) -> str:
    """Give the colour turned away from the lamp."""
    return mix(color, SHADOW, share)


def is_dark(color: str) -> bool:
    """Whether light marks show better on it than dark ones."""
    red, green, blue = _channels(tone(color))
    return (red * 299 + green * 587 + blue * 114) / 1000 < _MIDDLE


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
