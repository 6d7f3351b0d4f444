"""The statements by which shoppers read the catalog, each written once."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, Literal

from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    Select,
    Text,
    all_,
    and_,
    bindparam,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from galleria.catalog.models import (
    Category,
    Listing,
    ListingCategory,
    ListingCollection,
    Media,
    Product,
    ProductOption,
    Variant,
)
from galleria.catalog.rows import CategoryRow, MediaRow, OptionRow, VariantRow
from galleria.core.pages import Pages
from galleria.core.statements import Statement, columns_of, one_of
from galleria.core.windows import Sorting

KEPT = 500
"""Statements that are kept: clients combine conditions as they like."""


def _own(listing: Any, product: Any) -> ColumnElement[Any]:
    return func.coalesce(func.nullif(listing, ""), product)


_PUBLISHED_AT = func.coalesce(Listing.published_at, Listing.created_at)

SORTS = {
    "position": Sorting((Listing.position, Listing.id)),
    "newest": Sorting((_PUBLISHED_AT, Listing.id), is_descending=True),
    "title": Sorting((Listing.title_folded, Listing.id)),
}
ARRANGED = Sorting((ListingCollection.position, Listing.id))


def shown(store_id: Any, now: Any) -> tuple[ColumnElement[bool], ...]:
    """What must hold of a listing and its product before a shopper of the store may see them."""
    return (
        Listing.store_id == store_id,
        Listing.is_visible.expression,
        or_(Listing.published_at.is_(None), Listing.published_at <= now),
        Product.status == "active",
    )


_LISTED: Select[Any] = (
    select(
        Listing.id,
        Listing.product_id,
        Listing.slug,
        _own(Listing.title, Product.title),
        Listing.title_folded,
        _own(Listing.description, Product.description),
        Product.brand,
        Product.kind,
        func.coalesce(Listing.tags, Product.tags),
        Listing.media_ids,
        Listing.tax_category,
        Listing.is_promoted,
        Listing.position,
        Listing.rating_count,
        Listing.rating_sum,
        _own(Listing.seo_title, Product.seo_title),
        _own(Listing.seo_description, Product.seo_description),
        _PUBLISHED_AT,
        Product.updated_at,
    )
    .join(Product, Product.id == Listing.product_id)
    .where(*shown(bindparam("store_id"), bindparam("now")))
)

Junction = Literal["all", "any", "none"]
Condition = str | tuple[Junction, tuple[tuple["Condition", ...], ...]]
"""The name of a condition; or groups of conditions, all, any or none of which hold."""

_Branch = aliased(Category)


def _in_branch(category_id: BindParameter[Any]) -> Select[Any]:
    """The listings that stand in a category or anywhere below it."""
    is_within = or_(
        Category.id == _Branch.id, func.starts_with(Category.path, _Branch.path.concat("/"))
    )
    return (
        select(ListingCategory.listing_id)
        .join(Category, Category.id == ListingCategory.category_id)
        .join(_Branch, and_(_Branch.store_id == Category.store_id, is_within))
        .where(_Branch.id == category_id)
    )


_CONDITIONS: dict[str, Callable[[str], ColumnElement[bool]]] = {
    "category_id": lambda parameter: Listing.id.in_(_in_branch(bindparam(parameter))),
    "collection_id": lambda parameter: Listing.id.in_(
        select(ListingCollection.listing_id).where(
            ListingCollection.collection_id == bindparam(parameter)
        )
    ),
    "is_promoted": lambda parameter: Listing.is_promoted == bindparam(parameter),
    "product_ids": lambda parameter: Listing.product_id == one_of(parameter),
    "words": lambda parameter: Listing.title_folded.like(
        all_(bindparam(parameter, type_=ARRAY(Text)))
    ),
}


def inner(prefix: str, junction: Junction, place: int) -> str:
    """What the names of the parameters of a group begin with."""
    return f"{prefix}{junction}{place}_"


def _holds(condition: Condition, prefix: str = "") -> ColumnElement[bool]:
    if isinstance(condition, str):
        return _CONDITIONS[condition](prefix + condition)
    junction, groups = condition
    held = [
        and_(true(), *(_holds(one, inner(prefix, junction, place)) for one in group))
        for place, group in enumerate(groups)
    ]
    match junction:
        case "all":
            return and_(*held)
        case "any":
            return or_(*held)
        case "none":
            return not_(or_(*held))


@lru_cache(maxsize=KEPT)
def pages(conditions: tuple[Condition, ...], sort: str) -> Pages:
    """What fulfills the conditions; the parameters have the conditions' names."""
    sorting, rows = SORTS[sort], _LISTED.where(*map(_holds, conditions))
    if sort == "position" and "collection_id" in conditions:
        sorting, rows = ARRANGED, _as_arranged(rows)
    return Pages(rows, sorting)


def _as_arranged(rows: Select[Any]) -> Select[Any]:
    """Let the place in the collection stand for the place in the store."""
    place = ListingCollection.position
    columns = [
        place if one is Listing.position.expression else one for one in rows.selected_columns
    ]
    return rows.with_only_columns(*columns, maintain_column_froms=True).join(
        ListingCollection,
        and_(
            ListingCollection.listing_id == Listing.id,
            ListingCollection.collection_id == bindparam("collection_id"),
        ),
    )


_NAMED = {
    "slug": Listing.slug == bindparam("slug"),
    "product_id": Listing.product_id == bindparam("product_id"),
    "sku": Listing.product_id.in_(
        select(Variant.product_id).where(Variant.sku == bindparam("sku"))
    ),
}


@cache
def finding(names: tuple[str, ...]) -> Statement[*tuple[Any, ...]]:
    """The one product that has all of these names."""
    return Statement(_LISTED.where(*(_NAMED[n] for n in names)).order_by(Listing.id).limit(1))


PRODUCTS = Statement(_LISTED.where(_holds("product_ids")))

_VARIANTS = select(*columns_of(VariantRow, Variant))
VARIANTS_OF = Statement(
    _VARIANTS.where(Variant.product_id == one_of("product_ids")).order_by(
        Variant.position, Variant.id
    )
)

KNOWN_VARIANTS = Statement(select(Variant.id).where(Variant.id == one_of("variant_ids")))

OPTIONS_OF = Statement(
    select(*columns_of(OptionRow, ProductOption))
    .where(ProductOption.product_id == one_of("product_ids"))
    .order_by(ProductOption.position)
)

_MEDIA = select(*columns_of(MediaRow, Media))
MEDIA_OF = Statement(
    _MEDIA.where(Media.product_id == one_of("product_ids")).order_by(Media.position, Media.id)
)
FIRST_MEDIA = Statement(
    _MEDIA.where(or_(Media.id == one_of("media_ids"), Media.product_id == one_of("product_ids")))
    .ext(distinct_on(Media.product_id))
    .order_by(Media.product_id, Media.position, Media.id)
)

_TREE = select(*columns_of(CategoryRow, Category)).where(Category.store_id == bindparam("store_id"))
TREE = Statement(_TREE.order_by(func.length(Category.path), Category.position, Category.title))
CATEGORY_AT = Statement(_TREE.where(Category.path == bindparam("path")))
CATEGORY = Statement(_TREE.where(Category.id == bindparam("category_id")))
CATEGORIES_OF = Statement(
    select(ListingCategory.listing_id, *columns_of(CategoryRow, Category))
    .join(Category, Category.id == ListingCategory.category_id)
    .where(ListingCategory.listing_id == one_of("listing_ids"))
    .order_by(Category.path)
)
