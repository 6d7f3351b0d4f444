"""Money: an exact amount of a currency, counted in its smallest unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation, Overflow
from functools import lru_cache

from babel.core import get_global
from babel.numbers import format_currency, get_currency_precision

from galleria.core.errors import DomainError

LARGEST = 2**63 - 1
"""What a bigint column holds."""

MOST_DIGITS = 24
"""More than any amount needs, and fewer than decimal arithmetic would round away."""


class InvalidMoney(DomainError):
    """The text is no amount of this currency."""

    code = "INVALID_MONEY"


@lru_cache(maxsize=256)
def exponent(currency: str) -> int:
    """Digits after the point in amounts of this currency: 2 for EUR, 0 for JPY.

    As CLDR has it, which also writes the amounts: it leaves out cents that nobody pays with any
    more (RSD) and that ISO 4217 still lists, so a gateway may count otherwise.

    Raises:
        InvalidMoney: there is no such currency.
    """
    if currency not in get_global("all_currencies"):
        raise InvalidMoney(f"“{currency}” is not a currency code, such as EUR.")
    return get_currency_precision(currency)


@dataclass(frozen=True, slots=True)
class Money:
    """So many minor units (cents, yen) of a currency. Amounts of two currencies never mix."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | str, currency: str) -> "Money":
        """Read a decimal amount, exactly.

        Raises:
            InvalidMoney: not a number, or with more decimals than the currency has.
        """
        places = exponent(currency)
        try:
            exact = Decimal(amount)
            if len(exact.as_tuple().digits) > MOST_DIGITS:
                raise InvalidMoney("Write amounts with fewer digits.")
            scaled = exact.scaleb(places)
        except InvalidOperation:
            raise InvalidMoney(f"“{amount}” is not an amount.") from None
        except Overflow:
            raise InvalidMoney(f"“{amount}” is not an amount that can be paid.") from None
        if not scaled.is_finite() or abs(scaled) > LARGEST:
            raise InvalidMoney(f"“{amount}” is not an amount that can be paid.")
        if scaled != scaled.to_integral_value():
            raise InvalidMoney(f"{currency} has {places} decimals; “{amount}” has more.")
        return cls(int(scaled), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in whole units, exactly, with all its decimals."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def format(self, locale: str) -> str:
        """Write the amount as people of this locale do: ``£12.50``, ``12,50 €``."""
        return _format(self.minor, self.currency, locale.replace("-", "_"))

    def __add__(self, other: "Money") -> "Money":
        """Add an amount of the same currency."""
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """Take away an amount of the same currency."""
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> "Money":
        """Turn a payment into a debt."""
        return Money(-self.minor, self.currency)

    def __mul__(self, times: int) -> "Money":
        """Take it so many times."""
        return Money(self.minor * times, self.currency)

    def __lt__(self, other: "Money") -> bool:
        """Compare with an amount of the same currency."""
        return self.minor < self._same(other).minor

    def __le__(self, other: "Money") -> bool:
        """Compare with an amount of the same currency."""
        return self.minor <= self._same(other).minor

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            message = f"{self.currency} and {other.currency} do not mix"
            raise TypeError(message)
        return other


@lru_cache(maxsize=65536)
def _format(minor: int, currency: str, locale: str) -> str:
    return format_currency(Money(minor, currency).amount, currency, locale=locale)


def round_share(amount: int, numerator: int, denominator: int) -> int:
    """Take ``numerator / denominator`` of an amount in minor units, rounded half-even.

    >>> round_share(25, 1, 10), round_share(35, 1, 10)
    (2, 4)
    """
    exact = Decimal(amount * numerator) / Decimal(denominator)
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split a total over weights so that no unit is lost and no share passes its fair part by a
    whole unit.

    Largest remainder first, earlier entries before later ones where remainders are equal. Weights
    are not negative; where all are zero the first entry takes everything.

    >>> allocate(100, [1, 1, 1]) [34, 33, 33]
    """
    if not weights:
        return []
    whole = sum(weights)
    if whole == 0:
        return [total, *([0] * (len(weights) - 1))]
    sign = -1 if total < 0 else 1
    floors = [abs(total) * weight // whole for weight in weights]
    left = abs(total) - sum(floors)
    by_remainder = sorted(
        range(len(weights)), key=lambda i: (-(abs(total) * weights[i] % whole), i)
    )
    for index in by_remainder[:left]:
        floors[index] += 1
    return [sign * share for share in floors]
