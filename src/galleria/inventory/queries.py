"""Reads of the inventory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, case, exists, func, select

from galleria.catalog.models import Variant
from galleria.core.context import Context
from galleria.core.errors import NotFound
from galleria.core.statements import Statement, one_of
from galleria.inventory.models import Location, Movement, Reservation, StockLevel
from galleria.inventory.rules import MOST_PER_LINE

_FREE = case(
    (Variant.is_stock_tracked, func.coalesce(StockLevel.on_hand - StockLevel.reserved, 0)),
    else_=MOST_PER_LINE,
)
_LEVELS = (
    (StockLevel.tenant_id == Variant.tenant_id)
    & (StockLevel.variant_id == Variant.id)
    & StockLevel.location_id.in_(select(Location.id).where(Location.is_active))
)
_AVAILABILITY = Statement(
    select(
        Variant.id,
        case(
            (
                Variant.is_stock_tracked,
                func.coalesce(func.sum(StockLevel.on_hand - StockLevel.reserved), 0),
            ),
            else_=MOST_PER_LINE,
        ),
    )
    .outerjoin(StockLevel, _LEVELS)
    .where(Variant.id == one_of("variant_ids"))
    .group_by(Variant.id, Variant.is_stock_tracked)
)
_PRODUCT_AVAILABILITY = Statement(
    select(Variant.product_id, func.sum(_FREE))
    .outerjoin(StockLevel, _LEVELS)
    .where(Variant.product_id == one_of("product_ids"))
    .group_by(Variant.product_id)
)
_HOLDS = Statement(
    select(Reservation.variant_id, func.sum(Reservation.quantity), func.min(Reservation.expires_at))
    .where(Reservation.owner_id == bindparam("owner_id"), Reservation.expires_at > bindparam("now"))
    .group_by(Reservation.variant_id)
)
_HOLDABLE = Statement(
    select(Variant.id, Variant.is_stock_tracked)
    .where(
        Variant.id == one_of("variant_ids"),
        Variant.is_stock_tracked
        | exists().where(
            Reservation.tenant_id == Variant.tenant_id,
            Reservation.owner_id == bindparam("owner_id"),
            Reservation.variant_id == Variant.id,
        ),
    )
    .order_by(Variant.id)
)


async def load_availability(ctx: Context, variant_ids: Collection[UUID]) -> dict[UUID, int]:
    """Units of each variant that can be bought now, at all active locations together."""
    rows = await _AVAILABILITY.all(ctx, variant_ids=list(variant_ids))
    return {variant_id: int(units) for variant_id, units in rows}


async def load_product_availability(ctx: Context, product_ids: Collection[UUID]) -> dict[UUID, int]:
    """Units of each product that can be bought now, all its variants together."""
    rows = await _PRODUCT_AVAILABILITY.all(ctx, product_ids=list(product_ids))
    return {product_id: int(units) for product_id, units in rows}


@dataclass(frozen=True, slots=True)
class Hold:
    """Units that one cart holds, and until when at least."""

    quantity: int
    expires_at: datetime


async def load_holds(ctx: Context, owner_id: UUID) -> dict[UUID, Hold]:
    """What a cart holds of each variant; lapsed holds do not count."""
    rows = await _HOLDS.all(ctx, owner_id=owner_id)
    return {variant: Hold(int(units), until) for variant, units, until in rows if until}


async def load_holdable(
    ctx: Context, variant_ids: Collection[UUID], owner_id: UUID
) -> dict[UUID, bool]:
    """Whether stock is tracked, of those variants where it is or where the owner holds some from
    when it was; in the order of their ids.
    """
    return dict(await _HOLDABLE.all(ctx, variant_ids=list(variant_ids), owner_id=owner_id))


async def find_known(ctx: Context, variant_ids: Collection[UUID]) -> set[UUID]:
    """Those of the variants that the tenant has."""
    return set(await ctx.session.scalars(select(Variant.id).where(Variant.id.in_(variant_ids))))


async def list_locations(ctx: Context) -> Sequence[Location]:
    """All places of the tenant, in the order they are taken from."""
    return (
        await ctx.session.scalars(select(Location).order_by(Location.priority, Location.id))
    ).all()


async def get_location(ctx: Context, location_id: UUID) -> Location:
    """One place.

    Raises:
        NotFound: the tenant has no such place.
    """
    found = await ctx.session.scalar(select(Location).where(Location.id == location_id))
    if found is None:
        raise NotFound("location")
    return found


async def list_movements(
    ctx: Context, variant_id: UUID, *, before: UUID | None = None, limit: int = 50
) -> Sequence[Movement]:
    """The ledger of a variant, newest first."""
    rows = select(Movement).where(Movement.variant_id == variant_id)
    if before:
        rows = rows.where(Movement.id < before)
    return (await ctx.session.scalars(rows.order_by(Movement.id.desc()).limit(limit))).all()


async def list_reservations(
    ctx: Context, variant_id: UUID, *, after: UUID | None = None, limit: int = 50
) -> Sequence[Reservation]:
    """Who has spoken for units of a variant, oldest first."""
    rows = select(Reservation).where(Reservation.variant_id == variant_id)
    if after:
        rows = rows.where(Reservation.id > after)
    return (await ctx.session.scalars(rows.order_by(Reservation.id).limit(limit))).all()


@dataclass(frozen=True, slots=True)
class Drift:
    """A stock level that disagrees with the ledger or with the reservations."""

    variant_id: UUID
    location_id: UUID
    on_hand: int
    moved: int
    reserved: int
    promised: int


async def list_drift(ctx: Context) -> list[Drift]:
    """Every stock level whose ledger or reservations do not add up to it; there should be none."""
    moved = (
        select(Movement.variant_id, Movement.location_id, func.sum(Movement.delta).label("units"))
        .group_by(Movement.variant_id, Movement.location_id)
        .subquery()
    )
    promised = (
        select(
            Reservation.variant_id,
            Reservation.location_id,
            func.sum(Reservation.quantity).label("units"),
        )
        .group_by(Reservation.variant_id, Reservation.location_id)
        .subquery()
    )
    ledger, spoken = func.coalesce(moved.c.units, 0), func.coalesce(promised.c.units, 0)
    rows = await ctx.session.execute(
        select(
            StockLevel.variant_id,
            StockLevel.location_id,
            StockLevel.on_hand,
            ledger,
            StockLevel.reserved,
            spoken,
        )
        .outerjoin(
            moved,
            (moved.c.variant_id == StockLevel.variant_id)
            & (moved.c.location_id == StockLevel.location_id),
        )
        .outerjoin(
            promised,
            (promised.c.variant_id == StockLevel.variant_id)
            & (promised.c.location_id == StockLevel.location_id),
        )
        .where((ledger != StockLevel.on_hand) | (spoken != StockLevel.reserved))
    )
    return [Drift(*row) for row in rows]
