"""Tables of reviews."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from galleria.core.db import TenantTable, tenant_fk


class Review(TenantTable):
    """What one person says of one product in one store; a person is known by the folded e-mail
    address.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        tenant_fk("store_id", "stores", ondelete="CASCADE"),
        tenant_fk("product_id", "products", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "store_id", "product_id", "author_key"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating_one_to_five"),
        CheckConstraint("status IN ('pending', 'approved', 'rejected')", name="status_known"),
        Index("ix_reviews_shown", "tenant_id", "store_id", "product_id", "status", "created_at"),
        Index("ix_reviews_queue", "tenant_id", "status", "created_at"),
    )

    store_id: Mapped[UUID]
    product_id: Mapped[UUID]
    author_key: Mapped[str]
    author_name: Mapped[str]
    rating: Mapped[int]
    title: Mapped[str]
    body: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="pending")
    is_verified: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    moderated_at: Mapped[datetime | None]
