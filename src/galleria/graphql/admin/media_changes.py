"""What staff do with the pictures of products."""

import asyncio
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import UNSET

from galleria.catalog.service import media as service
from galleria.catalog.service.media import MediaFields
from galleria.catalog.service.pictures import retry_pictures
from galleria.core.context import Context
from galleria.core.errors import InvalidInput as Invalid
from galleria.core.errors import Problem
from galleria.core.ids import new_id
from galleria.graphql import ids
from galleria.graphql.access import STAFF, staff
from galleria.graphql.admin.products import AdminProduct, read_product
from galleria.graphql.admin.sizes import check_size
from galleria.graphql.context import Info
from galleria.graphql.definitions import given, input_type, object_type
from galleria.graphql.edge import mutation
from galleria.graphql.errors.requests import (
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
    VersionConflict,
)
from galleria.graphql.faults import read_each, read_ids
from galleria.graphql.writes import write
from galleria.tenancy.permissions import Permission

WRITES_CATALOG = staff(Permission.CATALOG_WRITE)

WIDEST = 100_000
"""In pixels, as far as we take anybody's word."""


@object_type(STAFF)
class RetriedMedia:
    """Products whose pictures are fetched again."""

    products: list[AdminProduct]
    """The products, in the order in which they were named; at most 100."""


AddMediaResult = Annotated[
    AdminProduct | VersionConflict | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("AddMediaResult"),
]
UpdateMediaResult = Annotated[
    AdminProduct | VersionConflict | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("UpdateMediaResult"),
]
ReorderMediaResult = Annotated[
    AdminProduct | VersionConflict | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("ReorderMediaResult"),
]
DeleteMediaResult = Annotated[
    AdminProduct | VersionConflict | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("DeleteMediaResult"),
]

RetryMediaResult = Annotated[
    RetriedMedia | NotFound | InvalidInput | IdempotencyKeyReused,
    strawberry.union("RetryMediaResult"),
]


@input_type
class MediaInput:
    """A picture that lies elsewhere."""

    url: str
    """Where it is; it begins with `https://`."""
    alt: str = ""
    """What it shows, in words."""
    width: int | None = UNSET
    """Width in pixels, where it is known."""
    height: int | None = UNSET
    """Height in pixels, where it is known."""


@input_type
class AddMediaInput:
    """More pictures of a product."""

    product_id: strawberry.ID
    """The product."""
    media: list[MediaInput]
    """The pictures, behind those it has; at most 100 at once."""
    expected_version: int | None = UNSET
    """The version of the product that was seen; another one is refused."""


@input_type
class MediaChangeInput:
    """What changes about a picture."""

    media_id: strawberry.ID
    """The picture."""
    alt: str
    """What it shows, in words; empty where it only decorates."""


@input_type
class UpdateMediaInput:
    """What changes about pictures of a product."""

    product_id: strawberry.ID
    """The product."""
    media: list[MediaChangeInput]
    """The changes, at most 100 at once; all of them count, or none."""
    expected_version: int | None = UNSET
    """The version of the product that was seen; another one is refused."""


@input_type
class ReorderMediaInput:
    """Another order of a product's pictures."""

    product_id: strawberry.ID
    """The product."""
    media_ids: list[strawberry.ID]
    """The pictures that come first, at most 100; the others follow as they are."""
    expected_version: int | None = UNSET
    """The version of the product that was seen; another one is refused."""


@input_type
class DeleteMediaInput:
    """Pictures that show a product no longer."""

    product_id: strawberry.ID
    """The product."""
    media_ids: list[strawberry.ID]
    """The pictures, at most 100 at once; all of them go, or none."""
    expected_version: int | None = UNSET
    """The version of the product that was seen; another one is refused."""


@input_type
class RetryMediaInput:
    """Products whose pictures could not be fetched."""

    product_ids: list[strawberry.ID]
    """The products, at most 100 at once."""


