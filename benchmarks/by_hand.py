"""What Postgres alone costs: the rows of a purchase, written by hand with asyncpg in one
transaction, by nobody's rules and for nobody's answer.
"""

import json
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from uuid import UUID, uuid4

import asyncpg

from galleria.core.db import APP_ROLE
from galleria.core.ids import new_id

STEPS = ("createCart", "contact", "addresses", "delivery", "startPayment", "completeCheckout")
"""The requests of a guest checkout; each leaves an idempotency key."""
ADDRESS = {
    "name": "Ada Lovelace",
    "company": "",
    "line1": "12 St James’s Square",
    "line2": "",
    "city": "London",
    "region": "",
    "postal_code": "SW1Y 4JH",
    "country": "GB",
}
DELIVERY = 450

_READ = (
    "SELECT p.title, v.title, v.sku, v.product_id, r.price_minor FROM variants v"
    " JOIN products p ON p.tenant_id = v.tenant_id AND p.id = v.product_id"
    " JOIN variant_prices r ON r.tenant_id = v.tenant_id AND r.variant_id = v.id"
    " WHERE v.tenant_id = $1 AND v.id = $2"
)
_TOUCH_CART = (
    "UPDATE carts SET version = version + 1, updated_at = $3"
    " WHERE tenant_id = $1 AND token = $2 RETURNING id"
)
_CART = (
    "INSERT INTO carts (tenant_id, id, store_id, token, status, version, email, phone, note,"
    " shipping_address, shipping_method_id, created_at, updated_at)"
    " VALUES ($1, $2, $3, $4, 'ordered', 5, 'ada@example.com', '', '', $5, $6, $7, $7)"
)
_LINE = (
    "INSERT INTO cart_lines (tenant_id, id, cart_id, variant_id, quantity, told_price_minor)"
    " VALUES ($1, $2, $3, $4, 1, $5)"
)
_LEVEL = (
    "UPDATE stock_levels SET reserved = reserved + 1"
    " WHERE tenant_id = $1 AND variant_id = $2 AND location_id = $3"
)
_RESERVATION = (
    "INSERT INTO reservations"
    " (tenant_id, id, variant_id, location_id, owner_kind, owner_id, quantity, expires_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, 1, $7)"
)
_PAYMENT = (
    "INSERT INTO payments (tenant_id, id, store_id, cart_id, order_id, gateway, status, method,"
    " amount_minor, currency, reference, decline_reason, created_at, updated_at)"
    " VALUES ($1, $2, $3, $4, $5, 'test', 'captured', '', $6, 'EUR', $7, '', $8, $8)"
)
_ATTEMPT = (
    "INSERT INTO checkout_attempts (tenant_id, id, cart_id, payment_id, status, failure_code,"
    " failure_message, agreed, started_at, finished_at)"
    " VALUES ($1, $2, $3, $4, 'placed', '', '', $5, $6, $6)"
)
_NUMBER = (
    "INSERT INTO order_counters (tenant_id, store_id, last_number) VALUES ($1, $2, 1001)"
    " ON CONFLICT (tenant_id, store_id)"
    " DO UPDATE SET last_number = order_counters.last_number + 1 RETURNING last_number"
)
_ORDER = (
    "INSERT INTO orders (tenant_id, id, store_id, cart_id, number, token, status, payment_status,"
    " fulfillment_status, email, email_folded, phone, shipping_address, shipping_title, note,"
    " coupon_codes, currency, locale, is_tax_inclusive, goods_minor, discount_minor,"
    " shipping_minor, tax_minor, total_minor, placed_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, 'open', 'paid', 'unfulfilled', 'ada@example.com',"
    " 'ada@example.com', '', $7, 'Parcel', '', '', 'EUR', 'en', true, $8, 0, $9, 0, $10, $11)"
)
_ORDER_LINE = (
    "INSERT INTO order_lines (tenant_id, id, order_id, product_id, variant_id, title,"
    " variant_title, sku, position, quantity, unit_price_minor, total_minor, discount_minor,"
    " tax_minor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 1, $9, $9, 0, 0)"
)
_EVENTS = (
    "INSERT INTO events (tenant_id, id, name, data, actor, occurred_at)"
    " SELECT $1, e.id, e.name, e.data, 'guest', $2"
    " FROM unnest($3::uuid[], $4::text[], $5::jsonb[]) AS e (id, name, data)"
)
_KEYS = (
    "INSERT INTO idempotency_keys"
    " (tenant_id, actor, key, operation, input_hash, result, created_at)"
    " SELECT $1, 'guest', k.key, k.operation, k.hash, $2, $3"
    " FROM unnest($4::text[], $5::text[], $6::text[]) AS k (key, operation, hash)"
)


@dataclass(frozen=True, slots=True)
class Goods:
    """What is bought, and the place that it is taken from."""

    variant_id: UUID
    location_id: UUID


