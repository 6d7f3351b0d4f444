"""The store's categories and collections, as one enters them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, distinct, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from galleria.catalog import queries as catalog
from galleria.catalog.models import (
    Category,
    Collection,
    Listing,
    ListingCategory,
    ListingCollection,
    Product,
)
from galleria.catalog.rows import CategoryRow
from galleria.core.context import Context
from galleria.storefront.pictures import picture_of
from galleria.storefront.views.catalog import CategoryCard
from galleria.storefront.views.frame import Link, Picture
from galleria.storefront.visits import Visit

MOST_IN_MENU = 7


def category_url(category: CategoryRow) -> str:
    """Where a category's page is."""
    return f"/categories/{category.path}"


def right_below(category: CategoryRow | None, tree: Sequence[CategoryRow]) -> list[CategoryRow]:
    """The next categories down, or those at the top, as the merchant has arranged them."""
    parent_id = category.id if category else None
    found = [one for one in tree if one.parent_id == parent_id]
    return sorted(found, key=lambda one: (one.position, one.title))


def menu_of(tree: Sequence[CategoryRow], visit: Visit) -> tuple[Link, ...]:
    """The first branches of the tree with theirs, and a way to everything."""
    path = visit.request.url.path
    links = [
        Link(
            category_url(root),
            root.title,
            is_current=f"{path}/".startswith(f"{category_url(root)}/"),
            children=tuple(Link(category_url(one), one.title) for one in right_below(root, tree)),
        )
        for root in right_below(None, tree)[:MOST_IN_MENU]
    ]
    everything = Link(
        "/products", visit.words.say("nav.everything"), is_current=path == "/products"
    )
    return (*links, everything)


async def list_branches(visit: Visit, ctx: Context) -> tuple[CategoryCard, ...]:
    """The first branches of the tree that lead to products: how many, and a picture of one."""
    root, leaf = aliased(Category), aliased(Category)
    rows = await ctx.session.execute(
        _counted(ctx, root)
        .join(leaf, or_(leaf.id == root.id, leaf.path.startswith(root.path + "/")))
        .join(ListingCategory, ListingCategory.category_id == leaf.id)
        .join(Listing, Listing.id == ListingCategory.listing_id)
        .join(Product, Product.id == Listing.product_id)
        .where(root.parent_id.is_(None), leaf.store_id == visit.store.store_id)
        .order_by(root.position, root.title)
    )
    found = [(category, count, product_id) for category, count, product_id in rows]
    pictures = await _pictures(ctx, [product_id for _, _, product_id in found])
    return tuple(
        CategoryCard(
            title=category.title,
            url=category_url(category),
            count=count,
            picture=pictures.get(product_id),
            description=category.description,
        )
        for category, count, product_id in found
    )


async def list_collection_cards(ctx: Context) -> tuple[CategoryCard, ...]:
    """The store's collections that hold products: how many, and a picture of one."""
    rows = await ctx.session.execute(
        _counted(ctx, Collection)
        .join(ListingCollection, ListingCollection.collection_id == Collection.id)
        .join(Listing, Listing.id == ListingCollection.listing_id)
        .join(Product, Product.id == Listing.product_id)
        .order_by(Collection.position, Collection.id)
    )
    found = [(collection, count, product_id) for collection, count, product_id in rows]
    pictures = await _pictures(ctx, [product_id for _, _, product_id in found])
    return tuple(
        CategoryCard(
            title=collection.title,
            url=f"/collections/{collection.slug}",
            count=count,
            picture=pictures.get(product_id),
            description=collection.description,
        )
        for collection, count, product_id in found
    )


def _counted(ctx: Context, group: Any) -> Select[Any]:
    first = func.array_agg(
        aggregate_order_by(Listing.product_id, Listing.position, Listing.id), type_=ARRAY(Uuid)
    )
    return (
        select(group, func.count(distinct(Listing.id)), first[1])
        .where(*catalog.shown(ctx), group.store_id == ctx.store.store_id)
        .group_by(group.tenant_id, group.id)
    )


async def _pictures(ctx: Context, product_ids: Sequence[UUID]) -> Mapping[UUID, Picture | None]:
    products = await catalog.load_products(ctx, product_ids)
    media = await catalog.load_first_media(ctx, [*products.values()])
    return {
        product_id: picture_of(media.get(product_id), product.title)
        for product_id, product in products.items()
    }
