"""Tables of orders."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from galleria.core.db import TenantOwned, TenantTable, tenant_fk


class Order(TenantTable):
    """What was agreed with a shopper. Amounts are minor units of ``currency``; they never change by
    themselves.

    ``token`` opens the order's page to whoever holds it. ``total = goods - discount + shipping``,
    and ``+ tax`` unless prices held the tax already.
    """

    __tablename__ = "orders"
    __table_args__ = (
        tenant_fk("store_id", "stores"),
        UniqueConstraint("tenant_id", "store_id", "number"),
        UniqueConstraint("tenant_id", "token"),
        UniqueConstraint("tenant_id", "cart_id"),
        Index("ix_orders_placed", "tenant_id", "store_id", "placed_at", "id"),
        CheckConstraint("status IN ('open', 'completed', 'canceled')", name="status_known"),
        CheckConstraint(
            "payment_status IN ('pending', 'paid', 'refunded')", name="payment_status_known"
        ),
        CheckConstraint(
            "fulfillment_status IN ('unfulfilled', 'partial', 'fulfilled')",
            name="fulfillment_status_known",
        ),
        CheckConstraint(
            "total_minor = goods_minor - discount_minor + shipping_minor"
            " + CASE WHEN is_tax_inclusive THEN 0 ELSE tax_minor END",
            name="adds_up",
        ),
    )

    store_id: Mapped[UUID]
    cart_id: Mapped[UUID]
    number: Mapped[int]
    token: Mapped[str]
    status: Mapped[str] = mapped_column(default="open")
    payment_status: Mapped[str] = mapped_column(default="pending")
    fulfillment_status: Mapped[str] = mapped_column(default="unfulfilled")
    email: Mapped[str]
    email_folded: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    shipping_address: Mapped[dict[str, Any] | None]
    billing_address: Mapped[dict[str, Any] | None]
    shipping_title: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    coupon_codes: Mapped[str] = mapped_column(default="")
    currency: Mapped[str]
    locale: Mapped[str]
    is_tax_inclusive: Mapped[bool]
    goods_minor: Mapped[int]
    discount_minor: Mapped[int]
    shipping_minor: Mapped[int]
    tax_minor: Mapped[int]
    total_minor: Mapped[int]
    placed_at: Mapped[datetime]


class OrderLine(TenantTable):
    """One variant in an order, as it was called and priced then. Its total is price x quantity."""

    __tablename__ = "order_lines"
    __table_args__ = (
        tenant_fk("order_id", "orders", ondelete="CASCADE"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("total_minor = unit_price_minor * quantity", name="adds_up"),
        CheckConstraint("discount_minor BETWEEN 0 AND total_minor", name="discount_sane"),
        Index("ix_order_lines_order", "tenant_id", "order_id", "position"),
        Index("ix_order_lines_product", "tenant_id", "product_id"),
    )

    order_id: Mapped[UUID]
    product_id: Mapped[UUID]
    variant_id: Mapped[UUID]
    title: Mapped[str]
    variant_title: Mapped[str] = mapped_column(default="")
    sku: Mapped[str] = mapped_column(default="")
    position: Mapped[int]
    quantity: Mapped[int]
    unit_price_minor: Mapped[int]
    total_minor: Mapped[int]
    discount_minor: Mapped[int]
    tax_minor: Mapped[int]


class OrderCounter(TenantOwned):
    """The number of a store's last order. Its row is locked while the next one is placed, so none
    is skipped.
    """

    __tablename__ = "order_counters"
    __table_args__ = (tenant_fk("store_id", "stores", ondelete="CASCADE"),)

    store_id: Mapped[UUID] = mapped_column(primary_key=True)
    last_number: Mapped[int]
