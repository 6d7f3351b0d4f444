"""The places that hold stock."""

from sqlalchemy import select

from galleria.core.context import Context
from galleria.core.errors import InvalidInput, Problem
from galleria.inventory.models import Location


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
