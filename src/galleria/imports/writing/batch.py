"""The rows of a batch on their way into the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.dialects.postgresql import insert as upsert

from galleria.catalog.models import (
    AttributeValue,
    Listing,
    ListingCategory,
    ListingCollection,
    Media,
    Product,
    ProductOption,
    Variant,
)
from galleria.core.context import Context
from galleria.core.db import Base, TenantOwned
from galleria.imports.models import ImportedStock, ImportKey
from galleria.inventory.service import locations, stock
from galleria.pricing import service as pricing
from galleria.pricing.models import VariantPrice
from galleria.pricing.service import PriceChange

Row = dict[str, Any]

# Parents before what points at them.
_INSERTED: Sequence[type[TenantOwned]] = (
    Product,
    ProductOption,
    Media,
    Variant,
    ImportKey,
    Listing,
    ListingCategory,
    ListingCollection,
    AttributeValue,
)
_KEY = ("tenant_id", "id")
_UPDATED: Sequence[type[TenantOwned]] = (Product, Media, Variant, Listing)


@dataclass(frozen=True, slots=True)
class Places:
    """What products of the batch may point at, by path, slug or code; and their new addresses."""

    categories: Mapping[str, UUID]
    collections: Mapping[str, UUID]
    attributes: Mapping[str, UUID]
    product_slugs: Mapping[str, str]
    listing_slugs: Mapping[str, str]
    first_position: int


@dataclass(slots=True)
class Batch:
    """Rows to write, gathered by table, so that each table takes one statement."""

    ctx: Context
    source: str
    places: Places
    added: dict[type[TenantOwned], list[Row]] = field(default_factory=dict)
    changed: dict[type[TenantOwned], list[Row]] = field(default_factory=dict)
    without_options: list[UUID] = field(default_factory=list)
    without_attributes: list[UUID] = field(default_factory=list)
    without_categories: list[UUID] = field(default_factory=list)
    without_collections: list[UUID] = field(default_factory=list)
    pictures_gone: list[UUID] = field(default_factory=list)
    prices: list[PriceChange] = field(default_factory=list)
    unpriced: list[UUID] = field(default_factory=list)
    counts: dict[UUID, int] = field(default_factory=dict)

    def add(self, table: type[TenantOwned], **values: object) -> None:
        """Take a new row along."""
        self.added.setdefault(table, []).append({"tenant_id": self.ctx.tenant_id, **values})

    def change(self, table: type[TenantOwned], **values: object) -> None:
        """Take along a change of the row with this id."""
        self.changed.setdefault(table, []).append({"tenant_id": self.ctx.tenant_id, **values})

    async def write(self, reference: str) -> Mapping[UUID, int]:
        """Write everything; tell the variants of which more stays in stock, as it is set aside."""
        await self._clear()
        for table in _INSERTED:
            if rows := self.added.get(table):
                await self.ctx.session.execute(insert(table), rows)
        for table in _UPDATED:
            if rows := self.changed.get(table):
                await self._change_rows(table, rows)
        if self.pictures_gone:
            gone = delete(Media).where(Media.id.in_(self.pictures_gone))
            await self.ctx.session.execute(gone)
        await self._write_prices()
        return await self._write_stock(reference)

    async def _clear(self) -> None:
        """Make room for what is written anew."""
        for ids, rows in (
            (
                self.without_options,
                delete(ProductOption).where(ProductOption.product_id.in_(self.without_options)),
            ),
            (
                self.without_attributes,
                delete(AttributeValue).where(
                    AttributeValue.product_id.in_(self.without_attributes),
                    AttributeValue.listing_id.is_(None),
                ),
            ),
            (
                self.without_categories,
                delete(ListingCategory).where(
                    ListingCategory.listing_id.in_(self.without_categories)
                ),
            ),
            (
                self.without_collections,
                delete(ListingCollection).where(
                    ListingCollection.listing_id.in_(self.without_collections)
                ),
            ),
        ):
            if ids:
                await self.ctx.session.execute(rows)

    async def _change_rows(self, table: type[TenantOwned], rows: Sequence[Row]) -> None:
        """Change many rows in one go, each named by its whole key; all change the same columns."""
        changed = Base.metadata.tables[table.__tablename__]
        named = (
            update(changed)
            .where(changed.c.tenant_id == bindparam("of_tenant"))
            .where(changed.c.id == bindparam("of_id"))
            .values({name: bindparam(name) for name in rows[0] if name not in _KEY})
        )
        connection = await self.ctx.session.connection()
        await connection.execute(
            named, [{**row, "of_tenant": row["tenant_id"], "of_id": row["id"]} for row in rows]
        )

    async def _write_prices(self) -> None:
        await pricing.set_prices(self.ctx, prices=self.prices)
        if self.unpriced:
            await self.ctx.session.execute(
                delete(VariantPrice).where(
                    VariantPrice.variant_id.in_(self.unpriced),
                    VariantPrice.currency == self.ctx.store.currency,
                )
            )

    async def _write_stock(self, reference: str) -> Mapping[UUID, int]:
        if not self.counts:
            return {}
        stated = upsert(ImportedStock)
        await self.ctx.session.execute(
            stated.on_conflict_do_update(
                index_elements=["tenant_id", "variant_id"],
                set_={"quantity": stated.excluded.quantity},
            ),
            [
                {"tenant_id": self.ctx.tenant_id, "variant_id": variant_id, "quantity": quantity}
                for variant_id, quantity in self.counts.items()
            ],
        )
        location = await locations.first_location(self.ctx)
        return await stock.count_stock(
            self.ctx,
            location_id=location.id,
            counts=self.counts,
            reason="import",
            reference=reference,
        )
