"""Reads of the catalog. What a shopper may see goes through ``shown``; staff read products as they
are.
"""

from collections.abc import Collection as Many
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeVar
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    literal,
    or_,
    select,
)

from galleria.catalog import statements
from galleria.catalog.models import (
    Attribute,
    AttributeValue,
    Category,
    Collection,
    Media,
    Product,
)
from galleria.catalog.rows import CategoryRow, MediaRow, OptionRow, StoredPicture, VariantRow
from galleria.catalog.rules import fold
from galleria.core.context import Context
from galleria.core.errors import NotFound, VersionConflict
from galleria.core.windows import Window

# Written out, so that Postgres knows to take the index of these pictures alone.
IS_AWAY = Media.key == literal("", literal_execute=True)
"""Whether a picture lies at somebody else's address alone."""

_OfProduct = TypeVar("_OfProduct", VariantRow, OptionRow, MediaRow)

ListingSort = Literal["position", "newest", "title"]


@dataclass(frozen=True, slots=True)
class ListedProduct:
    """A product as a shopper of one store sees it: the listing's words where it has its own."""

    listing_id: UUID
    product_id: UUID
    slug: str
    title: str
    title_folded: str
    description: str
    brand: str
    kind: str
    tags: tuple[str, ...]
    media_ids: tuple[UUID, ...] | None
    tax_category: str
    is_promoted: bool
    position: int
    rating_count: int
    rating_sum: int
    seo_title: str
    seo_description: str
    published_at: datetime
    updated_at: datetime

    def __hash__(self) -> int:
        """What is asked about products is kept by them, so this must not read all their words."""
        return hash(self.listing_id)


@dataclass(frozen=True, slots=True)
class ListingFilter:
    """Which of a store's products are wanted; every part that is given must hold.

    A category holds what stands in it and in any below it. ``all_of``, ``any_of`` and ``none_of``
    are filters of which each, one at least, or none must hold besides.
    """

    category_id: UUID | None = None
    collection_id: UUID | None = None
    text: str = ""
    is_promoted: bool | None = None
    product_ids: tuple[UUID, ...] | None = None
    all_of: tuple["ListingFilter", ...] = ()
    any_of: tuple["ListingFilter", ...] = ()
    none_of: tuple["ListingFilter", ...] = ()

    @property
    def conditions(self) -> tuple[statements.Condition, ...]:
        """What must hold, by the names of the conditions."""
        groups = [
            (word, tuple(one.conditions for one in group)) for word, group in self._inside if group
        ]
        return (*self._own, *groups)

    def parameters(self, prefix: str = "") -> dict[str, Any]:
        """The values of the conditions, by the names of their parameters."""
        found = {prefix + name: value for name, value in self._own.items()}
        for word, group in self._inside:
            for place, one in enumerate(group):
                found |= one.parameters(statements.inner(prefix, word, place))
        return found

    @property
    def _inside(self) -> list[tuple[statements.Junction, tuple["ListingFilter", ...]]]:
        return [("all", self.all_of), ("any", self.any_of), ("none", self.none_of)]

    @property
    def _own(self) -> dict[str, Any]:
        words = [f"%{_literally(word)}%" for word in fold(self.text).split()]
        parts = {
            "category_id": self.category_id,
            "collection_id": self.collection_id,
            "is_promoted": self.is_promoted,
            "product_ids": self.product_ids,
            "words": words or None,
        }
        return {name: part for name, part in parts.items() if part is not None}


def _literally(word: str) -> str:
    return word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def shown(ctx: Context) -> tuple[ColumnElement[bool], ...]:
    """What must hold of a listing and its product before a shopper of this store may see them."""
    return statements.shown(ctx.store.store_id, ctx.now)


def _read(row: Any) -> ListedProduct:
    values = list(row)
    values[8] = tuple(values[8] or ())
    values[9] = None if values[9] is None else tuple(values[9])
    return ListedProduct(*values)


def key_of(product: ListedProduct, sort: ListingSort) -> tuple[Any, UUID]:
    """What a listing is sorted by, for the cursor of it."""
    values = {"position": product.position, "newest": product.published_at}
    return values.get(sort, product.title_folded), product.listing_id


async def list_products(
    ctx: Context,
    *,
    wanted: ListingFilter = ListingFilter(),
    sort: ListingSort = "position",
    offset: int = 0,
    limit: int = 20,
) -> list[ListedProduct]:
    """A numbered page of what this store shows."""
    pages = statements.pages(wanted.conditions, sort)
    rows = await pages.numbered(ctx, offset=offset, limit=limit, **wanted.parameters())
    return [_read(row) for row in rows]


