"""Refusals around the catalog, the stock and the money of orders."""

from galleria.catalog import errors as catalog
from galleria.graphql.errors.user_error import UserError, error_type
from galleria.imports import errors as imports
from galleria.inventory import errors as inventory
from galleria.orders import errors as orders
from galleria.payments import errors as payments


@error_type(catalog.SlugTaken)
class SlugTaken(UserError):
    """Another one of its kind has this slug."""

    slug: str
    """The slug."""


@error_type(catalog.VariantExists)
class VariantExists(UserError):
    """The product has a variant with these choices."""

    option_values: list[str]
    """The choices."""


@error_type(inventory.StockSpokenFor)
class StockSpokenFor(UserError):
    """Stock cannot go below what carts and orders have reserved."""

    on_hand: int
    """How many there are."""
    reserved: int
    """How many are reserved."""


@error_type(inventory.StockChanged)
class StockChanged(UserError):
    """The quantity is not what was expected."""

    on_hand: int
    """How many there are."""


@error_type(orders.NothingAwaited)
class NothingAwaited(UserError):
    """The order waits for no money."""


@error_type(payments.PaymentNotAwaited)
class PaymentNotAwaited(UserError):
    """The payment is not one that still waits for its money."""


@error_type(imports.ImportNotWaiting)
class ImportNotWaiting(UserError):
    """The import is past the point where this could be asked of it."""
