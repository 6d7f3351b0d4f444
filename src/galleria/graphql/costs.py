"""What a field costs beyond its objects, where that is not plain from its arguments."""

import strawberry
from strawberry import UNSET
from strawberry.schema_directive import Location

ASSUMED_SIZE = 5
"""Entries that a short list without ``first`` is taken to have."""

DEFAULT_PAGE = 20
LARGEST_PAGE = 100


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="cost",
    description=(
        "What a field costs besides one point for each object:"
        " `extra` points whenever it is selected."
    ),
)
class Cost:
    """Points that a field costs besides its objects."""

    extra: int = strawberry.directive_field("extra", default=UNSET)


SEARCH = Cost(extra=10)
EXACT_COUNT = Cost(extra=10)
