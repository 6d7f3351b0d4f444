"""What lies where, what is reserved, and the ledger of it."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from uuid import UUID

import strawberry
from sqlalchemy import select

from galleria.core.context import Context
from galleria.core.windows import Sorting
from galleria.graphql import ids
from galleria.graphql.access import staff
from galleria.graphql.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    list_rows,
    read_window,
)
from galleria.graphql.context import Info
from galleria.graphql.definitions import object_type
from galleria.graphql.edge import field
from galleria.graphql.node import Node
from galleria.inventory import models, queries
from galleria.tenancy.permissions import Permission

READS_STOCK = staff(Permission.STOCK_READ)


@strawberry.enum(description="Why stock moved.")
class MovementReason(Enum):
    """Why stock moved."""

    OPENING = "opening"
    IMPORT = "import"
    ADJUSTMENT = "adjustment"
    COUNT = "count"
    RECEIVED = "received"
    DAMAGED = "damaged"
    SOLD = "sold"
    RETURNED = "returned"


@object_type(READS_STOCK)
class Location(Node):
    """A place that holds stock."""

    id: strawberry.ID
    """Names the place for good."""
    name: str
    """What it is called."""
    priority: int
    """Lower ones are taken from first."""
    is_active: bool
    """Whether stock is sold from there."""

    @classmethod
    def of(cls, row: models.Location) -> "Location":
        """Show a place."""
        return cls(
            id=ids.show(ids.LOCATION, row.id),
            name=row.name,
            priority=row.priority,
            is_active=row.is_active,
        )


@object_type(READS_STOCK)
class StockLevel:
    """Units of one variant at one place."""

    variant_id: strawberry.ID
    """The variant."""
    location_id: strawberry.ID
    """The place."""
    on_hand: int
    """How many are there."""
    reserved: int
    """How many of them carts and orders have spoken for."""
    available: int
    """How many can be bought."""

    @classmethod
    def of(cls, row: models.StockLevel) -> "StockLevel":
        """Show a level."""
        return cls(
            variant_id=ids.show(ids.VARIANT, row.variant_id),
            location_id=ids.show(ids.LOCATION, row.location_id),
            on_hand=row.on_hand,
            reserved=row.reserved,
            available=row.available,
        )


@object_type(READS_STOCK)
class StockMovement:
    """One row of the ledger; rows are only ever added."""

    id: strawberry.ID
    """Names the row for good."""
    location_id: strawberry.ID
    """The place."""
    delta: int
    """Units that came in or, below zero, went out."""
    reason: MovementReason
    """Why."""
    reference: str
    """What it belongs to; may be empty."""
    actor: str
    """Who did it."""
    moved_at: datetime
    """When."""

    @classmethod
    def of(cls, row: models.Movement) -> "StockMovement":
        """Show a row of the ledger."""
        return cls(
            id=ids.show(ids.MOVEMENT, row.id),
            location_id=ids.show(ids.LOCATION, row.location_id),
            delta=row.delta,
            reason=MovementReason(row.reason),
            reference=row.reference,
            actor=row.actor,
            moved_at=row.moved_at,
        )


@object_type(READS_STOCK)
class StockReservation:
    """Units that a cart or an order has spoken for."""

    id: strawberry.ID
    """Names the reservation for good."""
    location_id: strawberry.ID
    """The place."""
    is_for_order: bool
    """Whether an order has them; else a cart, for a while."""
    quantity: int
    """How many."""
    expires_at: datetime | None
    """Until when a cart has them; an order has them until they are sent."""

    @classmethod
    def of(cls, row: models.Reservation) -> "StockReservation":
        """Show a reservation."""
        return cls(
            id=ids.show(ids.RESERVATION, row.id),
            location_id=ids.show(ids.LOCATION, row.location_id),
            is_for_order=row.owner_kind == "order",
            quantity=row.quantity,
            expires_at=row.expires_at,
        )


@object_type(READS_STOCK)
class StockDrift:
    """A stock level that disagrees with its ledger or its reservations."""

    variant_id: strawberry.ID
    """The variant."""
    location_id: strawberry.ID
    """The place."""
    on_hand: int
    """What the level says is there."""
    moved: int
    """What the ledger says is there."""
    reserved: int
    """What the level says is reserved."""
    promised: int
    """What the reservations say is reserved."""


MOVEMENTS = Sorting((models.Movement.id,), is_descending=True)
RESERVATIONS = Sorting((models.Reservation.id,))


async def load_levels(
    ctx: Context, variant_ids: Sequence[UUID]
) -> dict[UUID, list[models.StockLevel]]:
    """The stock levels of variants, by variant."""
    rows = await ctx.session.scalars(
        select(models.StockLevel)
        .where(models.StockLevel.variant_id.in_(variant_ids))
        .order_by(models.StockLevel.location_id)
    )
    found: dict[UUID, list[models.StockLevel]] = {}
    for row in rows:
        found.setdefault(row.variant_id, []).append(row)
    return found


@object_type(READS_STOCK)
class StockAdmin:
    """What lies where, what is reserved, and the ledger of it."""

    @field(READS_STOCK)
    async def locations(self, info: Info) -> list[Location]:
        """The places that hold stock, in the order they are taken from; a short list."""
        return [Location.of(row) for row in await info.context.ask(queries.list_locations)]

    @field(READS_STOCK)
    async def stock_levels(self, info: Info, variant_id: strawberry.ID) -> list[StockLevel]:
        """The levels of a variant at every place that has any; a short list."""
        found = await info.context.load(load_levels, ids.read(ids.VARIANT, variant_id, "variantId"))
        return [StockLevel.of(row) for row in found or ()]

    @field(READS_STOCK)
    async def stock_movements(
        self,
        info: Info,
        variant_id: strawberry.ID,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[StockMovement]:
        """The ledger of a variant, newest first."""
        variant = ids.read(ids.VARIANT, variant_id, "variantId")
        window = read_window(MOVEMENTS.kinds, first, after, last, before)
        rows = select(models.Movement).where(models.Movement.variant_id == variant)
        return await list_rows(info.context, rows, MOVEMENTS, window, node=StockMovement.of)

    @field(READS_STOCK)
    async def reservations(
        self,
        info: Info,
        variant_id: strawberry.ID,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[StockReservation]:
        """Who has spoken for units of a variant, oldest first."""
        variant = ids.read(ids.VARIANT, variant_id, "variantId")
        window = read_window(RESERVATIONS.kinds, first, after, last, before)
        rows = select(models.Reservation).where(models.Reservation.variant_id == variant)
        return await list_rows(info.context, rows, RESERVATIONS, window, node=StockReservation.of)

    @field(READS_STOCK)
    async def stock_drift(self, info: Info) -> list[StockDrift]:
        """Levels that disagree with their ledger or reservations: a short list, best empty."""
        return [
            StockDrift(
                variant_id=ids.show(ids.VARIANT, row.variant_id),
                location_id=ids.show(ids.LOCATION, row.location_id),
                on_hand=row.on_hand,
                moved=row.moved,
                reserved=row.reserved,
                promised=row.promised,
            )
            for row in await info.context.ask(queries.list_drift)
        ]
