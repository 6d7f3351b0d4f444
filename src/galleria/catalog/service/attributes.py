"""What staff can do to the facts that products state."""

from uuid import UUID

from sqlalchemy import delete, select

from galleria.catalog import queries
from galleria.catalog.errors import SlugTaken
from galleria.catalog.models import Attribute
from galleria.catalog.rules import LONGEST_LINE, slugify, too_long
from galleria.core.context import Context
from galleria.core.errors import InvalidInput, Problem


async def create_attribute(ctx: Context, *, name: str, kind: str = "text") -> Attribute:
    """Let products state a fact. Its code, by which imports find it too, is made from the name.

    Raises:
        InvalidInput: no name, or one that is too long.
        SlugTaken: there is an attribute of this code.
    """
    _check(name)
    code = slugify(name)
    if await ctx.session.scalar(select(Attribute.id).where(Attribute.code == code)):
        raise SlugTaken(code, path=("name",))
    made = Attribute(code=code, name=name.strip(), kind=kind)
    ctx.session.add(made)
    await ctx.session.flush()
    return made


async def ensure_attribute(ctx: Context, *, name: str, kind: str = "text") -> Attribute:
    """The attribute of this name; it is made if there is none.

    Raises:
        InvalidInput: no name, or one that is too long.
    """
    found = await ctx.session.scalar(select(Attribute).where(Attribute.code == slugify(name)))
    return found or await create_attribute(ctx, name=name, kind=kind)


async def update_attribute(ctx: Context, *, attribute_id: UUID, name: str) -> Attribute:
    """Call a fact otherwise. Its code and its type stay, for products state values of it.

    Raises:
        NotFound: the tenant has no such attribute.
        InvalidInput: no name, or one that is too long.
    """
    found = await queries.get_attribute(ctx, attribute_id)
    _check(name)
    found.name = name.strip()
    return found


async def delete_attribute(ctx: Context, *, attribute_id: UUID) -> None:
    """Let no product state a fact any longer; what they stated of it is gone.

    Raises:
        NotFound: the tenant has no such attribute.
    """
    found = await queries.get_attribute(ctx, attribute_id)
    await ctx.session.execute(delete(Attribute).where(Attribute.id == found.id))


def _check(name: str) -> None:
    if not name.strip():
        raise InvalidInput([Problem(("name",), "REQUIRED", "Give the attribute a name.")])
    if problems := too_long(("name",), [name], LONGEST_LINE):
        raise InvalidInput(problems)
