"""Plain values that GraphQL has no words for."""

from typing import NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

BigInt = NewType("BigInt", int)
CurrencyCode = NewType("CurrencyCode", str)

SCALARS: dict[object, ScalarDefinition] = {
    BigInt: strawberry.scalar(
        name="BigInt",
        description="A whole number beyond 32 bits, as a JSON number.",
        serialize=int,
        parse_value=int,
    ),
    CurrencyCode: strawberry.scalar(
        name="CurrencyCode",
        description="A currency by its ISO 4217 code, such as `EUR`.",
        serialize=str,
        parse_value=str,
    ),
}
