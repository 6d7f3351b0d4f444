"""The one way to the database: a transaction that is bound to a tenant.

Three things keep tenants apart. Every statement on a tenant's table names the tenant: the session
adds it to ORM statements here, in one place, and raw SQL writes it. Row-level security stands
behind that. And every key starts with the tenant, so no row can point at another tenant's row.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ForeignKeyConstraint,
    MetaData,
    Text,
    Uuid,
    bindparam,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import ExecutionContext
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    create_async_engine,
)
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    mapped_column,
    with_loader_criteria,
)
from sqlalchemy.pool import NullPool

from galleria.core import outbox
from galleria.core.context import SYSTEM, Actor, Context, StoreRef, open_session
from galleria.core.ids import new_id
from galleria.core.lending import Lending, Lent

APP_ROLE = "galleria_app"
"""The role the application works in. It owns nothing and bypasses nothing."""

PATIENCE = 30.0
"""Seconds for which a transaction waits while all connections are in use."""

_BEGIN = (
    "BEGIN {access}; SELECT set_config('role', '{role}', true),"
    " set_config('app.tenant_id', '{tenant}', true)"
)
"""One trip to the server; it takes no parameters, and gets none but ours."""


class Base(DeclarativeBase):
    """Every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: BigInteger,
        str: Text,
        datetime: TIMESTAMP(timezone=True),
        dict[str, Any]: JSONB,
    }


def _tenant_of_transaction(context: ExecutionContext) -> UUID:
    tenant: UUID = context.execution_options["tenant_id"]
    return tenant


class TenantOwned(Base):
    """A table whose rows belong to exactly one tenant; its key starts with the tenant."""

    __abstract__ = True

    tenant_id: Mapped[UUID] = mapped_column(
        primary_key=True, default=_tenant_of_transaction, sort_order=-2
    )


class TenantTable(TenantOwned):
    """A tenant's table with an id of its own, known as soon as the object is made."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-1)

    def __init__(self, **values: Any) -> None:
        """Give the row its id, unless it has one."""
        values.setdefault("id", new_id())
        super().__init__(**values)


def tenant_fk(column: str, table: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """Point at a row of the same tenant; Postgres checks keys past the wall, so the key carries the
    tenant.
    """
    return ForeignKeyConstraint(
        ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], ondelete=ondelete
    )


NAMES_THE_TENANT = with_loader_criteria(
    TenantOwned,
    # Made once, with a named parameter for the tenant: a statement that gets none cannot run.
    lambda table: table.tenant_id == bindparam("tenant_of_session", type_=Uuid()),
    include_aliases=True,
)
"""Makes a statement over the models ask for one tenant's rows only."""


@event.listens_for(Session, "do_orm_execute")
def _name_the_tenant(state: ORMExecuteState) -> None:
    """Add the tenant to every ORM statement, so that it uses the composite keys and goes to one
    shard. A change of many rows by their keys names it in every key.
    """
    tenant = state.session.info.get("tenant_id")
    if tenant is None or state.is_column_load or state.is_insert or state.is_executemany:
        return
    state.statement = state.statement.options(NAMES_THE_TENANT)
    given: Any = state.parameters or {}
    state.parameters = {**given, "tenant_of_session": tenant}


def async_url(url: str) -> str:
    """Name the driver in a plain ``postgresql://`` address."""
    return make_url(url).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


class Database:
    """The application's connections to one Postgres."""

    def __init__(
        self, url: str, *, pool_size: int = 10, routes: outbox.Routes | None = None
    ) -> None:
        """Open lazily. ``routes`` names the reactions that wait for each event; each gets a job."""
        self.engine: AsyncEngine = create_async_engine(
            async_url(url),
            poolclass=NullPool,
            # Errors reach the log; what shoppers typed, and every token, must not.
            hide_parameters=True,
        )
        self.routes = routes or {}
        self._lending = Lending(self.engine, kept=pool_size, most=2 * pool_size, patience=PATIENCE)

    @asynccontextmanager
    async def transaction(
        self,
        tenant_id: UUID,
        *,
        actor: Actor = SYSTEM,
        store: StoreRef | None = None,
        read_only: bool = False,
    ) -> AsyncIterator[Context]:
        """Work as one tenant: commit at the end, roll back on errors, announce what was emitted."""
        async with self._begin(str(tenant_id), read_only=read_only) as lent:
            now = datetime.now(UTC)
            ctx = Context(lent.connection, lent.driver, tenant_id, actor, now, store)
            try:
                yield ctx
                await ctx.flush()
                await outbox.write(ctx, self.routes)
            finally:
                ctx.close()

    @asynccontextmanager
    async def platform(self) -> AsyncIterator[AsyncSession]:
        """Work on the few tables that stand outside every tenant's wall; tenants' rows cannot be
        seen.
        """
        async with (
            self._begin("", read_only=False) as lent,
            open_session(lent.connection, None) as session,
        ):
            yield session
            await session.flush()

    def lend(self) -> AbstractAsyncContextManager[Lent]:
        """Borrow a connection as the database knows us, in no role and outside of transactions: for
        questions about the database itself.
        """
        return self._lending.lend()

    async def close(self) -> None:
        """Give every connection back to the server."""
        await self._lending.close()
        await self.engine.dispose()

    @asynccontextmanager
    async def _begin(self, tenant: str, *, read_only: bool) -> AsyncIterator[Lent]:
        """Commit at the end; whatever else ends it, it is rolled back."""
        access = "READ ONLY" if read_only else "READ WRITE"
        async with self.lend() as lent:
            await lent.driver.execute(_BEGIN.format(access=access, role=APP_ROLE, tenant=tenant))
            yield lent
            # Postgres takes COMMIT after an error that somebody caught, and rolls back.
            if await lent.driver.execute("COMMIT") != "COMMIT":
                raise RuntimeError("the transaction had failed before; nothing of it was kept")
