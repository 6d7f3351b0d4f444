"""Tables of the imports."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from galleria.core.db import TenantOwned, TenantTable, tenant_fk


class ImportRun(TenantTable):
    """One file on its way into a store. ``done`` of ``total`` products have been looked at.

    The counts are of products, but ``variants`` and ``images``, and ``rejected``, which is of rows.
    ``details`` holds the first problems and, of a dry run, the first changes.
    """

    __tablename__ = "import_runs"
    __table_args__ = (
        tenant_fk("store_id", "stores", ondelete="CASCADE"),
        CheckConstraint("format IN ('shopify', 'woocommerce')", name="format_known"),
        CheckConstraint(
            "status IN ('queued', 'running', 'finished', 'failed', 'canceled')",
            name="status_known",
        ),
        Index("ix_import_runs_store", "tenant_id", "store_id", "id"),
    )

    store_id: Mapped[UUID]
    format: Mapped[str]
    file_name: Mapped[str]
    is_dry_run: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(default="queued")
    message: Mapped[str] = mapped_column(default="")
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    products: Mapped[int] = mapped_column(default=0)
    variants: Mapped[int] = mapped_column(default=0)
    images: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    requested_by: Mapped[str]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class ImportFile(TenantOwned):
    """A piece of a file that waits to be imported; it goes when the run has ended.

    Kept here and not on a disk, so that any worker on any machine can do the work.
    """

    __tablename__ = "import_files"
    __table_args__ = (
        tenant_fk("run_id", "import_runs", ondelete="CASCADE"),
        CheckConstraint("role IN ('products', 'variations')", name="role_known"),
    )

    run_id: Mapped[UUID] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ImportKey(TenantOwned):
    """What a product is called in the files of one source, so that the next file finds it."""

    __tablename__ = "import_keys"
    __table_args__ = (
        tenant_fk("store_id", "stores", ondelete="CASCADE"),
        tenant_fk("product_id", "products", ondelete="CASCADE"),
        Index("ix_import_keys_key", "tenant_id", "source", "key"),
        Index("ix_import_keys_product", "tenant_id", "product_id"),
    )

    store_id: Mapped[UUID] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    product_id: Mapped[UUID]


class ImportedStock(TenantOwned):
    """The units that a file last stated for a variant.

    Only a statement that differs from it moves stock, so an old file never undoes sales.
    """

    __tablename__ = "imported_stock"
    __table_args__ = (tenant_fk("variant_id", "variants", ondelete="CASCADE"),)

    variant_id: Mapped[UUID] = mapped_column(primary_key=True)
    quantity: Mapped[int]