async def list_within(
    ctx: Context,
    window: Window,
    *,
    wanted: ListingFilter = ListingFilter(),
    sort: ListingSort = "position",
) -> list[ListedProduct]:
    """What this store shows within a window, and one more where there is more; the last ones come
    in reverse.
    """
    pages = statements.pages(wanted.conditions, sort)
    return [_read(row) for row in await pages.within(ctx, window, **wanted.parameters())]


async def count_products(
    ctx: Context,
    *,
    wanted: ListingFilter = ListingFilter(),
) -> int:
    """How many products there are; counting stops above ten thousand."""
    pages = statements.pages(wanted.conditions, "position")
    return await pages.count(ctx, **wanted.parameters())


async def find_product(
    ctx: Context,
    *,
    slug: str | None = None,
    product_id: UUID | None = None,
    sku: str | None = None,
) -> ListedProduct | None:
    """One product as this store shows it, by any one of its names."""
    names = {"slug": slug, "product_id": product_id, "sku": sku}
    given = {name: value for name, value in names.items() if value is not None}
    row = await statements.finding(tuple(given)).first(ctx, **given)
    return _read(row) if row else None


async def get_product_shown(ctx: Context, slug: str) -> ListedProduct:
    """One product as this store shows it.

    Raises:
        NotFound: the store shows no such product.
    """
    found = await find_product(ctx, slug=slug)
    if found is None:
        raise NotFound("product")
    return found


async def load_products(ctx: Context, product_ids: Many[UUID]) -> dict[UUID, ListedProduct]:
    """Products as this store shows them, by product."""
    rows = await statements.PRODUCTS.all(ctx, product_ids=list(product_ids))
    return {product.product_id: product for product in map(_read, rows)}


async def load_variants(ctx: Context, product_ids: Many[UUID]) -> dict[UUID, list[VariantRow]]:
    """All variants of products, in their order."""
    rows = await statements.VARIANTS_OF.all(ctx, product_ids=list(product_ids))
    return _by_product(product_ids, [VariantRow(*row) for row in rows])


async def find_variants(ctx: Context, variant_ids: Many[UUID]) -> set[UUID]:
    """Those of the variants that the tenant has."""
    rows = await statements.KNOWN_VARIANTS.all(ctx, variant_ids=list(variant_ids))
    return {variant_id for (variant_id,) in rows}


async def load_options(ctx: Context, product_ids: Many[UUID]) -> dict[UUID, list[OptionRow]]:
    """The ways in which products vary, in their order."""
    rows = await statements.OPTIONS_OF.all(ctx, product_ids=list(product_ids))
    return _by_product(product_ids, [OptionRow(*row) for row in rows])


async def load_media(ctx: Context, product_ids: Many[UUID]) -> dict[UUID, list[MediaRow]]:
    """All pictures of products, in their order."""
    rows = await statements.MEDIA_OF.all(ctx, product_ids=list(product_ids))
    return _by_product(product_ids, [MediaRow(*row) for row in rows])


async def load_first_media(ctx: Context, products: Many[ListedProduct]) -> dict[UUID, MediaRow]:
    """The picture each product is known by in this store."""
    chosen = [p.media_ids[0] for p in products if p.media_ids]
    rest = [p.product_id for p in products if not p.media_ids]
    rows = await statements.FIRST_MEDIA.all(ctx, media_ids=chosen, product_ids=rest)
    return {media.product_id: media for media in (MediaRow(*row) for row in rows)}


async def list_due_pictures(ctx: Context, *, limit: int) -> list[str]:
    """Addresses from which pictures are to be fetched now, those that wait longest first."""
    due = select(Media.url).where(IS_AWAY, Media.fetch_at <= ctx.now)
    return list(dict.fromkeys(await ctx.session.scalars(due.order_by(Media.fetch_at).limit(limit))))


async def load_stored_pictures(ctx: Context, urls: Many[str]) -> dict[str, StoredPicture]:
    """The files of ours that were fetched from these addresses."""
    found = select(Media.url, Media.key, Media.width, Media.height).where(
        Media.key != "", Media.url.in_(urls)
    )
    rows = await ctx.session.execute(found)
    return {url: StoredPicture(key, width, height) for url, key, width, height in rows}


def _by_product(
    product_ids: Many[UUID], rows: Iterable[_OfProduct]
) -> dict[UUID, list[_OfProduct]]:
    found: dict[UUID, list[_OfProduct]] = {product_id: [] for product_id in product_ids}
    for row in rows:
        found[row.product_id].append(row)
    return found


@dataclass(frozen=True, slots=True)
class StatedFact:
    """What a product states for one attribute."""

    code: str
    name: str
    values: tuple[str, ...]


