"""Finding a tenant by what an operator calls it."""

from uuid import UUID

from galleria.core.db import Database
from galleria.core.errors import NotFound
from galleria.core.ids import InvalidId, decode_id
from galleria.graphql.ids import TENANT
from galleria.tenancy.queries import find_tenant_id, get_tenant


async def tenant_named(database: Database, text: str) -> UUID:
    """Take a tenant's id from its id or its name.

    Raises:
        NotFound: there is no such tenant.
    """
    if (by_name := await find_tenant_id(database, text)) is not None:
        return by_name
    tenant_id = _read_id(text)
    if tenant_id is None:
        raise NotFound("tenant")
    async with database.transaction(tenant_id, read_only=True) as ctx:
        return (await get_tenant(ctx)).id


def _read_id(text: str) -> UUID | None:
    """Read an id as the API writes it, or as the database does."""
    try:
        return decode_id(TENANT, text)
    except InvalidId:
        try:
            return UUID(text)
        except ValueError:
            return None
