"""Facts leave with the transaction that made them true: kept in a table, queued for reactions."""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

import structlog
from asyncpg import Connection
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries
from sqlalchemy.ext.asyncio import AsyncSession

from galleria.core.context import Context
from galleria.core.ids import new_id

Routes = Mapping[str, Sequence[str]]
"""The name of an event to the names of the reactions that wait for it, each of which gets a job."""

Fact = tuple[UUID, str, str]
"""An event as it is kept: id, name, fields as JSON."""

TRACED = ("request_id", "trace_id")
"""What a job takes over from the request that caused it, so that one search finds both logs."""

_KEEP = (
    "INSERT INTO events (tenant_id, id, name, data, actor, occurred_at)"
    " SELECT $1, e.id, e.name, e.data, $2, $3"
    " FROM unnest($4::uuid[], $5::text[], $6::jsonb[]) AS e (id, name, data)"
)


async def write(ctx: Context, routes: Routes) -> None:
    """Keep what this transaction announced, and queue a job for everyone who reacts to it."""
    if not ctx.announced:
        return
    facts = [(new_id(), fact.name(), json.dumps(fact.to_json())) for fact in ctx.announced]
    ids, names, bodies = zip(*facts, strict=True)
    who = (ctx.tenant_id, ctx.actor.key, ctx.now)
    await ctx.driver.execute(_KEEP, *who, ids, names, bodies)
    await _enqueue(ctx, facts, routes)


async def _enqueue(ctx: Context, facts: Sequence[Fact], routes: Routes) -> None:
    """Queue a job per fact and reaction, in the same transaction and in one statement.

    One job for each reaction, not one for the event: a reaction that fails is tried again alone.
    """
    jobs = [(reaction, fact) for fact in facts for reaction in routes.get(fact[1], ())]
    if not jobs:
        return
    await Queries(AsyncpgDriver(ctx.driver)).enqueue(
        [reaction for reaction, _ in jobs],
        [_payload(ctx.tenant_id, fact) for _, fact in jobs],
        [0] * len(jobs),
        headers=[_trace()] * len(jobs),
    )


async def queries_of(session: AsyncSession) -> Queries:
    """Reach pgqueuer's statements in the transaction of a session."""
    raw = await (await session.connection()).get_raw_connection()
    connection = raw.driver_connection
    if not isinstance(connection, Connection):
        raise TypeError("the queue needs asyncpg")
    return Queries(AsyncpgDriver(connection))


def _payload(tenant_id: UUID, fact: Fact) -> bytes:
    id_, name, body = fact
    return f'{{"tenant":"{tenant_id}","event":"{id_}","name":"{name}","data":{body}}}'.encode()


def _trace() -> dict[str, str]:
    known = structlog.contextvars.get_contextvars()
    return {key: known[key] for key in TRACED if key in known}
