"""Which pictures a page may show: our own files alone, since it asks no other host for any."""

from galleria.catalog.rows import MediaRow
from galleria.storefront.renditions import WIDTHS, rendition_url
from galleria.storefront.views.frame import Picture

_UNKNOWN_SIZE = 1000


def picture_of(media: MediaRow | None, title: str) -> Picture | None:
    """A product's picture; ``None`` for one that is still at somebody else's address."""
    if media is None or not media.key:
        return None
    url = f"/media/{media.key}"
    narrower = tuple(
        (rendition_url(media.key, width), width) for width in WIDTHS if width < media.width
    )
    return Picture(
        url=url,
        alt=media.alt or title,
        width=media.width or _UNKNOWN_SIZE,
        height=media.height or _UNKNOWN_SIZE,
        sources=(*narrower, (url, media.width)) if narrower else (),
    )
