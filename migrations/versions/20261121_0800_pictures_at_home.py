"""Pictures keep the address they were fetched from, and know when to be fetched."""

import sqlalchemy as sa
from alembic import op

revision = "20261121_0800"
down_revision = "20261121_0650"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Defaults of the database: a release that does not know these columns goes on adding pictures.
    op.add_column(
        "media", sa.Column("fetch_at", sa.TIMESTAMP(timezone=True), server_default=sa.func.now())
    )
    op.add_column(
        "media", sa.Column("fetch_attempts", sa.BigInteger, nullable=False, server_default="0")
    )
    op.add_column("media", sa.Column("fetch_problem", sa.Text, nullable=False, server_default=""))
    op.drop_constraint(op.f("ck_media_one_source"), "media")
    op.create_check_constraint(
        op.f("ck_media_some_source"),
        "media",
        "url <> '' OR key <> ''",
        postgresql_not_valid=True,
    )
    with op.get_context().autocommit_block():
        op.execute("ALTER TABLE media VALIDATE CONSTRAINT ck_media_some_source")
        # What was cut short has left half an index behind.
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_media_waiting")
        op.create_index(
            "ix_media_waiting",
            "media",
            ["tenant_id", "fetch_at"],
            postgresql_where=sa.text("key = ''"),
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    op.drop_index("ix_media_waiting", "media")
    op.drop_constraint(op.f("ck_media_some_source"), "media")
    # The older release holds an address or a file, and can do without the address. The wall is
    # forced on the owner too, who would see no row.
    op.execute("ALTER TABLE media NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE media SET url = '' WHERE key <> ''")
    op.execute("ALTER TABLE media FORCE ROW LEVEL SECURITY")
    op.create_check_constraint(op.f("ck_media_one_source"), "media", "(url = '') <> (key = '')")
    for column in ("fetch_problem", "fetch_attempts", "fetch_at"):
        op.drop_column("media", column)
