"""Descriptions as merchants wrote them, without anything that could act."""

import re
from functools import lru_cache
from html import unescape

import nh3
from markupsafe import Markup

_TEXT = ["a", "abbr", "b", "br", "code", "del", "em", "i", "ins", "s", "small", "strong", "u"]
_BLOCKS = ["blockquote", "dd", "dl", "dt", "h3", "hr", "li", "ol", "p", "pre", "sub", "sup", "ul"]
_TABLES = ["table", "tbody", "td", "tfoot", "th", "thead", "tr"]
_TAGS = {*_TEXT, *_BLOCKS, *_TABLES}
_HEADINGS = re.compile(r"<(/?)h[1-6](?=[\s>])", re.IGNORECASE)
_BLANK = re.compile(r"\s+")
_LONGEST_SUMMARY = 155


@lru_cache(maxsize=2048)
def safe_html(text: str) -> Markup:
    """Allow only what text is made of; headings stand below those of the page."""
    if "<" not in text:
        text = "".join(f"<p>{part}</p>" for part in text.split("\n\n") if part.strip())
    below = _HEADINGS.sub(r"<\1h3", text)
    return Markup(nh3.clean(below, tags=_TAGS, attributes={"a": {"href"}}))  # noqa: S704 - just cleaned


@lru_cache(maxsize=2048)
def summary(text: str) -> str:
    """The beginning of a description in plain words, for search engines."""
    words = unescape(nh3.clean(text.replace("<", " <"), tags=set()))
    plain = _BLANK.sub(" ", words).strip()
    if len(plain) <= _LONGEST_SUMMARY:
        return plain
    return plain[:_LONGEST_SUMMARY].rsplit(" ", 1)[0].rstrip(" ,.;:–-") + "…"
