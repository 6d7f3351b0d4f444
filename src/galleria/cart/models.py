"""Tables of carts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from galleria.core.db import TenantOwned, TenantTable, tenant_fk


class Cart(TenantTable):
    """What one shopper is about to buy in one store. Whoever holds the token holds the cart."""

    __tablename__ = "carts"
    __table_args__ = (
        tenant_fk("store_id", "stores", ondelete="CASCADE"),
        tenant_fk("shipping_method_id", "shipping_methods"),
        UniqueConstraint("tenant_id", "token"),
        CheckConstraint("status IN ('open', 'paying', 'ordered')", name="status_known"),
        Index("ix_carts_touched", "tenant_id", "store_id", "updated_at"),
    )

    store_id: Mapped[UUID]
    token: Mapped[str]
    status: Mapped[str] = mapped_column(default="open")
    version: Mapped[int] = mapped_column(default=1)
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    shipping_address: Mapped[dict[str, Any] | None]
    billing_address: Mapped[dict[str, Any] | None]
    shipping_method_id: Mapped[UUID | None]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class CartLine(TenantTable):
    """So many of one variant. ``told_price_minor`` is the unit price the shopper has been shown
    last.

    A variant that is deleted leaves its lines behind, so that the shopper is told.
    """

    __tablename__ = "cart_lines"
    __table_args__ = (
        tenant_fk("cart_id", "carts", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "cart_id", "variant_id"),
        CheckConstraint("quantity BETWEEN 1 AND 999", name="quantity_sane"),
    )

    cart_id: Mapped[UUID]
    variant_id: Mapped[UUID]
    quantity: Mapped[int]
    told_price_minor: Mapped[int]


class CartCoupon(TenantOwned):
    """A coupon the shopper typed into the cart."""

    __tablename__ = "cart_coupons"
    __table_args__ = (
        tenant_fk("cart_id", "carts", ondelete="CASCADE"),
        tenant_fk("coupon_id", "coupons", ondelete="CASCADE"),
    )

    cart_id: Mapped[UUID] = mapped_column(primary_key=True)
    coupon_id: Mapped[UUID] = mapped_column(primary_key=True)
