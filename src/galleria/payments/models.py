"""Tables of payments."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from galleria.core.db import TenantTable, tenant_fk


class Payment(TenantTable):
    """One try to pay for a cart through one gateway.

    ``cart_id`` and ``order_id`` belong to higher parts and are kept as plain ids. ``method`` is the
    gateway's one-time token for how the shopper pays; ``reference`` is the gateway's own name for
    the payment.
    """

    __tablename__ = "payments"
    __table_args__ = (
        tenant_fk("store_id", "stores"),
        CheckConstraint(
            "status IN ('started', 'pending', 'captured', 'declined', 'voided')",
            name="status_known",
        ),
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        Index("ix_payments_cart", "tenant_id", "cart_id"),
        Index("ix_payments_order", "tenant_id", "order_id"),
    )

    store_id: Mapped[UUID]
    cart_id: Mapped[UUID]
    order_id: Mapped[UUID | None]
    gateway: Mapped[str]
    status: Mapped[str] = mapped_column(default="started")
    method: Mapped[str] = mapped_column(default="")
    amount_minor: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str]
    reference: Mapped[str] = mapped_column(default="")
    decline_reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
