"""By what staff choose among orders, coupons and reviews."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement, func
from strawberry import UNSET

from galleria.graphql import ids
from galleria.graphql.definitions import input_type
from galleria.graphql.selling.orders import FulfillmentStatus, OrderStatus, PaymentStatus
from galleria.orders.models import Order
from galleria.pricing.models import Coupon
from galleria.reviews.models import Review

NO_STORE = UUID(int=0)

MOST_DIGITS = 9


@strawberry.enum(description="What a coupon takes off.")
class CouponKind(Enum):
    """What a coupon takes off."""

    PERCENTAGE = "percentage"
    FIXED = "fixed"


@strawberry.enum(description="Whether a review is seen.")
class ReviewStatus(Enum):
    """Whether a review is seen."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


@input_type
class OrderFilter:
    """Which orders are wanted; every part that is given must hold. Up to 30 filters combine, four
    levels deep.
    """

    store_id: strawberry.ID | None = UNSET
    """They were placed in this store."""
    status: OrderStatus | None = UNSET
    """They stand so."""
    payment_status: PaymentStatus | None = UNSET
    """They have been paid for so."""
    fulfillment_status: FulfillmentStatus | None = UNSET
    """So much of them is on its way."""
    number: str | None = UNSET
    """They have this number, each in its store."""
    placed_from: datetime | None = UNSET
    """They were placed then or later."""
    placed_before: datetime | None = UNSET
    """They were placed earlier than that."""
    and_: list["OrderFilter"] | None = strawberry.field(name="and", default=UNSET)
    """All of these hold."""
    or_: list["OrderFilter"] | None = strawberry.field(name="or", default=UNSET)
    """At least one of these holds; of an empty list nothing is asked."""
    not_: "OrderFilter | None" = strawberry.field(name="not", default=UNSET)
    """This does not hold."""

    def parts(self) -> Sequence[ColumnElement[bool]]:
        """What it says without the filters inside.

        Raises:
            InvalidInput: the store's id is none.
        """
        equal = [
            (Order.store_id, _id(ids.STORE, self.store_id, "storeId")),
            (Order.status, _value(self.status)),
            (Order.payment_status, _value(self.payment_status)),
            (Order.fulfillment_status, _value(self.fulfillment_status)),
            (Order.number, _number(self.number)),
        ]
        times = []
        if self.placed_from:
            times.append(Order.placed_at >= self.placed_from)
        if self.placed_before:
            times.append(Order.placed_at < self.placed_before)
        return [*_equal(equal), *times]


@input_type
class CouponFilter:
    """Which coupons are wanted; every part that is given must hold. Up to 30 filters combine, four
    levels deep.
    """

    store_id: strawberry.ID | None = UNSET
    """They are good for this store alone."""
    kind: CouponKind | None = UNSET
    """They take this off."""
    is_active: bool | None = UNSET
    """They are in use, or not."""
    and_: list["CouponFilter"] | None = strawberry.field(name="and", default=UNSET)
    """All of these hold."""
    or_: list["CouponFilter"] | None = strawberry.field(name="or", default=UNSET)
    """At least one of these holds; of an empty list nothing is asked."""
    not_: "CouponFilter | None" = strawberry.field(name="not", default=UNSET)
    """This does not hold."""

    def parts(self) -> Sequence[ColumnElement[bool]]:
        """What it says without the filters inside.

        Raises:
            InvalidInput: the store's id is none.
        """
        return _equal(
            [
                # A coupon for all stores has none, and would be neither this store's nor another's.
                (
                    func.coalesce(Coupon.store_id, NO_STORE),
                    _id(ids.STORE, self.store_id, "storeId"),
                ),
                (Coupon.kind, _value(self.kind)),
                (Coupon.is_active, self.is_active),
            ]
        )


@input_type
class AdminReviewFilter:
    """Which reviews are wanted; every part that is given must hold. Up to 30 filters combine, four
    levels deep.
    """

    status: ReviewStatus | None = UNSET
    """They are seen, or not."""
    store_id: strawberry.ID | None = UNSET
    """They were written in this store."""
    product_id: strawberry.ID | None = UNSET
    """They are about this product."""
    is_verified: bool | None = UNSET
    """The shopper has bought the product there, or not."""
    and_: list["AdminReviewFilter"] | None = strawberry.field(name="and", default=UNSET)
    """All of these hold."""
    or_: list["AdminReviewFilter"] | None = strawberry.field(name="or", default=UNSET)
    """At least one of these holds; of an empty list nothing is asked."""
    not_: "AdminReviewFilter | None" = strawberry.field(name="not", default=UNSET)
    """This does not hold."""

    def parts(self) -> Sequence[ColumnElement[bool]]:
        """What it says without the filters inside.

        Raises:
            InvalidInput: an id is none.
        """
        return _equal(
            [
                (Review.status, _value(self.status)),
                (Review.store_id, _id(ids.STORE, self.store_id, "storeId")),
                (Review.product_id, _id(ids.PRODUCT, self.product_id, "productId")),
                (Review.is_verified, self.is_verified),
            ]
        )


def _equal(pairs: Sequence[tuple[Any, Any]]) -> list[ColumnElement[bool]]:
    return [column == value for column, value in pairs if value is not None and value is not UNSET]


def _value(choice: Enum | None) -> Any:
    return choice.value if choice else None


def _number(written: str | None) -> int | None:
    """The number of an order; none has the number 0, which stands for what is no number."""
    if not written:
        return None
    return int(written) if written.isdecimal() and len(written) <= MOST_DIGITS else 0


def _id(prefix: str, given: strawberry.ID | None, name: str) -> UUID | None:
    return ids.read(prefix, given, "filter", name) if given else None
