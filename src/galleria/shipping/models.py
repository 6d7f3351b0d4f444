"""Tables of shipping."""

from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from galleria.core.db import TenantTable, tenant_fk


class ShippingMethod(TenantTable):
    """A way to have an order brought, at one flat price in the store's currency."""

    __tablename__ = "shipping_methods"
    __table_args__ = (
        tenant_fk("store_id", "stores", ondelete="CASCADE"),
        CheckConstraint("price_minor >= 0", name="price_not_negative"),
        Index("ix_shipping_methods_store", "tenant_id", "store_id", "position"),
    )

    store_id: Mapped[UUID]
    title: Mapped[str]
    price_minor: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
