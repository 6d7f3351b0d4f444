"""How a migration makes a table: with the tenant in its key, its wall, and on a cluster its
distribution.

Migrations are frozen in time, so this never imports the application.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

APP_ROLE = "galleria_app"

_SETTING = "nullif(current_setting('app.tenant_id', true), '')::uuid"


def ensure_app_role() -> None:
    """Make the role the application works in, unless the server has it; let the owner act in it."""
    op.execute(
        f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN
                CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$
        """
    )
    op.execute(
        f"""
        DO $$ BEGIN
            IF NOT pg_has_role(current_user, '{APP_ROLE}', 'MEMBER') THEN
                EXECUTE format('GRANT {APP_ROLE} TO %I', current_user);
            END IF;
        END $$
        """
    )
    op.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
    op.execute(f"GRANT SELECT ON alembic_version TO {APP_ROLE}")


def create_tenant_table(
    name: str,
    *parts: sa.Column | sa.Constraint | sa.Index,  # type: ignore[type-arg]
    key: Sequence[str] = ("id",),
) -> None:
    """Create a table whose rows belong to tenants. ``tenant_id`` and ``id`` come by themselves.

    On Citus the table is distributed before foreign keys are added, since a key may only join
    tables that live together.
    """
    own_id = [sa.Column("id", sa.Uuid, nullable=False)] if tuple(key) == ("id",) else []
    rest = [part for part in parts if not isinstance(part, sa.ForeignKeyConstraint | sa.Index)]
    op.create_table(
        name,
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        *own_id,
        *rest,
        sa.PrimaryKeyConstraint("tenant_id", *key, name=f"pk_{name}"),
    )
    raise_wall(name, "tenant_id")
    _distribute(name, "tenant_id", colocate_with="tenants")
    for part in parts:
        if isinstance(part, sa.ForeignKeyConstraint):
            _add_foreign_key(name, part)


def create_platform_table(name: str, *parts: sa.Column | sa.Constraint) -> None:  # type: ignore[type-arg]
    """Create a table outside every tenant's wall; on Citus every node has a copy."""
    op.create_table(name, *parts)
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO {APP_ROLE}")
    if _has_citus():
        op.execute(f"SELECT create_reference_table('{name}')")


def create_tenants() -> None:
    """Create the table of tenants itself, whose key is the tenant."""
    op.create_table(
        "tenants",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tenants"),
    )
    raise_wall("tenants", "id")
    _distribute("tenants", "id", colocate_with="none")


def raise_wall(name: str, column: str) -> None:
    """Let the application's role see and write only rows of the transaction's tenant."""
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY tenant_wall ON {name}"
        f" USING ({column} = {_SETTING}) WITH CHECK ({column} = {_SETTING})"
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO {APP_ROLE}")


def _add_foreign_key(table: str, constraint: sa.ForeignKeyConstraint) -> None:
    targets = [element.target_fullname.rsplit(".", 1) for element in constraint.elements]
    columns = [key if isinstance(key, str) else key.name for key in constraint.column_keys]
    op.create_foreign_key(
        str(constraint.name or f"fk_{table}_{'_'.join(columns)}"),
        table,
        targets[0][0],
        columns,
        [column for _, column in targets],
        ondelete=constraint.ondelete,
    )


def _distribute(name: str, column: str, *, colocate_with: str) -> None:
    if _has_citus():
        op.execute(
            f"SELECT create_distributed_table('{name}', '{column}',"
            f" colocate_with => '{colocate_with}')"
        )


def _has_citus() -> bool:
    found = op.get_bind().execute(sa.text("SELECT 1 FROM pg_extension WHERE extname = 'citus'"))
    return found.first() is not None
