"""Tables of the catalog."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, UniqueConstraint, Uuid, func, text
from sqlalchemy.orm import Mapped, mapped_column

from galleria.core.db import TenantOwned, TenantTable, tenant_fk

LISTING_ORDER = ("tenant_id", "store_id", "position", "id")


class Product(TenantTable):
    """A thing a tenant sells, in whatever variants; every product has at least one."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'active', 'archived')", name="status_known"),
        CheckConstraint(
            "kind IN ('physical', 'digital', 'bundle', 'gift_card', 'subscription')",
            name="kind_known",
        ),
        UniqueConstraint("tenant_id", "slug"),
        Index("ix_products_created", "tenant_id", "created_at", "id"),
    )

    title: Mapped[str]
    slug: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    brand: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="physical")
    status: Mapped[str] = mapped_column(default="draft")
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    seo_title: Mapped[str] = mapped_column(default="")
    seo_description: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ProductOption(TenantTable):
    """One way in which the variants of a product differ, such as Size."""

    __tablename__ = "product_options"
    __table_args__ = (
        tenant_fk("product_id", "products", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "product_id", "position"),
    )

    product_id: Mapped[UUID]
    name: Mapped[str]
    position: Mapped[int]
    choices: Mapped[list[str]] = mapped_column(ARRAY(Text))


class Media(TenantTable):
    """A picture of a product: somebody else's address, or a file of ours named by ``key``.

    A picture that was brought home has both; the address stays what an import knows it by. One that
    was not is fetched at ``fetch_at``; without that it was given up, for the ``fetch_problem``.
    """

    __tablename__ = "media"
    __table_args__ = (
        tenant_fk("product_id", "products", ondelete="CASCADE"),
        Index("ix_media_product", "tenant_id", "product_id", "position"),
        Index("ix_media_waiting", "tenant_id", "fetch_at", postgresql_where=text("key = ''")),
        CheckConstraint("url <> '' OR key <> ''", name="some_source"),
    )

    product_id: Mapped[UUID]
    url: Mapped[str] = mapped_column(default="")
    key: Mapped[str] = mapped_column(default="")
    alt: Mapped[str] = mapped_column(default="")
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    fetch_at: Mapped[datetime | None] = mapped_column(server_default=func.now())
    fetch_attempts: Mapped[int] = mapped_column(server_default="0")
    fetch_problem: Mapped[str] = mapped_column(server_default="")


class Variant(TenantTable):
    """What is actually bought: it has a SKU, a weight, prices and stock.

    ``option_values`` has one value per option of the product, in the options' order. A variant
    whose stock is not tracked can always be bought. SKUs may repeat: real catalogs do.
    """

    __tablename__ = "variants"
    __table_args__ = (
        tenant_fk("product_id", "products", ondelete="CASCADE"),
        tenant_fk("media_id", "media"),
        UniqueConstraint("tenant_id", "product_id", "option_values"),
        Index("ix_variants_product", "tenant_id", "product_id", "position"),
        Index("ix_variants_sku", "tenant_id", "sku"),
        CheckConstraint("weight_milligrams >= 0", name="weight_not_negative"),
    )

    product_id: Mapped[UUID]
    media_id: Mapped[UUID | None]
    title: Mapped[str] = mapped_column(default="")
    option_values: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    sku: Mapped[str] = mapped_column(default="")
    barcode: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    weight_milligrams: Mapped[int] = mapped_column(default=0)
    is_stock_tracked: Mapped[bool] = mapped_column(default=True)
    requires_shipping: Mapped[bool] = mapped_column(default=True)
    is_taxable: Mapped[bool] = mapped_column(default=True)


class Attribute(TenantTable):
    """A fact that products can state, with its type: text, number, boolean, choice or color."""

    __tablename__ = "attributes"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        CheckConstraint(
            "kind IN ('text', 'number', 'boolean', 'choice', 'color')", name="kind_known"
        ),
    )

    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="text")


