"""Tables of the checkout."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from galleria.core.db import TenantTable, tenant_fk


class CheckoutAttempt(TenantTable):
    """One press of the place-order button. A cart has at most one that is under way or has led to
    an order.

    ``agreed`` is the whole order as it was shown and accepted. The order it leads to has the
    attempt's own id, so what is set aside for it can name the order beforehand. ``tried_at`` is
    when the clock last tried to finish what nobody else did.
    """

    __tablename__ = "checkout_attempts"
    __table_args__ = (
        tenant_fk("cart_id", "carts", ondelete="CASCADE"),
        tenant_fk("payment_id", "payments"),
        CheckConstraint("status IN ('processing', 'placed', 'failed')", name="status_known"),
        Index(
            "uq_checkout_attempts_live",
            "tenant_id",
            "cart_id",
            unique=True,
            postgresql_where="status <> 'failed'",
        ),
        Index("ix_checkout_attempts_unfinished", "tenant_id", "status", "started_at"),
    )

    cart_id: Mapped[UUID]
    payment_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(default="processing")
    failure_code: Mapped[str] = mapped_column(default="")
    failure_message: Mapped[str] = mapped_column(default="")
    agreed: Mapped[dict[str, Any]]
    started_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
