"""Reading what people type: one spelling for each value, and for every fault its remedy."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import Locale, UnknownLocaleError, get_global

from galleria.core.errors import InvalidInput, Problem
from galleria.tenancy.errors import InvalidHost
from galleria.tenancy.permissions import EVERY_PERMISSION
from galleria.tenancy.rules.hosts import normalize_host

LONGEST_NAME = 120
LONGEST_DESCRIPTION = 5_000
LONGEST_EMAIL = 254
LONGEST_URL = 2_000
MOST_LOCALES = 50
MOST_LINKS = 20
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
WEEK_IN_MINUTES = 7 * 24 * 60

_LOCAL_PART = re.compile(r"[^\s@\"(),:;<>\[\]\\\x00-\x1f\x7f\ud800-\udfff]{1,64}")
_COLOR = re.compile(r"#[0-9a-f]{6}")
_SHORT_COLOR = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])")
_PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{3,30}")
_THEME = re.compile(r"[a-z][a-z0-9_-]{0,63}")


class UnreadableError(ValueError):
    """One value breaks a rule: ``code`` names the rule, the message says how to mend it."""

    def __init__(self, code: str, message: str) -> None:
        """Keep both."""
        super().__init__(message)
        self.code = code
        self.message = message


def read_fields(
    given: Mapping[str, Any], readers: Mapping[str, Callable[[Any], Any]]
) -> dict[str, Any]:
    """Read every field with its reader.

    Raises:
        InvalidInput: some cannot be read; all their faults come at once.
    """
    read: dict[str, Any] = {}
    problems: list[Problem] = []
    for field, value in given.items():
        try:
            read[field] = readers[field](value)
        except UnreadableError as fault:
            problems.append(Problem((field,), fault.code, fault.message))
    if problems:
        raise InvalidInput(problems)
    return read


def read_name(text: str) -> str:
    """A name on one line, with single spaces."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise UnreadableError("LENGTH", f"Give a name of 1 to {LONGEST_NAME} characters.")
    return _printable(name)


def read_description(text: str) -> str:
    """Some plain text, possibly none."""
    if len(text) > LONGEST_DESCRIPTION:
        raise UnreadableError("LENGTH", f"Shorten this to {LONGEST_DESCRIPTION} characters.")
    return _printable(text.strip())


def _printable(text: str) -> str:
    """Text without half characters, and of control characters only tabs and line ends."""
    if any(unicodedata.category(each) in {"Cc", "Cs"} for each in text if each not in "\t\r\n"):
        raise UnreadableError("CHARACTER", "Remove the control characters from this text.")
    return text


def read_email(text: str) -> str:
    """An address that mail can be sent to, its domain in the one spelling of hosts."""
    local, _, domain = unicodedata.normalize("NFC", text.strip()).rpartition("@")
    try:
        host = normalize_host(domain)
    except InvalidHost:
        host = ""
    if not _LOCAL_PART.fullmatch(local) or "." not in host or len(text) > LONGEST_EMAIL:
        raise UnreadableError("EMAIL", "Give an email address, as in name@example.com.")
    return f"{local}@{host}"


def fold(text: str) -> str:
    """Write text so that two spellings that people take for the same are the same."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def read_phone(text: str) -> str:
    """A telephone number as people write it."""
    number = text.strip()
    if not _PHONE.fullmatch(number):
        raise UnreadableError("PHONE", "Give a telephone number, as in +44 20 7946 0958.")
    return number


def read_color(text: str) -> str:
    """A color in six hexadecimal digits.

    >>> read_color("#9C3")
    '#99cc33'
    """
    color = text.strip().lower()
    if short := _SHORT_COLOR.fullmatch(color):
        color = "#" + "".join(digit * 2 for digit in short.groups())
    if not _COLOR.fullmatch(color):
        raise UnreadableError("COLOR", "Give a color in hexadecimal digits, as in #9C3D1B.")
    return color


def read_currency(text: str) -> str:
    """A currency that is legal tender somewhere today (ISO 4217, by CLDR)."""
    code = text.strip().upper()
    if code not in _currencies_in_use():
        raise UnreadableError("CURRENCY", "Give a currency code of three letters, such as EUR.")
    return code


@cache
def _currencies_in_use() -> frozenset[str]:
    territories = get_global("territory_currencies").values()
    return frozenset(
        code
        for currencies in territories
        for code, _, ended, is_tender in currencies
        if is_tender and not ended
    )


def read_locale(text: str) -> str:
    """A language, possibly of a country, as BCP 47 writes it.

    >>> read_locale("en_gb"), read_locale("zh-hant-tw")
    ('en-GB', 'zh-Hant-TW')
    """
    try:
        return str(Locale.parse(text.strip().replace("_", "-"), sep="-")).replace("_", "-")
    except (ValueError, UnknownLocaleError):
        raise UnreadableError(
            "LOCALE", "Give a language, such as en, or a language of a country, such as en-GB."
        ) from None


def read_locales(texts: Sequence[str]) -> list[str]:
    """Languages in order of preference, each once."""
    if len(texts) > MOST_LOCALES:
        raise UnreadableError("COUNT", f"A store speaks up to {MOST_LOCALES} languages.")
    return list(dict.fromkeys(read_locale(text) for text in texts))


def with_main_locale(locale: str, locales: Sequence[str]) -> list[str]:
    """Put the store's main language first among those it speaks.

    >>> with_main_locale("fr", ["en", "fr"])
    ['fr', 'en']
    """
    return list(dict.fromkeys([locale, *locales]))


def read_time_zone(text: str) -> str:
    """A time zone by its name in the IANA database."""
    name = text.strip()
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        name = ""
    if name != "UTC" and "/" not in name:
        raise UnreadableError("TIME_ZONE", "Give a time zone by its city, as in Europe/London.")
    return name


def read_theme(text: str) -> str:
    """The name of a theme's folder."""
    if not _THEME.fullmatch(text):
        raise UnreadableError("THEME", "Give the name of a theme, such as base.")
    return text


