"""Reads of shipping."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select

from galleria.core.context import Context
from galleria.core.errors import NotFound
from galleria.core.statements import Statement, columns_of
from galleria.shipping.models import ShippingMethod
from galleria.shipping.rows import MethodRow

OFFERED = (
    select(*columns_of(MethodRow, ShippingMethod))
    .where(ShippingMethod.store_id == bindparam("store_id"), ShippingMethod.is_active)
    .order_by(ShippingMethod.position, ShippingMethod.id)
)
"""The ways this store brings orders now, as ``MethodRow``."""
_OFFERED = Statement(OFFERED)


async def list_methods(ctx: Context) -> Sequence[MethodRow]:
    """The ways this store brings orders now, in the order they are offered."""
    return [MethodRow(*row) for row in await _OFFERED.all(ctx)]


async def get_method(ctx: Context, method_id: UUID) -> ShippingMethod:
    """One of the tenant's delivery methods, offered now or not.

    Raises:
        NotFound: there is none.
    """
    found = await ctx.session.scalar(select(ShippingMethod).where(ShippingMethod.id == method_id))
    if found is None:
        raise NotFound("delivery method")
    return found
