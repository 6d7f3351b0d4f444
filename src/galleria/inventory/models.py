"""Tables of the inventory."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from galleria.core.db import TenantOwned, TenantTable, tenant_fk


class Location(TenantTable):
    """A place that holds stock. Lower ``priority`` is taken from first."""

    __tablename__ = "locations"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    name: Mapped[str]
    priority: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)


class StockLevel(TenantOwned):
    """Units of one variant at one location. A variant that has a level cannot be deleted."""

    __tablename__ = "stock_levels"
    __table_args__ = (
        tenant_fk("variant_id", "variants"),
        tenant_fk("location_id", "locations"),
        CheckConstraint("reserved BETWEEN 0 AND on_hand", name="never_oversold"),
    )

    variant_id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    on_hand: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)

    @property
    def available(self) -> int:
        """Units nobody has spoken for."""
        return self.on_hand - self.reserved


class Reservation(TenantTable):
    """Units set aside. A cart's lapse at ``expires_at``; an order's never do.

    The reservations of a stock level sum up to its ``reserved``.
    """

    __tablename__ = "reservations"
    __table_args__ = (
        tenant_fk("variant_id", "variants"),
        tenant_fk("location_id", "locations"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("owner_kind IN ('cart', 'order')", name="owner_known"),
        CheckConstraint("(owner_kind = 'cart') = (expires_at IS NOT NULL)", name="carts_lapse"),
        UniqueConstraint("tenant_id", "owner_id", "variant_id", "location_id"),
        Index("ix_reservations_expiry", "tenant_id", "expires_at"),
        Index("ix_reservations_variant", "tenant_id", "variant_id", "expires_at"),
    )

    variant_id: Mapped[UUID]
    location_id: Mapped[UUID]
    owner_kind: Mapped[str]
    owner_id: Mapped[UUID]
    quantity: Mapped[int]
    expires_at: Mapped[datetime | None]


class Movement(TenantTable):
    """One row of the ledger: what came in or went out, and why. Rows are only ever added."""

    __tablename__ = "stock_movements"
    __table_args__ = (
        tenant_fk("variant_id", "variants", ondelete="CASCADE"),
        tenant_fk("location_id", "locations"),
        CheckConstraint("delta <> 0", name="moves_something"),
        CheckConstraint(
            "reason IN ('opening', 'import', 'adjustment', 'count', 'received', 'damaged',"
            " 'sold', 'returned')",
            name="reason_known",
        ),
        Index("ix_stock_movements_variant", "tenant_id", "variant_id", "location_id", "id"),
    )

    variant_id: Mapped[UUID]
    location_id: Mapped[UUID]
    delta: Mapped[int]
    reason: Mapped[str]
    reference: Mapped[str] = mapped_column(default="")
    actor: Mapped[str]
    moved_at: Mapped[datetime]
