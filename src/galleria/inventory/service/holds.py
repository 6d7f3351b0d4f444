"""Units that are set aside: carts hold them for a while, orders for good.

Whoever holds or promises units has locked the cart before, so nobody else holds for the same cart.
How much is reserved changes only under the lock of its stock level.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select, text, update

from galleria.core.context import Context
from galleria.core.ids import new_id
from galleria.core.statements import Statement, one_of
from galleria.inventory import rules
from galleria.inventory.errors import OutOfStock
from galleria.inventory.events import AvailabilityChanged
from galleria.inventory.models import Reservation
from galleria.inventory.rules import Shelf, Shift

_LOCK_LEVELS: Statement[UUID, bool, bool, UUID | None, int | None] = Statement(
    text("""
        WITH wanted AS (
          SELECT v.id, v.is_stock_tracked, EXISTS (
            SELECT FROM reservations r
            WHERE r.tenant_id = :tenant_id AND r.owner_id = :owner_id AND r.variant_id = v.id
          ) AS is_held
          FROM variants v
          WHERE v.tenant_id = :tenant_id AND v.id = ANY(:variant_ids)
        ), locked AS (
          SELECT s.variant_id, s.location_id, l.priority,
            CASE WHEN l.is_active THEN s.on_hand - s.reserved ELSE 0 END AS free
          FROM stock_levels s
          JOIN locations l ON l.tenant_id = s.tenant_id AND l.id = s.location_id
          WHERE s.tenant_id = :tenant_id AND s.variant_id = ANY(:variant_ids)
          ORDER BY s.variant_id, s.location_id
          FOR UPDATE OF s
        )
        SELECT w.id, w.is_stock_tracked, w.is_held, k.location_id, k.free
        FROM wanted w
        LEFT JOIN locked k ON k.variant_id = w.id
        WHERE w.is_stock_tracked OR w.is_held
        ORDER BY w.id, k.priority, k.location_id
    """)
)
"""Locks levels in the order of their keys, of what is tracked, or held from when it was."""
_HELD = Statement(
    select(Reservation.variant_id, Reservation.location_id, Reservation.quantity).where(
        Reservation.owner_id == bindparam("owner_id"),
        Reservation.variant_id == one_of("variant_ids"),
    )
)
_HOLD: Statement[()] = Statement(
    text("""
        WITH shift AS (
          SELECT * FROM unnest(
            CAST(:ids AS uuid[]), CAST(:variants AS uuid[]), CAST(:locations AS uuid[]),
            CAST(:changes AS bigint[]), CAST(:held AS bigint[])
          ) AS s (id, variant_id, location_id, change, held)
        ), counted AS (
          UPDATE stock_levels l SET reserved = l.reserved + s.change
          FROM shift s
          WHERE l.tenant_id = :tenant_id
            AND l.variant_id = s.variant_id AND l.location_id = s.location_id
        ), emptied AS (
          DELETE FROM reservations r USING shift s
          WHERE r.tenant_id = :tenant_id AND r.owner_id = :owner_id AND s.held = 0
            AND r.variant_id = s.variant_id AND r.location_id = s.location_id
        ), kept AS (
          INSERT INTO reservations
            (tenant_id, id, variant_id, location_id, owner_kind, owner_id, quantity, expires_at)
          SELECT :tenant_id, s.id, s.variant_id, s.location_id, 'cart', :owner_id, s.held,
            CAST(:until AS timestamptz)
          FROM shift s WHERE s.held > 0
          ON CONFLICT (tenant_id, owner_id, variant_id, location_id)
          DO UPDATE SET quantity = excluded.quantity, expires_at = excluded.expires_at
        )
        UPDATE reservations SET expires_at = CAST(:until AS timestamptz)
        WHERE tenant_id = :tenant_id AND owner_id = :owner_id AND id = ANY(ARRAY(
          SELECT r.id FROM reservations r
          WHERE r.tenant_id = :tenant_id AND r.owner_id = :owner_id
            AND (r.expires_at > :now OR r.variant_id = ANY(CAST(:locked AS uuid[])))
            AND (r.variant_id, r.location_id) NOT IN (SELECT variant_id, location_id FROM shift)
          FOR UPDATE SKIP LOCKED
        ))
    """)
)
"""Shifts what a cart holds, and keeps all else that it holds for longer; what has lapsed, only
under its level's lock.

