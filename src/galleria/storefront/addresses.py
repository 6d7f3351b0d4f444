"""How a country writes its addresses, as far as a form needs to know (CLDR and UPU names)."""

from collections.abc import Mapping

from babel import Locale

from galleria.core.errors import Problem
from galleria.shipping.rules import WITHOUT_POSTAL_CODES, Address, address_problems, countries
from galleria.storefront.locales import Words
from galleria.storefront.views.frame import Choice
from galleria.storefront.views.purchase import AddressLabels

_POSTAL_CODES = {"US": "zip", "IE": "eircode", "GB": "postcode", "AU": "postcode", "NZ": "postcode"}
_REGIONS = {
    **dict.fromkeys(("US", "AU", "BR", "IN", "MX", "MY"), "state"),
    **dict.fromkeys(("CA", "CN", "IT", "ES", "AR"), "province"),
    "JP": "prefecture",
}
_PARTS = ("name", "line1", "line2", "postal_code", "city", "region", "country")
_CURRENCY_HOMES = {"EUR": "DE", "GBP": "GB", "USD": "US"}


def labels_of(country: str) -> AddressLabels:
    """What the parts of an address are called where it is."""
    region = _REGIONS.get(country, "")
    return AddressLabels(
        postal_code=_POSTAL_CODES.get(country, "postal_code"),
        region=region,
        region_is_required=bool(region),
        postal_code_is_required=country not in WITHOUT_POSTAL_CODES,
    )


def country_choices(locale: str, chosen: str) -> tuple[Choice, ...]:
    """All countries in a language, one of them chosen."""
    named = countries(locale).items()
    return tuple(Choice(code, name, is_chosen=code == chosen) for code, name in named)


def likely_country(locale: str, currency: str) -> str:
    """Where most of a store's customers live: told by its locale, else by its currency."""
    territory = Locale.parse(locale, sep="-").territory
    return territory or _CURRENCY_HOMES.get(currency) or currency[:2]


def read_address(form: Mapping[str, str], prefix: str) -> Address:
    """The address in a form's fields."""
    return Address(**{part: form.get(prefix + part, "") for part in _PARTS}).tidy()


def address_fields(address: Address, prefix: str) -> dict[str, str]:
    """A form's fields for an address."""
    written = address.to_json()
    return {prefix + part: written[part] for part in _PARTS}


def problems_of(address: Address, words: Words) -> list[Problem]:
    """What keeps a parcel from arriving, with what only a form can ask: a region."""
    problems = address_problems(address)
    labels = labels_of(address.country)
    if labels.region_is_required and not address.region:
        label = words.say(f"address.{labels.region}")
        message = words.say("problem.required", label=label)
        problems.append(Problem(("region",), "REQUIRED", message))
    return problems
