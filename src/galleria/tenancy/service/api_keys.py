"""Programs get keys, which can do no more than whoever made them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from galleria.core.context import Context
from galleria.core.errors import InvalidInput, NotFound, Problem
from galleria.tenancy import queries
from galleria.tenancy.events import ApiKeyCreated, ApiKeyRevoked, ApiKeyRotated
from galleria.tenancy.models import ApiKey
from galleria.tenancy.rules.inputs import read_fields, read_name, read_permissions
from galleria.tenancy.rules.tokens import API_KEY_PREFIX, hash_token, new_token
from galleria.tenancy.service.roles import check_may_give

USE_IS_NOTED_EVERY = timedelta(hours=1)
_READERS = {"name": read_name, "scopes": read_permissions}


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """A key whose secret is told once."""

    key: ApiKey
    secret: str


async def create_api_key(
    ctx: Context,
    *,
    name: str,
    scopes: Sequence[str],
    store_ids: Sequence[UUID] | None = None,
    expires_at: datetime | None = None,
) -> NewApiKey:
    """Give a program a key, for some stores or, with ``None``, for all.

    Raises:
        InvalidInput: a scope is unknown, no store is named, or the key would be expired already.
        NotFound: a store is not the tenant's.
        Forbidden: the actor lacks a scope.
    """
    read = read_fields({"name": name, "scopes": scopes}, _READERS)
    _check_limits(ctx, store_ids, expires_at)
    check_may_give(ctx, read["scopes"], store_ids=store_ids)
    for store_id in store_ids or ():
        await queries.get_store(ctx, store_id)
    secret = new_token(API_KEY_PREFIX)
    key = ApiKey(
        **read,
        secret_hash=hash_token(secret),
        store_ids=None if store_ids is None else list(dict.fromkeys(store_ids)),
        created_at=ctx.now,
        expires_at=expires_at,
    )
    ctx.session.add(key)
    ctx.emit(ApiKeyCreated(api_key_id=key.id))
    return NewApiKey(key, secret)


def _check_limits(
    ctx: Context, store_ids: Sequence[UUID] | None, expires_at: datetime | None
) -> None:
    problems = []
    if store_ids is not None and not store_ids:
        message = "Name at least one store, or leave this out for all stores."
        problems.append(Problem(("storeIds",), "EMPTY", message))
    if expires_at is not None and expires_at <= ctx.now:
        problems.append(Problem(("expiresAt",), "PAST", "Choose a time in the future."))
    if problems:
        raise InvalidInput(problems)


async def rotate_api_key(ctx: Context, *, api_key_id: UUID) -> NewApiKey:
    """Replace a key's secret; the old one is void at once.

    Raises:
        NotFound: there is none, or it was revoked.
        Forbidden: the actor lacks a scope of the key.
    """
    key = await queries.get_api_key(ctx, api_key_id)
    if key.revoked_at is not None:
        raise NotFound("API key")
    check_may_give(ctx, key.scopes, store_ids=key.store_ids)
    secret = new_token(API_KEY_PREFIX)
    key.secret_hash = hash_token(secret)
    key.last_used_at = None
    ctx.emit(ApiKeyRotated(api_key_id=key.id))
    return NewApiKey(key, secret)


async def revoke_api_key(ctx: Context, *, api_key_id: UUID) -> ApiKey:
    """Make a key void for good; doing so again changes nothing."""
    key = await queries.get_api_key(ctx, api_key_id)
    if key.revoked_at is None:
        key.revoked_at = ctx.now
        ctx.emit(ApiKeyRevoked(api_key_id=key.id))
    return key


def is_use_unnoted(key: ApiKey, *, now: datetime) -> bool:
    """Whether the key's last use should be written down: to the hour, so that reads stay reads."""
    return key.last_used_at is None or key.last_used_at <= now - USE_IS_NOTED_EVERY


async def note_api_key_use(ctx: Context, *, api_key_id: UUID) -> None:
    """Write down that a key is in use."""
    key = await queries.get_api_key(ctx, api_key_id)
    key.last_used_at = ctx.now
