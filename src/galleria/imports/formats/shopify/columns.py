"""Shopify's columns under one name each, over the ten years in which they were spelled differently.

Read from <https://help.shopify.com/en/manual/products/import-export/using-csv>. Left out on
purpose: prices of single markets (``Price / International``), which are no base price; the labels
of advertising feeds; tax codes of one tax service; and the pictures' and options' links to
metaobjects, which mean nothing outside Shopify.
"""

from collections.abc import Mapping

_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "description": ("body html", "body", "description"),
    "vendor": ("vendor",),
    "taxonomy": ("product category", "standard product type"),
    "type": ("type", "custom product type"),
    "tags": ("tags",),
    "collection": ("collection",),
    "published": ("published", "published on online store"),
    "status": ("status",),
    "gift card": ("gift card",),
    "seo title": ("seo title",),
    "seo description": ("seo description",),
    "option # name": ("option# name",),
    "option # value": ("option# value",),
    "sku": ("variant sku", "sku"),
    "barcode": ("variant barcode", "barcode"),
    "grams": ("variant grams", "weight value grams"),
    "tracker": ("variant inventory tracker", "inventory tracker"),
    "quantity": ("variant inventory qty", "variant inventory quantity", "inventory quantity"),
    "policy": ("variant inventory policy", "continue selling when out of stock"),
    "price": ("variant price", "price"),
    "compare at": ("variant compare at price", "compare at price"),
    "cost": ("cost per item",),
    "ships": ("variant requires shipping", "requires shipping"),
    "taxable": ("variant taxable", "charge tax"),
    "variant image": ("variant image", "variant image url"),
    "image": ("image src", "product image url"),
    "image position": ("image position",),
    "image alt": ("image alt text",),
    "google shopping mpn": ("google shopping mpn",),
    "google shopping gender": ("google shopping gender",),
    "google shopping age group": ("google shopping age group",),
    "google shopping condition": ("google shopping condition",),
}

ALIASES: Mapping[str, str] = {
    spelling: column for column, spellings in _SPELLINGS.items() for spelling in spellings
}

GOOGLE_ATTRIBUTES: Mapping[str, str] = {
    "google shopping mpn": "MPN",
    "google shopping gender": "Gender",
    "google shopping age group": "Age group",
    "google shopping condition": "Condition",
}

# Which fields of our records each column feeds; a file without the column leaves them as they are.
FEEDS: Mapping[str, tuple[str, ...]] = {
    "description": ("description",),
    "brand": ("vendor",),
    "categories": ("type", "taxonomy"),
    "collections": ("collection",),
    "tags": ("tags",),
    "status": ("status", "published"),
    "is_visible": ("published",),
    "is_promoted": (),
    "kind": ("gift card",),
    "seo_title": ("seo title",),
    "seo_description": ("seo description",),
    "images": ("image",),
    "sku": ("sku",),
    "barcode": ("barcode",),
    "weight_grams": ("grams",),
    "quantity": ("quantity",),
    "is_stock_tracked": ("tracker",),
    "price": ("price",),
    "compare_at_price": ("compare at",),
    "cost": ("cost",),
    "requires_shipping": ("ships",),
    "is_taxable": ("taxable",),
    "image": ("variant image",),
}

SOURCES: Mapping[str, tuple[str, ...]] = {
    **FEEDS,
    "key": ("handle",),
    "title": ("title",),
    "image_alt": ("image alt",),
    "option_names": ("option 1 name",),
    "options": ("option 1 value",),
}
"""Where each field comes from; one that has no column of its own is not here."""