async def list_facts(ctx: Context, product: ListedProduct) -> list[StatedFact]:
    """A product's attributes; what the listing states stands in for what the product does."""
    rows = await ctx.session.execute(
        select(Attribute.code, Attribute.name, AttributeValue.value, AttributeValue.listing_id)
        .join(Attribute, Attribute.id == AttributeValue.attribute_id)
        .where(
            AttributeValue.product_id == product.product_id,
            or_(
                AttributeValue.listing_id.is_(None),
                AttributeValue.listing_id == product.listing_id,
            ),
        )
        .order_by(AttributeValue.position, AttributeValue.id)
    )
    general: dict[tuple[str, str], list[str]] = {}
    special: dict[tuple[str, str], list[str]] = {}
    for code, name, value, listing_id in rows:
        (special if listing_id else general).setdefault((code, name), []).append(value)
    return [
        StatedFact(code, name, tuple(values))
        for (code, name), values in {**general, **special}.items()
    ]


async def list_categories(ctx: Context, store_id: UUID | None = None) -> list[CategoryRow]:
    """The whole tree of this store, or of another of the tenant's, parents first."""
    rows = await statements.TREE.all(ctx, store_id=store_id or ctx.store.store_id)
    return [CategoryRow(*row) for row in rows]


async def find_category(
    ctx: Context, *, path: str | None = None, category_id: UUID | None = None
) -> CategoryRow | None:
    """One of this store's categories, by path or id."""
    if path is not None:
        row = await statements.CATEGORY_AT.first(ctx, path=path)
    else:
        row = await statements.CATEGORY.first(ctx, category_id=category_id)
    return CategoryRow(*row) if row else None


async def lock_tree(ctx: Context, store_id: UUID) -> dict[UUID, Category]:
    """The whole tree of a store, which nobody else changes meanwhile; by id."""
    rows = await ctx.session.scalars(
        select(Category)
        .where(Category.store_id == store_id)
        .order_by(Category.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {category.id: category for category in rows}


async def get_category(ctx: Context, category_id: UUID) -> Category:
    """A category of a store that the actor may act for.

    Raises:
        NotFound: there is none.
    """
    found = await ctx.session.scalar(select(Category).where(Category.id == category_id))
    if found is None or not ctx.actor.may_act_for(found.store_id):
        raise NotFound("category", path=("categoryId",))
    return found


async def load_product_categories(
    ctx: Context, listing_ids: Many[UUID]
) -> dict[UUID, list[CategoryRow]]:
    """The categories each listing stands in."""
    found: dict[UUID, list[CategoryRow]] = {listing_id: [] for listing_id in listing_ids}
    rows = await statements.CATEGORIES_OF.all(ctx, listing_ids=list(listing_ids))
    for listing_id, *category in rows:
        found[listing_id].append(CategoryRow(*category))
    return found


async def list_collections(ctx: Context) -> Sequence[Collection]:
    """This store's collections, in their order."""
    return (
        await ctx.session.scalars(
            select(Collection)
            .where(Collection.store_id == ctx.store.store_id)
            .order_by(Collection.position, Collection.id)
        )
    ).all()


async def find_collection(ctx: Context, slug: str) -> Collection | None:
    """One of this store's collections."""
    return await ctx.session.scalar(
        select(Collection).where(Collection.store_id == ctx.store.store_id, Collection.slug == slug)
    )


async def get_collection(ctx: Context, collection_id: UUID, *, lock: bool = False) -> Collection:
    """A collection of a store that the actor may act for; locked, nobody else changes it.

    Raises:
        NotFound: there is none.
    """
    rows = select(Collection).where(Collection.id == collection_id)
    if lock:
        rows = rows.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = await ctx.session.scalar(rows)
    if found is None or not ctx.actor.may_act_for(found.store_id):
        raise NotFound("collection", path=("collectionId",))
    return found


async def get_attribute(ctx: Context, attribute_id: UUID) -> Attribute:
    """A fact that products can state.

    Raises:
        NotFound: the tenant has no such attribute.
    """
    found = await ctx.session.scalar(select(Attribute).where(Attribute.id == attribute_id))
    if found is None:
        raise NotFound("attribute", path=("attributeId",))
    return found


async def get_product(ctx: Context, product_id: UUID) -> Product:
    """A product as the tenant keeps it, for staff.

    Raises:
        NotFound: the tenant has no such product.
    """
    found = await ctx.session.scalar(select(Product).where(Product.id == product_id))
    if found is None:
        raise NotFound("product")
    return found


async def lock_product(
    ctx: Context, product_id: UUID, *, expected_version: int | None = None
) -> Product:
    """Take a product, and keep everybody else from changing it or what belongs to it.

    Raises:
        NotFound: the tenant has no such product.
        VersionConflict: somebody else changed it.
    """
    product = await ctx.session.scalar(
        select(Product)
        .where(Product.id == product_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if product is None:
        raise NotFound("product", path=("productId",))
    if expected_version is not None and expected_version != product.version:
        raise VersionConflict(product.version)
    return product
