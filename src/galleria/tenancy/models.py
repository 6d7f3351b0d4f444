"""The tables of tenancy.

Two stand outside the wall, since they are asked before the tenant is known: ``domains`` (host to
store) and ``tenant_directory`` (name to tenant, for operators). Their ``info`` says
``{"wall": False}``; they are read by ``queries`` alone. The wall of ``tenants`` is on its own
``id``: ``{"wall": "id"}``.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from galleria.core.db import Base, TenantOwned, TenantTable, tenant_fk
from galleria.core.ids import new_id


def _of_tenant() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id"], ["tenants.id"])


class Tenant(Base):
    """A merchant organization, which owns everything that names it."""

    __tablename__ = "tenants"
    __table_args__ = ({"info": {"wall": "id"}},)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    created_at: Mapped[datetime]


class TenantDirectory(Base):
    """How an operator finds a tenant, and chores on a clock find them all. Outside the wall."""

    __tablename__ = "tenant_directory"
    __table_args__ = (UniqueConstraint("name_folded"), {"info": {"wall": False}})

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    name_folded: Mapped[str]


class Store(TenantTable):
    """One branded storefront."""

    __tablename__ = "stores"
    __table_args__ = (
        _of_tenant(),
        CheckConstraint("status IN ('active', 'inactive', 'pending')", name="status_known"),
        CheckConstraint("locale = ANY (locales)", name="speaks_its_own_locale"),
        CheckConstraint("char_length(currency) = 3", name="currency_code"),
        CheckConstraint("hold_minutes BETWEEN 1 AND 10080", name="holds_end"),
    )

    name: Mapped[str]
    status: Mapped[str] = mapped_column(default="active")
    theme: Mapped[str] = mapped_column(default="base")
    currency: Mapped[str]
    locale: Mapped[str]
    locales: Mapped[list[str]] = mapped_column(ARRAY(Text))
    time_zone: Mapped[str] = mapped_column(default="UTC")
    description: Mapped[str] = mapped_column(default="")
    logo_url: Mapped[str | None]
    favicon_url: Mapped[str | None]
    primary_color: Mapped[str | None]
    secondary_color: Mapped[str | None]
    contact_email: Mapped[str | None]
    contact_phone: Mapped[str | None]
    social_links: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    hold_minutes: Mapped[int] = mapped_column(default=15)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Domain(Base):
    """A tenant's claim to a host name; once verified, the host leads to the store.

    Several tenants may claim a host, so that nobody can lock its owner out by claiming it first;
    one of them at most can verify it. It stands outside the wall, so no foreign key leaves it.
    """

    __tablename__ = "domains"
    __table_args__ = (
        CheckConstraint("kind IN ('platform', 'custom')", name="kind_known"),
        CheckConstraint("host = lower(host)", name="host_folded"),
        CheckConstraint("verified_at IS NOT NULL OR NOT is_primary", name="primary_is_verified"),
        Index(
            "uq_domains_verified_host",
            "host",
            unique=True,
            postgresql_where=text("verified_at IS NOT NULL"),
        ),
        Index("ix_domains_store", "tenant_id", "store_id"),
        Index(
            "uq_domains_primary",
            "tenant_id",
            "store_id",
            unique=True,
            postgresql_where=text("is_primary"),
        ),
        {"info": {"wall": False}},
    )

    host: Mapped[str] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    store_id: Mapped[UUID]
    kind: Mapped[str]
    is_primary: Mapped[bool] = mapped_column(default=False)
    verification_token: Mapped[str]
    verified_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Staff(TenantTable):
    """A person who works for the tenant; one without a password is invited and has not come."""

    __tablename__ = "staff"
    __table_args__ = (
        _of_tenant(),
        UniqueConstraint("tenant_id", "email_folded"),
        UniqueConstraint("tenant_id", "invitation_hash"),
    )

    name: Mapped[str]
    email: Mapped[str]
    email_folded: Mapped[str]
    password_hash: Mapped[str | None]
    invitation_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    invitation_expires_at: Mapped[datetime | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class Role(TenantTable):
    """A named set of permissions. The built-in ones come with every tenant and stay as they are."""

    __tablename__ = "roles"
    __table_args__ = (_of_tenant(), UniqueConstraint("tenant_id", "name_folded"))

    name: Mapped[str]
    name_folded: Mapped[str]
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    is_built_in: Mapped[bool] = mapped_column(default=False)


class StaffRole(TenantTable):
    """A role that a person holds, in one store or, without one, in every store of the tenant."""

    __tablename__ = "staff_roles"
    __table_args__ = (
        tenant_fk("staff_id", "staff", ondelete="CASCADE"),
        tenant_fk("role_id", "roles"),
        tenant_fk("store_id", "stores", ondelete="CASCADE"),
        UniqueConstraint(
            "tenant_id", "staff_id", "role_id", "store_id", postgresql_nulls_not_distinct=True
        ),
        Index("ix_staff_roles_role", "tenant_id", "role_id"),
    )

    staff_id: Mapped[UUID]
    role_id: Mapped[UUID]
    store_id: Mapped[UUID | None]


class StaffSession(TenantTable):
    """A browser in which somebody of the staff is signed in. The token itself is not kept."""

    __tablename__ = "staff_sessions"
    __table_args__ = (
        tenant_fk("staff_id", "staff", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "token_hash"),
        Index("ix_staff_sessions_staff", "tenant_id", "staff_id"),
        Index("ix_staff_sessions_expiry", "tenant_id", "expires_at"),
    )

    staff_id: Mapped[UUID]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SignInAttempts(TenantOwned):
    """Sign-ins to one address that have not succeeded, counted from the first of a window."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("ix_sign_in_attempts_window", "tenant_id", "window_started_at"),)

    email_folded: Mapped[str] = mapped_column(primary_key=True)
    window_started_at: Mapped[datetime]
    count: Mapped[int]


class ApiKey(TenantTable):
    """A credential for a program. The key itself is shown once and not kept."""

    __tablename__ = "api_keys"
    __table_args__ = (_of_tenant(), UniqueConstraint("tenant_id", "secret_hash"))

    name: Mapped[str]
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    store_ids: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