def read_picture_url(text: str) -> str:
    """Where a picture is: on the web, or a path on the store's own host."""
    if text.startswith("/") and not text.startswith("//"):
        return _short_enough(text)
    return read_link(text)


def read_link(text: str) -> str:
    """A complete address on the web."""
    url = text.strip()
    try:
        parts = urlsplit(url)
        normalize_host(parts.hostname or "")
    except (ValueError, InvalidHost):
        raise UnreadableError("URL", _COMPLETE_ADDRESS) from None
    if (
        parts.scheme not in {"http", "https"}
        or parts.username
        or re.search(r"[\s\x00-\x1f\ud800-\udfff]", url)
    ):
        raise UnreadableError("URL", _COMPLETE_ADDRESS)
    return _short_enough(url)


_COMPLETE_ADDRESS = "Give a complete address, as in https://example.com/page."


def _short_enough(url: str) -> str:
    if len(url) > LONGEST_URL:
        raise UnreadableError("LENGTH", f"Shorten this to {LONGEST_URL} characters.")
    return url


def read_links(texts: Sequence[str]) -> list[str]:
    """Complete addresses, each once."""
    if len(texts) > MOST_LINKS:
        raise UnreadableError("COUNT", f"Give up to {MOST_LINKS} links.")
    return list(dict.fromkeys(read_link(text) for text in texts))


def read_permissions(names: Sequence[str]) -> list[str]:
    """Permissions, each once, in the order of the alphabet."""
    unknown = sorted(set(map(str, names)) - EVERY_PERMISSION)
    if unknown:
        raise UnreadableError("PERMISSION", f"There is no permission called {unknown[0][:64]}.")
    if not names:
        raise UnreadableError("PERMISSION", "Give at least one permission.")
    return sorted({str(name) for name in names})


def read_password(text: str) -> str:
    """A password that withstands guessing by its length, as NIST SP 800-63B advises."""
    if not SHORTEST_PASSWORD <= len(text) <= LONGEST_PASSWORD:
        raise UnreadableError(
            "PASSWORD",
            f"Choose a password of {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.",
        )
    return text


def optional(reader: Callable[[str], str]) -> Callable[[str | None], str | None]:
    """Let a field be emptied: nothing, or blank text, reads as nothing."""
    return lambda text: reader(text) if text and text.strip() else None


def read_hold_minutes(value: int) -> int:
    """How long a cart keeps its stock: a minute to a week."""
    if not 1 <= value <= WEEK_IN_MINUTES:
        raise UnreadableError("OUT_OF_RANGE", f"Hold stock for 1 to {WEEK_IN_MINUTES} minutes.")
    return value


STORE_READERS: Mapping[str, Callable[[Any], Any]] = {
    "name": read_name,
    "theme": read_theme,
    "currency": read_currency,
    "locale": read_locale,
    "locales": read_locales,
    "time_zone": read_time_zone,
    "description": read_description,
    "logo_url": optional(read_picture_url),
    "favicon_url": optional(read_picture_url),
    "primary_color": optional(read_color),
    "secondary_color": optional(read_color),
    "contact_email": optional(read_email),
    "contact_phone": optional(read_phone),
    "social_links": read_links,
    "hold_minutes": read_hold_minutes,
}
"""How each field of a store that a merchant may set is read."""
