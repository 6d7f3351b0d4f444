"""What staff ask about orders, coupons, tax, delivery and reviews."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import strawberry
from sqlalchemy import select

from galleria.core.context import Context
from galleria.core.windows import Sorting
from galleria.graphql import filters, ids
from galleria.graphql.access import staff
from galleria.graphql.admin.selling_filters import (
    AdminReviewFilter,
    CouponFilter,
    CouponKind,
    OrderFilter,
    ReviewStatus,
)
from galleria.graphql.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    list_rows,
    read_window,
)
from galleria.graphql.context import Info, RequestContext
from galleria.graphql.definitions import object_type
from galleria.graphql.edge import field
from galleria.graphql.money import Money
from galleria.graphql.node import Node
from galleria.graphql.selling.orders import Order
from galleria.orders import models as order_models
from galleria.orders import queries as orders
from galleria.pricing import models as pricing_models
from galleria.pricing import queries as pricing
from galleria.reviews import models as review_models
from galleria.reviews import queries as reviews
from galleria.shipping import models as shipping_models
from galleria.tenancy.permissions import Permission
from galleria.tenancy.queries import get_store

READS_ORDERS = staff(Permission.ORDERS_READ)
READS_DISCOUNTS = staff(Permission.DISCOUNTS_READ)
READS_SETTINGS = staff(Permission.SETTINGS_READ)
READS_CUSTOMERS = staff(Permission.CUSTOMERS_READ)

COUPONS = Sorting((pricing_models.Coupon.id,))
REVIEWS = Sorting((review_models.Review.id,))


@object_type(READS_DISCOUNTS)
class Coupon(Node):
    """A code that shoppers type."""

    id: strawberry.ID
    """Names the coupon for good."""
    coupon_code: str
    """The code."""
    kind: CouponKind
    """What it takes off."""
    basis_points: int | None
    """The share it takes off, in ten-thousandths: 1000 is 10 %."""
    amount: Money | None
    """The amount it takes off."""
    store_id: strawberry.ID | None
    """The store it is good for; none: all of them."""
    minimum: Money | None
    """The goods must be worth so much; none: any cart will do."""
    starts_at: datetime | None
    """From when on."""
    ends_at: datetime | None
    """Until when."""
    usage_limit: int | None
    """How often it can be used in all; none: without end."""
    customer_limit: int | None
    """How often each shopper can use it; none: without end."""
    used_count: int
    """How often it has been used."""
    is_active: bool
    """Whether it is in use."""

    @classmethod
    def of(cls, row: pricing_models.Coupon, request: RequestContext) -> "Coupon":
        """Show a coupon."""
        is_fixed = row.kind == "fixed"
        return cls(
            id=ids.show(ids.COUPON, row.id),
            coupon_code=row.code,
            kind=CouponKind(row.kind),
            basis_points=None if is_fixed else row.value,
            amount=request.money(row.value, row.currency) if is_fixed else None,
            store_id=ids.show(ids.STORE, row.store_id) if row.store_id else None,
            minimum=request.money(row.minimum_minor, row.currency) if row.minimum_minor else None,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            usage_limit=row.usage_limit,
            customer_limit=row.customer_limit,
            used_count=row.used_count,
            is_active=row.is_active,
        )


@object_type(READS_SETTINGS)
class TaxRate:
    """The tax on one category of goods in a store."""

    tax_category: str
    """The category; `standard` also taxes delivery."""
    basis_points: int
    """The rate in ten-thousandths: 2000 is 20 %."""
    is_inclusive: bool
    """Whether the store's prices already hold the tax."""

    @classmethod
    def of(cls, row: pricing_models.TaxRate) -> "TaxRate":
        """Show a rate."""
        return cls(
            tax_category=row.tax_category,
            basis_points=row.rate_basis_points,
            is_inclusive=row.is_inclusive,
        )


@object_type(READS_SETTINGS)
class ShippingMethod:
    """A way to have orders brought, at one flat price."""

    id: strawberry.ID
    """Names the method for good."""
    store_id: strawberry.ID
    """The store that offers it."""
    title: str
    """What it is called."""
    price: Money
    """What it costs, in the store's currency."""
    is_active: bool
    """Whether it is offered."""

    @classmethod
    def of(
        cls, row: shipping_models.ShippingMethod, currency: str, request: RequestContext
    ) -> "ShippingMethod":
        """Show a method to staff of a store, whose currency it is priced in."""
        return cls(
            id=ids.show(ids.DELIVERY_OPTION, row.id),
            store_id=ids.show(ids.STORE, row.store_id),
            title=row.title,
            price=request.money(row.price_minor, currency),
            is_active=row.is_active,
        )


