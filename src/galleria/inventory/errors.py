"""The ways inventory may refuse."""

from collections.abc import Sequence
from uuid import UUID

from galleria.core.errors import DomainError


class OutOfStock(DomainError):
    """Fewer units are free than were asked for; ``available`` is how many could be had."""

    code = "OUT_OF_STOCK"

    def __init__(self, variant_id: UUID, *, available: int, path: Sequence[str] = ()) -> None:
        """Say how many are left."""
        message = f"Only {available} left." if available else "This is sold out."
        super().__init__(message, path=path)
        self.variant_id = variant_id
        self.available = available


class StockSpokenFor(DomainError):
    """Stock cannot go below what carts and orders have reserved."""

    code = "STOCK_SPOKEN_FOR"

    def __init__(self, variant_id: UUID, *, on_hand: int, reserved: int) -> None:
        """Say how many are reserved."""
        super().__init__(
            f"{reserved} of the {on_hand} on hand are reserved; stock cannot go below."
        )
        self.variant_id = variant_id
        self.on_hand = on_hand
        self.reserved = reserved


class StockChanged(DomainError):
    """The quantity is not what the caller expected it to be; ``on_hand`` is what it is."""

    code = "STOCK_CHANGED"

    def __init__(self, variant_id: UUID, *, on_hand: int) -> None:
        """Say what is there now."""
        super().__init__(f"There are {on_hand} now. Count again and repeat.")
        self.variant_id = variant_id
        self.on_hand = on_hand


class VariantInUse(DomainError):
    """Variants cannot be deleted: there are units of them, some perhaps set aside for carts and
    orders.
    """

    code = "VARIANT_IN_USE"

    def __init__(self, variant_ids: Sequence[UUID], *, on_hand: int, reserved: int) -> None:
        """Say how many units there are of all of them together, and what to do."""
        super().__init__(
            f"Still on hand: {on_hand}, of which {reserved} are set aside for carts and orders."
            " Archive the product instead, or take the stock down to 0 first."
        )
        self.variant_ids = tuple(variant_ids)
        self.on_hand = on_hand
        self.reserved = reserved
