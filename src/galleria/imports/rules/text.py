"""Texts from a file, as our pages can show them."""

import html
import re

_MARKUP = re.compile(r"</?[a-zA-Z][^>]*>")


def rich(text: str) -> str:
    """Give plain text its paragraphs and line breaks; text with markup stays as it is."""
    if not text or _MARKUP.search(text):
        return text
    lines = html.escape(html.unescape(text), quote=False).replace("\r\n", "\n").replace("\r", "\n")
    paragraphs = (part.strip() for part in re.split(r"\n\s*\n", lines))
    return "\n".join(f"<p>{part}</p>".replace("\n", "<br>\n") for part in paragraphs if part)