@object_type(WRITES_CATALOG)
class MediaMutation:
    """What staff do with the pictures of products."""

    @mutation(WRITES_CATALOG)
    async def add_media(self, info: Info, input: AddMediaInput) -> AddMediaResult:
        """Show more pictures of a product."""
        product_id = ids.read(ids.PRODUCT, input.product_id, "productId")
        check_size(input.media, "media")
        media, version = read_media(input.media), given(input.expected_version)
        await write(
            info,
            input,
            lambda ctx: service.add_media(
                ctx, product_id=product_id, media=media, expected_version=version
            ),
        )
        return await read_product(info.context, product_id)

    @mutation(WRITES_CATALOG)
    async def update_media(self, info: Info, input: UpdateMediaInput) -> UpdateMediaResult:
        """Say in other words what pictures show."""
        product_id = ids.read(ids.PRODUCT, input.product_id, "productId")
        check_size(input.media, "media")
        version = given(input.expected_version)
        alts = read_each(
            input.media,
            lambda place, one: (
                ids.read(ids.MEDIA, one.media_id, "media", str(place), "mediaId"),
                one.alt,
            ),
        )
        await write(
            info,
            input,
            lambda ctx: service.update_media(
                ctx, product_id=product_id, alts=dict(alts), expected_version=version
            ),
        )
        return await read_product(info.context, product_id)

    @mutation(WRITES_CATALOG)
    async def reorder_media(self, info: Info, input: ReorderMediaInput) -> ReorderMediaResult:
        """Show pictures of a product in another order; the first one stands for it in lists."""
        product_id = ids.read(ids.PRODUCT, input.product_id, "productId")
        check_size(input.media_ids, "mediaIds")
        version = given(input.expected_version)
        media_ids = read_ids(ids.MEDIA, input.media_ids, "mediaIds")
        await write(
            info,
            input,
            lambda ctx: service.reorder_media(
                ctx, product_id=product_id, media_ids=media_ids, expected_version=version
            ),
        )
        return await read_product(info.context, product_id)

    @mutation(WRITES_CATALOG)
    async def delete_media(self, info: Info, input: DeleteMediaInput) -> DeleteMediaResult:
        """Take pictures off a product, its variants and its listings."""
        product_id = ids.read(ids.PRODUCT, input.product_id, "productId")
        check_size(input.media_ids, "mediaIds")
        version = given(input.expected_version)
        media_ids = read_ids(ids.MEDIA, input.media_ids, "mediaIds")
        await write(
            info,
            input,
            lambda ctx: service.delete_media(
                ctx, product_id=product_id, media_ids=media_ids, expected_version=version
            ),
        )
        return await read_product(info.context, product_id)

    @mutation(WRITES_CATALOG)
    async def retry_media(self, info: Info, input: RetryMediaInput) -> RetryMediaResult:
        """Fetch pictures again that could not be fetched, given up or not, as often as new ones."""
        check_size(input.product_ids, "productIds")
        product_ids = read_ids(ids.PRODUCT, input.product_ids, "productIds")

        async def retry(ctx: Context) -> UUID:
            await retry_pictures(ctx, product_ids=product_ids)
            return new_id()

        await write(info, input, retry)
        found = [read_product(info.context, product_id) for product_id in product_ids]
        return RetriedMedia(products=await asyncio.gather(*found))


def read_media(given: Sequence[MediaInput]) -> list[MediaFields]:
    """Take new pictures as they were meant.

    Raises:
        InvalidInput: an address that is none of the web's, or a size that no picture has.
    """
    return read_each(given, _read_new)


def _read_new(place: int, said: MediaInput) -> MediaFields:
    here = ("media", str(place))
    problems = []
    if not said.url.startswith("https://"):
        problems.append(Problem((*here, "url"), "INVALID_URL", "Begin with https://."))
    for name, size in (("width", said.width), ("height", said.height)):
        if size and not 0 < size <= WIDEST:
            message = f"A picture has 1 to {WIDEST} pixels."
            problems.append(Problem((*here, name), "OUT_OF_RANGE", message))
    if problems:
        raise Invalid(problems)
    return MediaFields(url=said.url, alt=said.alt, width=said.width or 0, height=said.height or 0)
