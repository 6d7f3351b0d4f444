"""Amounts of money, as clients read and send them."""

from decimal import Decimal

from galleria.core import money
from galleria.graphql.access import PUBLIC
from galleria.graphql.definitions import input_type, object_type
from galleria.graphql.scalars import BigInt, CurrencyCode


@object_type(PUBLIC)
class Money:
    """An exact amount of a currency."""

    amount: Decimal
    """In whole units with all decimals of the currency, such as `12.50`, as a string."""
    minor_units: BigInt
    """In the smallest unit of the currency, such as cents."""
    currency: CurrencyCode
    """The currency."""
    formatted: str
    """As people of the request's locale write it, such as `£12.50`."""

    @classmethod
    def of(cls, value: money.Money, locale: str) -> "Money":
        """Write an amount for people of a locale."""
        return cls(
            amount=value.amount,
            minor_units=BigInt(value.minor),
            currency=CurrencyCode(value.currency),
            formatted=value.format(locale),
        )


@input_type
class MoneyInput:
    """An exact amount of a currency."""

    amount: Decimal
    """In whole units, such as `"12.50"`; no more decimals than the currency has."""
    currency: CurrencyCode
    """The currency."""

    def read(self) -> money.Money:
        """Take the amount as it was meant.

        Raises:
            InvalidMoney: it is no amount of the currency.
        """
        return money.Money.of(self.amount, self.currency)
