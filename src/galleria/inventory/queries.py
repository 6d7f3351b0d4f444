"""Reads of the inventory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, and_, case, cast, func, select

from galleria.catalog.models import Variant
from galleria.core.context import Context
from galleria.core.errors import NotFound
from galleria.core.statements import Statement, one_of
from galleria.inventory.models import Location, Movement, Reservation, StockLevel
from galleria.inventory.rules import MOST_PER_LINE

_ON_SALE = and_(
    StockLevel.variant_id == Variant.id,
    StockLevel.location_id.in_(select(Location.id).where(Location.is_active)),
)
_FREE = func.coalesce(func.sum(StockLevel.on_hand - StockLevel.reserved), 0)
UNITS_FREE = case(
    (
        Variant.is_stock_tracked,
        select(cast(_FREE, BigInteger)).where(_ON_SALE).correlate(Variant).scalar_subquery(),
    ),
    (Variant.id.is_(None), 0),
    else_=MOST_PER_LINE,
)
"""Units of a variant that can be bought now, at all active locations together."""
_AVAILABILITY = Statement(select(Variant.id, UNITS_FREE).where(Variant.id == one_of("variant_ids")))
_UNTRACKED = func.count().filter(Variant.is_stock_tracked.is_(False))
_PRODUCT_AVAILABILITY = Statement(
    # Joined, and not summed up variant by variant as above: for many products that is quicker.
    select(Variant.product_id, cast(_FREE + _UNTRACKED * MOST_PER_LINE, BigInteger))
    # What is not tracked has no level here, and so is one row each.
    .outerjoin(StockLevel, and_(Variant.is_stock_tracked, _ON_SALE))
    .where(Variant.product_id == one_of("product_ids"))
    .group_by(Variant.product_id)
)


async def load_availability(ctx: Context, variant_ids: Collection[UUID]) -> dict[UUID, int]:
    """Units of each variant that can be bought now, at all active locations together."""
    return dict(await _AVAILABILITY.all(ctx, variant_ids=list(variant_ids)))


async def load_product_availability(ctx: Context, product_ids: Collection[UUID]) -> dict[UUID, int]:
    """Units of each product that can be bought now, all its variants together."""
    return dict(await _PRODUCT_AVAILABILITY.all(ctx, product_ids=list(product_ids)))


@dataclass(frozen=True, slots=True)
class Hold:
    """Units that one cart holds, and until when at least."""

    quantity: int
    expires_at: datetime


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
