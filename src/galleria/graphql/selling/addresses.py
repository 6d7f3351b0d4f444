"""Where things are brought."""

from strawberry import UNSET

from galleria.graphql.access import PUBLIC
from galleria.graphql.definitions import input_type, object_type
from galleria.shipping import rules


@object_type(PUBLIC)
class Address:
    """Where somebody lives."""

    name: str
    """Who lives there."""
    company: str
    """The company; may be empty."""
    line1: str
    """Street and house number."""
    line2: str
    """Floor, flat and the like; may be empty."""
    city: str
    """Town or city."""
    region: str
    """State or province, where that matters; may be empty."""
    postal_code: str
    """Postcode; empty in countries without."""
    country: str
    """The country by its ISO 3166-1 code of two letters."""
    formatted: list[str]
    """The address as it is written on a parcel, line by line."""

    @classmethod
    def of(cls, address: rules.Address, locale: str) -> "Address":
        """Show an address, its country named in a locale."""
        return cls(**address.to_json(), formatted=address.lines(locale))


@input_type
class AddressInput:
    """Where somebody lives."""

    name: str
    """Who lives there."""
    company: str | None = UNSET
    """The company."""
    line1: str
    """Street and house number."""
    line2: str | None = UNSET
    """Floor, flat and the like."""
    city: str
    """Town or city."""
    region: str | None = UNSET
    """State or province, where that matters."""
    postal_code: str | None = UNSET
    """Postcode; left out in countries without."""
    country: str
    """The country by its ISO 3166-1 code of two letters, such as `GB`."""

    def read(self) -> rules.Address:
        """Take the address as it was meant."""
        return rules.Address(
            name=self.name,
            company=self.company or "",
            line1=self.line1,
            line2=self.line2 or "",
            city=self.city,
            region=self.region or "",
            postal_code=self.postal_code or "",
            country=self.country,
        )
