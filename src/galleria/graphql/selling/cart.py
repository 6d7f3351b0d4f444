"""A cart as it stands now."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from enum import Enum
from typing import Any, Protocol
from uuid import UUID

import strawberry

from galleria.cart import queries
from galleria.cart.rows import CartRow
from galleria.cart.rules import WantedLine
from galleria.cart.service.carts import create_cart
from galleria.cart.views import CartView, LineView
from galleria.core.context import Context
from galleria.core.ids import new_id
from galleria.graphql import ids
from galleria.graphql.access import PUBLIC
from galleria.graphql.catalog.images import Image
from galleria.graphql.context import Info, RequestContext
from galleria.graphql.definitions import object_type
from galleria.graphql.edge import field
from galleria.graphql.money import Money
from galleria.graphql.selling.addresses import Address
from galleria.graphql.selling.totals import Totals
from galleria.graphql.writes import write
from galleria.shipping.rows import MethodRow

THE_SAME = UUID(int=0)
"""What the key of a cart's change stands for: the cart that the input names."""


@strawberry.enum(description="How far a cart has come.")
class CartStatus(Enum):
    """How far a cart has come."""

    OPEN = strawberry.enum_value("open", description="It can be changed.")
    PAYING = strawberry.enum_value("paying", description="It is being paid for at this moment.")
    ORDERED = strawberry.enum_value("ordered", description="It has become an order.")


@object_type(PUBLIC)
class StockHold:
    """Units that a cart has set aside, so that nobody else buys them."""

    quantity: int
    """How many are held."""
    expires_at: datetime
    """Until when, unless the cart is touched before."""


@object_type(PUBLIC)
class CartLine:
    """So many of one variant."""

    id: strawberry.ID
    """Names the line within its cart."""
    variant_id: strawberry.ID
    """What it is a number of."""
    slug: str
    """The product's name in addresses."""
    title: str
    """What the product is called."""
    variant_title: str
    """Which variant of it; may be empty."""
    sku: str
    """The merchant's own number; may be empty."""
    quantity: int
    """How many are wanted."""
    available: int
    """How many this cart could have, counting those it holds."""
    is_buyable: bool
    """Whether the store sells it at all now."""
    image: Image | None
    """What it looks like."""
    unit_price: Money
    """What one costs now."""
    total: Money
    """What all of them cost, before discounts."""
    discount: Money
    """What coupons take off this line."""
    hold: StockHold | None
    """What is set aside; none once that has lapsed, or where stock is not counted."""

    @classmethod
    def of(cls, line: LineView, request: RequestContext) -> "CartLine":
        """Show a line."""
        held = line.hold
        return cls(
            id=ids.show(ids.CART_LINE, line.id),
            variant_id=ids.show(ids.VARIANT, line.variant_id),
            slug=line.slug,
            title=line.title,
            variant_title=line.variant_title,
            sku=line.sku,
            quantity=line.quantity,
            available=line.available,
            is_buyable=line.is_buyable,
            image=Image.of(line.image, request) if line.image else None,
            unit_price=request.money(line.unit_price),
            total=request.money(line.totals.total),
            discount=request.money(line.totals.discount),
            hold=StockHold(quantity=held.quantity, expires_at=held.expires_at) if held else None,
        )


@object_type(PUBLIC)
class DeliveryOption:
    """A way to have the order brought."""

    id: strawberry.ID
    """Names the option."""
    title: str
    """What it is called."""
    price: Money
    """What it costs."""

    @classmethod
    def of(cls, method: MethodRow, request: RequestContext) -> "DeliveryOption":
        """Show a way of delivery."""
        return cls(
            id=ids.show(ids.DELIVERY_OPTION, method.id),
            title=method.title,
            price=request.money(method.price_minor),
        )


@object_type(PUBLIC)
class CartNotice:
    """Something the shopper should be told before paying."""

    code: str
    """What it is: `PRICE_CHANGED`, `OUT_OF_STOCK`, `HOLD_LAPSED`, `COUPON_NOT_APPLIED` …"""
    message: str
    """The same in words."""
    line_id: strawberry.ID | None
    """The line it is about."""


@object_type(PUBLIC)
class CheckoutStep:
    """Something that is still to be done before the order can be placed."""

    name: str
    """What it is about: `lines`, `contact`, `shippingAddress` or `delivery`."""
    message: str
    """What to do."""


