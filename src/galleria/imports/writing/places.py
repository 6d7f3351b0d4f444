"""What the products of a batch stand in and state, and what they are called in addresses."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from galleria.catalog.models import Attribute, Category, Collection, Listing, Product
from galleria.catalog.rules import free_slug, slugify
from galleria.catalog.service import attributes, categories, collections
from galleria.core.context import Context
from galleria.imports.records import ProductRecord
from galleria.imports.writing.batch import Places


async def find_places(
    ctx: Context,
    *,
    records: Sequence[ProductRecord],
    unnamed: Sequence[ProductRecord],
    unlisted: Mapping[str, str],
) -> Places:
    """Find the categories, collections and attributes that records name; make what is missing.

    Products that are ``unnamed`` get a slug, by their key; those that are ``unlisted``, given by
    key with the slug they would like, get one in the store.
    """
    slugs = await _free(ctx, select(Product.slug), Product.slug, {r.key: r.slug for r in unnamed})
    in_store = select(Listing.slug).where(Listing.store_id == ctx.store.store_id)
    listing_slugs = await _free(ctx, in_store, Listing.slug, {**unlisted, **slugs})
    last = select(func.max(Listing.position)).where(Listing.store_id == ctx.store.store_id)
    behind = await ctx.session.scalar(last)
    return Places(
        categories=await _categories(ctx, records),
        collections=await _collections(ctx, records),
        attributes=await _attributes(ctx, records),
        product_slugs=slugs,
        listing_slugs=listing_slugs,
        first_position=0 if behind is None else behind + 1,
    )


async def _free(
    ctx: Context, rows: Select[Any], column: Any, wanted: Mapping[str, str]
) -> dict[str, str]:
    """Give everybody the slug they want, or the nearest that is free."""
    if not wanted:
        return {}
    taken = set(await ctx.session.scalars(rows.where(column.in_(set(wanted.values())))))
    given: dict[str, str] = {}
    for key, slug in wanted.items():
        if slug in taken:
            near = rows.where(column.startswith(slug, autoescape=True))
            taken |= set(await ctx.session.scalars(near))
        given[key] = free_slug(slug, taken)
        taken.add(given[key])
    return given


async def _categories(ctx: Context, records: Sequence[ProductRecord]) -> dict[str, UUID]:
    named = {"/".join(map(slugify, path)): path for record in records for path in record.categories}
    rows = await ctx.session.execute(
        select(Category.path, Category.id).where(
            Category.store_id == ctx.store.store_id, Category.path.in_(named)
        )
    )
    found = dict(rows.all())
    for path in named.keys() - found.keys():
        made = await categories.ensure_category(
            ctx, store_id=ctx.store.store_id, titles=named[path]
        )
        found[path] = made.id
    return found


async def _collections(ctx: Context, records: Sequence[ProductRecord]) -> dict[str, UUID]:
    named = _by_slug(name for record in records for name in record.collections)
    if not named:
        return {}
    rows = await ctx.session.execute(
        select(Collection.slug, Collection.id).where(
            Collection.store_id == ctx.store.store_id, Collection.slug.in_(named)
        )
    )
    found = dict(rows.all())
    for slug in named.keys() - found.keys():
        made = await collections.create_collection(
            ctx, store_id=ctx.store.store_id, title=named[slug], slug=slug
        )
        found[slug] = made.id
    return found


async def _attributes(ctx: Context, records: Sequence[ProductRecord]) -> dict[str, UUID]:
    named = _by_slug(name for record in records for name in record.attributes)
    if not named:
        return {}
    rows = await ctx.session.execute(
        select(Attribute.code, Attribute.id).where(Attribute.code.in_(named))
    )
    found = dict(rows.all())
    for code in named.keys() - found.keys():
        found[code] = (await attributes.ensure_attribute(ctx, name=named[code])).id
    return found


def _by_slug(names: Iterable[str]) -> dict[str, str]:
    return {slugify(name): name for name in names}
