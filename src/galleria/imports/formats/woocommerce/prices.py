"""What a WooCommerce row costs: the regular price, and the sale price while the sale is on."""

import re
from datetime import date
from decimal import Decimal

from galleria.imports.formats.reading import Reading

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")


def price_and_was(row: Reading, today: date) -> tuple[Decimal | None, Decimal | None]:
    """Tell the price and what it was before the sale; none where the row states no price."""
    regular = row.amount("regular price")
    if regular is None:
        regular = row.amount("price")
    sale = row.amount("sale price")
    if sale is None or regular is None:
        return (sale if regular is None else regular), None
    if sale >= regular:
        row.warn(
            "sale price", f"{sale} is not below the regular price of {regular} and is left out."
        )
        return regular, None
    if not _is_on(row, today):
        row.warn("sale price", f"The sale at {sale} is not on today, so the price is {regular}.")
        return regular, None
    return sale, regular


def _is_on(row: Reading, today: date) -> bool:
    start, end = _day(row, "sale starts"), _day(row, "sale ends")
    return (start is None or start <= today) and (end is None or today <= end)


def _day(row: Reading, column: str) -> date | None:
    text = row.raw(column)
    if not text:
        return None
    try:
        matched = _DAY.fullmatch(text)
        return date(*map(int, matched.groups())) if matched else date.fromisoformat(text)
    except ValueError:
        row.warn(column, f"“{text}” is no date and is left out. Write it as 2026-11-30.")
        return None
