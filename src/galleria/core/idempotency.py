"""Repeating a request is harmless: its key, its input's hash and its result are written with its
effect.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, text
from sqlalchemy.orm import Mapped, mapped_column

from galleria.core.context import Context
from galleria.core.db import TenantOwned
from galleria.core.errors import IdempotencyKeyReused, InvalidInput, Problem
from galleria.core.statements import Statement

LONGEST_KEY = 255


class IdempotencyKey(TenantOwned):
    """One request that took effect. Kept for seven days, for one actor of one tenant."""

    __tablename__ = "idempotency_keys"

    actor: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), primary_key=True)
    operation: Mapped[str]
    input_hash: Mapped[str]
    result: Mapped[str]
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Claim:
    """A key held by this transaction. ``result`` is what it led to before, or ``None`` if it is
    new.
    """

    key: str
    result: str | None


_CLAIM: Statement[bool] = Statement(
    text(
        "INSERT INTO idempotency_keys"
        " (tenant_id, actor, key, operation, input_hash, result, created_at)"
        " VALUES (:tenant_id, :actor, :key, :operation, :input_hash, :result, :now)"
        " ON CONFLICT (tenant_id, actor, key) DO NOTHING RETURNING true"
    )
)
_FOUND: Statement[str, str, str] = Statement(
    text(
        "SELECT operation, input_hash, result FROM idempotency_keys"
        " WHERE tenant_id = :tenant_id AND actor = :actor AND key = :key"
    )
)
_RESULT: Statement[()] = Statement(
    text(
        "UPDATE idempotency_keys SET result = :result"
        " WHERE tenant_id = :tenant_id AND actor = :actor AND key = :key"
    )
)


def hash_input(value: Any) -> str:
    """Tell one input from another, whatever the order of its fields."""
    written = json.dumps(value, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


async def claim(
    ctx: Context, *, key: str, operation: str, input_hash: str, result: str = ""
) -> Claim:
    """Take a key for this transaction; whoever holds the same key at this moment is waited for.
    A ``result`` that is known beforehand need not be kept afterwards.

    Raises:
        IdempotencyKeyReused: the key stands for another input.
        InvalidInput: the key is empty or longer than 255 characters.
    """
    if not 0 < len(key) <= LONGEST_KEY:
        message = f"An idempotency key has 1 to {LONGEST_KEY} characters."
        raise InvalidInput([Problem(("Idempotency-Key",), "LENGTH", message)])
    who = ctx.actor.key
    asked = {"operation": operation, "input_hash": input_hash, "result": result}
    if await _CLAIM.first(ctx, actor=who, key=key, **asked):
        return Claim(key, None)
    found = await _FOUND.one(ctx, actor=who, key=key)
    if found[:2] != (operation, input_hash):
        raise IdempotencyKeyReused
    return Claim(key, found[2])


async def keep_result(ctx: Context, claimed: Claim, result: str) -> None:
    """Write down what the key led to, in the transaction of the effect."""
    await _RESULT.all(ctx, actor=ctx.actor.key, key=claimed.key, result=result)
