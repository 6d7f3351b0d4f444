"""What is on hand: every change has its row in the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select, text

from galleria.catalog import queries as catalog
from galleria.core.context import Context
from galleria.core.errors import InvalidInput, NotFound, Problem
from galleria.core.ids import new_id
from galleria.inventory.errors import StockChanged, StockSpokenFor, VariantInUse
from galleria.inventory.events import StockMoved
from galleria.inventory.models import Location, Movement, StockLevel
from galleria.inventory.service import holds

_OPEN_LEVELS = text("""
    INSERT INTO stock_levels (tenant_id, variant_id, location_id, on_hand, reserved)
    SELECT :tenant_id, v.id, :location_id, 0, 0
    FROM unnest(CAST(:variants AS uuid[])) AS v (id)
    ORDER BY v.id
    ON CONFLICT (tenant_id, variant_id, location_id) DO NOTHING
""")
_LOCK_PLACE = text("""
    SELECT variant_id, on_hand, reserved FROM stock_levels
    WHERE tenant_id = :tenant_id AND location_id = :location_id
      AND variant_id = ANY(CAST(:variants AS uuid[]))
    ORDER BY variant_id
    FOR UPDATE
""")
_MOVE_LEVELS = text("""
    UPDATE stock_levels s SET on_hand = s.on_hand + c.delta
    FROM unnest(CAST(:variants AS uuid[]), CAST(:deltas AS bigint[])) AS c (variant_id, delta)
    WHERE s.tenant_id = :tenant_id AND s.location_id = :location_id
      AND s.variant_id = c.variant_id
""")
_KEEP_MOVEMENTS = text("""
    INSERT INTO stock_movements
      (tenant_id, id, variant_id, location_id, delta, reason, reference, actor, moved_at)
    SELECT :tenant_id, c.id, c.variant_id, :location_id, c.delta, :reason, :reference, :actor, :now
    FROM unnest(CAST(:ids AS uuid[]), CAST(:variants AS uuid[]), CAST(:deltas AS bigint[]))
      AS c (id, variant_id, delta)
""")


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
    await holds.release_lapsed_holds_of(ctx, variant_ids)
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


async def _check_places(ctx: Context, variants: set[UUID], places: set[UUID]) -> None:
    if variants - await catalog.find_variants(ctx, variants):
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
