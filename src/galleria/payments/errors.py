"""The ways payments may refuse."""

from collections.abc import Sequence

from galleria.core.errors import DomainError


class UnknownGateway(DomainError):
    """The store takes no payments this way."""

    code = "UNKNOWN_GATEWAY"

    def __init__(self, name: str, known: Sequence[str], *, path: Sequence[str] = ()) -> None:
        """Name the ways there are."""
        super().__init__(
            f"“{name[:40]}” is not a way to pay here; there are {', '.join(known)}.", path=path
        )
        self.gateway = name
        self.known = tuple(known)


class PaymentNotAwaited(DomainError):
    """The payment is not one that still waits for its money."""

    code = "PAYMENT_NOT_AWAITED"

    def __init__(self, status: str) -> None:
        """Tell where the payment stands."""
        super().__init__(f"This payment is {status}; there is nothing to record.")
        self.status = status
