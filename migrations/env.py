"""Alembic's entry: one connection as the owner of the tables, one transaction per migration."""

import asyncio

from alembic import context
from sqlalchemy import Connection, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from galleria.core.db import Base, async_url

_ONE_AT_A_TIME = 7_214_365
_TRY_LOCK = text("SELECT pg_try_advisory_lock(:key)")


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transaction_per_migration=True,
        include_name=lambda name, kind, _: kind != "table" or not str(name).startswith("pgqueuer"),
    )
    with context.begin_transaction():
        context.run_migrations()


async def _connect() -> None:
    engine = create_async_engine(
        async_url(context.config.attributes["url"]), poolclass=pool.NullPool
    )
    async with engine.connect() as connection:
        # Asked again and again, and not waited for in a transaction: an index that another process
        # builds concurrently waits for every transaction there is, and the two would never end.
        while not await connection.scalar(_TRY_LOCK, {"key": _ONE_AT_A_TIME}):
            await connection.commit()
            await asyncio.sleep(0.2)
        await connection.execute(text("SET lock_timeout = '5s'"))
        await connection.commit()
        await connection.run_sync(_run)
        await connection.commit()
    await engine.dispose()


asyncio.run(_connect())
