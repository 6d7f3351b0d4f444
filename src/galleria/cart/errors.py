"""The ways a cart may refuse."""

from collections.abc import Sequence
from uuid import UUID

from galleria.core.errors import DomainError


class NotForSale(DomainError):
    """The store does not sell this (any more)."""

    code = "NOT_FOR_SALE"

    def __init__(self, *, path: Sequence[str] = ()) -> None:
        """Say so."""
        super().__init__("This is not for sale here.", path=path)


class CartClosed(DomainError):
    """The cart has become an order; a new one is needed for more."""

    code = "CART_CLOSED"

    def __init__(self, cart_id: UUID) -> None:
        """Say what to do."""
        super().__init__("This cart has been ordered. Start a new one.")
        self.cart_id = cart_id


class CheckoutUnderWay(DomainError):
    """The cart is being paid for at this moment, so it cannot change."""

    code = "CHECKOUT_UNDER_WAY"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("This cart is being paid for right now. Wait for the outcome.")
