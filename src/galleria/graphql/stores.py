"""The store that a host leads to."""

import strawberry

from galleria.core.context import StoreRef
from galleria.graphql import ids
from galleria.graphql.access import PUBLIC
from galleria.graphql.context import Info
from galleria.graphql.definitions import object_type
from galleria.graphql.edge import field
from galleria.graphql.node import Node
from galleria.graphql.scalars import CurrencyCode


@object_type(PUBLIC)
class PaymentGateway:
    """A way to pay."""

    name: str
    """What `startPayment` calls it."""
    title: str
    """What shoppers choose it by."""


@object_type(PUBLIC)
class Store(Node):
    """One branded storefront, at home on its own domain."""

    id: strawberry.ID
    """Names the store for good."""
    name: str
    """What the store is called."""
    url: str
    """Where the store lives: its primary domain."""
    currency: CurrencyCode
    """The currency that everything is priced in."""
    locale: str
    """The language that is spoken first, such as `en` or `de-AT`."""
    locales: list[str]
    """Every language that is spoken."""
    time_zone: str
    """The time zone of the store, such as `Europe/London`."""

    @field()
    def payment_gateways(self, info: Info) -> list[PaymentGateway]:
        """The ways to pay; a short list."""
        gateways = info.context.house.cashier.gateways
        return [PaymentGateway(name=name, title=one.title) for name, one in gateways.items()]

    @classmethod
    def of(cls, store: StoreRef, base_url: str) -> "Store":
        """Show a store to the public."""
        return cls(
            id=ids.show(ids.STORE, store.store_id),
            name=store.name,
            url=f"{base_url}/",
            currency=CurrencyCode(store.currency),
            locale=store.locale,
            locales=list(store.locales) or [store.locale],
            time_zone=store.time_zone,
        )


@object_type(PUBLIC)
class StoreQuery:
    """What is asked about the store itself."""

    @field(PUBLIC)
    def store(self, info: Info) -> Store:
        """The store of this host."""
        return Store.of(info.context.store, info.context.base_url)
