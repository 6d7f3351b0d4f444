"""Which of a product's variants a row means, when names and numbers may have changed."""

from collections import Counter
from collections.abc import Hashable, Sequence

from galleria.imports.records import VariantRecord
from galleria.imports.rules.states import VariantState

NOT_STATED = "–"


def match(
    wanted: Sequence[VariantRecord], known: Sequence[VariantState], *, has_new_options: bool
) -> list[int | None]:
    """Tell for every wanted variant which known one it is, if any.

    The same options are the same variant. Else a SKU that neither side uses twice tells; and where
    the options themselves are new, what is left is taken in order, so that nothing is thrown away.
    """
    found: list[int | None] = [None] * len(wanted)
    free = dict.fromkeys(range(len(known)))
    _claim(found, free, [v.options for v in wanted], [v.options for v in known])
    _claim(found, free, _alone([v.sku for v in wanted]), _alone([v.sku for v in known]))
    if has_new_options:
        unclaimed = [place for place, one in enumerate(found) if one is None]
        for place, left in zip(unclaimed, free, strict=False):
            found[place] = left
    return found


def fit(options: tuple[str, ...], length: int, taken: set[tuple[str, ...]]) -> tuple[str, ...]:
    """Bring the options of a variant that no row speaks of to the product's new length."""
    fitting = (*options, *([NOT_STATED] * length))[:length]
    number = 2
    changed = fitting
    while changed in taken and fitting:
        changed = (*fitting[:-1], f"{fitting[-1]} ({number})")
        number += 1
    return changed


def _claim(
    found: list[int | None],
    free: dict[int, None],
    wanted: Sequence[Hashable],
    known: Sequence[Hashable],
) -> None:
    places = {name: place for place, name in enumerate(known) if place in free and name is not None}
    for place, name in enumerate(wanted):
        if found[place] is None and name in places:
            claimed = places.pop(name)
            free.pop(claimed)
            found[place] = claimed


def _alone(skus: Sequence[str]) -> list[str | None]:
    counts = Counter(skus)
    return [sku if sku and counts[sku] == 1 else None for sku in skus]
