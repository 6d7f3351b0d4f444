"""What staff do with stock."""

from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import UNSET

from galleria.core.context import Context
from galleria.core.ids import new_id
from galleria.graphql import ids
from galleria.graphql.access import STAFF, staff
from galleria.graphql.admin.sizes import check_size
from galleria.graphql.admin.stock import Location, MovementReason, StockLevel, load_levels
from galleria.graphql.context import Info, RequestContext
from galleria.graphql.definitions import input_type, object_type
from galleria.graphql.edge import mutation
from galleria.graphql.errors.keeping import StockChanged, StockSpokenFor
from galleria.graphql.errors.requests import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
)
from galleria.graphql.writes import write
from galleria.inventory import queries
from galleria.inventory.service import locations, stock
from galleria.inventory.service.stock import StockChange
from galleria.tenancy.permissions import Permission

WRITES_STOCK = staff(Permission.STOCK_WRITE)


@object_type(STAFF)
class StockLevels:
    """The stock of the variants that were changed."""

    levels: list[StockLevel]
    """Their levels at every place that has any; a short list for each."""


AdjustStockResult = Annotated[
    StockLevels
    | StockSpokenFor
    | NotFound
    | InvalidInput
    | IdempotencyKeyMissing
    | IdempotencyKeyReused,
    strawberry.union("AdjustStockResult"),
]
SetStockResult = Annotated[
    StockLevels
    | StockChanged
    | StockSpokenFor
    | NotFound
    | InvalidInput
    | IdempotencyKeyMissing
    | IdempotencyKeyReused,
    strawberry.union("SetStockResult"),
]
CreateLocationResult = Annotated[
    Location | InvalidInput | IdempotencyKeyReused, strawberry.union("CreateLocationResult")
]


@input_type
class StockAdjustmentInput:
    """Units that came in or went out."""

    variant_id: strawberry.ID
    """The variant."""
    location_id: strawberry.ID | None = UNSET
    """The place; left out, the first one."""
    delta: int
    """How many came in or, below zero, went out."""
    reference: str | None = UNSET
    """What it belongs to, such as a delivery note."""


@input_type
class AdjustStockInput:
    """What came in or went out."""

    changes: list[StockAdjustmentInput]
    """The changes, at most 100 at once; all of them count, or none."""
    reason: MovementReason = MovementReason.ADJUSTMENT
    """Why."""


@input_type
class StockCountInput:
    """How many somebody counted."""

    variant_id: strawberry.ID
    """The variant."""
    location_id: strawberry.ID | None = UNSET
    """The place; left out, the first one."""
    quantity: int
    """How many there are."""
    expected_quantity: int
    """How many there were said to be; if that is no longer so, count again."""


@input_type
class SetStockInput:
    """What somebody counted."""

    changes: list[StockCountInput]
    """The counts, at most 100 at once; all of them count, or none."""


@input_type
class CreateLocationInput:
    """A new place that holds stock."""

    name: str
    """What it is called."""
    priority: int = 0
    """Lower ones are taken from first."""


@object_type(WRITES_STOCK)
class StockMutation:
    """What staff do with stock."""

    @mutation(WRITES_STOCK, needs_key=True)
    async def adjust_stock(self, info: Info, input: AdjustStockInput) -> AdjustStockResult:
        """Say what came in or went out."""
        check_size(input.changes, "changes")
        variants = [_variant(one.variant_id, place) for place, one in enumerate(input.changes)]

        async def adjust(ctx: Context) -> UUID:
            first = (await locations.first_location(ctx)).id
            changes = [
                StockChange(
                    variant,
                    _place(one.location_id, first),
                    one.delta,
                    input.reason.value,
                    one.reference or "",
                )
                for variant, one in zip(variants, input.changes, strict=True)
            ]
            await stock.adjust_stock(ctx, changes=changes)
            return new_id()

        await write(info, input, adjust)
        return await _read_levels(info.context, variants)

    @mutation(WRITES_STOCK, needs_key=True)
    async def set_stock(self, info: Info, input: SetStockInput) -> SetStockResult:
        """Say how many somebody counted."""
        check_size(input.changes, "changes")
        variants = [_variant(one.variant_id, place) for place, one in enumerate(input.changes)]

        async def count(ctx: Context) -> UUID:
            first = (await locations.first_location(ctx)).id
            counted = zip(variants, input.changes, strict=True)
            for variant, one in sorted(counted, key=lambda pair: pair[0]):
                await stock.set_stock(
                    ctx,
                    variant_id=variant,
                    location_id=_place(one.location_id, first),
                    quantity=one.quantity,
                    expected_quantity=one.expected_quantity,
                )
            return new_id()

        await write(info, input, count)
        return await _read_levels(info.context, variants)

    @mutation(WRITES_STOCK)
    async def create_location(self, info: Info, input: CreateLocationInput) -> CreateLocationResult:
        """Open a place that holds stock."""
        location_id = await write(
            info,
            input,
            lambda ctx: locations.create_location(ctx, name=input.name, priority=input.priority),
        )
        row = await info.context.ask(lambda ctx: queries.get_location(ctx, location_id))
        return Location.of(row)


def _variant(given: strawberry.ID, place: int) -> UUID:
    return ids.read(ids.VARIANT, given, "changes", str(place), "variantId")


def _place(given: strawberry.ID | None, first: UUID) -> UUID:
    return ids.read(ids.LOCATION, given, "locationId") if given else first


async def _read_levels(request: RequestContext, variants: list[UUID]) -> StockLevels:
    found = [await request.load(load_levels, variant) or [] for variant in variants]
    return StockLevels(levels=[StockLevel.of(row) for rows in found for row in rows])
