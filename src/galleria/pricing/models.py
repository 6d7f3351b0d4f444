"""Tables of pricing."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from galleria.core.db import TenantOwned, TenantTable, tenant_fk


class VariantPrice(TenantOwned):
    """What a variant costs in one currency, in every store that does not say otherwise."""

    __tablename__ = "variant_prices"
    __table_args__ = (
        tenant_fk("variant_id", "variants", ondelete="CASCADE"),
        CheckConstraint("price_minor >= 0", name="price_not_negative"),
        CheckConstraint("compare_at_minor > price_minor", name="compare_at_above_price"),
        CheckConstraint("cost_minor >= 0", name="cost_not_negative"),
    )

    variant_id: Mapped[UUID] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    price_minor: Mapped[int]
    compare_at_minor: Mapped[int | None]
    cost_minor: Mapped[int | None]


class ListingPrice(TenantOwned):
    """One store's own price of a variant, in the store's currency."""

    __tablename__ = "listing_prices"
    __table_args__ = (
        tenant_fk("listing_id", "listings", ondelete="CASCADE"),
        tenant_fk("variant_id", "variants", ondelete="CASCADE"),
        CheckConstraint("price_minor >= 0", name="price_not_negative"),
        CheckConstraint("compare_at_minor > price_minor", name="compare_at_above_price"),
    )

    listing_id: Mapped[UUID] = mapped_column(primary_key=True)
    variant_id: Mapped[UUID] = mapped_column(primary_key=True)
    price_minor: Mapped[int]
    compare_at_minor: Mapped[int | None]


class TaxRate(TenantOwned):
    """The tax on one category of goods in a store, in ten-thousandths: 2000 is 20 %.

    ``is_inclusive`` says that prices already hold the tax. Delivery is taxed as the standard
    category.
    """

    __tablename__ = "tax_rates"
    __table_args__ = (
        tenant_fk("store_id", "stores", ondelete="CASCADE"),
        CheckConstraint("rate_basis_points BETWEEN 0 AND 10000", name="rate_sane"),
    )

    store_id: Mapped[UUID] = mapped_column(primary_key=True)
    tax_category: Mapped[str] = mapped_column(primary_key=True, default="standard")
    rate_basis_points: Mapped[int]
    is_inclusive: Mapped[bool]


class Coupon(TenantTable):
    """A code a shopper types. ``value`` is ten-thousandths for a percentage, minor units for a
    fixed amount.

    It is good for one store, or for all stores of the tenant when ``store_id`` is null; with an
    amount or a minimum only for carts in its ``currency``.
    """

    __tablename__ = "coupons"
    __table_args__ = (
        tenant_fk("store_id", "stores", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "code_folded"),
        CheckConstraint("kind IN ('percentage', 'fixed')", name="kind_known"),
        CheckConstraint(
            "value > 0 AND (kind <> 'percentage' OR value <= 10000)", name="value_sane"
        ),
        CheckConstraint(
            "currency IS NOT NULL OR (kind = 'percentage' AND minimum_minor = 0)",
            name="amounts_have_currency",
        ),
        CheckConstraint("minimum_minor >= 0", name="minimum_not_negative"),
        CheckConstraint("used_count BETWEEN 0 AND usage_limit", name="never_overused"),
    )

    store_id: Mapped[UUID | None]
    code: Mapped[str]
    code_folded: Mapped[str]
    kind: Mapped[str]
    value: Mapped[int]
    currency: Mapped[str | None]
    minimum_minor: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    usage_limit: Mapped[int | None]
    customer_limit: Mapped[int | None]
    used_count: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class CouponRedemption(TenantOwned):
    """A coupon was used for an order, by somebody known by the folded e-mail address."""

    __tablename__ = "coupon_redemptions"
    __table_args__ = (
        tenant_fk("coupon_id", "coupons"),
        Index("ix_coupon_redemptions_customer", "tenant_id", "coupon_id", "customer_key"),
    )

    coupon_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_key: Mapped[str]
    amount_minor: Mapped[int]
    redeemed_at: Mapped[datetime]
