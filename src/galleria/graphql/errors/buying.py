"""Refusals on the way from a product to an order."""

from galleria.cart import errors as cart
from galleria.checkout import errors as checkout
from galleria.graphql.errors.user_error import InputProblem, UserError, error_type
from galleria.graphql.money import Money
from galleria.inventory import errors as inventory
from galleria.payments import errors as payments
from galleria.pricing import errors as pricing


@error_type(inventory.OutOfStock)
class OutOfStock(UserError):
    """Fewer units are left than were asked for."""

    available: int
    """How many could be had now."""


@error_type(cart.NotForSale)
class NotForSale(UserError):
    """The store does not sell this, or no longer does."""


@error_type(cart.CartClosed)
class CartClosed(UserError):
    """The cart has become an order; a new one is needed for more."""


@error_type(cart.CheckoutUnderWay)
class CheckoutUnderWay(UserError):
    """The cart is being paid for at this moment, so it cannot change."""


@error_type(pricing.CouponRefused)
class CouponRefused(UserError):
    """The code cannot be used for this cart now."""

    coupon: str
    """The code."""
    reason: str
    """Why, for programs, such as `EXPIRED` or `BELOW_MINIMUM`."""


@error_type(checkout.CheckoutIncomplete)
class CheckoutIncomplete(UserError):
    """Something is missing before the order can be placed."""

    problems: list[InputProblem]
    """Everything that is missing, in the order of the steps; at most four."""


@error_type(checkout.TotalChanged)
class TotalChanged(UserError):
    """The total is not the one the shopper agreed to; nothing was taken."""

    was: Money
    """What the shopper agreed to."""
    now: Money
    """What it would be now."""


@error_type(checkout.PaymentNotStarted)
class PaymentNotStarted(UserError):
    """Nobody has chosen how to pay: `startPayment` does."""


@error_type(checkout.AlreadyOrdered)
class AlreadyOrdered(UserError):
    """The cart has led to an order already."""

    order_number: str
    """The number of that order."""


@error_type(payments.UnknownGateway)
class UnknownGateway(UserError):
    """The store takes no payments this way."""

    known: list[str]
    """The ways there are."""
