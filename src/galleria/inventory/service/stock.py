"""What is on hand: every change has its row in the ledger."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select, text

from galleria.catalog import queries as catalog
from galleria.core.context import Context
from galleria.core.errors import InvalidInput, NotFound, Problem
from galleria.core.ids import new_id
from galleria.core.statements import Statement
from galleria.inventory.errors import StockChanged, StockSpokenFor, VariantInUse
from galleria.inventory.events import StockMoved
from galleria.inventory.models import Location, StockLevel
from galleria.inventory.service import holds

_OPEN_LEVELS: Statement[()] = Statement(
    text("""
        INSERT INTO stock_levels (tenant_id, variant_id, location_id, on_hand, reserved)
        SELECT :tenant_id, v.id, :location_id, 0, 0
        FROM unnest(CAST(:variants AS uuid[])) AS v (id)
        ORDER BY v.id
        ON CONFLICT (tenant_id, variant_id, location_id) DO NOTHING
    """)
)
_LOCK_LEVELS: Statement[UUID, int, int] = Statement(
    text("""
        SELECT variant_id, on_hand, reserved FROM stock_levels
        WHERE tenant_id = :tenant_id AND location_id = :location_id
          AND variant_id = ANY(:variants)
        ORDER BY variant_id
        FOR UPDATE
    """)
)
_MOVE: Statement[()] = Statement(
    text("""
        WITH change AS (
          SELECT * FROM unnest(
            CAST(:ids AS uuid[]), CAST(:variants AS uuid[]), CAST(:deltas AS bigint[])
          ) AS c (id, variant_id, delta)
        ), counted AS (
          UPDATE stock_levels s SET on_hand = s.on_hand + c.delta
          FROM change c
          WHERE s.tenant_id = :tenant_id AND s.location_id = :location_id
            AND s.variant_id = c.variant_id
        )
        INSERT INTO stock_movements
          (tenant_id, id, variant_id, location_id, delta, reason, reference, actor, moved_at)
        SELECT :tenant_id, c.id, c.variant_id, :location_id, c.delta, :reason, :reference, :actor,
          :now
        FROM change c
    """)
)
"""Changes levels that are locked, each with its row in the ledger."""


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
        await _adjust(ctx, change)


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
    on_hand = (await _lock_levels(ctx, location_id, [variant_id]))[variant_id].on_hand
    if expected_quantity is not None and expected_quantity != on_hand:
        raise StockChanged(variant_id, on_hand=on_hand)
    await _adjust(ctx, StockChange(variant_id, location_id, quantity - on_hand, reason))


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
    levels = await _lock_levels(ctx, location_id, counts)
    kept = {one: max(counts[one], level.reserved) for one, level in levels.items()}
    deltas = {one: units - levels[one].on_hand for one, units in kept.items()}
    await _move(ctx, location_id, deltas, reason, reference)
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


@dataclass(frozen=True, slots=True)
class _Level:
    """A stock level that is locked."""

    on_hand: int
    reserved: int


async def _lock_levels(
    ctx: Context, location_id: UUID, variants: Iterable[UUID]
) -> dict[UUID, _Level]:
    """Open the levels that are not there, so that there always is a row to lock."""
    place = {"location_id": location_id, "variants": list(variants)}
    await _OPEN_LEVELS.all(ctx, **place)
    rows = await _LOCK_LEVELS.all(ctx, **place)
    return {variant_id: _Level(on_hand, reserved) for variant_id, on_hand, reserved in rows}


async def _adjust(ctx: Context, change: StockChange) -> None:
    level = (await _lock_levels(ctx, change.location_id, [change.variant_id]))[change.variant_id]
    if level.on_hand + change.delta < level.reserved:
        raise StockSpokenFor(change.variant_id, on_hand=level.on_hand, reserved=level.reserved)
    delta = {change.variant_id: change.delta}
    await _move(ctx, change.location_id, delta, change.reason, change.reference)


async def _move(
    ctx: Context, location_id: UUID, deltas: Mapping[UUID, int], reason: str, reference: str
) -> None:
    """Write movements at levels that are locked already; a change of zero is none."""
    moved = {variant_id: delta for variant_id, delta in deltas.items() if delta}
    if not moved:
        return
    await _MOVE.all(
        ctx,
        location_id=location_id,
        ids=[new_id() for _ in moved],
        variants=list(moved),
        deltas=list(moved.values()),
        reason=reason,
        reference=reference,
        actor=ctx.actor.key,
    )
    for variant_id, delta in moved.items():
        ctx.emit(StockMoved(variant_id, location_id, delta, reason))