@object_type(READS_CUSTOMERS)
class AdminReview(Node):
    """A review with what only staff see of it."""

    id: strawberry.ID
    """Names the review for good."""
    store_id: strawberry.ID
    """The store it was written in."""
    product_id: strawberry.ID
    """The product it is about."""
    status: ReviewStatus
    """Whether others see it."""
    rating: int
    """From 1, bad, to 5, good."""
    title: str
    """The opinion in a few words."""
    body: str
    """The opinion."""
    author_name: str
    """How the shopper wants to be called."""
    is_verified: bool
    """Whether the shopper has bought the product there."""
    created_at: datetime
    """When it was written."""

    @classmethod
    def of(cls, row: review_models.Review) -> "AdminReview":
        """Show a review to staff."""
        return cls(
            id=ids.show(ids.REVIEW, row.id),
            store_id=ids.show(ids.STORE, row.store_id),
            product_id=ids.show(ids.PRODUCT, row.product_id),
            status=ReviewStatus(row.status),
            rating=row.rating,
            title=row.title,
            body=row.body,
            author_name=row.author_name,
            is_verified=row.is_verified,
            created_at=row.created_at,
        )


@object_type(READS_ORDERS)
class SellingAdmin:
    """What staff ask about orders, coupons, tax, delivery and reviews."""

    @field(READS_ORDERS)
    async def orders(
        self,
        info: Info,
        filter: OrderFilter | None = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Order]:
        """The orders of the stores that you may act for, newest first."""
        window = read_window(orders.NEWEST.kinds, first, after, last, before)
        rows = orders.within_reach(info.context.actor)
        if filter:
            rows = rows.where(filters.where(filter, OrderFilter.parts))
        return await list_rows(info.context, rows, orders.NEWEST, window, node=Order.of)

    @field(READS_ORDERS)
    async def order(self, info: Info, id: strawberry.ID) -> Order | None:
        """One order of a store that you may act for."""
        order_id = ids.find(ids.ORDER, id)
        row = await info.context.ask(lambda ctx: _find_order(ctx, order_id)) if order_id else None
        return Order.of(row) if row else None

    @field(READS_DISCOUNTS)
    async def coupons(
        self,
        info: Info,
        filter: CouponFilter | None = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Coupon]:
        """The coupons of the stores that you may act for, and those good in all; oldest first."""
        window = read_window(COUPONS.kinds, first, after, last, before)
        rows = pricing.within_reach(info.context.actor)
        if filter:
            rows = rows.where(filters.where(filter, CouponFilter.parts))
        return await list_rows(
            info.context, rows, COUPONS, window, node=lambda row: Coupon.of(row, info.context)
        )

    @field(READS_SETTINGS)
    async def tax_rates(self, info: Info, store_id: strawberry.ID) -> list[TaxRate]:
        """The rates of a store that you may act for, a short list; empty for others."""
        found = ids.read(ids.STORE, store_id, "storeId")
        return [TaxRate.of(row) for row in await info.context.ask(lambda c: _rates(c, found))]

    @field(READS_SETTINGS)
    async def shipping_methods(self, info: Info, store_id: strawberry.ID) -> list[ShippingMethod]:
        """The ways a store that you may act for brings orders, offered now or not; a short list."""
        found = ids.read(ids.STORE, store_id, "storeId")
        rows, currency = await info.context.ask(lambda ctx: _methods(ctx, found))
        return [ShippingMethod.of(row, currency, info.context) for row in rows]

    @field(READS_CUSTOMERS)
    async def reviews(
        self,
        info: Info,
        filter: AdminReviewFilter | None = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AdminReview]:
        """The reviews in stores that you may act for, oldest first."""
        window = read_window(REVIEWS.kinds, first, after, last, before)
        rows = reviews.within_reach(info.context.actor)
        if filter:
            rows = rows.where(filters.where(filter, AdminReviewFilter.parts))
        return await list_rows(info.context, rows, REVIEWS, window, node=AdminReview.of)


async def _find_order(ctx: Context, order_id: UUID) -> order_models.Order | None:
    found = await ctx.session.scalar(
        select(order_models.Order).where(order_models.Order.id == order_id)
    )
    return found if found and ctx.actor.may_act_for(found.store_id) else None


async def _rates(ctx: Context, store_id: UUID) -> Sequence[pricing_models.TaxRate]:
    if not ctx.actor.may_act_for(store_id):
        return ()
    rows = select(pricing_models.TaxRate).where(pricing_models.TaxRate.store_id == store_id)
    return (await ctx.session.scalars(rows.order_by(pricing_models.TaxRate.tax_category))).all()


async def _methods(
    ctx: Context, store_id: UUID
) -> tuple[Sequence[shipping_models.ShippingMethod], str]:
    """The ways of a store to bring orders, and the currency it names their prices in."""
    if not ctx.actor.may_act_for(store_id):
        return (), ""
    table = shipping_models.ShippingMethod
    rows = select(table).where(table.store_id == store_id).order_by(table.position, table.id)
    found = (await ctx.session.scalars(rows)).all()
    return found, (await get_store(ctx, store_id)).currency if found else ""
