"""Pictures."""

from collections.abc import Sequence

from galleria.catalog import queries
from galleria.catalog.queries import ListedProduct
from galleria.catalog.rows import MediaRow
from galleria.core.context import Context
from galleria.graphql.access import PUBLIC
from galleria.graphql.context import RequestContext
from galleria.graphql.definitions import object_type


@object_type(PUBLIC)
class Image:
    """A picture."""

    url: str
    """Where the picture is."""
    alt: str
    """What the picture shows, in words; empty where it only decorates."""
    width: int | None
    """Width in pixels, where it is known."""
    height: int | None
    """Height in pixels, where it is known."""

    @classmethod
    def of(cls, media: MediaRow, request: RequestContext) -> "Image":
        """Show a picture: our own copy, or somebody else's until we have one."""
        return cls(
            url=f"{request.base_url}/media/{media.key}" if media.key else media.url,
            alt=media.alt,
            width=media.width or None,
            height=media.height or None,
        )


async def load_covers(
    ctx: Context, products: Sequence[ListedProduct]
) -> dict[ListedProduct, MediaRow]:
    """The picture that each product is known by in this store."""
    found = await queries.load_first_media(ctx, products)
    return {p: found[p.product_id] for p in products if p.product_id in found}


def in_listed_order(product: ListedProduct, media: Sequence[MediaRow]) -> list[MediaRow]:
    """The pictures of a product as its listing wants them, or all of them."""
    if product.media_ids is None:
        return list(media)
    by_id = {one.id: one for one in media}
    return [by_id[media_id] for media_id in product.media_ids if media_id in by_id]
