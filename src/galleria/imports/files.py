"""Opening a file as what it was said to be."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

from galleria.imports.formats.shopify import reader as shopify
from galleria.imports.formats.woocommerce import reader as woocommerce
from galleria.imports.records import CatalogFile, UnreadableFile

Platform = Literal["shopify", "woocommerce"]

PLATFORMS: tuple[Platform, ...] = ("shopify", "woocommerce")


@contextmanager
def open_catalog(platform: Platform, path: Path) -> Iterator[CatalogFile]:
    """Open a file of a platform's products.

    WooCommerce's REST API tells products and variations apart; beside ``…products.csv`` the file
    ``…variations.csv`` is read too, if it is there.

    Raises:
        UnreadableFile: the file is not there, or is something else.
    """
    with ExitStack() as opened:
        stream = opened.enter_context(_open(path))
        beside = _variations_beside(path) if platform == "woocommerce" else None
        variations = opened.enter_context(_open(beside)) if beside else None
        yield read_catalog(platform, stream, variations)


def read_catalog(
    platform: Platform, stream: BinaryIO, variations: BinaryIO | None = None
) -> CatalogFile:
    """Read a stream, which can be wound back, as a platform's products.

    Raises:
        UnreadableFile: it is something else.
    """
    if platform == "shopify":
        return shopify.read_products(stream)
    if variations and not woocommerce.is_list_without_variations(stream):
        variations = None
    return woocommerce.read_products(stream, variations)


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as fault:
        raise UnreadableFile(f"{path} cannot be opened: {fault.strerror}.", line=0) from fault


def _variations_beside(path: Path) -> Path | None:
    beside = path.with_name(path.name.replace("products", "variations"))
    return beside if beside != path and beside.is_file() else None
