"""The ground floor: tenants, catalog, stock, prices, carts, orders, reviews, and the queue."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.queue import install_queue, remove_queue
from migrations.tenancy import (
    create_platform_table,
    create_tenant_table,
    create_tenants,
    ensure_app_role,
)

revision = "20261121_0600"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:  # noqa: PLR0915 - one statement a table
    ensure_app_role()
    install_queue()
    create_tenants()
    create_tenant_table(
        "attributes",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.CheckConstraint(
            "kind IN ('text', 'number', 'boolean', 'choice', 'color')",
            name=op.f("ck_attributes_kind_known"),
        ),
        sa.UniqueConstraint("tenant_id", "code", name="uq_attributes_tenant_id_code"),
    )
    create_platform_table(
        "domains",
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("store_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("is_primary", sa.Boolean, nullable=False),
        sa.Column("verification_token", sa.Text, nullable=False),
        sa.Column("verified_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("host = lower(host)", name=op.f("ck_domains_host_folded")),
        sa.CheckConstraint("kind IN ('platform', 'custom')", name=op.f("ck_domains_kind_known")),
        sa.CheckConstraint(
            "verified_at IS NOT NULL OR NOT is_primary", name=op.f("ck_domains_primary_is_verified")
        ),
        sa.PrimaryKeyConstraint("host", "tenant_id", name="pk_domains"),
    )
    op.create_index("ix_domains_store", "domains", ["tenant_id", "store_id"])
    op.create_index(
        "uq_domains_primary",
        "domains",
        ["tenant_id", "store_id"],
        unique=True,
        postgresql_where=sa.text("is_primary"),
    )
    op.create_index(
        "uq_domains_verified_host",
        "domains",
        ["host"],
        unique=True,
        postgresql_where=sa.text("verified_at IS NOT NULL"),
    )
    create_tenant_table(
        "events",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("data", JSONB, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("occurred_at", sa.TIMESTAMP(timezone=True), nullable=False),
    )
    op.create_index("ix_events_name", "events", ["tenant_id", "name", "id"])
    create_tenant_table(
        "idempotency_keys",
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("operation", sa.Text, nullable=False),
        sa.Column("input_hash", sa.Text, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        key=["actor", "key"],
    )
    create_tenant_table(
        "job_receipts",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("done_at", sa.TIMESTAMP(timezone=True), nullable=False),
        key=["key"],
    )
    create_tenant_table(
        "locations",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("priority", sa.BigInteger, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.UniqueConstraint("tenant_id", "name", name="uq_locations_tenant_id_name"),
    )
    create_tenant_table(
        "products",
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("brand", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("tags", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("seo_title", sa.Text, nullable=False),
        sa.Column("seo_description", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('physical', 'digital', 'bundle', 'gift_card', 'subscription')",
            name=op.f("ck_products_kind_known"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'active', 'archived')", name=op.f("ck_products_status_known")
        ),
        sa.UniqueConstraint("tenant_id", "slug", name="uq_products_tenant_id_slug"),
    )
    op.create_index("ix_products_created", "products", ["tenant_id", "created_at", "id"])
    create_tenant_table(
        "sign_in_attempts",
        sa.Column("email_folded", sa.Text, nullable=False),
        sa.Column("window_started_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        key=["email_folded"],
    )
    op.create_index(
        "ix_sign_in_attempts_window", "sign_in_attempts", ["tenant_id", "window_started_at"]
    )
    create_platform_table(
        "tenant_directory",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("name_folded", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_tenant_directory"),
        sa.UniqueConstraint("name_folded", name="uq_tenant_directory_name_folded"),
    )
    create_tenant_table(
        "api_keys",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("secret_hash", sa.LargeBinary, nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("store_ids", sa.ARRAY(sa.Uuid), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_api_keys_tenant_id"),
        sa.UniqueConstraint("tenant_id", "secret_hash", name="uq_api_keys_tenant_id_secret_hash"),
    )
    create_tenant_table(
        "media",
        sa.Column("product_id", sa.Uuid, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("alt", sa.Text, nullable=False),
        sa.Column("width", sa.BigInteger, nullable=False),
        sa.Column("height", sa.BigInteger, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.CheckConstraint("(url = '') <> (key = '')", name=op.f("ck_media_one_source")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name="fk_media_tenant_id_product_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_media_product", "media", ["tenant_id", "product_id", "position"])
    create_tenant_table(
        "product_options",
        sa.Column("product_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("choices", sa.ARRAY(sa.Text), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name="fk_product_options_tenant_id_product_id",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "product_id",
            "position",
            name="uq_product_options_tenant_id_product_id_position",
        ),
    )
    create_tenant_table(
        "roles",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_folded", sa.Text, nullable=False),
        sa.Column("permissions", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("is_built_in", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_roles_tenant_id"),
        sa.UniqueConstraint("tenant_id", "name_folded", name="uq_roles_tenant_id_name_folded"),
    )
    create_tenant_table(
        "staff",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("email_folded", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=True),
        sa.Column("invitation_hash", sa.LargeBinary, nullable=True),
        sa.Column("invitation_expires_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_staff_tenant_id"),
        sa.UniqueConstraint("tenant_id", "email_folded", name="uq_staff_tenant_id_email_folded"),
        sa.UniqueConstraint(
            "tenant_id", "invitation_hash", name="uq_staff_tenant_id_invitation_hash"
        ),
    )
    create_tenant_table(
        "stores",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("theme", sa.Text, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("locales", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("time_zone", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("logo_url", sa.Text, nullable=True),
        sa.Column("favicon_url", sa.Text, nullable=True),
        sa.Column("primary_color", sa.Text, nullable=True),
        sa.Column("secondary_color", sa.Text, nullable=True),
        sa.Column("contact_email", sa.Text, nullable=True),
        sa.Column("contact_phone", sa.Text, nullable=True),
        sa.Column("social_links", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("hold_minutes", sa.BigInteger, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("char_length(currency) = 3", name=op.f("ck_stores_currency_code")),
        sa.CheckConstraint("hold_minutes BETWEEN 1 AND 10080", name=op.f("ck_stores_holds_end")),
        sa.CheckConstraint("locale = ANY (locales)", name=op.f("ck_stores_speaks_its_own_locale")),
        sa.CheckConstraint(
            "status IN ('active', 'inactive', 'pending')", name=op.f("ck_stores_status_known")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_stores_tenant_id"),
    )
    create_tenant_table(
        "categories",
        sa.Column("store_id", sa.Uuid, nullable=False),
        sa.Column("parent_id", sa.Uuid, nullable=True),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("image_key", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("seo_title", sa.Text, nullable=False),
        sa.Column("seo_description", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "parent_id"],
            ["categories.tenant_id", "categories.id"],
            name="fk_categories_tenant_id_parent_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["stores.tenant_id", "stores.id"],
            name="fk_categories_tenant_id_store_id",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "tenant_id", "store_id", "path", name="uq_categories_tenant_id_store_id_path"
        ),
    )
    op.create_index(
        "ix_categories_parent", "categories", ["tenant_id", "store_id", "parent_id", "position"]
    )
    create_tenant_table(
        "collections",
        sa.Column("store_id", sa.Uuid, nullable=False),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["stores.tenant_id", "stores.id"],
            name="fk_collections_tenant_id_store_id",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "tenant_id", "store_id", "slug", name="uq_collections_tenant_id_store_id_slug"
        ),
    )
    create_tenant_table(
        "coupons",
        sa.Column("store_id", sa.Uuid, nullable=True),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("code_folded", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("value", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.Text, nullable=True),
        sa.Column("minimum_minor", sa.BigInteger, nullable=False),
        sa.Column("starts_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("ends_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("usage_limit", sa.BigInteger, nullable=True),
        sa.Column("customer_limit", sa.BigInteger, nullable=True),
        sa.Column("used_count", sa.BigInteger, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "currency IS NOT NULL OR (kind = 'percentage' AND minimum_minor = 0)",
            name=op.f("ck_coupons_amounts_have_currency"),
        ),
        sa.CheckConstraint("kind IN ('percentage', 'fixed')", name=op.f("ck_coupons_kind_known")),
        sa.CheckConstraint("minimum_minor >= 0", name=op.f("ck_coupons_minimum_not_negative")),
        sa.CheckConstraint(
            "used_count BETWEEN 0 AND usage_limit", name=op.f("ck_coupons_never_overused")
        ),
        sa.CheckConstraint(
            "value > 0 AND (kind <> 'percentage' OR value <= 10000)",
            name=op.f("ck_coupons_value_sane"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["stores.tenant_id", "stores.id"],
            name="fk_coupons_tenant_id_store_id",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("tenant_id", "code_folded", name="uq_coupons_tenant_id_code_folded"),
    )
    create_tenant_table(
        "listings",
        sa.Column("store_id", sa.Uuid, nullable=False),
        sa.Column("product_id", sa.Uuid, nullable=False),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("title_folded", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("is_visible", sa.Boolean, nullable=False),
        sa.Column("is_promoted", sa.Boolean, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("tags", sa.ARRAY(sa.Text), nullable=True),
        sa.Column("media_ids", sa.ARRAY(sa.Uuid), nullable=True),
        sa.Column("tax_category", sa.Text, nullable=False),
        sa.Column("markup_basis_points", sa.BigInteger, nullable=False),
        sa.Column("markup_minor", sa.BigInteger, nullable=False),
        sa.Column("seo_title", sa.Text, nullable=False),
        sa.Column("seo_description", sa.Text, nullable=False),
        sa.Column("rating_count", sa.BigInteger, nullable=False),
        sa.Column("rating_sum", sa.BigInteger, nullable=False),
        sa.Column("published_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "rating_count >= 0 AND rating_sum >= 0", name=op.f("ck_listings_rating_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name="fk_listings_tenant_id_product_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["stores.tenant_id", "stores.id"],
            name="fk_listings_tenant_id_store_id",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "tenant_id", "store_id", "product_id", name="uq_listings_tenant_id_store_id_product_id"
        ),
        sa.UniqueConstraint(
            "tenant_id", "store_id", "slug", name="uq_listings_tenant_id_store_id_slug"
        ),
    )
    op.create_index("ix_listings_product", "listings", ["tenant_id", "product_id"])
    op.create_index("ix_listings_shown", "listings", ["tenant_id", "store_id", "position", "id"])
    create_tenant_table(
        "order_counters",
        sa.Column("store_id", sa.Uuid, nullable=False),
        sa.Column("last_number", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["stores.tenant_id", "stores.id"],
            name="fk_order_counters_tenant_id_store_id",
            ondelete="CASCADE",
        ),
        key=["store_id"],
    )
    create_tenant_table(
        "orders",
        sa.Column("store_id", sa.Uuid, nullable=False),
        sa.Column("cart_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("payment_status", sa.Text, nullable=False),
        sa.Column("fulfillment_status", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("email_folded", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("shipping_address", JSONB, nullable=True),
        sa.Column("billing_address", JSONB, nullable=True),
        sa.Column("shipping_title", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("coupon_codes", sa.Text, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("is_tax_inclusive", sa.Boolean, nullable=False),
        sa.Column("goods_minor", sa.BigInteger, nullable=False),
        sa.Column("discount_minor", sa.BigInteger, nullable=False),
        sa.Column("shipping_minor", sa.BigInteger, nullable=False),
        sa.Column("tax_minor", sa.BigInteger, nullable=False),
        sa.Column("total_minor", sa.BigInteger, nullable=False),
        sa.Column("placed_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            (
                "total_minor = goods_minor - discount_minor + shipping_minor"
                " + CASE WHEN is_tax_inclusive THEN 0 ELSE tax_minor END"
            ),
            name=op.f("ck_orders_adds_up"),
        ),
        sa.CheckConstraint(
            "fulfillment_status IN ('unfulfilled', 'partial', 'fulfilled')",
            name=op.f("ck_orders_fulfillment_status_known"),
        ),
        sa.CheckConstraint(
            "payment_status IN ('pending', 'paid', 'refunded')",
            name=op.f("ck_orders_payment_status_known"),
        ),
        sa.CheckConstraint(
            "status IN ('open', 'completed', 'canceled')", name=op.f("ck_orders_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["stores.tenant_id", "stores.id"],
            name="fk_orders_tenant_id_store_id",
        ),
        sa.UniqueConstraint("tenant_id", "cart_id", name="uq_orders_tenant_id_cart_id"),
        sa.UniqueConstraint(
            "tenant_id", "store_id", "number", name="uq_orders_tenant_id_store_id_number"
        ),
        sa.UniqueConstraint("tenant_id", "token", name="uq_orders_tenant_id_token"),
    )
    op.create_index("ix_orders_placed", "orders", ["tenant_id", "store_id", "placed_at", "id"])
    create_tenant_table(
        "payments",
        sa.Column("store_id", sa.Uuid, nullable=False),
        sa.Column("cart_id", sa.Uuid, nullable=False),
        sa.Column("order_id", sa.Uuid, nullable=True),
        sa.Column("gateway", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("decline_reason", sa.Text, nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_payments_amount_not_negative")),
        sa.CheckConstraint(
            "status IN ('started', 'pending', 'captured', 'declined', 'voided')",
            name=op.f("ck_payments_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["stores.tenant_id", "stores.id"],
            name="fk_payments_tenant_id_store_id",
        ),
    )
    op.create_index("ix_payments_cart", "payments", ["tenant_id", "cart_id"])
    op.create_index("ix_payments_order", "payments", ["tenant_id", "order_id"])
    create_tenant_table(
        "reviews",
        sa.Column("store_id", sa.Uuid, nullable=False),
        sa.Column("product_id", sa.Uuid, nullable=False),
        sa.Column("author_key", sa.Text, nullable=False),
        sa.Column("author_name", sa.Text, nullable=False),
        sa.Column("rating", sa.BigInteger, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("is_verified", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("moderated_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_reviews_rating_one_to_five")),
        sa.CheckConstraint(
            "status IN ('pending', 'approved', 'rejected')", name=op.f("ck_reviews_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name="fk_reviews_tenant_id_product_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["stores.tenant_id", "stores.id"],
            name="fk_reviews_tenant_id_store_id",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "store_id",
            "product_id",
            "author_key",
            name="uq_reviews_tenant_id_store_id_product_id_author_key",
        ),
    )
    op.create_index("ix_reviews_queue", "reviews", ["tenant_id", "status", "created_at"])
    op.create_index(
        "ix_reviews_shown",
        "reviews",
        ["tenant_id", "store_id", "product_id", "status", "created_at"],
    )
    create_tenant_table(
        "shipping_methods",
        sa.Column("store_id", sa.Uuid, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("price_minor", sa.BigInteger, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_shipping_methods_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["stores.tenant_id", "stores.id"],
            name="fk_shipping_methods_tenant_id_store_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_shipping_methods_store", "shipping_methods", ["tenant_id", "store_id", "position"]
    )
    create_tenant_table(
        "staff_roles",
        sa.Column("staff_id", sa.Uuid, nullable=False),
        sa.Column("role_id", sa.Uuid, nullable=False),
        sa.Column("store_id", sa.Uuid, nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "role_id"],
            ["roles.tenant_id", "roles.id"],
            name="fk_staff_roles_tenant_id_role_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"],
            ["staff.tenant_id", "staff.id"],
            name="fk_staff_roles_tenant_id_staff_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["stores.tenant_id", "stores.id"],
            name="fk_staff_roles_tenant_id_store_id",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "staff_id",
            "role_id",
            "store_id",
            name="uq_staff_roles_tenant_id_staff_id_role_id_store_id",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("ix_staff_roles_role", "staff_roles", ["tenant_id", "role_id"])
    create_tenant_table(
        "staff_sessions",
        sa.Column("staff_id", sa.Uuid, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"],
            ["staff.tenant_id", "staff.id"],
            name="fk_staff_sessions_tenant_id_staff_id",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "tenant_id", "token_hash", name="uq_staff_sessions_tenant_id_token_hash"
        ),
    )
    op.create_index("ix_staff_sessions_expiry", "staff_sessions", ["tenant_id", "expires_at"])
    op.create_index("ix_staff_sessions_staff", "staff_sessions", ["tenant_id", "staff_id"])
    create_tenant_table(
        "tax_rates",
        sa.Column("store_id", sa.Uuid, nullable=False),
        sa.Column("tax_category", sa.Text, nullable=False),
        sa.Column("rate_basis_points", sa.BigInteger, nullable=False),
        sa.Column("is_inclusive", sa.Boolean, nullable=False),
        sa.CheckConstraint(
            "rate_basis_points BETWEEN 0 AND 10000", name=op.f("ck_tax_rates_rate_sane")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["stores.tenant_id", "stores.id"],
            name="fk_tax_rates_tenant_id_store_id",
            ondelete="CASCADE",
        ),
        key=["store_id", "tax_category"],
    )
    create_tenant_table(
        "variants",
        sa.Column("product_id", sa.Uuid, nullable=False),
        sa.Column("media_id", sa.Uuid, nullable=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("option_values", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("sku", sa.Text, nullable=False),
        sa.Column("barcode", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("weight_milligrams", sa.BigInteger, nullable=False),
        sa.Column("is_stock_tracked", sa.Boolean, nullable=False),
        sa.Column("requires_shipping", sa.Boolean, nullable=False),
        sa.Column("is_taxable", sa.Boolean, nullable=False),
        sa.CheckConstraint("weight_milligrams >= 0", name=op.f("ck_variants_weight_not_negative")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "media_id"],
            ["media.tenant_id", "media.id"],
            name="fk_variants_tenant_id_media_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name="fk_variants_tenant_id_product_id",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "product_id",
            "option_values",
            name="uq_variants_tenant_id_product_id_option_values",
        ),
    )
    op.create_index("ix_variants_product", "variants", ["tenant_id", "product_id", "position"])
    op.create_index("ix_variants_sku", "variants", ["tenant_id", "sku"])
    create_tenant_table(
        "attribute_values",
        sa.Column("product_id", sa.Uuid, nullable=False),
        sa.Column("attribute_id", sa.Uuid, nullable=False),
        sa.Column("listing_id", sa.Uuid, nullable=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "attribute_id"],
            ["attributes.tenant_id", "attributes.id"],
            name="fk_attribute_values_tenant_id_attribute_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "listing_id"],
            ["listings.tenant_id", "listings.id"],
            name="fk_attribute_values_tenant_id_listing_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name="fk_attribute_values_tenant_id_product_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_attribute_values_product", "attribute_values", ["tenant_id", "product_id", "position"]
    )
    create_tenant_table(
        "carts",
        sa.Column("store_id", sa.Uuid, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("shipping_address", JSONB, nullable=True),
        sa.Column("billing_address", JSONB, nullable=True),
        sa.Column("shipping_method_id", sa.Uuid, nullable=True),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'paying', 'ordered')", name=op.f("ck_carts_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "shipping_method_id"],
            ["shipping_methods.tenant_id", "shipping_methods.id"],
            name="fk_carts_tenant_id_shipping_method_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "store_id"],
            ["stores.tenant_id", "stores.id"],
            name="fk_carts_tenant_id_store_id",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("tenant_id", "token", name="uq_carts_tenant_id_token"),
    )
    op.create_index("ix_carts_touched", "carts", ["tenant_id", "store_id", "updated_at"])
    create_tenant_table(
        "coupon_redemptions",
        sa.Column("coupon_id", sa.Uuid, nullable=False),
        sa.Column("order_id", sa.Uuid, nullable=False),
        sa.Column("customer_key", sa.Text, nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("redeemed_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "coupon_id"],
            ["coupons.tenant_id", "coupons.id"],
            name="fk_coupon_redemptions_tenant_id_coupon_id",
        ),
        key=["coupon_id", "order_id"],
    )
    op.create_index(
        "ix_coupon_redemptions_customer",
        "coupon_redemptions",
        ["tenant_id", "coupon_id", "customer_key"],
    )
    create_tenant_table(
        "listing_categories",
        sa.Column("listing_id", sa.Uuid, nullable=False),
        sa.Column("category_id", sa.Uuid, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "category_id"],
            ["categories.tenant_id", "categories.id"],
            name="fk_listing_categories_tenant_id_category_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "listing_id"],
            ["listings.tenant_id", "listings.id"],
            name="fk_listing_categories_tenant_id_listing_id",
            ondelete="CASCADE",
        ),
        key=["listing_id", "category_id"],
    )
    op.create_index(
        "ix_listing_categories_category",
        "listing_categories",
        ["tenant_id", "category_id", "listing_id"],
    )
    create_tenant_table(
        "listing_collections",
        sa.Column("listing_id", sa.Uuid, nullable=False),
        sa.Column("collection_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "collection_id"],
            ["collections.tenant_id", "collections.id"],
            name="fk_listing_collections_tenant_id_collection_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "listing_id"],
            ["listings.tenant_id", "listings.id"],
            name="fk_listing_collections_tenant_id_listing_id",
            ondelete="CASCADE",
        ),
        key=["listing_id", "collection_id"],
    )
    op.create_index(
        "ix_listing_collections_shown",
        "listing_collections",
        ["tenant_id", "collection_id", "position"],
    )
    create_tenant_table(
        "listing_prices",
        sa.Column("listing_id", sa.Uuid, nullable=False),
        sa.Column("variant_id", sa.Uuid, nullable=False),
        sa.Column("price_minor", sa.BigInteger, nullable=False),
        sa.Column("compare_at_minor", sa.BigInteger, nullable=True),
        sa.CheckConstraint(
            "compare_at_minor > price_minor", name=op.f("ck_listing_prices_compare_at_above_price")
        ),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_listing_prices_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "listing_id"],
            ["listings.tenant_id", "listings.id"],
            name="fk_listing_prices_tenant_id_listing_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "variant_id"],
            ["variants.tenant_id", "variants.id"],
            name="fk_listing_prices_tenant_id_variant_id",
            ondelete="CASCADE",
        ),
        key=["listing_id", "variant_id"],
    )
    create_tenant_table(
        "order_lines",
        sa.Column("order_id", sa.Uuid, nullable=False),
        sa.Column("product_id", sa.Uuid, nullable=False),
        sa.Column("variant_id", sa.Uuid, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("variant_title", sa.Text, nullable=False),
        sa.Column("sku", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("unit_price_minor", sa.BigInteger, nullable=False),
        sa.Column("total_minor", sa.BigInteger, nullable=False),
        sa.Column("discount_minor", sa.BigInteger, nullable=False),
        sa.Column("tax_minor", sa.BigInteger, nullable=False),
        sa.CheckConstraint(
            "total_minor = unit_price_minor * quantity", name=op.f("ck_order_lines_adds_up")
        ),
        sa.CheckConstraint(
            "discount_minor BETWEEN 0 AND total_minor", name=op.f("ck_order_lines_discount_sane")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_lines_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name="fk_order_lines_tenant_id_order_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_order_lines_order", "order_lines", ["tenant_id", "order_id", "position"])
    op.create_index("ix_order_lines_product", "order_lines", ["tenant_id", "product_id"])
    create_tenant_table(
        "reservations",
        sa.Column("variant_id", sa.Uuid, nullable=False),
        sa.Column("location_id", sa.Uuid, nullable=False),
        sa.Column("owner_kind", sa.Text, nullable=False),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(owner_kind = 'cart') = (expires_at IS NOT NULL)",
            name=op.f("ck_reservations_carts_lapse"),
        ),
        sa.CheckConstraint(
            "owner_kind IN ('cart', 'order')", name=op.f("ck_reservations_owner_known")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_reservations_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "location_id"],
            ["locations.tenant_id", "locations.id"],
            name="fk_reservations_tenant_id_location_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "variant_id"],
            ["variants.tenant_id", "variants.id"],
            name="fk_reservations_tenant_id_variant_id",
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "owner_id",
            "variant_id",
            "location_id",
            name="uq_reservations_tenant_id_owner_id_variant_id_location_id",
        ),
    )
    op.create_index("ix_reservations_expiry", "reservations", ["tenant_id", "expires_at"])
    op.create_index(
        "ix_reservations_variant", "reservations", ["tenant_id", "variant_id", "expires_at"]
    )
    create_tenant_table(
        "stock_levels",
        sa.Column("variant_id", sa.Uuid, nullable=False),
        sa.Column("location_id", sa.Uuid, nullable=False),
        sa.Column("on_hand", sa.BigInteger, nullable=False),
        sa.Column("reserved", sa.BigInteger, nullable=False),
        sa.CheckConstraint(
            "reserved BETWEEN 0 AND on_hand", name=op.f("ck_stock_levels_never_oversold")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "location_id"],
            ["locations.tenant_id", "locations.id"],
            name="fk_stock_levels_tenant_id_location_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "variant_id"],
            ["variants.tenant_id", "variants.id"],
            name="fk_stock_levels_tenant_id_variant_id",
        ),
        key=["variant_id", "location_id"],
    )
    create_tenant_table(
        "stock_movements",
        sa.Column("variant_id", sa.Uuid, nullable=False),
        sa.Column("location_id", sa.Uuid, nullable=False),
        sa.Column("delta", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("moved_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("delta <> 0", name=op.f("ck_stock_movements_moves_something")),
        sa.CheckConstraint(
            (
                "reason IN ('opening', 'import', 'adjustment', 'count', 'received', 'damaged',"
                " 'sold', 'returned')"
            ),
            name=op.f("ck_stock_movements_reason_known"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "location_id"],
            ["locations.tenant_id", "locations.id"],
            name="fk_stock_movements_tenant_id_location_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "variant_id"],
            ["variants.tenant_id", "variants.id"],
            name="fk_stock_movements_tenant_id_variant_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_stock_movements_variant",
        "stock_movements",
        ["tenant_id", "variant_id", "location_id", "id"],
    )
    create_tenant_table(
        "variant_prices",
        sa.Column("variant_id", sa.Uuid, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("price_minor", sa.BigInteger, nullable=False),
        sa.Column("compare_at_minor", sa.BigInteger, nullable=True),
        sa.Column("cost_minor", sa.BigInteger, nullable=True),
        sa.CheckConstraint(
            "compare_at_minor > price_minor", name=op.f("ck_variant_prices_compare_at_above_price")
        ),
        sa.CheckConstraint("cost_minor >= 0", name=op.f("ck_variant_prices_cost_not_negative")),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_variant_prices_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "variant_id"],
            ["variants.tenant_id", "variants.id"],
            name="fk_variant_prices_tenant_id_variant_id",
            ondelete="CASCADE",
        ),
        key=["variant_id", "currency"],
    )
    create_tenant_table(
        "cart_coupons",
        sa.Column("cart_id", sa.Uuid, nullable=False),
        sa.Column("coupon_id", sa.Uuid, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cart_id"],
            ["carts.tenant_id", "carts.id"],
            name="fk_cart_coupons_tenant_id_cart_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "coupon_id"],
            ["coupons.tenant_id", "coupons.id"],
            name="fk_cart_coupons_tenant_id_coupon_id",
            ondelete="CASCADE",
        ),
        key=["cart_id", "coupon_id"],
    )
    create_tenant_table(
        "cart_lines",
        sa.Column("cart_id", sa.Uuid, nullable=False),
        sa.Column("variant_id", sa.Uuid, nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("told_price_minor", sa.BigInteger, nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 999", name=op.f("ck_cart_lines_quantity_sane")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cart_id"],
            ["carts.tenant_id", "carts.id"],
            name="fk_cart_lines_tenant_id_cart_id",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "tenant_id", "cart_id", "variant_id", name="uq_cart_lines_tenant_id_cart_id_variant_id"
        ),
    )
    create_tenant_table(
        "checkout_attempts",
        sa.Column("cart_id", sa.Uuid, nullable=False),
        sa.Column("payment_id", sa.Uuid, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("failure_code", sa.Text, nullable=False),
        sa.Column("failure_message", sa.Text, nullable=False),
        sa.Column("agreed", JSONB, nullable=False),
        sa.Column("started_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("tried_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("finished_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('processing', 'placed', 'failed')",
            name=op.f("ck_checkout_attempts_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cart_id"],
            ["carts.tenant_id", "carts.id"],
            name="fk_checkout_attempts_tenant_id_cart_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "payment_id"],
            ["payments.tenant_id", "payments.id"],
            name="fk_checkout_attempts_tenant_id_payment_id",
        ),
    )
    op.create_index(
        "ix_checkout_attempts_unfinished",
        "checkout_attempts",
        ["tenant_id", "status", "started_at"],
    )
    op.create_index(
        "uq_checkout_attempts_live",
        "checkout_attempts",
        ["tenant_id", "cart_id"],
        unique=True,
        postgresql_where=sa.text("status <> 'failed'"),
    )


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)
    op.drop_table("tenants")
    remove_queue()


_TABLES = (
    "checkout_attempts",
    "cart_lines",
    "cart_coupons",
    "variant_prices",
    "stock_movements",
    "stock_levels",
    "reservations",
    "order_lines",
    "listing_prices",
    "listing_collections",
    "listing_categories",
    "coupon_redemptions",
    "carts",
    "attribute_values",
    "variants",
    "tax_rates",
    "staff_sessions",
    "staff_roles",
    "shipping_methods",
    "reviews",
    "payments",
    "orders",
    "order_counters",
    "listings",
    "coupons",
    "collections",
    "categories",
    "stores",
    "staff",
    "roles",
    "product_options",
    "media",
    "api_keys",
    "tenant_directory",
    "sign_in_attempts",
    "products",
    "locations",
    "job_receipts",
    "idempotency_keys",
    "events",
    "domains",
    "attributes",
)