A hold that somebody has locked is passed over: it is about to be taken back, by one who may wait
for another of this cart's. The array makes Postgres look for the holds once, and not for each row.
"""
_PROMISE: Statement[()] = Statement(
    update(Reservation)
    .where(Reservation.owner_id == bindparam("cart_id"))
    .values(owner_kind="order", owner_id=bindparam("order_id"), expires_at=None)
)
_LOCK_LAPSED: Statement[UUID] = Statement(
    text("""
        SELECT s.variant_id FROM stock_levels s
        WHERE s.tenant_id = :tenant_id AND s.variant_id IN (
          SELECT r.variant_id FROM reservations r
          WHERE r.tenant_id = :tenant_id AND r.expires_at <= :now
          LIMIT :limit
        )
        ORDER BY s.variant_id, s.location_id
        FOR UPDATE
    """)
)
_TAKE_BACK: Statement[UUID, UUID, int, int] = Statement(
    text("""
        WITH lapsed AS (
          DELETE FROM reservations
          WHERE tenant_id = :tenant_id AND variant_id = ANY(:variant_ids) AND expires_at <= :now
            AND owner_id IS DISTINCT FROM :keep_owner
          RETURNING variant_id, location_id, quantity
        )
        SELECT variant_id, location_id, CAST(sum(quantity) AS bigint), count(*)
        FROM lapsed
        GROUP BY variant_id, location_id
    """)
)
_SHIFT_LEVELS: Statement[()] = Statement(
    text("""
        UPDATE stock_levels s SET reserved = s.reserved + c.change
        FROM unnest(
          CAST(:variants AS uuid[]), CAST(:locations AS uuid[]), CAST(:changes AS bigint[])
        ) AS c (variant_id, location_id, change)
        WHERE s.tenant_id = :tenant_id
          AND s.variant_id = c.variant_id AND s.location_id = c.location_id
    """)
)


async def hold_stock(
    ctx: Context, *, cart_id: UUID, wanted: Mapping[UUID, int], expires_at: datetime
) -> None:
    """Set units aside for a cart: exactly ``wanted`` of each variant named, zero to let go.

    Variants whose stock is not tracked hold nothing. Holds of others that have lapsed are taken
    back first where that helps. Nothing changes unless all can be held.

    Raises:
        OutOfStock: fewer units are free than wanted.
    """
    locked = await _lock_shelves(ctx, cart_id, wanted)
    if locked:
        shifts = await _shifts_to(ctx, cart_id, wanted, locked)
        await _set_aside(ctx, cart_id, list(locked), shifts, expires_at)


async def promise_stock(
    ctx: Context, *, cart_id: UUID, order_id: UUID, wanted: Mapping[UUID, int]
) -> None:
    """Make sure that a cart holds what is wanted, and hand it over to its order, without letting
    go of it in between.

    Raises:
        OutOfStock: something was sold while its hold had lapsed.
    """
    locked = await _lock_shelves(ctx, cart_id, wanted)
    if shifts := await _shifts_to(ctx, cart_id, wanted, locked):
        await _set_aside(ctx, cart_id, list(locked), shifts, ctx.now)
    await _PROMISE.all(ctx, cart_id=cart_id, order_id=order_id)


async def return_to_cart(
    ctx: Context, *, order_id: UUID, cart_id: UUID, expires_at: datetime
) -> None:
    """Give back to a cart what was promised to an order that did not come about."""
    await ctx.session.execute(
        update(Reservation)
        .where(Reservation.owner_id == order_id)
        .values(owner_kind="cart", owner_id=cart_id, expires_at=expires_at)
    )


async def release_lapsed_holds(ctx: Context, *, limit: int = 500) -> int:
    """Put back on sale what carts did not buy in time; the number of holds that lapsed."""
    levels = await _LOCK_LAPSED.all(ctx, limit=limit)
    return await _take_back_lapsed(ctx, {variant_id for (variant_id,) in levels})


async def release_lapsed_holds_of(ctx: Context, variant_ids: Collection[UUID]) -> None:
    """Put back on sale what carts did not buy of some variants, whose levels stay locked."""
    await _lock_shelves(ctx, None, variant_ids)
    await _take_back_lapsed(ctx, variant_ids)


@dataclass(frozen=True, slots=True)
class _Locked:
    """One variant whose levels are locked; nothing can be held any more of what is untracked."""

    is_tracked: bool
    shelves: list[Shelf]


async def _lock_shelves(
    ctx: Context, owner_id: UUID | None, wanted: Iterable[UUID]
) -> dict[UUID, _Locked]:
    """Lock the levels, then read the holds: a hold read before its lock could be gone by now.

    Where the owner held nothing before, there is nothing to read: nobody else holds for it.
    """
    found: dict[UUID, _Locked] = {}
    has_holds = False
    levels = await _LOCK_LEVELS.all(ctx, owner_id=owner_id, variant_ids=list(wanted))
    for variant_id, is_tracked, is_held, place, free in levels:
        locked = found.setdefault(variant_id, _Locked(is_tracked, []))
        if place is not None and free is not None:
            locked.shelves.append(Shelf(variant_id, place, free))
        has_holds = has_holds or is_held
    if owner_id and has_holds:
        await _note_held(ctx, owner_id, found)
    return found


async def _note_held(ctx: Context, owner_id: UUID, found: Mapping[UUID, _Locked]) -> None:
    rows = await _HELD.all(ctx, owner_id=owner_id, variant_ids=list(found))
    held = {(variant, place): units for variant, place, units in rows}
    for shelf in (shelf for locked in found.values() for shelf in locked.shelves):
        shelf.held = held.get((shelf.variant_id, shelf.location_id), 0)


async def _shifts_to(
    ctx: Context, owner_id: UUID, wanted: Mapping[UUID, int], locked: Mapping[UUID, _Locked]
) -> list[Shift]:
    """What to change so that the owner holds what is wanted.

    Raises:
        OutOfStock: fewer units are free than wanted.
    """
    units = {one: wanted[one] if locked[one].is_tracked else 0 for one in locked}
    if any(rules.obtainable(locked[one].shelves) < units[one] for one in locked):
        await _take_back_lapsed(ctx, locked, keep_owner=owner_id)
        locked = await _lock_shelves(ctx, owner_id, wanted)
    shifts: list[Shift] = []
    for variant_id, row in locked.items():
        free = rules.obtainable(row.shelves)
        if units[variant_id] > free:
            raise OutOfStock(variant_id, available=free)
        shifts += rules.shift_to(units[variant_id], row.shelves)
    return shifts


async def _take_back_lapsed(
    ctx: Context, variant_ids: Collection[UUID], *, keep_owner: UUID | None = None
) -> int:
    """Release what has lapsed of variants whose levels are locked; the number of holds."""
    if not variant_ids:
        return 0
    rows = await _TAKE_BACK.all(ctx, variant_ids=list(variant_ids), keep_owner=keep_owner)
    shifts = [Shift(variant_id, place, -units, 0) for variant_id, place, units, _ in rows]
    if shifts:
        await _SHIFT_LEVELS.all(
            ctx,
            variants=[shift.variant_id for shift in shifts],
            locations=[shift.location_id for shift in shifts],
            changes=[shift.change for shift in shifts],
        )
        _tell(ctx, shifts)
    return sum(holds for *_, holds in rows)


async def _set_aside(
    ctx: Context,
    owner_id: UUID,
    locked: Sequence[UUID],
    shifts: Sequence[Shift],
    until: datetime,
) -> None:
    """Shift what the owner holds; it and all else that the owner holds is held until then."""
    await _HOLD.all(
        ctx,
        owner_id=owner_id,
        until=until,
        locked=locked,
        ids=[new_id() for _ in shifts],
        variants=[shift.variant_id for shift in shifts],
        locations=[shift.location_id for shift in shifts],
        changes=[shift.change for shift in shifts],
        held=[shift.held for shift in shifts],
    )
    _tell(ctx, shifts)


def _tell(ctx: Context, shifts: Iterable[Shift]) -> None:
    changes: dict[UUID, int] = {}
    for shift in shifts:
        changes[shift.variant_id] = changes.get(shift.variant_id, 0) - shift.change
    for variant_id, change in changes.items():
        if change:
            ctx.emit(AvailabilityChanged(variant_id=variant_id, change=change))
