"""Runs of imports, their files, and what products are called in them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.tenancy import create_tenant_table

revision = "20261121_0650"
down_revision = "20261121_0600"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_tenant_table(
        "import_runs",
        sa.Column("store_id", sa.Uuid, nullable=False),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("is_dry_run", sa.Boolean, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("total", sa.BigInteger, nullable=False),
        sa.Column("done", sa.BigInteger, nullable=False),
        sa.Column("products", sa.BigInteger, nullable=False),
        sa.Column("variants", sa.BigInteger, nullable=False),
        sa.Column("images", sa.BigInteger, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("unchanged", sa.BigInteger, nullable=False),
        sa.Column("rejected", sa.BigInteger, nullable=False),
        sa.Column("details", JSONB, nullable=False),
        sa.Column("requested_by", sa.Text, nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("started_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("finished_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "format IN ('shopify', 'woocommerce')", name=op.f("ck_import_runs_format_known")
        ),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'finished', 'failed', 'canceled')",
            name=op.f("ck_import_runs_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["stores.tenant_id", "stores.id"],
            name="fk_import_runs_tenant_id_store_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_import_runs_store", "import_runs", ["tenant_id", "store_id", "id"])
    create_tenant_table(
        "import_files",
        sa.Column("run_id", sa.Uuid, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.CheckConstraint(
            "role IN ('products', 'variations')", name=op.f("ck_import_files_role_known")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "run_id"],
            ["import_runs.tenant_id", "import_runs.id"],
            name="fk_import_files_tenant_id_run_id",
            ondelete="CASCADE",
        ),
        key=["run_id", "role", "position"],
    )
    create_tenant_table(
        "import_keys",
        sa.Column("store_id", sa.Uuid, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("product_id", sa.Uuid, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["stores.tenant_id", "stores.id"],
            name="fk_import_keys_tenant_id_store_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name="fk_import_keys_tenant_id_product_id",
            ondelete="CASCADE",
        ),
        key=["store_id", "source", "key"],
    )
    op.create_index("ix_import_keys_key", "import_keys", ["tenant_id", "source", "key"])
    op.create_index("ix_import_keys_product", "import_keys", ["tenant_id", "product_id"])
    create_tenant_table(
        "imported_stock",
        sa.Column("variant_id", sa.Uuid, nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "variant_id"],
            ["variants.tenant_id", "variants.id"],
            name="fk_imported_stock_tenant_id_variant_id",
            ondelete="CASCADE",
        ),
        key=["variant_id"],
    )


def downgrade() -> None:
    for table in ("imported_stock", "import_keys", "import_files", "import_runs"):
        op.drop_table(table)
