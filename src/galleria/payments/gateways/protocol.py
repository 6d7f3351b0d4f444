"""What a gateway is."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from galleria.core.money import Money


@dataclass(frozen=True, slots=True)
class CaptureRequest:
    """Take this amount. ``payment_id`` is the key under which a repeated request counts once.

    ``method`` is the gateway's one-time token for how the shopper pays; never a card number.
    """

    payment_id: UUID
    amount: Money
    method: str


@dataclass(frozen=True, slots=True)
class Captured:
    """The money is ours; ``reference`` is the gateway's name for it."""

    reference: str


@dataclass(frozen=True, slots=True)
class Awaited:
    """The shopper will pay later; ``reference`` is what to write on the transfer."""

    reference: str


@dataclass(frozen=True, slots=True)
class Declined:
    """No money moved; ``message`` is fit for the shopper."""

    message: str


Outcome = Captured | Awaited | Declined


class Gateway(Protocol):
    """One way to take money."""

    @property
    def name(self) -> str:
        """What the gateway is called in the API."""
        ...

    @property
    def title(self) -> str:
        """What the shopper chooses it by."""
        ...

    async def capture(self, request: CaptureRequest) -> Outcome:
        """Take the money, once for each payment however often it is asked."""
        ...
