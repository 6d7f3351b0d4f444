"""What staff do with a store's listings, categories and collections."""

from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from galleria.catalog import models, queries
from galleria.catalog.service import categories, listings
from galleria.catalog.service.listings import ListingFields
from galleria.core.context import Context
from galleria.core.errors import NotFound as Missing
from galleria.graphql import ids
from galleria.graphql.access import STAFF, staff
from galleria.graphql.admin.category_changes import CategoryMutation
from galleria.graphql.admin.collection_changes import CollectionMutation
from galleria.graphql.admin.products import Listing, load_listings
from galleria.graphql.admin.sizes import check_size
from galleria.graphql.context import Info
from galleria.graphql.definitions import input_type, object_type
from galleria.graphql.edge import mutation
from galleria.graphql.errors.keeping import SlugTaken
from galleria.graphql.errors.requests import IdempotencyKeyReused, InvalidInput, NotFound
from galleria.graphql.writes import write
from galleria.tenancy.permissions import Permission
from galleria.tenancy.queries import get_store

WRITES_CATALOG = staff(Permission.CATALOG_WRITE)


@object_type(STAFF)
class Listings:
    """How a store sells some products."""

    listings: list[Listing]
    """The listings, at most 100."""


@object_type(STAFF)
class RemovedListings:
    """A store sells some products no longer."""

    store_id: strawberry.ID
    """The store."""
    product_ids: list[strawberry.ID]
    """The products; the merchant keeps them."""


SetListingsResult = Annotated[
    Listings | SlugTaken | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("SetListingsResult"),
]
RemoveListingsResult = Annotated[
    RemovedListings | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("RemoveListingsResult"),
]


@input_type
class ListingInput:
    """How a store sells a product; what is left out keeps its value, or is the product's own."""

    product_id: strawberry.ID
    """The product."""
    slug: str | None = UNSET
    """Its name in the store's addresses."""
    title: str | None = UNSET
    """What the store calls it."""
    description: str | None = UNSET
    """What the store says of it."""
    is_visible: bool | None = UNSET
    """Whether shoppers see it."""
    is_promoted: bool | None = UNSET
    """Whether the store puts it forward."""
    position: int | None = UNSET
    """Lower ones come first."""
    tax_category: str | None = UNSET
    """How it is taxed."""
    markup_basis_points: int | None = UNSET
    """What the store adds to the price, in ten-thousandths of it."""
    category_ids: list[strawberry.ID] | None = UNSET
    """The store's categories that it stands in, these and no others."""


@input_type
class SetListingsInput:
    """How a store is to sell products."""

    store_id: strawberry.ID
    """The store."""
    listings: list[ListingInput]
    """One for each product, at most 100 at once; all of them count, or none."""


@input_type
class RemoveListingsInput:
    """What a store is to sell no longer."""

    store_id: strawberry.ID
    """The store."""
    product_ids: list[strawberry.ID]
    """The products, at most 100 at once."""


@object_type(WRITES_CATALOG)
class ListingMutation(CategoryMutation, CollectionMutation):
    """What staff do with a store's listings, categories and collections."""

    @mutation(WRITES_CATALOG)
    async def set_listings(self, info: Info, input: SetListingsInput) -> SetListingsResult:
        """Let a store sell products this way, whether or not it did before."""
        store_id = ids.read(ids.STORE, input.store_id, "storeId")
        check_size(input.listings, "listings")
        wanted = {
            ids.read(ids.PRODUCT, one.product_id, "listings", str(place), "productId"): one
            for place, one in enumerate(input.listings)
        }

        async def list_all(ctx: Context) -> UUID:
            await get_store(ctx, store_id)
            for product_id in sorted(wanted):
                await _set_listing(ctx, store_id, product_id, wanted[product_id])
            return store_id

        await write(info, input, list_all)
        found = [await info.context.load(load_listings, one) or [] for one in wanted]
        shown = [row for rows in found for row in rows if row.store_id == store_id]
        return Listings(listings=[Listing.of(row) for row in shown])

    @mutation(WRITES_CATALOG)
    async def remove_listings(self, info: Info, input: RemoveListingsInput) -> RemoveListingsResult:
        """Let a store sell products no longer; all of them, or none."""
        store_id = ids.read(ids.STORE, input.store_id, "storeId")
        check_size(input.product_ids, "productIds")
        products = [
            ids.read(ids.PRODUCT, one, "productIds", str(place))
            for place, one in enumerate(input.product_ids)
        ]

        async def remove(ctx: Context) -> UUID:
            await get_store(ctx, store_id)
            for product_id in sorted(products):
                await listings.remove_listing(ctx, store_id=store_id, product_id=product_id)
            return store_id

        await write(info, input, remove)
        return RemovedListings(store_id=input.store_id, product_ids=input.product_ids)


async def _set_listing(ctx: Context, store_id: UUID, product_id: UUID, given: ListingInput) -> None:
    """Change what was said of a listing and leave the rest; make it if there is none."""
    known = (await load_listings(ctx, [product_id])).get(product_id, [])
    listing = next((one for one in known if one.store_id == store_id), None)
    made = await listings.set_listing(
        ctx, store_id=store_id, product_id=product_id, fields=_merged(listing, given)
    )
    if given.category_ids is UNSET or given.category_ids is None:
        return
    chosen = [ids.read(ids.CATEGORY, one, "categoryIds") for one in given.category_ids]
    if not {one.id for one in await queries.list_categories(ctx, store_id)}.issuperset(chosen):
        raise Missing("category", path=("categoryIds",))
    await categories.set_listing_categories(ctx, listing_id=made.id, category_ids=chosen)


def _merged(listing: models.Listing | None, given: ListingInput) -> ListingFields:
    kept: dict[str, Any] = {}
    if listing:
        kept = {name: getattr(listing, name) for name in _KEPT}
        kept["markup"] = listing.markup_minor
        kept["tags"] = None if listing.tags is None else tuple(listing.tags)
        kept["media_ids"] = None if listing.media_ids is None else tuple(listing.media_ids)
    asked = {name: value for name, value in vars(given).items() if name in _KEPT}
    said = {
        name: value for name, value in asked.items() if value is not UNSET and value is not None
    }
    return ListingFields(**{**kept, **said})


_KEPT = (
    "slug",
    "title",
    "description",
    "is_visible",
    "is_promoted",
    "position",
    "tax_category",
    "markup_basis_points",
    "seo_title",
    "seo_description",
)
