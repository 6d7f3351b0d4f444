"""Pages on the way from a full cart to an order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from galleria.core.money import Money
from galleria.storefront.views.catalog import CategoryCard
from galleria.storefront.views.frame import Choice, Meta, Picture

Step = Literal["contact", "delivery", "payment"]


@dataclass(frozen=True, slots=True)
class Totals:
    """What it all costs. ``shipping`` is ``None`` until a delivery is chosen."""

    goods: Money
    discount: Money
    shipping: Money | None
    tax: Money
    total: Money
    holds_tax: bool


@dataclass(frozen=True, slots=True)
class LineView:
    """So many of one variant. ``most`` is what can be had; ``problem`` says what changed."""

    id: str
    title: str
    variant_title: str
    url: str
    picture: Picture | None
    quantity: int
    unit_price: Money
    total: Money
    most: int = 99
    held_until: datetime | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CartPage:
    """What the visitor is about to buy."""

    meta: Meta
    lines: tuple[LineView, ...]
    totals: Totals | None
    coupons: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    coupon_error: str = ""
    coupon_typed: str = ""
    categories: tuple[CategoryCard, ...] = ()

    @property
    def count(self) -> int:
        """How many things are in the cart."""
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class AddressLabels:
    """How a country calls the parts of an address; ``region`` is empty where it has none."""

    postal_code: str
    region: str = ""
    region_is_required: bool = False
    postal_code_is_required: bool = True


@dataclass(frozen=True, slots=True)
class FormState:
    """What was typed, and a sentence for each field that needs mending.

    ``labels`` say, where it is not plain, which field that is.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeliveryOption:
    """One way to have the goods brought."""

    id: str
    title: str
    price: Money
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class PaymentOption:
    """One way to pay; the words are in the locale files under ``payment.<value>``."""

    value: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class CheckoutPage:
    """One step of the checkout; earlier steps are summed up above it.

    ``attempt`` is the idempotency key of this showing of the place-order button.
    """

    meta: Meta
    step: Step
    lines: tuple[LineView, ...]
    totals: Totals
    steps: tuple[Step, ...] = ("contact", "delivery", "payment")
    form: FormState = field(default_factory=FormState)
    coupons: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    countries: tuple[Choice, ...] = ()
    labels: AddressLabels = field(default_factory=lambda: AddressLabels("postal_code"))
    billing_countries: tuple[Choice, ...] = ()
    billing_labels: AddressLabels = field(default_factory=lambda: AddressLabels("postal_code"))
    deliveries: tuple[DeliveryOption, ...] = ()
    payments: tuple[PaymentOption, ...] = ()
    email: str = ""
    address: tuple[str, ...] = ()
    delivery: DeliveryOption | None = None
    attempt: str = ""

    @property
    def needs_address(self) -> bool:
        """Whether anything has to be brought."""
        return "delivery" in self.steps


@dataclass(frozen=True, slots=True)
class OrderPage:
    """What was agreed; the statuses are keys of the locale files under ``order``."""

    meta: Meta
    number: int
    token: str
    placed_on: date
    status: str
    payment_status: str
    fulfillment_status: str
    email: str
    lines: tuple[LineView, ...]
    totals: Totals
    address: tuple[str, ...] = ()
    billing_address: tuple[str, ...] = ()
    delivery: str = ""
    coupons: tuple[str, ...] = ()
    gateway: str = ""
    reference: str = ""
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class ClosedPage:
    """No shop may be shown at this host."""

    kind: Literal["unknown", "unverified", "inactive"]
    meta: Meta
