"""Who asks, for which tenant and store, in which transaction: passed by hand, never global."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from galleria.core.errors import DomainError
from galleria.core.events import Event

ActorKind = Literal["guest", "customer", "staff", "api_key", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks. ``store_ids`` is ``None`` where the actor may act for every store of the
    tenant.
    """

    kind: ActorKind
    id: UUID | None = None
    permissions: frozenset[str] = frozenset()
    store_ids: frozenset[UUID] | None = None

    @property
    def is_staff(self) -> bool:
        """Whether the actor works for the tenant, in person or through a key."""
        return self.kind in {"staff", "api_key"}

    @property
    def key(self) -> str:
        """Tells this actor from every other of the tenant; all guests share one."""
        return f"{self.kind}:{self.id}" if self.id else self.kind

    def may(self, permission: str) -> bool:
        """Whether the actor holds the permission; the system holds all."""
        return self.kind == "system" or permission in self.permissions

    def may_act_for(self, store_id: UUID) -> bool:
        """Whether the actor's permissions reach this store."""
        return self.store_ids is None or store_id in self.store_ids


GUEST = Actor("guest")
SYSTEM = Actor("system")


@dataclass(frozen=True, slots=True)
class StoreRef:
    """One storefront as every request knows it; read once per host and cached.

    ``hold_minutes`` is how long a cart keeps its stock after the shopper last touched it.
    """

    tenant_id: UUID
    store_id: UUID
    name: str
    primary_host: str
    currency: str
    locale: str
    locales: tuple[str, ...] = ()
    time_zone: str = "UTC"
    theme: str = "base"
    hold_minutes: int = 15


class NoStore(DomainError):
    """The request belongs to no store, but the operation needs one."""

    code = "NO_STORE"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("Ask on a store's own domain.")


def open_session(connection: AsyncConnection, tenant_id: UUID | None) -> AsyncSession:
    """Work with rows as objects over a connection, as one tenant or outside of all; closed, it
    cannot be used again.
    """
    if connection.sync_connection is None:
        raise RuntimeError("the connection has not been opened")
    connection.sync_connection.execution_options(tenant_id=tenant_id)
    return AsyncSession(
        connection,
        expire_on_commit=False,
        info={"tenant_id": tenant_id},
        close_resets_only=False,
    )


@dataclass
class Context:
    """One transaction of one tenant, and who asked for it when."""

    connection: AsyncConnection
    driver: asyncpg.Connection
    tenant_id: UUID
    actor: Actor
    now: datetime
    _store: StoreRef | None = None
    _events: list[Event] = field(default_factory=list)
    _session: AsyncSession | None = None

    @property
    def session(self) -> AsyncSession:
        """Rows as objects. Made when it is first wanted: a plain ``Statement`` costs far less."""
        if self._session is None:
            self._session = open_session(self.connection, self.tenant_id)
        return self._session

    def close(self) -> None:
        """Let go of the connection, which somebody else is lent next."""
        if self._session:
            # Nothing is sent: the transaction is not the session's, so this needs no greenlet.
            self._session.sync_session.close()

    async def flush(self) -> None:
        """Write what objects have changed, so that plain statements find it."""
        session = self._session
        if session and (session.new or session.dirty or session.deleted):
            await session.flush()

    def at(self, moment: datetime) -> "Context":
        """The same transaction at another time, for what is told of the past."""
        return replace(self, now=moment, _session=self.session)

    @property
    def store(self) -> StoreRef:
        """The store the request came to.

        Raises:
            NoStore: the work is the tenant's, not one store's.
        """
        if self._store is None:
            raise NoStore
        return self._store

    @cached_property
    def known(self) -> dict[str, Any]:
        """What every ``Statement`` may name without being given it."""
        known = {"tenant_id": self.tenant_id, "tenant_of_session": self.tenant_id, "now": self.now}
        if self._store:
            known |= {"store_id": self._store.store_id, "currency": self._store.currency}
        return known

    def emit(self, event: Event) -> None:
        """Announce a fact; it is written when the transaction commits, and never if it does not."""
        self._events.append(event)

    @property
    def announced(self) -> tuple[Event, ...]:
        """The facts announced so far in this transaction."""
        return tuple(self._events)
