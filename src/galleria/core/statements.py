"""Statements that are written once, over the models or as SQL, and run as the text they compile to.

What every request asks is asked this way: the text is made once, not for each request, and the
driver runs it without SQLAlchemy in between. What is to be changed is loaded as objects, through
the session.
"""

import dataclasses
from functools import cached_property
from typing import Any, Generic, TypeVarTuple, cast

from sqlalchemy import ARRAY, ColumnElement, Dialect, TextClause, Update, Uuid, any_, bindparam
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import TypedReturnsRows
from sqlalchemy.types import TypeEngine

from galleria.core.context import Context
from galleria.core.db import NAMES_THE_TENANT

Columns = TypeVarTuple("Columns")

_DIALECT: Dialect = dialect()  # type: ignore[no-untyped-call] # it declares no types


def one_of(name: str, kind: type[TypeEngine[Any]] = Uuid) -> ColumnElement[Any]:
    """Any of the values in a list; however long it is, the text of the statement is the same."""
    return any_(bindparam(name, type_=ARRAY(kind)))


def columns_of(kind: type, model: type) -> list[ColumnElement[Any]]:
    """The columns of a model that a frozen copy of its rows has fields for, in their order."""
    return [getattr(model, field.name) for field in dataclasses.fields(kind)]


class Statement(Generic[*Columns]):
    """One statement, whose parameters are named each time it is run.

    Over the models it asks for the tenant's rows only, as the session's statements do; SQL names
    ``:tenant_id`` itself. What the context knows (``store_id``, ``currency``, ``now``) need not be
    given.
    """

    def __init__(self, written: TypedReturnsRows[*Columns] | TextClause | Update) -> None:
        """Nothing is compiled before it is first run: by then every model is known."""
        self._written = written

    async def all(self, ctx: Context, **given: Any) -> list[tuple[*Columns]]:
        """Run it in the context's transaction; its rows."""
        await ctx.flush()
        rows = await ctx.driver.fetch(self._text, *self._arguments(ctx, given))
        return cast("list[tuple[*Columns]]", [tuple(row) for row in rows])

    async def first(self, ctx: Context, **given: Any) -> tuple[*Columns] | None:
        """Run it in the context's transaction; the first row, where there is any."""
        await ctx.flush()
        row = await ctx.driver.fetchrow(self._text, *self._arguments(ctx, given))
        return cast("tuple[*Columns]", tuple(row)) if row else None

    async def one(self, ctx: Context, **given: Any) -> tuple[*Columns]:
        """Run it in the context's transaction; the row that there is in any case."""
        found = await self.first(ctx, **given)
        if found is None:
            raise LookupError(self._text)
        return found

    @cached_property
    def _compiled(self) -> SQLCompiler:
        written: Any = self._written.options(NAMES_THE_TENANT)
        return cast("SQLCompiler", written.compile(dialect=_DIALECT))

    @cached_property
    def _text(self) -> str:
        return str(self._compiled)

    @cached_property
    def _names(self) -> list[str]:
        return self._compiled.positiontup or []

    @cached_property
    def _fixed(self) -> dict[str, Any]:
        found = self._compiled.binds.items()
        return {name: bind.value for name, bind in found if not bind.required}

    def _arguments(self, ctx: Context, given: dict[str, Any]) -> list[Any]:
        known = {**self._fixed, **ctx.known, **given}
        return [known[name] for name in self._names]
