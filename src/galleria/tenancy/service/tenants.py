"""A merchant joins."""

from sqlalchemy.dialects.postgresql import insert

from galleria.core.db import Database
from galleria.core.ids import new_id
from galleria.tenancy.errors import TenantNameTaken
from galleria.tenancy.events import TenantCreated
from galleria.tenancy.models import Role, Tenant, TenantDirectory
from galleria.tenancy.permissions import BUILT_IN_ROLES
from galleria.tenancy.rules.inputs import fold, read_fields, read_name


async def create_tenant(database: Database, *, name: str) -> Tenant:
    """Open the house to a merchant, with the built-in roles; in a transaction of its own.

    Raises:
        TenantNameTaken: another tenant has this name.
        InvalidInput: the name is blank or too long.
    """
    name = read_fields({"name": name}, {"name": read_name})["name"]
    async with database.transaction(new_id()) as ctx:
        entry = insert(TenantDirectory).values(tenant_id=ctx.tenant_id, name_folded=fold(name))
        if not (await ctx.session.execute(entry.on_conflict_do_nothing().returning(1))).first():
            raise TenantNameTaken(name)
        tenant = Tenant(id=ctx.tenant_id, name=name, created_at=ctx.now)
        ctx.session.add(tenant)
        await ctx.session.flush()
        ctx.session.add_all(
            Role(name=title, name_folded=fold(title), permissions=sorted(held), is_built_in=True)
            for title, held in BUILT_IN_ROLES.items()
        )
        ctx.emit(TenantCreated())
    return tenant
