"""The ways the checkout may refuse."""

from collections.abc import Sequence

from galleria.core.errors import DomainError, Problem
from galleria.core.money import Money


class CheckoutIncomplete(DomainError):
    """Something is missing before the order can be placed; ``problems`` name it step by step."""

    code = "CHECKOUT_INCOMPLETE"

    def __init__(self, problems: Sequence[Problem]) -> None:
        """The first thing missing gives the sentence."""
        super().__init__(problems[0].message, path=problems[0].path)
        self.problems = tuple(problems)


class TotalChanged(DomainError):
    """The total is not the one the shopper agreed to; nothing was taken."""

    code = "TOTAL_CHANGED"

    def __init__(self, *, was: Money, now: Money) -> None:
        """Tell both totals."""
        super().__init__(
            "The total has changed. Look at the cart again before you pay.", path=("expectedTotal",)
        )
        self.was = was
        self.now = now


class PaymentNotStarted(DomainError):
    """Nobody has chosen how to pay."""

    code = "PAYMENT_NOT_STARTED"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("Choose how to pay first.")


class AlreadyOrdered(DomainError):
    """The cart has led to an order; ``order_number`` is the one."""

    code = "ALREADY_ORDERED"

    def __init__(self, order_number: int) -> None:
        """Name the order."""
        super().__init__(f"This cart has been ordered as number {order_number}.")
        self.order_number = order_number
