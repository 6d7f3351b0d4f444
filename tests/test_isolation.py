"""Over every table: nothing of another tenant can be read, written or pointed at."""

import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

import galleria
from galleria.catalog.models import Media
from galleria.core.db import APP_ROLE, Base, Database, async_url
from galleria.embedded.engines import Engines
from tests.kit import Shop

for _module in pkgutil.walk_packages(galleria.__path__, "galleria."):
    if _module.name.endswith(".models") or _module.name.startswith("galleria.core."):
        import_module(_module.name)

TABLES = Base.metadata.sorted_tables
OUTSIDE = {"domains", "tenant_directory"}
"""What is asked before the tenant is known; see the docstring of ``tenancy.models``."""

WALLED = [table for table in TABLES if table.name not in OUTSIDE]
OWNED = [table for table in WALLED if table.name != "tenants"]


FILLERS: list[tuple[type[Any], Callable[[], Any]]] = [
    (sa.ARRAY, list),
    (JSONB, dict),
    (sa.Uuid, uuid4),
    (sa.DateTime, sa.func.now),
    (sa.LargeBinary, lambda: uuid4().bytes),
    (sa.Boolean, lambda: True),
    (sa.String, lambda: uuid4().hex),
    (sa.Integer, lambda: 1),
]


def filler(column: sa.Column[Any]) -> Any:
    """Some value of the column's type; what it means does not matter, the wall comes first."""
    return next(make() for kind, make in FILLERS if isinstance(column.type, kind))


async def enter(connection: AsyncConnection, tenant_id: UUID | None) -> None:
    """Become the application, in one tenant or in none, without the session's own help."""
    await connection.execute(
        sa.text("SELECT set_config('role', :role, true), set_config('app.tenant_id', :id, true)"),
        {"role": APP_ROLE, "id": str(tenant_id or "")},
    )


class TestTheSchema:
    async def test_every_table_of_the_database_is_known_and_walled(self, engines: Engines) -> None:
        engine = create_async_engine(async_url(engines.database_owner_url))
        async with engine.connect() as connection:
            rows = await connection.execute(
                sa.text(
                    "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class"
                    " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
                )
            )
            walled = {name: bool(is_walled) for name, is_walled in rows}
        await engine.dispose()

        outside = {name for name, is_walled in walled.items() if not is_walled}
        queue = {name for name in walled if name.startswith("pgqueuer")}
        assert outside == OUTSIDE | queue | {"alembic_version"}
        assert set(walled) - queue - {"alembic_version"} == {table.name for table in TABLES}

    async def test_the_application_s_role_owns_and_bypasses_nothing(
        self, database: Database
    ) -> None:
        async with database.engine.connect() as connection:
            row = (
                await connection.execute(
                    sa.text(
                        "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb,"
                        " (SELECT count(*) FROM pg_class WHERE relowner = r.oid)"
                        " FROM pg_roles r WHERE rolname = :role"
                    ),
                    {"role": APP_ROLE},
                )
            ).one()

        assert tuple(row) == (False, 0)

    @pytest.mark.parametrize("table", OWNED, ids=lambda table: table.name)
    def test_every_key_starts_with_the_tenant(self, table: sa.Table) -> None:
        constraints = [c for c in table.constraints if not isinstance(c, sa.CheckConstraint)]
        keys = [next(iter(c.columns)).name for c in constraints if isinstance(c, sa.Constraint)]  # type: ignore[attr-defined]
        indexes = [next(iter(index.columns)).name for index in table.indexes]

        assert set(keys + indexes) == {"tenant_id"}
        assert not any(isinstance(column.type, sa.Enum | sa.Float) for column in table.columns)


class TestReading:
    @pytest.mark.parametrize("table", WALLED, ids=lambda table: table.name)
    async def test_rows_of_another_tenant_and_of_nobody_are_not_seen(
        self, database: Database, shop: Shop, table: sa.Table
    ) -> None:
        everything = sa.select(sa.func.count()).select_from(table)
        own = table.c.id if table.name == "tenants" else table.c.tenant_id
        foreign = everything.where(own != shop.store.tenant_id)

        async with database.engine.connect() as connection:
            await enter(connection, shop.store.tenant_id)
            assert await connection.scalar(foreign) == 0
            await connection.rollback()
            await enter(connection, None)
            assert await connection.scalar(everything) == 0


class TestWriting:
    @pytest.mark.parametrize("table", OWNED, ids=lambda table: table.name)
    async def test_a_row_for_another_tenant_is_refused_by_the_wall(
        self, database: Database, shop: Shop, neighbor: Shop, table: sa.Table
    ) -> None:
        row = {
            column.name: filler(column)
            for column in table.columns
            if not column.nullable and column.name != "tenant_id"
        }
        planted = sa.insert(table).values(tenant_id=neighbor.store.tenant_id, **row)

        async with database.engine.connect() as connection:
            await enter(connection, shop.store.tenant_id)
            with pytest.raises(DBAPIError, match="row-level security"):
                await connection.execute(planted)

    @pytest.mark.parametrize("table", OWNED, ids=lambda table: table.name)
    async def test_rows_of_another_tenant_are_neither_changed_nor_deleted(
        self, database: Database, shop: Shop, neighbor: Shop, table: sa.Table
    ) -> None:
        theirs = table.c.tenant_id == neighbor.store.tenant_id

        async with database.engine.connect() as connection:
            await enter(connection, shop.store.tenant_id)
            changed = await connection.execute(
                sa.update(table).where(theirs).values(tenant_id=shop.store.tenant_id)
            )
            deleted = await connection.execute(sa.delete(table).where(theirs))

            assert (changed.rowcount, deleted.rowcount) == (0, 0)


class TestPointing:
    @pytest.mark.parametrize("table", OWNED, ids=lambda table: table.name)
    def test_every_foreign_key_carries_the_tenant(self, table: sa.Table) -> None:
        for constraint in table.foreign_key_constraints:
            source, target = constraint.elements[0].parent, constraint.elements[0].column
            assert source.name == "tenant_id"
            assert (target.table.name, target.name) == ("tenants", "id") or (
                target.name == "tenant_id"
            )

    async def test_a_row_cannot_point_at_the_neighbor_s(self, shop: Shop, neighbor: Shop) -> None:
        theirs = await neighbor.goods()

        with pytest.raises(IntegrityError):
            async with shop.transaction() as ctx:
                ctx.session.add(Media(product_id=theirs.product_id, url="https://example.com/x"))
