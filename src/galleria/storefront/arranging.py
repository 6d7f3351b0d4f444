"""How a shopper has a list arranged: what it is sorted by, and what is left out of it.

The catalog sorts by what a listing says of itself. What a product costs and how many there are
depends on the store and changes all the time, so by these a list is sorted after it was read, and
only where it is no longer than anybody could look through.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, cast

from galleria.catalog import queries as catalog
from galleria.catalog.queries import ListedProduct, ListingFilter, ListingSort
from galleria.core.context import Context
from galleria.core.money import InvalidMoney, Money
from galleria.inventory import queries as inventory
from galleria.pricing import queries as pricing

MOST_WEIGHED = 1000
"""Longer lists are sorted by what the catalog knows, and nothing is left out of them."""

Sort = ListingSort | Literal["price", "price_down"]
KNOWN: tuple[Sort, ...] = ("position", "newest", "title")
WEIGHED: tuple[Sort, ...] = ("price", "price_down")
_LONGEST_AMOUNT = 12


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What was asked for. Prices are minor units of the store's currency, both ends included."""

    sort: Sort = "position"
    lowest: int | None = None
    highest: int | None = None
    is_available: bool = False

    @property
    def needs_weighing(self) -> bool:
        """Whether prices or stock must be known before anything can be shown."""
        return self.sort in WEIGHED or self != Arrangement(self.sort)

    @property
    def is_plain(self) -> bool:
        """Whether the list is as the merchant wants it to be found."""
        return self == Arrangement()

    def query(self, currency: str) -> dict[str, str]:
        """How it is written in an address."""
        ends = {"min": self.lowest, "max": self.highest}
        written: dict[str, str] = {} if self.sort == "position" else {"sort": self.sort}
        written |= {
            name: str(Money(minor, currency).amount)
            for name, minor in ends.items()
            if minor is not None
        }
        return written | ({"available": "yes"} if self.is_available else {})

    def without(self, part: str) -> "Arrangement":
        """The same with one condition less, by its name in the address."""
        match part:
            case "min":
                return replace(self, lowest=None)
            case "max":
                return replace(self, highest=None)
            case _:
                return replace(self, is_available=False)


def read_arrangement(query: Mapping[str, str], currency: str) -> Arrangement:
    """Read it from an address; what makes no sense is left out."""
    asked = query.get("sort")
    return Arrangement(
        sort=next((one for one in (*KNOWN, *WEIGHED) if one == asked), "position"),
        lowest=_amount(query.get("min", ""), currency),
        highest=_amount(query.get("max", ""), currency),
        is_available=query.get("available") == "yes",
    )


def _amount(written: str, currency: str) -> int | None:
    written = written.strip().replace(",", ".")
    if not written or len(written) > _LONGEST_AMOUNT:
        return None
    try:
        minor = Money.of(written, currency).minor
    except InvalidMoney:
        return None
    return minor if minor >= 0 else None


async def list_arranged(
    ctx: Context,
    wanted: ListingFilter,
    arrangement: Arrangement,
    *,
    of: int,
    offset: int,
    limit: int,
) -> tuple[int, list[ListedProduct]]:
    """How many ``of`` a shelf's products fit, and a page of them."""
    if not arrangement.needs_weighing:
        sort = cast("ListingSort", arrangement.sort)
        return of, await catalog.list_products(
            ctx, wanted=wanted, sort=sort, offset=offset, limit=limit
        )
    fitting = await _weigh(ctx, wanted, arrangement)
    return len(fitting), fitting[offset : offset + limit]


async def _weigh(
    ctx: Context, wanted: ListingFilter, arrangement: Arrangement
) -> list[ListedProduct]:
    """All products that fit, in order; by price those of the same price stay as arranged."""
    is_by_price = arrangement.sort in WEIGHED
    sort = "position" if is_by_price else cast("ListingSort", arrangement.sort)
    products = await catalog.list_products(ctx, wanted=wanted, sort=sort, limit=MOST_WEIGHED)
    ids = [product.product_id for product in products]
    asked = {
        product_id: price.price
        for product_id, price in (await pricing.load_lowest_prices(ctx, ids)).items()
    }
    free = await inventory.load_product_availability(ctx, ids) if arrangement.is_available else {}
    fitting = [
        product
        for product in products
        if (price := asked.get(product.product_id)) is not None
        and (arrangement.lowest is None or price >= arrangement.lowest)
        and (arrangement.highest is None or price <= arrangement.highest)
        and (not arrangement.is_available or free.get(product.product_id, 0) > 0)
    ]
    if is_by_price:
        sign = -1 if arrangement.sort == "price_down" else 1
        fitting.sort(key=lambda product: sign * asked[product.product_id])
    return fitting
