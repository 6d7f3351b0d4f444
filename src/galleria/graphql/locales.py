"""In which language a store answers."""

from functools import lru_cache

from babel.core import negotiate_locale

from galleria.core.context import StoreRef

LONGEST_HEADER = 200


def choose_locale(store: StoreRef, accepted: str | None) -> str:
    """The store's language that the client likes best; else the store's own."""
    if not accepted or len(store.locales) < 2:  # noqa: PLR2004 - nothing to choose from
        return store.locale
    return _choose(store.locales, accepted[:LONGEST_HEADER]) or store.locale


@lru_cache(maxsize=1024)
def _choose(spoken: tuple[str, ...], accepted: str) -> str | None:
    liked = sorted(_weighed(accepted), key=lambda choice: -choice[0])
    return negotiate_locale([locale for weight, locale in liked if weight > 0], spoken, sep="-")


def _weighed(accepted: str) -> list[tuple[float, str]]:
    found = []
    for part in accepted.split(","):
        locale, _, weight = part.strip().partition(";q=")
        try:
            found.append((float(weight or 1), locale))
        except ValueError:
            continue
    return found
