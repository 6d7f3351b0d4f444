"""What a cart accepts."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from galleria.core.errors import Problem
from galleria.inventory.rules import MOST_PER_LINE

MOST_LINES = 100
LONGEST_NOTE = 2000
LONGEST_EMAIL = 254

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = re.compile(r"\+?[\d\s()./-]{5,30}")


@dataclass(frozen=True, slots=True)
class WantedLine:
    """So many more of a variant."""

    variant_id: UUID
    quantity: int


def quantity_problem(quantity: int, path: tuple[str, ...]) -> list[Problem]:
    """A line holds 1 to 999 units."""
    if 1 <= quantity <= MOST_PER_LINE:
        return []
    return [Problem(path, "OUT_OF_RANGE", f"Choose a quantity from 1 to {MOST_PER_LINE}.")]


def lines_problems(lines: Sequence[WantedLine]) -> list[Problem]:
    """Faults of lines to add, with the place of each."""
    problems = [
        problem
        for place, line in enumerate(lines)
        for problem in quantity_problem(line.quantity, ("lines", str(place), "quantity"))
    ]
    if not 1 <= len(lines) <= MOST_LINES:
        problems.append(Problem(("lines",), "LENGTH", f"Add 1 to {MOST_LINES} lines at once."))
    return problems


def contact_problems(email: str, phone: str) -> list[Problem]:
    """Faults of how the shopper is reached. An address is only known to work once mail arrives."""
    problems = []
    if not _EMAIL.fullmatch(email) or len(email) > LONGEST_EMAIL:
        message = "Enter an email address, such as name@example.com."
        problems.append(Problem(("email",), "INVALID_EMAIL", message))
    if phone and not _PHONE.fullmatch(phone):
        message = "Enter a phone number with digits, such as +44 20 7946 0000."
        problems.append(Problem(("phone",), "INVALID_PHONE", message))
    return problems


def missing_steps(
    *,
    lines: Collection[object],
    email: str,
    has_address: bool,
    needs_delivery: bool,
    delivery: bool,
) -> list[Problem]:
    """What is still to be done before the order can be placed, in the order of the pages."""
    steps = [
        (bool(lines), "lines", "Put something into the cart."),
        (bool(email), "contact", "Enter your email address."),
        (has_address or not needs_delivery, "shippingAddress", "Enter where to deliver."),
        (delivery or not needs_delivery, "delivery", "Choose how to have it delivered."),
    ]
    return [Problem((name,), "MISSING", text) for is_done, name, text in steps if not is_done]
