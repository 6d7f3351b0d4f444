"""Long lists as numbered pages with addresses of their own."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from galleria.core.errors import NotFound
from galleria.storefront.views.catalog import Pagination
from galleria.storefront.views.frame import Link

_NEIGHBORS = 1
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


def page_number(written: str) -> int:
    """Read ``?page=``.

    Raises:
        NotFound: it is no number of a page.
    """
    if not written:
        return 1
    if not _NUMBER.fullmatch(written):
        raise NotFound("page")
    return int(written)


def address(path: str, query: Mapping[str, str], number: int = 1) -> str:
    """Where a page of a list is; the first one has no number, so that it has one address only."""
    asked = {**query, "page": str(number)} if number > 1 else dict(query)
    return f"{path}?{urlencode(asked)}" if asked else path


def paginate(
    path: str, query: Mapping[str, str], *, number: int, total: int, size: int
) -> Pagination:
    """Link the pages of a list, those far away left out.

    Raises:
        NotFound: the list ends before this page.
    """
    last = max(1, -(-total // size))
    if number > last:
        raise NotFound("page")

    def link(to: int) -> Link:
        return Link(address(path, query, to), str(to), is_current=to == number)

    return Pagination(
        number=number,
        last=last,
        pages=tuple(link(to) if to else None for to in _near(number, last)),
        previous=link(number - 1) if number > 1 else None,
        next=link(number + 1) if number < last else None,
    )


def _near(number: int, last: int) -> Iterator[int | None]:
    before = 0
    for to in range(1, last + 1):
        if to in {1, last} or abs(to - number) <= _NEIGHBORS:
            if to - before > 1:
                yield None
            yield to
            before = to
