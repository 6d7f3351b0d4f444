"""What stands in a single cell, read only where it can mean one thing."""

import html
import re
from decimal import Decimal

_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_SIGN = r"(?:[^\W\d_]{1,3}\.?|[$€£¥₹₽₺₴₩])?"
_CURRENCY = re.compile(rf"{_SIGN}\s*(.*?)\s*{_SIGN}")
_PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_SCIENTIFIC = re.compile(r"\d+(?:\.\d+)?[eE][+-]?\d{1,2}")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}\.\d+|\d{1,3}(?:,\d{2,3})+,\d{3}")
_CONTINENTAL = re.compile(r"\d{1,3}(?:[. ']\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|\d+,\d{1,2}")
_SPACED = re.compile(r"\d{1,3}(?:[ ']\d{3})+(?:\.\d+)?")
_LARGEST = Decimal(10) ** 12

_YES = frozenset({"1", "true", "yes", "y", "on", "ja", "oui", "sí", "si", "да"})
_NO = frozenset({"0", "false", "no", "n", "off", "nein", "non", "нет"})


class BadCell(Exception):
    """A cell that cannot be read, with what the merchant should write instead."""


def number(text: str) -> Decimal | None:
    """Read an exact number, with or without a currency; an empty cell is none.

    Raises:
        BadCell: it is no number, or could be two (``1,299`` is a thousand or a fraction).
    """
    cleaned = _SPACES.sub(" ", unguarded(text)).strip()
    if not cleaned:
        return None
    sign = -1 if cleaned.startswith(("-", "−")) else 1
    matched = _CURRENCY.fullmatch(cleaned.lstrip("-−+ "))
    digits = _digits(matched[1] if matched else "", text)
    value = Decimal(digits)
    if value > _LARGEST:
        raise BadCell(f"“{text}” is too large. Write an amount below {_LARGEST:,}.")
    return sign * value


def _digits(cleaned: str, text: str) -> str:
    if _PLAIN.fullmatch(cleaned) or _SCIENTIFIC.fullmatch(cleaned):
        return cleaned
    if _ENGLISH.fullmatch(cleaned):
        return cleaned.replace(",", "")
    if _SPACED.fullmatch(cleaned):
        return re.sub(r"[ ']", "", cleaned)
    if _CONTINENTAL.fullmatch(cleaned):
        return re.sub(r"[. ']", "", cleaned).replace(",", ".")
    if re.fullmatch(r"\d{1,3},\d{3}", cleaned):
        whole, fraction = cleaned.split(",")
        raise BadCell(
            f"“{text}” can mean two amounts. Write {whole}{fraction} or {whole}.{fraction}."
        )
    raise BadCell(f"“{text}” is not a number. Write digits with a point, such as 19.90.")


def flag(text: str, *, default: bool) -> bool:
    """Read yes or no in the spellings that shops use; an empty cell is the default.

    Raises:
        BadCell: it is neither.
    """
    word = unguarded(text).strip().casefold()
    if not word:
        return default
    if word in _YES or word in _NO:
        return word in _YES
    raise BadCell(f"“{text}” is neither yes nor no. Write TRUE or FALSE.")


def unguarded(text: str) -> str:
    """Take off the apostrophe by which spreadsheets keep a leading zero or sign."""
    return text.strip().removeprefix("'")


def plain(text: str) -> str:
    """Read a line of text: entities become letters, and line breaks become spaces."""
    return _SPACES.sub(" ", html.unescape(text)).strip()


def listed(text: str, separator: str = ",") -> tuple[str, ...]:
    """Split a list, once each and in order; a backslash keeps a separator inside a name."""
    pieces = re.split(rf"(?<!\\){re.escape(separator)}", text)
    names = (plain(piece.replace(f"\\{separator}", separator)) for piece in pieces)
    return tuple(dict.fromkeys(name for name in names if name))


def addresses(text: str, separator: str = ",") -> tuple[str, ...]:
    """Split a list of addresses, once each and in order; a separator inside an address stays."""
    pieces = re.split(rf"(?<!\\){re.escape(separator)}\s*(?=https?:|/|$)|\s*\n\s*", text)
    found = (piece.replace(f"\\{separator}", separator).strip() for piece in pieces)
    return tuple(dict.fromkeys(address for address in found if address))


def path(text: str) -> tuple[str, ...]:
    """Read a category's path from the root: ``Clothing > Hoodies``."""
    return tuple(name for name in (plain(part) for part in html.unescape(text).split(">")) if name)


def is_address(text: str) -> bool:
    """Tell whether a browser could load this from anywhere."""
    return bool(re.fullmatch(r"https?://[^\s/]+\S*", text, re.IGNORECASE))
