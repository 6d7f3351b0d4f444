"""The storefront's words: a JSON file a locale, a child theme's over its parent's."""

import json
import re
from collections.abc import Mapping
from typing import Any

from babel import Locale

from galleria.storefront.themes import Theme, merge

SOURCE_LOCALE = "en"
_PLACE = re.compile(r"\{(\w+)\}")


class MissingTranslation(LookupError):
    """A page asks for words that no locale file has."""


class Words:
    """One theme's words in one locale."""

    def __init__(self, locale: str, entries: Mapping[str, str | Mapping[str, str]]) -> None:
        self._plural = Locale.parse(locale, sep="-").plural_form
        self._entries = entries

    def __contains__(self, key: str) -> bool:
        """Whether there are such words."""
        return key in self._entries

    def say(self, key: str, **facts: Any) -> str:
        """Put facts into a sentence; one with several forms takes that of ``count``.

        Raises:
            MissingTranslation: there are no such words, or a fact is missing.
        """
        found = self._entries.get(key)
        if isinstance(found, Mapping):
            found = found.get(self._plural(facts["count"]), found["other"])
        if found is None:
            raise MissingTranslation(key)
        return _PLACE.sub(lambda place: _fact(key, facts, place[1]), found)


def _fact(key: str, facts: Mapping[str, Any], name: str) -> str:
    if name not in facts:
        raise MissingTranslation(f"{key}: {{{name}}}")
    return str(facts[name])


def load_words(theme: Theme, locale: str) -> Words:
    """Read the words of a locale; what it lacks is said in its language, then in English."""
    entries: dict[str, Any] = {}
    for tag in dict.fromkeys((SOURCE_LOCALE, locale.partition("-")[0], locale)):
        for path in theme.every(f"locales/{tag}.json"):
            entries = merge(entries, json.loads(path.read_text("utf-8")))
    return Words(locale, _flat(entries))


def _flat(entries: Mapping[str, Any], prefix: str = "") -> dict[str, str | Mapping[str, str]]:
    flat: dict[str, str | Mapping[str, str]] = {}
    for key, value in entries.items():
        if isinstance(value, str) or "other" in value:
            flat[prefix + key] = value
        else:
            flat |= _flat(value, f"{prefix}{key}.")
    return flat
