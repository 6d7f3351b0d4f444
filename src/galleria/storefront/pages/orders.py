"""What was ordered, for whoever holds the order's token."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from starlette.responses import Response

from galleria.catalog import queries as catalog
from galleria.core.context import Context
from galleria.core.errors import NotFound
from galleria.core.money import Money
from galleria.orders import queries
from galleria.orders.models import Order, OrderLine
from galleria.payments import queries as payments
from galleria.shipping.rules import Address
from galleria.storefront.pictures import picture_of
from galleria.storefront.views.frame import Meta, Picture
from galleria.storefront.views.purchase import LineView, OrderPage, Totals
from galleria.storefront.visits import Shown, Visit

NEW_FOR = timedelta(minutes=30)


async def order(visit: Visit) -> Response:
    """Show an order."""
    token: str = visit.request.path_params["token"]

    async def build(ctx: Context) -> Shown:
        found = await queries.find_order(ctx, token=token)
        if found is None:
            raise NotFound("order")
        return Shown("order", await _page(visit, ctx, found), is_private=True)

    return await visit.show(build)


async def _page(visit: Visit, ctx: Context, found: Order) -> OrderPage:
    lines = await queries.list_lines(ctx, found.id)
    products = await catalog.load_products(ctx, {line.product_id for line in lines})
    media = await catalog.load_first_media(ctx, [*products.values()])
    paid = await payments.list_for_order(ctx, found.id)
    shown = {
        product_id: (f"/products/{product.slug}", picture_of(media.get(product_id), product.title))
        for product_id, product in products.items()
    }
    return OrderPage(
        meta=Meta(visit.words.say("order.number", number=found.number), "", is_indexed=False),
        number=found.number,
        token=found.token,
        placed_on=visit.here(found.placed_at).date(),
        status=found.status,
        payment_status=found.payment_status,
        fulfillment_status=found.fulfillment_status,
        email=found.email,
        lines=tuple(_line(line, found.currency, shown) for line in lines),
        totals=_totals(found),
        address=_address(found.shipping_address, visit.locale),
        billing_address=_address(found.billing_address, visit.locale),
        delivery=found.shipping_title,
        coupons=tuple(found.coupon_codes.split()),
        gateway=paid[-1].gateway if paid else "",
        reference=paid[-1].reference if paid else "",
        is_new=ctx.now - found.placed_at < NEW_FOR,
    )


def _line(
    line: OrderLine, currency: str, shown: Mapping[UUID, tuple[str, Picture | None]]
) -> LineView:
    url, picture = shown.get(line.product_id, ("", None))
    return LineView(
        id=str(line.id),
        title=line.title,
        variant_title=line.variant_title,
        url=url,
        picture=picture,
        quantity=line.quantity,
        unit_price=Money(line.unit_price_minor, currency),
        total=Money(line.total_minor, currency),
    )


def _totals(found: Order) -> Totals:
    return Totals(
        goods=Money(found.goods_minor, found.currency),
        discount=Money(found.discount_minor, found.currency),
        shipping=Money(found.shipping_minor, found.currency),
        tax=Money(found.tax_minor, found.currency),
        total=Money(found.total_minor, found.currency),
        holds_tax=found.is_tax_inclusive,
    )


def _address(written: Mapping[str, Any] | None, locale: str) -> tuple[str, ...]:
    return tuple(Address.from_json(written).lines(locale)) if written else ()
