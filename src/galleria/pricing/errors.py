"""The ways pricing may refuse."""

from collections.abc import Sequence

from galleria.core.errors import DomainError


class CouponRefused(DomainError):
    """The code cannot be used here and now; ``reason`` says why, for programs."""

    code = "COUPON_REFUSED"

    def __init__(self, coupon: str, reason: str, message: str, *, path: Sequence[str] = ()) -> None:
        """Keep the code as it was typed."""
        super().__init__(message, path=path)
        self.coupon = coupon
        self.reason = reason
