"""What is actually bought."""

from uuid import UUID

import strawberry

from galleria.catalog.rows import OptionRow, VariantRow
from galleria.graphql import ids
from galleria.graphql.access import PUBLIC
from galleria.graphql.catalog.images import Image
from galleria.graphql.context import Info
from galleria.graphql.definitions import object_type
from galleria.graphql.edge import field
from galleria.graphql.money import Money
from galleria.graphql.node import Node
from galleria.inventory import queries as inventory
from galleria.pricing import queries as pricing


@object_type(PUBLIC)
class ProductOption:
    """One way in which the variants of a product differ, such as size."""

    name: str
    """What differs."""
    values: list[str]
    """The choices there are."""


@object_type(PUBLIC)
class SelectedOption:
    """A variant's choice for one option of its product."""

    name: str
    """The option."""
    value: str
    """The choice."""


@object_type(PUBLIC)
class ProductVariant(Node):
    """A product in one size, color or whatever it differs in; this is what is put into a cart."""

    id: strawberry.ID
    """Names the variant for good."""
    sku: str
    """The merchant's own number for it; may be empty."""
    barcode: str
    """The number under its bars, such as an EAN; may be empty."""
    title: str
    """Its choices in words; empty where the product comes in one form only."""
    options: list[SelectedOption]
    """What it chooses; one for each option of its product."""
    requires_shipping: bool
    """Whether it has to be brought."""
    variant_id: strawberry.Private[UUID]
    image: Image | None
    """The picture of this variant; none where the product's are meant."""

    @field()
    async def price(self, info: Info) -> Money | None:
        """What this store asks for one; none while it is not for sale."""
        price = await info.context.load(pricing.load_prices, self.variant_id)
        return info.context.money(price.price) if price else None

    @field()
    async def compare_at_price(self, info: Info) -> Money | None:
        """What was asked before, where the price has been reduced."""
        price = await info.context.load(pricing.load_prices, self.variant_id)
        return info.context.money(price.compare_at) if price and price.compare_at else None

    @field()
    async def available(self, info: Info) -> int:
        """How many can be bought now, live; 999 where stock is not counted."""
        return await info.context.load(inventory.load_availability, self.variant_id) or 0

    @classmethod
    def of(
        cls, variant: VariantRow, options: list[OptionRow], image: Image | None
    ) -> "ProductVariant":
        """Show a variant of a product that has these options."""
        names = [option.name for option in options]
        return cls(
            id=ids.show(ids.VARIANT, variant.id),
            sku=variant.sku,
            barcode=variant.barcode,
            title=variant.title,
            options=[
                SelectedOption(name=name, value=value)
                for name, value in zip(names, variant.option_values, strict=False)
            ],
            requires_shipping=variant.requires_shipping,
            variant_id=variant.id,
            image=image,
        )
