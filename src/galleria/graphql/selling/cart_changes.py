"""What the holder of a cart does with it. Every change answers with the whole cart."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from galleria.cart.rules import WantedLine
from galleria.cart.service import coupons, details, lines
from galleria.core.errors import InvalidInput as Invalid
from galleria.core.errors import Problem
from galleria.graphql import ids
from galleria.graphql.access import PUBLIC
from galleria.graphql.context import Info
from galleria.graphql.definitions import given, input_type, object_type
from galleria.graphql.edge import mutation
from galleria.graphql.errors.buying import (
    CartClosed,
    CheckoutUnderWay,
    CouponRefused,
    NotForSale,
    OutOfStock,
)
from galleria.graphql.errors.requests import (
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
    VersionConflict,
)
from galleria.graphql.selling.addresses import AddressInput
from galleria.graphql.selling.cart import Cart, change_cart, start_cart

Untouchable = NotFound | CartClosed | CheckoutUnderWay | InvalidInput | IdempotencyKeyReused
"""Why a cart cannot be changed at all."""

CreateCartResult = Annotated[
    Cart | OutOfStock | NotForSale | InvalidInput | IdempotencyKeyReused,
    strawberry.union("CreateCartResult"),
]
AddCartLinesResult = Annotated[
    Cart | OutOfStock | NotForSale | VersionConflict | Untouchable,
    strawberry.union("AddCartLinesResult"),
]
UpdateCartLinesResult = Annotated[
    Cart | OutOfStock | NotForSale | VersionConflict | Untouchable,
    strawberry.union("UpdateCartLinesResult"),
]
RemoveCartLinesResult = Annotated[
    Cart | VersionConflict | Untouchable, strawberry.union("RemoveCartLinesResult")
]
ApplyCodesResult = Annotated[
    Cart | CouponRefused | Untouchable, strawberry.union("ApplyCodesResult")
]
RemoveCodesResult = Annotated[Cart | Untouchable, strawberry.union("RemoveCodesResult")]
SetCartContactResult = Annotated[Cart | Untouchable, strawberry.union("SetCartContactResult")]
SetCartAddressesResult = Annotated[Cart | Untouchable, strawberry.union("SetCartAddressesResult")]
SetCartDeliveryResult = Annotated[Cart | Untouchable, strawberry.union("SetCartDeliveryResult")]
SetCartNoteResult = Annotated[Cart | Untouchable, strawberry.union("SetCartNoteResult")]


@input_type
class CartLineInput:
    """So many more of a variant."""

    variant_id: strawberry.ID
    """What to put in."""
    quantity: int = 1
    """How many, from 1 to 999."""


@input_type
class CreateCartInput:
    """What a new cart begins with."""

    lines: list[CartLineInput] = strawberry.field(default_factory=list)
    """What to put in at once; may be empty."""


@input_type
class AddCartLinesInput:
    """What to put into a cart."""

    cart_token: str
    """Opens the cart."""
    lines: list[CartLineInput]
    """What to put in, at most 100 lines; all of it goes in, or nothing."""
    expected_version: int | None = UNSET
    """The version that was seen; another one is refused."""


@input_type
class CartLineQuantityInput:
    """How many of a line are wanted from now on."""

    line_id: strawberry.ID
    """The line."""
    quantity: int
    """How many, from 0 to 999; 0 takes the line out."""


@input_type
class UpdateCartLinesInput:
    """What to change in a cart."""

    cart_token: str
    """Opens the cart."""
    lines: list[CartLineQuantityInput]
    """The lines to change; all of them are, or none."""
    expected_version: int | None = UNSET
    """The version that was seen; another one is refused."""


@input_type
class RemoveCartLinesInput:
    """What to take out of a cart."""

    cart_token: str
    """Opens the cart."""
    line_ids: list[strawberry.ID]
    """The lines; those that are gone already do not matter."""
    expected_version: int | None = UNSET
    """The version that was seen; another one is refused."""


@input_type
class ApplyCodesInput:
    """Coupon codes to use."""

    cart_token: str
    """Opens the cart."""
    codes: list[str]
    """The codes, in whatever case."""


@input_type
class RemoveCodesInput:
    """Coupon codes to use no longer."""

    cart_token: str
    """Opens the cart."""
    codes: list[str]
    """The codes; those that are not in use do not matter."""


@input_type
class SetCartContactInput:
    """How the shopper is reached."""

    cart_token: str
    """Opens the cart."""
    email: str
    """Where the confirmation goes."""
    phone: str | None = UNSET
    """For the courier."""


@input_type
class SetCartAddressesInput:
    """Where the order and the bill go."""

    cart_token: str
    """Opens the cart."""
    shipping: AddressInput
    """Where to deliver."""
    billing: AddressInput | None = UNSET
    """Where the bill goes, if that is elsewhere."""


@input_type
class SetCartDeliveryInput:
    """How the order is brought."""

    cart_token: str
    """Opens the cart."""
    option_ids: list[strawberry.ID]
    """One of the cart's `deliveryOptions` for each parcel; there is one parcel."""


