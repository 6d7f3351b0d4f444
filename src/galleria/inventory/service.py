"""What can be asked of the inventory.

Every change locks the stock levels it touches in the order of their keys, so that two changes never
wait for each other in a circle; reservations change only under the lock of their level.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, select, text, update

from galleria.core.context import Context
from galleria.core.errors import InvalidInput, NotFound, Problem
from galleria.core.ids import new_id
from galleria.core.statements import Statement, one_of
from galleria.inventory import queries, rules
from galleria.inventory.errors import OutOfStock, StockChanged, StockSpokenFor, VariantInUse
from galleria.inventory.events import AvailabilityChanged, StockMoved
from galleria.inventory.models import Location, Movement, Reservation, StockLevel
from galleria.inventory.rules import Shelf, Shift

_LOCK_LEVELS: Statement[UUID, bool, bool, UUID | None, int | None] = Statement(
    text(
        "WITH wanted AS (SELECT v.id, v.is_stock_tracked, EXISTS ("
        "  SELECT FROM reservations r WHERE r.tenant_id = :tenant_id AND r.owner_id = :owner_id"
        "  AND r.variant_id = v.id) AS is_held"
        " FROM variants v WHERE v.tenant_id = :tenant_id AND v.id = ANY(:variant_ids)),"
        " locked AS (SELECT s.variant_id, s.location_id, l.priority,"
        "  CASE WHEN l.is_active THEN s.on_hand - s.reserved ELSE 0 END AS free"
        " FROM stock_levels s"
        " JOIN locations l ON l.tenant_id = s.tenant_id AND l.id = s.location_id"
        " WHERE s.tenant_id = :tenant_id AND s.variant_id = ANY(:variant_ids)"
        " ORDER BY s.variant_id, s.location_id FOR UPDATE OF s)"
        " SELECT w.id, w.is_stock_tracked, w.is_held, k.location_id, k.free"
        " FROM wanted w LEFT JOIN locked k ON k.variant_id = w.id"
        " WHERE w.is_stock_tracked OR w.is_held ORDER BY w.id, k.priority, k.location_id"
    )
)
"""Locks levels in the order of their keys; tells of what is tracked, or held from when it was."""
_HELD = Statement(
    select(Reservation.variant_id, Reservation.location_id, Reservation.quantity).where(
        Reservation.owner_id == bindparam("owner_id"),
        Reservation.variant_id == one_of("variant_ids"),
    )
)
_HOLD: Statement[()] = Statement(
    text(
        "WITH shift AS (SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:variants AS uuid[]),"
        "  CAST(:locations AS uuid[]), CAST(:changes AS bigint[]), CAST(:held AS bigint[]))"
        "  AS s (id, variant_id, location_id, change, held)),"
        " counted AS (UPDATE stock_levels l SET reserved = l.reserved + s.change FROM shift s"
        "  WHERE l.tenant_id = :tenant_id"
        "  AND l.variant_id = s.variant_id AND l.location_id = s.location_id),"
        " emptied AS (DELETE FROM reservations r USING shift s"
        "  WHERE r.tenant_id = :tenant_id AND r.owner_id = :owner_id AND s.held = 0"
        "  AND r.variant_id = s.variant_id AND r.location_id = s.location_id),"
        " kept AS (INSERT INTO reservations"
        "  (tenant_id, id, variant_id, location_id, owner_kind, owner_id, quantity, expires_at)"
        "  SELECT :tenant_id, s.id, s.variant_id, s.location_id, 'cart', :owner_id, s.held,"
        "  CAST(:until AS timestamptz) FROM shift s WHERE s.held > 0"
        "  ON CONFLICT (tenant_id, owner_id, variant_id, location_id)"
        "  DO UPDATE SET quantity = excluded.quantity, expires_at = excluded.expires_at)"
        # All else that the cart holds is kept for longer; what lapsed, only under its level's lock.
        " UPDATE reservations SET expires_at = CAST(:until AS timestamptz)"
        # As an array the holds are looked for once, and not again for every row.
        " WHERE tenant_id = :tenant_id AND owner_id = :owner_id AND id = ANY(ARRAY("
        "  SELECT r.id FROM reservations r"
        "  WHERE r.tenant_id = :tenant_id AND r.owner_id = :owner_id"
        "  AND (r.expires_at > :now OR r.variant_id = ANY(CAST(:locked AS uuid[])))"
        "  AND (r.variant_id, r.location_id) NOT IN (SELECT variant_id, location_id FROM shift)"
        # Whoever has locked one is about to take it back, and may wait for another of ours.
        "  FOR UPDATE SKIP LOCKED))"
    )
)
_TAKE_BACK: Statement[UUID, UUID, int, int] = Statement(
    text(
        "WITH lapsed AS (DELETE FROM reservations WHERE tenant_id = :tenant_id"
        "  AND variant_id = ANY(:variant_ids) AND expires_at <= :now"
        "  AND owner_id IS DISTINCT FROM :keep_owner"
        "  RETURNING variant_id, location_id, quantity)"
        " SELECT variant_id, location_id, CAST(sum(quantity) AS bigint), count(*)"
        " FROM lapsed GROUP BY variant_id, location_id"
    )
)
_SHIFT_LEVELS: Statement[()] = Statement(
    text(
        "UPDATE stock_levels s SET reserved = s.reserved + c.change"
        " FROM unnest(CAST(:variants AS uuid[]), CAST(:locations AS uuid[]),"
        "  CAST(:changes AS bigint[])) AS c (variant_id, location_id, change)"
        " WHERE s.tenant_id = :tenant_id"
        " AND s.variant_id = c.variant_id AND s.location_id = c.location_id"
    )
)
_PROMISE: Statement[()] = Statement(
    update(Reservation)
    .where(Reservation.owner_id == bindparam("cart_id"))
    .values(owner_kind="order", owner_id=bindparam("order_id"), expires_at=None)
)
_LOCK_LAPSED: Statement[UUID] = Statement(
    text(
        "SELECT s.variant_id FROM stock_levels s WHERE s.tenant_id = :tenant_id"
        " AND s.variant_id IN (SELECT r.variant_id FROM reservations r"
        "  WHERE r.tenant_id = :tenant_id AND r.expires_at <= :now LIMIT :limit)"
        " ORDER BY s.variant_id, s.location_id FOR UPDATE"
    )
)
_OPEN_LEVELS = text(
    "INSERT INTO stock_levels (tenant_id, variant_id, location_id, on_hand, reserved)"
    " SELECT :tenant_id, v.id, :location_id, 0, 0 FROM unnest(CAST(:variants AS uuid[])) AS v (id)"
    " ORDER BY v.id ON CONFLICT (tenant_id, variant_id, location_id) DO NOTHING"
)
_LOCK_PLACE = text(
    "SELECT variant_id, on_hand, reserved FROM stock_levels WHERE tenant_id = :tenant_id"
    " AND location_id = :location_id AND variant_id = ANY(CAST(:variants AS uuid[]))"
    " ORDER BY variant_id FOR UPDATE"
)
_MOVE_LEVELS = text(
    "UPDATE stock_levels s SET on_hand = s.on_hand + c.delta"
    " FROM unnest(CAST(:variants AS uuid[]), CAST(:deltas AS bigint[])) AS c (variant_id, delta)"
    " WHERE s.tenant_id = :tenant_id AND s.location_id = :location_id"
    " AND s.variant_id = c.variant_id"
)
_KEEP_MOVEMENTS = text(
    "INSERT INTO stock_movements"
    " (tenant_id, id, variant_id, location_id, delta, reason, reference, actor, moved_at)"
    " SELECT :tenant_id, c.id, c.variant_id, :location_id, c.delta, :reason, :reference, :actor,"
    " :now FROM unnest(CAST(:ids AS uuid[]), CAST(:variants AS uuid[]), CAST(:deltas AS bigint[]))"
    " AS c (id, variant_id, delta)"
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
    return await _take_back_lapsed(ctx, {variant_id for (variant_id,) in levels}, keep_owner=None)


@dataclass(frozen=True, slots=True)
class StockChange:
    """Units of a variant to add at a location (negative: to take away), and why."""

    variant_id: UUID
    location_id: UUID
    delta: int
    reason: str = "adjustment"
    reference: str = ""


async def adjust_stock(ctx: Context, *, changes: Sequence[StockChange]) -> None:
    """Write movements and what follows for the stock levels, all or nothing.

    Raises:
        NotFound: a variant or location is not the tenant's.
        StockSpokenFor: a level would fall below what is reserved.
        InvalidInput: a change of zero.
    """
    if any(change.delta == 0 for change in changes):
        raise InvalidInput([Problem(("changes",), "ZERO", "A change of zero moves nothing.")])
    await _check_places(
        ctx, {change.variant_id for change in changes}, {change.location_id for change in changes}
    )
    for change in sorted(changes, key=lambda c: (c.variant_id, c.location_id)):
        await _move(ctx, change)


async def set_stock(
    ctx: Context,
    *,
    variant_id: UUID,
    location_id: UUID,
    quantity: int,
    expected_quantity: int | None = None,
    reason: str = "count",
) -> None:
    """Make the ledger say that so many are on hand, because somebody counted.

    Raises:
        StockChanged: there were not ``expected_quantity`` on hand.
        StockSpokenFor: more than ``quantity`` are reserved.
        InvalidInput: a negative quantity.
        NotFound: the variant or location is not the tenant's.
    """
    if quantity < 0:
        raise InvalidInput([Problem(("quantity",), "NEGATIVE", "Stock cannot be negative.")])
    await _check_places(ctx, {variant_id}, {location_id})
    on_hand = (await _lock_level(ctx, variant_id, location_id)).on_hand
    if expected_quantity is not None and expected_quantity != on_hand:
        raise StockChanged(variant_id, on_hand=on_hand)
    if quantity != on_hand:
        await _move(ctx, StockChange(variant_id, location_id, quantity - on_hand, reason))


async def count_stock(
    ctx: Context,
    *,
    location_id: UUID,
    counts: Mapping[UUID, int],
    reason: str = "count",
    reference: str = "",
) -> dict[UUID, int]:
    """Make the ledger say what a list says of many variants of the tenant, at once.

    What is set aside stays: the variants of which more is reserved than counted come back, with
    the units that therefore remain.
    """
    place = {"tenant_id": ctx.tenant_id, "location_id": location_id}
    variants = {"variants": list(counts)}
    await ctx.session.execute(_OPEN_LEVELS, place | variants)
    levels = (await ctx.session.execute(_LOCK_PLACE, place | variants)).all()
    kept = {row.variant_id: max(counts[row.variant_id], row.reserved) for row in levels}
    deltas = {row.variant_id: kept[row.variant_id] - row.on_hand for row in levels}
    await _move_many(ctx, location_id, {v: d for v, d in deltas.items() if d}, reason, reference)
    return {variant_id: units for variant_id, units in kept.items() if units > counts[variant_id]}


async def forget_variants(ctx: Context, *, variant_ids: Sequence[UUID]) -> None:
    """Give up the stock levels of variants that are about to be deleted.

    Holds that have lapsed do not keep them. Without this, the database refuses to delete a variant.

    Raises:
        VariantInUse: units of one are on hand, or set aside.
    """
    await _lock_shelves(ctx, None, variant_ids)
    await _take_back_lapsed(ctx, variant_ids, keep_owner=None)
    used = (
        await ctx.session.execute(
            select(StockLevel.variant_id, StockLevel.on_hand, StockLevel.reserved)
            .where(StockLevel.variant_id.in_(variant_ids), StockLevel.on_hand > 0)
            .order_by(StockLevel.variant_id)
        )
    ).all()
    if used:
        raise VariantInUse(
            list(dict.fromkeys(level.variant_id for level in used)),
            on_hand=sum(level.on_hand for level in used),
            reserved=sum(level.reserved for level in used),
        )
    await ctx.session.execute(delete(StockLevel).where(StockLevel.variant_id.in_(variant_ids)))


async def create_location(ctx: Context, *, name: str, priority: int = 0) -> Location:
    """Open a place that holds stock.

    Raises:
        InvalidInput: no name, or one that another location has.
    """
    if not name.strip():
        raise InvalidInput([Problem(("name",), "REQUIRED", "Give the location a name.")])
    taken = select(Location.id).where(Location.name == name.strip())
    if await ctx.session.scalar(taken):
        raise InvalidInput([Problem(("name",), "TAKEN", "Another location has this name.")])
    location = Location(name=name.strip(), priority=priority)
    ctx.session.add(location)
    await ctx.session.flush()
    return location


async def first_location(ctx: Context) -> Location:
    """The place that stock goes to when nobody says where; it is opened if there is none."""
    found = await ctx.session.scalar(
        select(Location).where(Location.is_active).order_by(Location.priority, Location.id).limit(1)
    )
    return found or await create_location(ctx, name="Main")


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
    ctx: Context, variant_ids: Collection[UUID], *, keep_owner: UUID | None
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


async def _check_places(ctx: Context, variants: set[UUID], places: set[UUID]) -> None:
    if variants - await queries.find_known(ctx, variants):
        raise NotFound("variant", path=("variantId",))
    found = set(await ctx.session.scalars(select(Location.id).where(Location.id.in_(places))))
    if places - found:
        raise NotFound("location", path=("locationId",))


async def _move_many(
    ctx: Context, location_id: UUID, deltas: Mapping[UUID, int], reason: str, reference: str
) -> None:
    """Write movements at levels that are locked already."""
    if not deltas:
        return
    moved = {
        "tenant_id": ctx.tenant_id,
        "location_id": location_id,
        "variants": list(deltas),
        "deltas": list(deltas.values()),
    }
    told = {"reason": reason, "reference": reference, "actor": ctx.actor.key, "now": ctx.now}
    await ctx.session.execute(_MOVE_LEVELS, moved)
    ids = {"ids": [new_id() for _ in deltas]}
    await ctx.session.execute(_KEEP_MOVEMENTS, moved | told | ids)
    for variant_id, delta in deltas.items():
        ctx.emit(StockMoved(variant_id, location_id, delta, reason))


async def _lock_level(ctx: Context, variant_id: UUID, location_id: UUID) -> StockLevel:
    """Open the level if there is none, so that there always is a row to lock."""
    place = {"tenant_id": ctx.tenant_id, "location_id": location_id}
    await ctx.session.execute(_OPEN_LEVELS, place | {"variants": [variant_id]})
    level = await ctx.session.scalars(
        select(StockLevel)
        .where(StockLevel.variant_id == variant_id, StockLevel.location_id == location_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return level.one()


async def _move(ctx: Context, change: StockChange) -> None:
    level = await _lock_level(ctx, change.variant_id, change.location_id)
    if level.on_hand + change.delta < level.reserved:
        raise StockSpokenFor(change.variant_id, on_hand=level.on_hand, reserved=level.reserved)
    level.on_hand += change.delta
    ctx.session.add(
        Movement(
            variant_id=change.variant_id,
            location_id=change.location_id,
            delta=change.delta,
            reason=change.reason,
            reference=change.reference,
            actor=ctx.actor.key,
            moved_at=ctx.now,
        )
    )
    ctx.emit(StockMoved(change.variant_id, change.location_id, change.delta, change.reason))
    await ctx.session.flush()
