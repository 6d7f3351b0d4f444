"""What takes several transactions: proving a domain, and signing in."""

import math
from dataclasses import dataclass
from uuid import UUID

from redis.asyncio import Redis

from galleria.core.context import Actor
from galleria.core.db import Database
from galleria.core.dns import Resolver
from galleria.core.errors import Unauthenticated
from galleria.core.http import PublicWeb, WebError
from galleria.core.limits import Bucket
from galleria.core.networks import network_of
from galleria.tenancy import queries
from galleria.tenancy.errors import NotVerified, TooManyAttempts, WrongCredentials
from galleria.tenancy.models import Domain
from galleria.tenancy.passwords import is_password
from galleria.tenancy.permissions import with_reading
from galleria.tenancy.rules.hosts import normalize_host
from galleria.tenancy.rules.inputs import UnreadableError, read_email
from galleria.tenancy.rules.tokens import API_KEY_PREFIX
from galleria.tenancy.service import api_keys, domains, sessions
from galleria.tenancy.service.sessions import SignedIn

FILE_PATH = "/.well-known/galleria-verification"
_FOUND = 200

MOST_FAILURES = 30
"""Sign-ins that may fail at once from one network, whoever they are for."""

FAILURES_PER_SECOND = 1 / 60
"""How quickly a network may try again: one more every minute."""


@dataclass(frozen=True, slots=True)
class Outside:
    """How the world is asked whose a domain is."""

    resolver: Resolver
    web: PublicWeb
    http_port: int = 80


async def verify_domain(
    database: Database, outside: Outside, *, tenant_id: UUID, host: str, actor: Actor
) -> Domain:
    """Let a host count once its DNS or its web server shows the token of the tenant's claim.

    Raises:
        NotFound: the tenant does not claim the host.
        NotVerified: neither shows the token; says what they show.
        HostTaken: another tenant has proved the host before.
    """
    host = normalize_host(host)
    async with database.transaction(tenant_id, actor=actor, read_only=True) as ctx:
        claim = await queries.get_domain(ctx, host)
    if claim.verified_at is None:
        await _prove(outside, host, claim.verification_token)
    async with database.transaction(tenant_id, actor=actor) as ctx:
        return await domains.record_verified(ctx, host=host)


async def _prove(outside: Outside, host: str, token: str) -> None:
    record = verification_record(host)
    found = await outside.resolver.find_texts(record)
    if token in found:
        return
    problem = await _problem_of_file(outside, host, token)
    if problem:
        raise NotVerified(
            host, record=record, token=token, found=tuple(found), file_problem=problem
        )


async def _problem_of_file(outside: Outside, host: str, token: str) -> str | None:
    try:
        page = await outside.web.get(f"http://{host}:{outside.http_port}{FILE_PATH}")
    except WebError as problem:
        return problem.message
    if page.status != _FOUND:
        return f"The file is answered with status {page.status}."
    return None if page.text.strip() == token else "The file says something else."


def verification_record(host: str) -> str:
    """Name the TXT record that proves a host."""
    return f"_galleria.{host}"


@dataclass(frozen=True, slots=True)
class Door:
    """Where staff come in, of all tenants; it counts what fails from one network."""

    database: Database
    failures: Bucket

    @classmethod
    def of(cls, database: Database, redis: Redis) -> "Door":
        """Count in Redis, for all processes."""
        rate = FAILURES_PER_SECOND
        bucket = Bucket(redis, "sign-in", capacity=MOST_FAILURES, refill_per_second=rate)
        return cls(database, bucket)


async def sign_in_at(
    door: Door, *, tenant_id: UUID, address: str, email: str, password: str
) -> SignedIn:
    """Sign somebody in who comes from this network address.

    Raises:
        WrongCredentials, TooManyAttempts: as for ``sign_in_staff``, and where too many tries from
            there failed, for whatever emails of whatever tenants.
    """
    network = network_of(address)
    # Counted before it is made, so that many at once cannot slip through.
    left = await door.failures.take(network, 1)
    if left < 0:
        raise TooManyAttempts(math.ceil(-left / door.failures.refill_per_second))
    signed_in = await sign_in_staff(
        door.database, tenant_id=tenant_id, email=email, password=password
    )
    await door.failures.give_back(network, 1)
    return signed_in


async def sign_in_staff(
    database: Database, *, tenant_id: UUID, email: str, password: str
) -> SignedIn:
    """Sign somebody in with email and password; it takes as long whether or not they exist.

    Raises:
        WrongCredentials: the two do not fit together, or they were shut out.
        TooManyAttempts: too many tries failed; says when to come back.
    """
    try:
        email = read_email(email)
    except UnreadableError:
        raise WrongCredentials from None
    async with database.transaction(tenant_id) as ctx:
        await sessions.count_attempt(ctx, email=email)
        staff = await queries.find_staff_by_email(ctx, email)
    known_hash = staff.password_hash if staff and staff.is_active else None
    if not await is_password(password, known_hash) or staff is None:
        raise WrongCredentials
    async with database.transaction(tenant_id) as ctx:
        return await sessions.begin_session(ctx, staff_id=staff.id, checked_hash=known_hash)


async def authenticate(
    database: Database, tenant_id: UUID, bearer: str, *, store_id: UUID | None = None
) -> Actor:
    """Tell who sends this token to the tenant's host, and what they may do on that store's host.

    The tenant comes from the host, so a token of another tenant is unknown here.

    Raises:
        Unauthenticated: the token is not valid (any more).
    """
    if bearer.startswith(API_KEY_PREFIX):
        return await _authenticate_program(database, tenant_id, bearer)
    async with database.transaction(tenant_id, read_only=True) as ctx:
        actor = await queries.find_session_actor(ctx, bearer, store_id=store_id)
    if actor is None:
        raise Unauthenticated
    return actor


async def _authenticate_program(database: Database, tenant_id: UUID, secret: str) -> Actor:
    async with database.transaction(tenant_id, read_only=True) as ctx:
        key = await queries.find_valid_api_key(ctx, secret)
    if key is None:
        raise Unauthenticated
    if api_keys.is_use_unnoted(key, now=ctx.now):
        async with database.transaction(tenant_id) as ctx:
            await api_keys.note_api_key_use(ctx, api_key_id=key.id)
    stores = None if key.store_ids is None else frozenset(key.store_ids)
    return Actor("api_key", key.id, with_reading(key.scopes), stores)
