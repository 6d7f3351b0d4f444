"""A shop to test with: a tenant, its store, and goods, made through the same services as a
merchant's.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from galleria.cart import queries as cart_queries
from galleria.cart.rows import CartRow
from galleria.cart.rules import WantedLine
from galleria.cart.service import carts, details
from galleria.cart.views import CartView
from galleria.catalog import queries
from galleria.catalog.service import listings, products
from galleria.catalog.service.listings import ListingFields
from galleria.catalog.service.products import OptionFields, ProductFields
from galleria.catalog.service.variants import VariantFields
from galleria.checkout import service as checkout
from galleria.core.context import GUEST, SYSTEM, Actor, Context, StoreRef
from galleria.core.db import Database
from galleria.inventory import queries as inventory
from galleria.inventory.service import locations, stock
from galleria.inventory.service.stock import StockChange
from galleria.payments.service import BUILT_IN
from galleria.pricing import service as pricing
from galleria.pricing.service import PriceChange
from galleria.shipping import service as shipping
from galleria.shipping.rules import Address
from galleria.tenancy import queries as tenancy
from galleria.tenancy.service.stores import create_store
from galleria.tenancy.service.tenants import create_tenant

ADA = Address(
    name="Ada Lovelace",
    line1="12 St James’s Square",
    city="London",
    postal_code="SW1Y 4JH",
    country="GB",
)


@dataclass(frozen=True, slots=True)
class Goods:
    """A listed product and its variants, in the order they were made."""

    product_id: UUID
    listing_id: UUID
    slug: str
    variants: tuple[UUID, ...]

    @property
    def variant(self) -> UUID:
        """The first variant, often the only one."""
        return self.variants[0]


@dataclass(frozen=True, slots=True)
class Shop:
    """One store of a tenant that nobody else uses."""

    database: Database
    store: StoreRef
    delivery_id: UUID

    @asynccontextmanager
    async def transaction(self, actor: Actor = SYSTEM) -> AsyncIterator[Context]:
        """Work in this store, and commit."""
        async with self.database.transaction(
            self.store.tenant_id, actor=actor, store=self.store
        ) as ctx:
            yield ctx

    async def goods(
        self,
        title: str = "Mug",
        *,
        price: int = 1000,
        on_hand: int = 10,
        sizes: tuple[str, ...] = (),
        is_stock_tracked: bool = True,
        **listing: Any,
    ) -> Goods:
        """Put a product on sale, each of its variants at the same price and quantity."""
        options = [OptionFields("Size", sizes)] if sizes else []
        values: list[tuple[str, ...]] = [(size,) for size in sizes] or [()]
        async with self.transaction() as ctx:
            product = await products.create_product(
                ctx,
                fields=ProductFields(title, f"<p>A {title}.</p>", status="active"),
                options=options,
                variants=[
                    VariantFields(one, sku=f"SKU-{place}", is_stock_tracked=is_stock_tracked)
                    for place, one in enumerate(values)
                ],
            )
            variants = (await queries.load_variants(ctx, [product.id]))[product.id]
            await pricing.set_prices(
                ctx, prices=[PriceChange(v.id, self.store.currency, price) for v in variants]
            )
            if on_hand and is_stock_tracked:
                place = await locations.first_location(ctx)
                changes = [StockChange(v.id, place.id, on_hand, "opening") for v in variants]
                await stock.adjust_stock(ctx, changes=changes)
            shown = await listings.set_listing(
                ctx,
                store_id=self.store.store_id,
                product_id=product.id,
                fields=ListingFields(**listing),
            )
        return Goods(product.id, shown.id, shown.slug, tuple(v.id for v in variants))

    async def available(self, variant_id: UUID) -> int:
        """Units that can be bought now."""
        async with self.transaction() as ctx:
            return (await inventory.load_availability(ctx, [variant_id]))[variant_id]

    async def drift(self) -> list[inventory.Drift]:
        """Stock levels that disagree with the ledger or with the reservations."""
        async with self.transaction() as ctx:
            return await inventory.list_drift(ctx)

    async def cart(self, wanted: Mapping[UUID, int]) -> CartRow:
        """A guest's new cart that holds these."""
        async with self.transaction(GUEST) as ctx:
            lines = [WantedLine(variant, quantity) for variant, quantity in wanted.items()]
            return await carts.create_cart(ctx, lines=lines)

    async def view(self, token: str) -> CartView:
        """The whole cart behind a token, as its holder sees it."""
        async with self.transaction(GUEST) as ctx:
            return await cart_queries.get_cart_view(ctx, token=token)

    async def ready_cart(
        self, wanted: Mapping[UUID, int], *, email: str = "ada@example.com", method: str = ""
    ) -> CartRow:
        """A guest's cart with everything said; only the button is left to press."""
        cart = await self.cart(wanted)
        async with self.transaction(GUEST) as ctx:
            await details.set_contact(ctx, token=cart.token, email=email)
            await details.set_addresses(ctx, token=cart.token, shipping=ADA)
            await details.set_delivery(ctx, token=cart.token, method_id=self.delivery_id)
            await checkout.start_payment(
                ctx, cart_token=cart.token, gateway="test", known=BUILT_IN, method=method
            )
        return cart


async def open_shop(database: Database, *, tenant_id: UUID | None = None) -> Shop:
    """Open a store in euros, of a new tenant unless one is given; tax is 20 %, delivery 4.50."""
    name = uuid4().hex
    if tenant_id is None:
        tenant_id = (await create_tenant(database, name=name)).id
    host = f"{name}.localhost"
    async with database.transaction(tenant_id) as ctx:
        store = await create_store(ctx, name=f"Shop {name[:8]}", domain=host, currency="EUR")
        await pricing.set_tax_rate(
            ctx, store_id=store.id, rate_basis_points=2000, is_inclusive=True
        )
        delivery = await shipping.create_method(ctx, store_id=store.id, title="Parcel", price=450)
    answer = await tenancy.find_store_by_host(database, host)
    assert isinstance(answer, tenancy.Open)
    return Shop(database, answer.store, delivery.id)


async def somebody_waits_for(ctx: Context) -> None:
    """Return when another transaction waits for a lock of this one."""
    blocked = text(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted"
        " AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
    )
    async with asyncio.timeout(60):
        while True:
            if await ctx.session.scalar(blocked):
                return
            await asyncio.sleep(0.01)
