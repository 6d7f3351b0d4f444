"""From what a product is to be to the rows that say so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update

from galleria.catalog.events import ListingChanged, ProductChanged
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
from galleria.catalog.rules import fold, variant_title
from galleria.core.context import Context
from galleria.core.ids import new_id
from galleria.imports.models import ImportKey
from galleria.imports.records import ProductRecord, RowProblem
from galleria.imports.rules.comparing import FieldChange
from galleria.imports.rules.states import Known, ProductState, VariantState
from galleria.imports.rules.wanting import Wanted
from galleria.imports.writing.batch import Batch
from galleria.imports.writing.places import find_places
from galleria.pricing.service import PriceChange

_COLUMNS = ("title", "description", "brand", "kind", "status", "seo_title", "seo_description")


@dataclass(frozen=True, slots=True)
class Plan:
    """A product to write: what the file said, what is there, and what is to be."""

    record: ProductRecord
    there: Known | None
    wanted: Wanted
    changes: tuple[FieldChange, ...]


async def write_plans(
    ctx: Context, *, plans: Sequence[Plan], source: str, reference: str
) -> list[RowProblem]:
    """Write the products of a batch; tell where stock could not go as low as the file says."""
    due = [p for p in plans if p.changes or p.there is None or not p.there.has_key]
    if not due:
        return []
    places = await find_places(
        ctx,
        records=[plan.record for plan in due],
        unnamed=[plan.record for plan in due if plan.there is None],
        unlisted={
            plan.record.key: plan.record.slug
            for plan in due
            if plan.there and plan.there.listing_id is None
        },
    )
    batch = Batch(ctx, source, places)
    lines: dict[UUID, int] = {}
    for plan in due:
        lines |= await _Writer(batch, plan).write()
    short = await batch.write(reference)
    return [_set_aside(lines[variant_id], units) for variant_id, units in short.items()]


def _set_aside(line: int, units: int) -> RowProblem:
    message = f"{units} units are set aside for carts and orders, so the stock stays at {units}."
    return RowProblem(line, "quantity", message, "warning")


class _Writer:
    """Brings one product's rows into a batch."""

    def __init__(self, batch: Batch, plan: Plan) -> None:
        self.batch = batch
        self.now = batch.ctx.now
        self.record = plan.record
        self.there = plan.there
        self.is_due = bool(plan.changes) or plan.there is None
        self.known = plan.wanted.known
        self.new = plan.wanted.state
        self.old = plan.there.state if plan.there else ProductState(title="")
        self.product_id = plan.there.product_id if plan.there else new_id()

    async def write(self) -> Mapping[UUID, int]:
        """Gather the rows; tell the line in the file of every variant."""
        if self.there is None or not self.there.has_key:
            self.batch.add(
                ImportKey,
                store_id=self.batch.ctx.store.store_id,
                source=self.batch.source,
                key=self.record.key,
                product_id=self.product_id,
            )
        if not self.is_due:
            return {}
        await self._product()
        media = self._pictures()
        self._options()
        self._attributes()
        self._shelves(self._listing())
        return dict.fromkeys(self._variants(media), self.record.line)

    async def _product(self) -> None:
        told = {name: getattr(self.new, name) for name in _COLUMNS}
        told |= {"tags": list(self.new.tags), "updated_at": self.now}
        if self.there is None:
            slug = self.batch.places.product_slugs[self.record.key]
            self.batch.add(
                Product, id=self.product_id, slug=slug, version=1, created_at=self.now, **told
            )
        else:
            version = self.there.version + 1
            self.batch.change(Product, id=self.product_id, version=version, **told)
        if self.there and self.old.title != self.new.title:
            await self.batch.ctx.session.execute(
                update(Listing)
                .where(Listing.product_id == self.product_id, Listing.title == "")
                .values(title_folded=fold(self.new.title))
            )
        self.batch.ctx.emit(ProductChanged(product_id=self.product_id))

    def _pictures(self) -> Mapping[str, UUID]:
        """Keep pictures in the file's order; the ids of all, by address."""
        there = dict(self.there.media_ids) if self.there else {}
        old = {picture.address: (place, picture) for place, picture in enumerate(self.old.images)}
        found: dict[str, UUID] = {}
        for place, picture in enumerate(self.new.images):
            media_id = there.pop(picture.address, None)
            found[picture.address] = media_id or new_id()
            if media_id is None:
                is_ours = "://" not in picture.address
                source = {"key" if is_ours else "url": picture.address}
                source.setdefault("url" if is_ours else "key", "")
                self.batch.add(
                    Media,
                    id=found[picture.address],
                    product_id=self.product_id,
                    alt=picture.alt,
                    width=picture.width,
                    height=picture.height,
                    position=place,
                    **source,
                )
            elif old[picture.address] != (place, picture):
                self.batch.change(Media, id=media_id, alt=picture.alt, position=place)
        self.batch.pictures_gone += there.values()
        return found

    def _options(self) -> None:
        new, old = _choices(self.new), _choices(self.old)
        if new == old:
            return
        if self.there:
            self.batch.without_options.append(self.product_id)
        for place, (name, choices) in enumerate(new):
            self.batch.add(
                ProductOption,
                id=new_id(),
                product_id=self.product_id,
                name=name,
                position=place,
                choices=choices,
            )

    def _attributes(self) -> None:
        if self.new.attributes == self.old.attributes:
            return
        if self.there:
            self.batch.without_attributes.append(self.product_id)
        stated = ((code, value) for code, values in self.new.attributes for value in values)
        for place, (code, value) in enumerate(stated):
            self.batch.add(
                AttributeValue,
                id=new_id(),
                product_id=self.product_id,
                listing_id=None,
                attribute_id=self.batch.places.attributes[code],
                value=value,
                position=place,
            )

    def _listing(self) -> UUID:
        store_id = self.batch.ctx.store.store_id
        told = {"is_visible": self.new.is_visible, "is_promoted": self.new.is_promoted}
        if self.there and self.there.listing_id:
            listing_id = self.there.listing_id
            if told != {"is_visible": self.old.is_visible, "is_promoted": self.old.is_promoted}:
                self.batch.change(Listing, id=listing_id, **told)
        else:
            listing_id = new_id()
            position = self.batch.places.first_position + len(self.batch.added.get(Listing, ()))
            self.batch.add(
                Listing,
                id=listing_id,
                store_id=store_id,
                product_id=self.product_id,
                slug=self.batch.places.listing_slugs[self.record.key],
                position=position,
                title_folded=fold(self.new.title),
                created_at=self.now,
                **told,
            )
        self.batch.ctx.emit(ListingChanged(listing_id=listing_id, store_id=store_id))
        return listing_id

    def _shelves(self, listing_id: UUID) -> None:
        """Let the listing stand in just the categories and collections it should."""
        is_new = self.there is None or self.there.listing_id is None
        places = self.batch.places
        if is_new or self.new.categories != self.old.categories:
            if not is_new:
                self.batch.without_categories.append(listing_id)
            for path in self.new.categories:
                category_id = places.categories[path]
                self.batch.add(ListingCategory, listing_id=listing_id, category_id=category_id)
        if is_new or self.new.collections != self.old.collections:
            if not is_new:
                self.batch.without_collections.append(listing_id)
            for slug in self.new.collections:
                self.batch.add(
                    ListingCollection,
                    listing_id=listing_id,
                    position=0,
                    collection_id=places.collections[slug],
                )

    def _variants(self, media: Mapping[str, UUID]) -> Iterator[UUID]:
        for place, (variant, known) in enumerate(zip(self.new.variants, self.known, strict=True)):
            told = _variant_row(variant, place, media)
            if known is None or self.there is None:
                variant_id, old = new_id(), VariantState()
                self.batch.add(Variant, id=variant_id, product_id=self.product_id, **told)
            else:
                variant_id, old = self.there.variant_ids[known], self.old.variants[known]
                if told != _variant_row(old, known, self.there.media_ids):
                    self.batch.change(Variant, id=variant_id, **told)
            self._price(variant_id, old, variant)
            if variant.quantity is not None and variant.quantity != old.quantity:
                self.batch.counts[variant_id] = variant.quantity
            yield variant_id

    def _price(self, variant_id: UUID, old: VariantState, new: VariantState) -> None:
        currency = self.batch.ctx.store.currency
        if (old.price, old.compare_at, old.cost) == (new.price, new.compare_at, new.cost):
            return
        if new.price is None:
            self.batch.unpriced.append(variant_id)
        else:
            self.batch.prices.append(
                PriceChange(variant_id, currency, new.price, new.compare_at, new.cost)
            )


def _choices(state: ProductState) -> list[tuple[str, list[str]]]:
    return [
        (name, list(dict.fromkeys(variant.options[place] for variant in state.variants)))
        for place, name in enumerate(state.option_names)
    ]


def _variant_row(variant: VariantState, place: int, media: Mapping[str, UUID]) -> dict[str, object]:
    return {
        "media_id": media.get(variant.image),
        "title": variant_title(list(variant.options)),
        "option_values": list(variant.options),
        "sku": variant.sku,
        "barcode": variant.barcode,
        "position": place,
        "weight_milligrams": variant.weight,
        "is_stock_tracked": variant.is_stock_tracked,
        "requires_shipping": variant.requires_shipping,
        "is_taxable": variant.is_taxable,
    }
