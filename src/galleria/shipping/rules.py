"""What an address must hold so that something can be brought there."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from typing import Any

from babel import Locale

from galleria.core.errors import Problem

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody lives, in any script. ``country`` is an ISO 3166-1 alpha-2 code; ``region``
    may be empty.
    """

    name: str
    line1: str
    city: str
    postal_code: str
    country: str
    line2: str = ""
    region: str = ""
    company: str = ""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Address":
        """Read an address as it was stored."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})

    def to_json(self) -> dict[str, str]:
        """Write the address for storing."""
        return asdict(self)

    def tidy(self) -> "Address":
        """Without spaces around anything, the country in capitals."""
        plain = {name: value.strip() for name, value in self.to_json().items()}
        return Address(**{**plain, "country": plain["country"].upper()})

    def lines(self, locale: str) -> list[str]:
        """The address as it is written on a parcel, one line each, empty ones left out."""
        place = " ".join(part for part in (self.postal_code, self.city) if part)
        written = (self.name, self.company, self.line1, self.line2, place, self.region)
        return [line for line in written if line] + [country_name(self.country, locale)]


WITHOUT_POSTAL_CODES = frozenset({"AE", "AG", "AO", "BS", "BZ", "HK", "IE", "JM", "QA", "UG", "ZW"})
"""Countries that deliver without a postal code (Universal Postal Union, addressing by country)."""


@cache
def countries(locale: str) -> dict[str, str]:
    """Names of all countries by their codes, in a locale (CLDR)."""
    names = Locale.parse(locale.replace("-", "_")).territories
    return {
        code: name
        for code, name in sorted(names.items(), key=lambda item: item[1])
        if len(code) == len("GB")
        and code.isalpha()
        and code not in {"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"}
    }


def country_name(code: str, locale: str) -> str:
    """A country's name in a locale; the code itself where there is none."""
    return countries(locale).get(code, code)


def address_problems(address: Address) -> list[Problem]:
    """Everything that keeps a parcel from arriving, each with how to mend it."""
    problems = [
        Problem((field,), "TOO_LONG", f"Use at most {LONGEST} characters.")
        for field, value in address.to_json().items()
        if len(value) > LONGEST
    ]
    required = {"name": "Enter a full name.", "line1": "Enter street and house number."}
    required["city"] = "Enter a town or city."
    if address.country not in WITHOUT_POSTAL_CODES:
        required["postal_code"] = "Enter a postcode."
    problems += [
        Problem((field,), "REQUIRED", message)
        for field, message in required.items()
        if not getattr(address, field)
    ]
    if address.country not in countries("en"):
        message = "Choose a country; its code has two letters, such as GB."
        problems.append(Problem(("country",), "UNKNOWN_COUNTRY", message))
    return problems