Written = Callable[[int], Awaitable[None]]
"""Writes what one purchase writes over the connection of this number, in one transaction."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Connections that act in the application's role for one tenant, as often as there are
    clients.
    """

    connections: Sequence[asyncpg.Connection]
    tenant_id: UUID
    store_id: UUID
    delivery_id: UUID

    @classmethod
    async def open(
        cls, url: str, number: int, *, tenant_id: UUID, store_id: UUID, delivery_id: UUID
    ) -> Self:
        """Connect, with role and tenant set once for all transactions."""
        connections = [await asyncpg.connect(url) for _ in range(number)]
        for connection in connections:
            await connection.execute(f"SET ROLE {APP_ROLE}")
            await connection.execute(f"SET app.tenant_id = '{tenant_id}'")
            for kind in ("json", "jsonb"):
                await connection.set_type_codec(
                    kind, schema="pg_catalog", encoder=json.dumps, decoder=json.loads
                )
        return cls(connections, tenant_id, store_id, delivery_id)

    async def close(self) -> None:
        """Hang up."""
        for connection in self.connections:
            await connection.close()

    def added(self, token: str, goods: Goods) -> Written:
        """One line into an empty cart, held for a while."""

        async def write(place: int) -> None:
            db, now, tenant = self.connections[place], datetime.now(UTC), self.tenant_id
            async with db.transaction():
                (found,) = await db.fetch(_READ, tenant, goods.variant_id)
                cart_id = await db.fetchval(_TOUCH_CART, tenant, token, now)
                await db.execute(
                    _LINE, tenant, new_id(), cart_id, goods.variant_id, found["price_minor"]
                )
                until = now + timedelta(minutes=15)
                await self._reserve(db, goods, "cart", cart_id, until)
                await self._tell(db, now, {"AvailabilityChanged": {"change": -1}})
                await self._keep_keys(db, now, cart_id, ["addCartLines"])

        return write

    def checked_out(self, goods: Goods) -> Written:
        """A whole guest checkout, from the cart to the paid order."""

        async def write(place: int) -> None:
            db, now, tenant = self.connections[place], datetime.now(UTC), self.tenant_id
            cart_id, order_id, payment_id = new_id(), new_id(), new_id()
            async with db.transaction():
                (found,) = await db.fetch(_READ, tenant, goods.variant_id)
                price, token = found["price_minor"], secrets.token_urlsafe(24)
                cart = (cart_id, self.store_id, token, ADDRESS, self.delivery_id, now)
                await db.execute(_CART, tenant, *cart)
                await db.execute(_LINE, tenant, new_id(), cart_id, goods.variant_id, price)
                await self._reserve(db, goods, "order", order_id, None)
                paid = (order_id, price + DELIVERY, str(payment_id), now)
                await db.execute(_PAYMENT, tenant, payment_id, self.store_id, cart_id, *paid)
                agreed = {"lines": [dict(found) | {"product_id": str(found["product_id"])}]}
                await db.execute(_ATTEMPT, tenant, order_id, cart_id, payment_id, agreed, now)
                await self._tell(db, now, _facts(order_id, payment_id))
                await self._keep_keys(db, now, order_id, STEPS)
                await self._write_order(db, now, order_id, cart_id, goods, found)

        return write

    async def _write_order(
        self,
        db: asyncpg.Connection,
        now: datetime,
        order_id: UUID,
        cart_id: UUID,
        goods: Goods,
        found: asyncpg.Record,
    ) -> None:
        price = found["price_minor"]
        title, variant_title, sku, product_id, _ = found
        number = await db.fetchval(_NUMBER, self.tenant_id, self.store_id)
        order = (order_id, self.store_id, cart_id, number, secrets.token_urlsafe(24), ADDRESS)
        sums = (price, DELIVERY, price + DELIVERY)
        await db.execute(_ORDER, self.tenant_id, *order, *sums, now)
        line = (product_id, goods.variant_id, title, variant_title, sku, price)
        await db.execute(_ORDER_LINE, self.tenant_id, new_id(), order_id, *line)

    async def _reserve(
        self,
        db: asyncpg.Connection,
        goods: Goods,
        kind: str,
        owner_id: UUID,
        until: datetime | None,
    ) -> None:
        where = (goods.variant_id, goods.location_id)
        await db.execute(_LEVEL, self.tenant_id, *where)
        await db.execute(_RESERVATION, self.tenant_id, new_id(), *where, kind, owner_id, until)

    async def _tell(
        self, db: asyncpg.Connection, now: datetime, facts: dict[str, dict[str, Any]]
    ) -> None:
        ids = [new_id() for _ in facts]
        await db.execute(_EVENTS, self.tenant_id, now, ids, list(facts), list(facts.values()))

    async def _keep_keys(
        self, db: asyncpg.Connection, now: datetime, result: UUID, steps: Sequence[str]
    ) -> None:
        keys, hashes = [str(uuid4()) for _ in steps], [secrets.token_hex(32) for _ in steps]
        await db.execute(_KEYS, self.tenant_id, str(result), now, keys, steps, hashes)


def _facts(order_id: UUID, payment_id: UUID) -> dict[str, dict[str, Any]]:
    placed = {"order_id": str(order_id)}
    return {
        "AvailabilityChanged": {"change": -1},
        "PaymentCaptured": {"payment_id": str(payment_id)} | placed,
        "OrderPlaced": placed,
        "OrderPaid": placed,
    }
