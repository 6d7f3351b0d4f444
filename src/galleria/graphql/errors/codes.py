"""The codes of refusals, read off the domain errors that have a form in the API."""

from enum import Enum, EnumMeta

import strawberry

from galleria.graphql.errors import (
    buying,
    keeping,
    requests,
    reviewing,
    tenancy,
    user_error,
)

DECLARED = (buying, keeping, requests, reviewing, tenancy)
"""Where refusals are declared; importing these modules is what fills the list of codes."""


def _enum_of(codes: set[str]) -> EnumMeta:
    return Enum("ErrorCode", {code: code for code in sorted(codes)})  # type: ignore[return-value]


ErrorCode = strawberry.enum(
    _enum_of({error.code for error in user_error.MEMBERS}),
    name="ErrorCode",
    description="What kind of refusal it is. New codes may come: treat them as plain refusals.",
)
