"""Refusals around the catalog, the stock and the money of orders."""

from typing import Self

import strawberry

from galleria.catalog import errors as catalog
from galleria.core.errors import DomainError
from galleria.graphql import ids
from galleria.graphql.context import RequestContext
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


@error_type(catalog.LastVariant)
class LastVariant(UserError):
    """A product keeps at least one variant."""


@error_type(catalog.CategoryCycle)
class CategoryCycle(UserError):
    """A category cannot stand below itself."""


@error_type(catalog.CategoryHasChildren)
class CategoryHasChildren(UserError):
    """Categories stand below this one."""

    children: int
    """How many right below."""


@error_type(inventory.VariantInUse)
class VariantInUse(UserError):
    """Variants cannot be deleted while units of them are on hand, or set aside for carts and
    orders. Archive the product, or take the stock down to 0 first.
    """

    variant_ids: list[strawberry.ID]
    """The variants there are units of."""
    on_hand: int
    """How many there are of all of them."""
    reserved: int
    """How many of these are set aside."""

    @classmethod
    def of(cls, error: DomainError, request: RequestContext) -> Self:
        """Tell the variants by the ids that clients know."""
        made = super().of(error, request)
        if isinstance(error, inventory.VariantInUse):
            made.variant_ids = [ids.show(ids.VARIANT, one) for one in error.variant_ids]
        return made


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
