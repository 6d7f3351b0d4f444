"""What staff can do to the facts that products state."""

from sqlalchemy import select

from galleria.catalog.models import Attribute
from galleria.catalog.rules import slugify
from galleria.core.context import Context


async def ensure_attribute(ctx: Context, *, name: str, kind: str = "text") -> Attribute:
    """The attribute of this name; it is made if there is none."""
    code = slugify(name)
    found = await ctx.session.scalar(select(Attribute).where(Attribute.code == code))
    if found is None:
        found = Attribute(code=code, name=name.strip(), kind=kind)
        ctx.session.add(found)
        await ctx.session.flush()
    return found