@input_type
class SetCartNoteInput:
    """Words for whoever packs the order."""

    cart_token: str
    """Opens the cart."""
    note: str
    """The words, at most 2,000 characters; empty takes them back."""


@object_type(PUBLIC)
class CartMutation:
    """What the holder of a cart does with it."""

    @mutation(PUBLIC)
    async def create_cart(self, info: Info, input: CreateCartInput) -> CreateCartResult:
        """Start a cart. Its token opens it from then on."""
        return await start_cart(info, input, _lines(input.lines))

    @mutation(PUBLIC)
    async def add_cart_lines(self, info: Info, input: AddCartLinesInput) -> AddCartLinesResult:
        """Put things into a cart and set their stock aside."""
        wanted = _lines(input.lines)
        return await change_cart(
            info,
            input,
            lambda ctx: lines.add_lines(
                ctx,
                token=input.cart_token,
                lines=wanted,
                expected_version=given(input.expected_version),
            ),
        )

    @mutation(PUBLIC)
    async def update_cart_lines(
        self, info: Info, input: UpdateCartLinesInput
    ) -> UpdateCartLinesResult:
        """Change how many of things are wanted."""
        quantities = {
            ids.read(ids.CART_LINE, line.line_id, "lines", str(place), "lineId"): line.quantity
            for place, line in enumerate(input.lines)
        }
        return await change_cart(
            info,
            input,
            lambda ctx: lines.update_lines(
                ctx,
                token=input.cart_token,
                quantities=quantities,
                expected_version=given(input.expected_version),
            ),
        )

    @mutation(PUBLIC)
    async def remove_cart_lines(
        self, info: Info, input: RemoveCartLinesInput
    ) -> RemoveCartLinesResult:
        """Take things out of a cart and let go of their stock."""
        line_ids = [
            ids.read(ids.CART_LINE, line_id, "lineIds", str(place))
            for place, line_id in enumerate(input.line_ids)
        ]
        return await change_cart(
            info,
            input,
            lambda ctx: lines.remove_lines(
                ctx,
                token=input.cart_token,
                line_ids=line_ids,
                expected_version=given(input.expected_version),
            ),
        )

    @mutation(PUBLIC)
    async def apply_codes(self, info: Info, input: ApplyCodesInput) -> ApplyCodesResult:
        """Use coupon codes; all of them are used, or none."""
        return await change_cart(
            info,
            input,
            lambda ctx: coupons.apply_codes(ctx, token=input.cart_token, codes=input.codes),
        )

    @mutation(PUBLIC)
    async def remove_codes(self, info: Info, input: RemoveCodesInput) -> RemoveCodesResult:
        """Use coupon codes no longer."""
        return await change_cart(
            info,
            input,
            lambda ctx: coupons.remove_codes(ctx, token=input.cart_token, codes=input.codes),
        )

    @mutation(PUBLIC)
    async def set_cart_contact(
        self, info: Info, input: SetCartContactInput
    ) -> SetCartContactResult:
        """Say how the shopper is reached."""
        return await change_cart(
            info,
            input,
            lambda ctx: details.set_contact(
                ctx, token=input.cart_token, email=input.email, phone=input.phone or ""
            ),
        )

    @mutation(PUBLIC)
    async def set_cart_addresses(
        self, info: Info, input: SetCartAddressesInput
    ) -> SetCartAddressesResult:
        """Say where the order goes, and the bill."""
        billing = input.billing.read() if input.billing else None
        return await change_cart(
            info,
            input,
            lambda ctx: details.set_addresses(
                ctx, token=input.cart_token, shipping=input.shipping.read(), billing=billing
            ),
        )

    @mutation(PUBLIC)
    async def set_cart_delivery(
        self, info: Info, input: SetCartDeliveryInput
    ) -> SetCartDeliveryResult:
        """Choose how the order is brought."""
        if len(input.option_ids) != 1:
            message = "Choose one way of delivery."
            raise Invalid([Problem(("optionIds",), "LENGTH", message)])
        option_id = ids.read(ids.DELIVERY_OPTION, input.option_ids[0], "optionIds", "0")
        return await change_cart(
            info,
            input,
            lambda ctx: details.set_delivery(ctx, token=input.cart_token, method_id=option_id),
        )

    @mutation(PUBLIC)
    async def set_cart_note(self, info: Info, input: SetCartNoteInput) -> SetCartNoteResult:
        """Leave words for whoever packs the order."""
        return await change_cart(
            info,
            input,
            lambda ctx: details.set_note(ctx, token=input.cart_token, note=input.note),
        )


def _lines(given: list[CartLineInput]) -> list[WantedLine]:
    return [
        WantedLine(
            ids.read(ids.VARIANT, line.variant_id, "lines", str(place), "variantId"), line.quantity
        )
        for place, line in enumerate(given)
    ]