class AttributeValue(TenantTable):
    """What a product states for an attribute; a listing may state something else for its store."""

    __tablename__ = "attribute_values"
    __table_args__ = (
        tenant_fk("product_id", "products", ondelete="CASCADE"),
        tenant_fk("attribute_id", "attributes", ondelete="CASCADE"),
        tenant_fk("listing_id", "listings", ondelete="CASCADE"),
        Index("ix_attribute_values_product", "tenant_id", "product_id", "position"),
    )

    product_id: Mapped[UUID]
    attribute_id: Mapped[UUID]
    listing_id: Mapped[UUID | None]
    value: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


class Category(TenantTable):
    """A branch of one store's tree. ``path`` is the slugs from the root, joined by ``/``."""

    __tablename__ = "categories"
    __table_args__ = (
        tenant_fk("store_id", "stores", ondelete="CASCADE"),
        tenant_fk("parent_id", "categories"),
        UniqueConstraint("tenant_id", "store_id", "path"),
        Index("ix_categories_parent", "tenant_id", "store_id", "parent_id", "position"),
    )

    store_id: Mapped[UUID]
    parent_id: Mapped[UUID | None]
    slug: Mapped[str]
    path: Mapped[str]
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    image_key: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    seo_title: Mapped[str] = mapped_column(default="")
    seo_description: Mapped[str] = mapped_column(default="")


class Collection(TenantTable):
    """A selection of one store's products, made by hand."""

    __tablename__ = "collections"
    __table_args__ = (
        tenant_fk("store_id", "stores", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "store_id", "slug"),
    )

    store_id: Mapped[UUID]
    slug: Mapped[str]
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)


class Listing(TenantTable):
    """A product as one store sells it. Empty texts mean the product's own.

    A price here is the variant's price, plus ``markup_basis_points`` ten-thousandths of it, plus
    ``markup_minor`` in the store's currency, unless pricing has an override for the variant.
    """

    __tablename__ = "listings"
    __table_args__ = (
        tenant_fk("store_id", "stores", ondelete="CASCADE"),
        tenant_fk("product_id", "products", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "store_id", "product_id"),
        UniqueConstraint("tenant_id", "store_id", "slug"),
        Index("ix_listings_shown", *LISTING_ORDER),
        Index("ix_listings_product", "tenant_id", "product_id"),
        CheckConstraint("rating_count >= 0 AND rating_sum >= 0", name="rating_not_negative"),
    )

    store_id: Mapped[UUID]
    product_id: Mapped[UUID]
    slug: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    title_folded: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    is_visible: Mapped[bool] = mapped_column(default=True)
    is_promoted: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    tags: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    media_ids: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))
    tax_category: Mapped[str] = mapped_column(default="standard")
    markup_basis_points: Mapped[int] = mapped_column(default=0)
    markup_minor: Mapped[int] = mapped_column(default=0)
    seo_title: Mapped[str] = mapped_column(default="")
    seo_description: Mapped[str] = mapped_column(default="")
    rating_count: Mapped[int] = mapped_column(default=0)
    rating_sum: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class ListingCategory(TenantOwned):
    """A listing stands in a category."""

    __tablename__ = "listing_categories"
    __table_args__ = (
        tenant_fk("listing_id", "listings", ondelete="CASCADE"),
        tenant_fk("category_id", "categories", ondelete="CASCADE"),
        Index("ix_listing_categories_category", "tenant_id", "category_id", "listing_id"),
    )

    listing_id: Mapped[UUID] = mapped_column(primary_key=True)
    category_id: Mapped[UUID] = mapped_column(primary_key=True)


class ListingCollection(TenantOwned):
    """A listing stands in a collection, at a place."""

    __tablename__ = "listing_collections"
    __table_args__ = (
        tenant_fk("listing_id", "listings", ondelete="CASCADE"),
        tenant_fk("collection_id", "collections", ondelete="CASCADE"),
        Index("ix_listing_collections_shown", "tenant_id", "collection_id", "position"),
    )

    listing_id: Mapped[UUID] = mapped_column(primary_key=True)
    collection_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
