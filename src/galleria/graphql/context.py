"""What a resolver knows of the request: its store, its actor, and the way to the database."""

from collections.abc import Awaitable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from uuid import UUID

import strawberry

from galleria.checkout.flow import Cashier
from galleria.core import money
from galleria.core.context import Actor, Context, StoreRef
from galleria.core.db import Database
from galleria.graphql.limits import Limits
from galleria.graphql.money import Money
from galleria.graphql.reads import Batch, K, Question, Reads, V
from galleria.tenancy.flow import Door, Outside


@dataclass(frozen=True, slots=True)
class House:
    """What all requests share: the database, and the doors to the outside world."""

    database: Database
    cashier: Cashier
    outside: Outside
    door: Door
    base_domain: str = "localhost"


@dataclass(slots=True)
class RequestContext:
    """One request to one store. No transaction is open between its reads and writes."""

    house: House
    request_id: str
    store: StoreRef
    actor: Actor
    locale: str
    limits: Limits
    is_open: bool = True
    base_url: str = ""
    address: str = ""
    bearer: str = ""
    idempotency_key: str | None = None
    has_replayed: bool = False
    roots: frozenset[str] = frozenset()
    _reads: Reads = field(init=False)

    def __post_init__(self) -> None:
        """Start with nothing read."""
        self._reads = Reads(self._read)

    @property
    def tenant_id(self) -> UUID:
        """The tenant that the store belongs to."""
        return self.store.tenant_id

    def load(self, batch: Batch[K, V], key: K) -> Awaitable[V | None]:
        """Read one thing by its key, together with others of its kind that are wanted now."""
        return self._reads.load(batch, key)

    def ask(self, question: Question[V]) -> Awaitable[V]:
        """Read something, in a short transaction with whatever else is wanted now."""
        return self._reads.ask(question)

    def write(self) -> AbstractAsyncContextManager[Context]:
        """Change something as whoever asks; ``writes.write`` adds the idempotency key."""
        self._reads.forget()
        return self.house.database.transaction(self.tenant_id, actor=self.actor, store=self.store)

    def money(self, minor: int, currency: str | None = None) -> Money:
        """Write an amount, of the store's currency unless another is named, for whoever asks."""
        return Money.of(money.Money(minor, currency or self.store.currency), self.locale)

    def _read(self) -> AbstractAsyncContextManager[Context]:
        return self.house.database.transaction(
            self.tenant_id, actor=self.actor, store=self.store, read_only=True
        )


Info = strawberry.Info[RequestContext, None]
