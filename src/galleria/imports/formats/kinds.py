"""Which export a header belongs to, so that a file in the wrong place is told where to go."""

from galleria.imports.formats.csv_source import Header, folded
from galleria.imports.records import UnreadableFile

# Columns by which an export is known, and what to do with it.
_KINDS: tuple[tuple[frozenset[str], str], ...] = (
    (
        frozenset({"handle", "option1 name"}),
        "This is a Shopify product export. Import it as “shopify”.",
    ),
    (
        frozenset({"url handle", "title"}),
        "This is a Shopify product export. Import it as “shopify”.",
    ),
    (
        frozenset({"country code", "state code", "rate"}),
        "These are WooCommerce tax rates, not products. Use Products → Export for the products.",
    ),
    (
        frozenset({"financial status", "lineitem name"}),
        "These are Shopify orders, not products. Use Products → Export for the products.",
    ),
    (
        frozenset({"type", "sku", "name", "published"}),
        "This is a WooCommerce product export. Import it as “woocommerce”.",
    ),
    (
        frozenset({"parent id", "attributes", "price"}),
        "This is a WooCommerce list of variations. Import it as “woocommerce”.",
    ),
    (
        frozenset({"name", "type", "regular price"}),
        "This is a WooCommerce product list. Import it as “woocommerce”.",
    ),
)


def require(header: Header, columns: tuple[str, ...], kind: str) -> None:
    """Check that the file has the columns without which it cannot be of this kind.

    Raises:
        UnreadableFile: it has not; where the file is known to be something else, the message says
            so.
    """
    missing = [column for column in columns if column not in header]
    if not missing:
        return
    words = {folded(name) for name in header.names}
    for known, advice in _KINDS:
        if known <= words:
            raise UnreadableFile(advice, header.line)
    raise UnreadableFile(
        f"This is no {kind}: its header has no column “{missing[0].capitalize()}”."
        f" It begins with “{', '.join(header.names[:3])}”.",
        header.line,
    )
