"""What goes wrong with Postgres, whichever road a statement took: the session's or the driver's
own.
"""

from typing import Any

import asyncpg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

LOST = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What the driver raises when the database goes away, or does not let us in."""

UNANSWERED = (*LOST, SQLAlchemyError)
"""The same, whichever road a question took."""

REFUSED = (DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What is raised when Postgres, or the driver before it, does not take a statement."""

_OUTAGES = ("08", "53", "57P", "58", "XX")
"""Beginnings of SQLSTATEs that no statement is to blame for: the connection is lost, the disk is
full, the server stops or is broken. https://www.postgresql.org/docs/18/errcodes-appendix.html
"""


def is_outage(fault: Exception) -> bool:
    """Whether the database is in trouble, so that another statement would fare no better."""
    if isinstance(fault, DBAPIError) and fault.connection_invalidated:
        return True
    said = _of_driver(fault)
    if isinstance(said, asyncpg.PostgresError):
        state: Any = said.sqlstate
        return str(state or "").startswith(_OUTAGES)
    # The driver refuses a value it cannot send by a ValueError; any other complaint is about the
    # connection.
    return isinstance(said, asyncpg.InterfaceError) and not isinstance(said, ValueError)


def reason_of(fault: Exception) -> str:
    """What the database says, in one line, without the statement that failed."""
    lines = str(_of_driver(fault)).splitlines()
    return lines[0][-200:] if lines else "it gives no reason"


def _of_driver(fault: Exception) -> BaseException:
    """The driver's own error, which SQLAlchemy wraps twice."""
    if not isinstance(fault, DBAPIError):
        return fault
    wrapped = fault.orig or fault
    return wrapped.__cause__ or wrapped
