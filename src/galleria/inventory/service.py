"""What can be asked of the inventory.

Every change locks the stock levels it touches in the order of their keys, so that two changes never
wait for each other in a circle; reservations change only under the lock of their level.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, select, text, tuple_, update

from galleria.core.context import Context
from galleria.core.errors import InvalidInput, NotFound, Problem
from galleria.core.ids import new_id
from galleria.core.statements import Statement, one_of
from galleria.inventory import queries, rules
from galleria.inventory.errors import OutOfStock, StockChanged, StockSpokenFor, VariantInUse
from galleria.inventory.events import AvailabilityChanged, StockMoved
from galleria.inventory.models import Location, Movement, Reservation, StockLevel
from galleria.inventory.rules import Shelf, Shift

_LOCK_LEVELS: Statement[UUID, UUID, int, int] = Statement(
    text(
        "SELECT s.variant_id, s.location_id,"
        " CASE WHEN l.is_active THEN s.on_hand - s.reserved ELSE 0 END AS free, l.priority"
        " FROM stock_levels s"
        " JOIN locations l ON l.tenant_id = s.tenant_id AND l.id = s.location_id"
        " WHERE s.tenant_id = :tenant_id AND s.variant_id = ANY(:variant_ids)"
        " ORDER BY s.variant_id, s.location_id FOR UPDATE OF s"
    )
)
_SHIFT_LEVELS: Statement[()] = Statement(
    text(
        "UPDATE stock_levels s SET reserved = s.reserved + c.change"
        " FROM unnest(CAST(:variants AS uuid[]), CAST(:locations AS uuid[]), CAST(:changes AS"
        " bigint[]))"
        " AS c (variant_id, location_id, change)"
        " WHERE s.tenant_id = :tenant_id AND s.variant_id = c.variant_id AND s.location_id ="
        " c.location_id"
    )
)
_HELD = Statement(
    select(Reservation.variant_id, Reservation.location_id, Reservation.quantity).where(
        Reservation.owner_id == bindparam("owner_id"),
        Reservation.variant_id == one_of("variant_ids"),
    )
)
_RENEW: Statement[()] = Statement(
    update(Reservation)
    .where(
        Reservation.owner_id == bindparam("owner_id"),
        (Reservation.expires_at > bindparam("now")) | (Reservation.variant_id == one_of("locked")),
    )
    .values(expires_at=bindparam("until"))
)
_PROMISE: Statement[()] = Statement(
    update(Reservation)
    .where(Reservation.owner_id == bindparam("cart_id"))
    .values(owner_kind="order", owner_id=bindparam("order_id"), expires_at=None)
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
_KEEP_HOLDS: Statement[()] = Statement(
    text(
        "INSERT INTO reservations"
        " (tenant_id, id, variant_id, location_id, owner_kind, owner_id, quantity, expires_at)"
        " SELECT :tenant_id, h.id, h.variant_id, h.location_id, 'cart', :owner_id,"
        " h.quantity, :expires_at"
        " FROM unnest(CAST(:ids AS uuid[]), CAST(:variants AS uuid[]), CAST(:locations AS uuid[]),"
        "  CAST(:quantities AS bigint[])) AS h (id, variant_id, location_id, quantity)"
        " ON CONFLICT (tenant_id, owner_id, variant_id, location_id)"
        " DO UPDATE SET quantity = excluded.quantity, expires_at = excluded.expires_at"
    )
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
    holdable = await _holdable(ctx, cart_id, wanted)
    if not holdable:
        return
    shelves = await _lock_shelves(ctx, cart_id, holdable)
    if any(rules.obtainable(shelves[v]) < units for v, units in holdable.items()):
        await _take_back_lapsed(ctx, sorted(holdable), keep_owner=cart_id)
        shelves = await _lock_shelves(ctx, cart_id, holdable)
    shifts: list[Shift] = []
    for variant_id, units in holdable.items():
        free = rules.obtainable(shelves[variant_id])
        if units > free:
            raise OutOfStock(variant_id, available=free)
        shifts += rules.shift_to(units, shelves[variant_id])
    await _apply(ctx, cart_id, shifts, expires_at)
    await _renew(ctx, cart_id, list(holdable), expires_at)


async def promise_to_order(ctx: Context, *, cart_id: UUID, order_id: UUID) -> None:
    """Hand everything a cart holds over to its order, without letting go of it in between."""
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
    lapsed = (
        await ctx.session.scalars(
            select(Reservation.variant_id).where(Reservation.expires_at <= ctx.now).limit(limit)
        )
    ).all()
    if not lapsed:
        return 0
    variants = sorted(set(lapsed))
    await _lock_shelves(ctx, None, variants)
    return await _take_back_lapsed(ctx, variants, keep_owner=None)


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


async def _holdable(ctx: Context, cart_id: UUID, wanted: Mapping[UUID, int]) -> dict[UUID, int]:
    """What to hold of each; nothing any more of what is no longer tracked."""
    found = await queries.load_holdable(ctx, wanted, cart_id)
    return {one: wanted[one] if is_tracked else 0 for one, is_tracked in found.items()}


async def _lock_shelves(
    ctx: Context, owner_id: UUID | None, wanted: Iterable[UUID]
) -> dict[UUID, list[Shelf]]:
    """Lock the levels, then read the holds: a hold read before its lock could be gone by now."""
    shelves: dict[UUID, list[Shelf]] = {variant_id: [] for variant_id in wanted}
    levels = await _LOCK_LEVELS.all(ctx, variant_ids=list(shelves))
    for variant_id, place, free, _ in sorted(levels, key=lambda level: (level[3], level[1])):
        shelves[variant_id].append(Shelf(variant_id, place, free))
    if owner_id:
        await _note_held(ctx, owner_id, shelves)
    return shelves


async def _note_held(ctx: Context, owner_id: UUID, shelves: Mapping[UUID, list[Shelf]]) -> None:
    rows = await _HELD.all(ctx, owner_id=owner_id, variant_ids=list(shelves))
    held = {(variant, place): units for variant, place, units in rows}
    for shelf in (shelf for row in shelves.values() for shelf in row):
        shelf.held = held.get((shelf.variant_id, shelf.location_id), 0)


async def _take_back_lapsed(
    ctx: Context, variant_ids: Sequence[UUID], *, keep_owner: UUID | None
) -> int:
    lapsed = delete(Reservation).where(
        Reservation.variant_id.in_(variant_ids), Reservation.expires_at <= ctx.now
    )
    if keep_owner:
        lapsed = lapsed.where(Reservation.owner_id != keep_owner)
    rows = (
        await ctx.session.execute(
            lapsed.returning(Reservation.variant_id, Reservation.location_id, Reservation.quantity)
        )
    ).all()
    totals: dict[tuple[UUID, UUID], int] = {}
    for variant_id, location_id, quantity in rows:
        totals[variant_id, location_id] = totals.get((variant_id, location_id), 0) + quantity
    await _shift_levels(ctx, [Shift(v, place, -units, 0) for (v, place), units in totals.items()])
    return len(rows)


async def _apply(
    ctx: Context, owner_id: UUID, shifts: Sequence[Shift], expires_at: datetime
) -> None:
    emptied = [(shift.variant_id, shift.location_id) for shift in shifts if shift.held == 0]
    if emptied:
        await ctx.session.execute(
            delete(Reservation).where(
                Reservation.owner_id == owner_id,
                tuple_(Reservation.variant_id, Reservation.location_id).in_(emptied),
            )
        )
    await _shift_levels(ctx, shifts)
    kept = [shift for shift in shifts if shift.held > 0]
    if kept:
        await _KEEP_HOLDS.all(
            ctx,
            owner_id=owner_id,
            expires_at=expires_at,
            ids=[new_id() for _ in kept],
            variants=[shift.variant_id for shift in kept],
            locations=[shift.location_id for shift in kept],
            quantities=[shift.held for shift in kept],
        )


async def _renew(
    ctx: Context, owner_id: UUID, locked: Sequence[UUID], expires_at: datetime
) -> None:
    """Keep all that a cart holds for longer; what has lapsed only where its level is locked."""
    await _RENEW.all(ctx, owner_id=owner_id, locked=locked, until=expires_at)


async def _shift_levels(ctx: Context, shifts: Sequence[Shift]) -> None:
    if not shifts:
        return
    await _SHIFT_LEVELS.all(
        ctx,
        variants=[shift.variant_id for shift in shifts],
        locations=[shift.location_id for shift in shifts],
        changes=[shift.change for shift in shifts],
    )
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
