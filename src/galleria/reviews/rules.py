"""What a review must be."""

import re

from galleria.core.errors import Problem

MOST_STARS = 5
LONGEST_TITLE = 120
LONGEST_BODY = 5000
LONGEST_NAME = 80

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def review_problems(*, rating: int, title: str, body: str, name: str, email: str) -> list[Problem]:
    """Every fault of a review, each with how to mend it."""
    problems = []
    if not 1 <= rating <= MOST_STARS:
        problems.append(Problem(("rating",), "OUT_OF_RANGE", "Choose one to five stars."))
    if not _EMAIL.fullmatch(email):
        problems.append(Problem(("email",), "INVALID_EMAIL", "Enter your email address."))
    for field, value, longest in (
        ("title", title, LONGEST_TITLE),
        ("body", body, LONGEST_BODY),
        ("authorName", name, LONGEST_NAME),
    ):
        if len(value) > longest:
            problems.append(Problem((field,), "TOO_LONG", f"Use at most {longest} characters."))
        elif not value.strip() and field != "body":
            problems.append(Problem((field,), "REQUIRED", "Fill this in."))
    return problems
