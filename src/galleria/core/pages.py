"""Long lists that every request may ask for, read a part at a time by plain statements."""

from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, select

from galleria.core.context import Context
from galleria.core.statements import Statement
from galleria.core.windows import Key, Sorting, Window

COUNT_STOPS_AT = 10_000

Part = list[tuple[Any, ...]]


class Pages:
    """Rows in their order. Each kind of part that is ever asked for gets a statement of its own."""

    def __init__(self, rows: Select[Any], sorting: Sorting) -> None:
        """Nothing is compiled before it is first read."""
        self._rows = rows
        self._sorting = sorting
        self._parts: dict[tuple[tuple[str, ...], bool], Statement[*tuple[Any, ...]]] = {}
        last = sorting.columns[-1]
        few = rows.with_only_columns(last, maintain_column_froms=True).limit(COUNT_STOPS_AT + 1)
        self._count = Statement(select(func.count()).select_from(few.subquery()))

    async def numbered(self, ctx: Context, *, offset: int, limit: int, **given: Any) -> Part:
        """A part by its place from the front."""
        return await self._part((), is_last=False).all(ctx, offset=offset, limit=limit, **given)

    async def within(self, ctx: Context, window: Window, **given: Any) -> Part:
        """What stands within a window, and one more where there is more; the last ones come in
        reverse.
        """
        keys = {"after": window.after, "before": window.before}
        ends = {end: key for end, key in keys.items() if key is not None}
        part = self._part(tuple(ends), is_last=window.is_last)
        for end, key in ends.items():
            given |= {f"{end}_{place}": value for place, value in enumerate(key)}
        return await part.all(ctx, offset=0, limit=window.limit, **given)

    async def count(self, ctx: Context, **given: Any) -> int:
        """How many rows there are; counting stops above ten thousand."""
        (found,) = await self._count.one(ctx, **given)
        return found

    def _part(self, ends: tuple[str, ...], *, is_last: bool) -> Statement[*tuple[Any, ...]]:
        found = self._parts.get((ends, is_last))
        if found is None:
            keys = {end: self._key(end) for end in ends}
            window = Window(after=keys.get("after"), before=keys.get("before"), is_last=is_last)
            rows = self._sorting.within(self._rows, window)
            offset, limit = bindparam("offset", type_=Integer), bindparam("limit", type_=Integer)
            found = self._parts[ends, is_last] = Statement(rows.offset(offset).limit(limit))
        return found

    def _key(self, end: str) -> Key:
        columns = enumerate(self._sorting.columns)
        return [bindparam(f"{end}_{place}", type_=column.type) for place, column in columns]