@object_type(PUBLIC)
class Cart:
    """What a shopper is about to buy. Whoever knows the token holds the cart."""

    token: str
    """Opens the cart; keep it as a secret."""
    version: int
    """Counts the changes; send it as `expectedVersion` to change only what was seen."""
    status: CartStatus
    """How far it has come."""
    email: str
    """How the shopper is reached; empty until it is said."""
    phone: str
    """The shopper's phone; may be empty."""
    note: str
    """Words for whoever packs the order; may be empty."""
    lines: list[CartLine]
    """What is in it, at most 100 lines."""
    totals: Totals
    """What it costs now."""
    codes: list[str]
    """The coupon codes that count."""
    shipping_address: Address | None
    """Where it is brought."""
    billing_address: Address | None
    """Where the bill goes, if that is elsewhere."""
    delivery_options: list[DeliveryOption]
    """The ways to have it brought, a short list; none where nothing has to be."""
    delivery: DeliveryOption | None
    """The way that was chosen."""
    notices: list[CartNotice]
    """What the shopper should be told; a short list."""
    missing: list[CheckoutStep]
    """What is still to be done before the order can be placed; at most four steps."""
    updated_at: datetime
    """When it last changed."""

    @classmethod
    def of(cls, view: CartView, request: RequestContext) -> "Cart":
        """Show a cart."""
        options = [DeliveryOption.of(one, request) for one in view.delivery_options]
        shipping, billing = view.shipping_address, view.billing_address
        return cls(
            token=view.token,
            version=view.version,
            status=CartStatus(view.status),
            email=view.email,
            phone=view.phone,
            note=view.note,
            lines=[CartLine.of(line, request) for line in view.lines],
            totals=Totals.of_cart(view.totals, request),
            codes=[coupon.code for coupon in view.coupons],
            shipping_address=Address.of(shipping, request.locale) if shipping else None,
            billing_address=Address.of(billing, request.locale) if billing else None,
            delivery_options=options,
            delivery=DeliveryOption.of(view.delivery, request) if view.delivery else None,
            notices=[
                CartNotice(
                    code=notice.code,
                    message=notice.message,
                    line_id=ids.show(ids.CART_LINE, notice.line_id) if notice.line_id else None,
                )
                for notice in view.notices
            ],
            missing=[
                CheckoutStep(name=".".join(step.path), message=step.message)
                for step in view.missing
            ],
            updated_at=view.updated_at,
        )


class Opens(Protocol):
    """The input of a change of a cart."""

    cart_token: str


async def change_cart(
    info: Info, asked: Opens, change: Callable[[Context], Awaitable[CartRow]]
) -> Cart:
    """Change a cart and answer with the whole of it as this transaction leaves it; a repetition is
    answered with the cart as it stands now.
    """
    changed: CartView | None = None

    async def effect(ctx: Context) -> CartView:
        nonlocal changed
        changed = await queries.view_cart(ctx, await change(ctx))
        return changed

    request = info.context
    # A repetition names the cart itself, so its key need not keep which cart it was.
    await write(info, asked, effect, result=THE_SAME)
    if changed is None:
        changed = await request.ask(lambda ctx: queries.get_cart_view(ctx, token=asked.cart_token))
    return Cart.of(changed, request)


async def start_cart(info: Info, asked: Any, lines: Sequence[WantedLine]) -> Cart:
    """Start a cart and answer with the whole of it; a repetition is answered with the one that the
    first had started.
    """
    started: CartView | None = None
    cart_id = new_id()

    async def effect(ctx: Context) -> CartView:
        nonlocal started
        cart = await create_cart(ctx, lines=lines, cart_id=cart_id)
        started = await queries.view_cart(ctx, cart)
        return started

    request, known_id = info.context, await write(info, asked, effect, result=cart_id)
    if started is None:
        started = await request.ask(lambda ctx: queries.get_cart_view(ctx, cart_id=known_id))
    return Cart.of(started, request)


@object_type(PUBLIC)
class CartQuery:
    """What the holder of a cart asks."""

    @field(PUBLIC)
    async def cart(self, info: Info, token: str) -> Cart | None:
        """The cart that the token opens; none if there is no such cart here."""
        view = await info.context.ask(lambda ctx: queries.find_cart_view(ctx, token))
        return Cart.of(view, info.context) if view else None
