"""Products as this store sells them."""

import asyncio
from datetime import datetime
from decimal import Decimal
from enum import Enum

import strawberry
from strawberry import UNSET

from galleria.catalog import queries
from galleria.catalog.queries import ListedProduct
from galleria.graphql import ids
from galleria.graphql.access import PUBLIC
from galleria.graphql.catalog.categories import Category
from galleria.graphql.catalog.images import Image, in_listed_order, load_covers
from galleria.graphql.catalog.variants import ProductOption, ProductVariant
from galleria.graphql.connections import After, Before, Connection, First, Last, read_window
from galleria.graphql.context import Info
from galleria.graphql.definitions import identifier_type, object_type
from galleria.graphql.edge import field
from galleria.graphql.money import Money
from galleria.graphql.node import Node
from galleria.graphql.reviews import Review, list_reviews
from galleria.inventory import queries as inventory
from galleria.pricing import queries as pricing
from galleria.reviews.queries import NEWEST


@strawberry.enum(description="The kinds of product there are.")
class ProductKind(Enum):
    """The kinds of product there are."""

    PHYSICAL = "physical"
    DIGITAL = "digital"
    BUNDLE = "bundle"
    GIFT_CARD = "gift_card"
    SUBSCRIPTION = "subscription"


@object_type(PUBLIC)
class Rating:
    """What shoppers think of a product, by its approved reviews."""

    average: Decimal | None
    """The mean from 1 to 5, with two decimals; none without ratings."""
    count: int
    """How many ratings there are."""

    @classmethod
    def of(cls, product: ListedProduct) -> "Rating":
        """Show the rating of a product."""
        if not product.rating_count:
            return cls(average=None, count=0)
        mean = Decimal(product.rating_sum) / product.rating_count
        return cls(average=mean.quantize(Decimal("0.01")), count=product.rating_count)


@object_type(PUBLIC)
class ProductAttribute:
    """A fact that a product states, such as its material."""

    code: str
    """The fact's name for programs."""
    name: str
    """The fact's name for people."""
    values: list[str]
    """What is stated."""


@object_type(PUBLIC)
class Seo:
    """What search engines are told."""

    title: str
    """The title of the page."""
    description: str
    """What the page is about, in a sentence or two."""


@identifier_type
class ProductIdentifier:
    """One of the names of a product."""

    id: strawberry.ID | None = UNSET
    """Its id."""
    slug: str | None = UNSET
    """Its name in addresses, as this store spells it."""
    sku: str | None = UNSET
    """The merchant's own number of one of its variants."""


@object_type(PUBLIC)
class Product(Node):
    """A product as this store sells it."""

    id: strawberry.ID
    """Names the product for good, in every store of the merchant."""
    slug: str
    """Its name in addresses."""
    title: str
    """What it is called."""
    description: str
    """What it is, in the merchant's words; may hold HTML."""
    brand: str
    """Who makes it; may be empty."""
    kind: ProductKind
    """What kind of product it is."""
    tags: list[str]
    """Words that it is sorted by."""
    is_promoted: bool
    """Whether the store puts it forward."""
    published_at: datetime
    """Since when it is shown."""
    updated_at: datetime
    """When it last changed."""
    row: strawberry.Private[ListedProduct]

    @field()
    async def price(self, info: Info) -> Money | None:
        """What the cheapest variant costs; none while nothing of it is for sale."""
        price = await info.context.load(pricing.load_lowest_prices, self.row.product_id)
        return info.context.money(price.price) if price else None

    @field()
    async def compare_at_price(self, info: Info) -> Money | None:
        """What the cheapest variant cost before, where its price has been reduced."""
        price = await info.context.load(pricing.load_lowest_prices, self.row.product_id)
        return info.context.money(price.compare_at) if price and price.compare_at else None

    @field()
    async def is_available(self, info: Info) -> bool:
        """Whether any variant can be bought now."""
        units = await info.context.load(inventory.load_product_availability, self.row.product_id)
        return bool(units and units > 0)

    @field()
    async def image(self, info: Info) -> Image | None:
        """The picture it is known by."""
        media = await info.context.load(load_covers, self.row)
        return Image.of(media, info.context) if media else None

    @field()
    async def images(self, info: Info) -> list[Image]:
        """All of its pictures, in their order; a short list."""
        media = await info.context.load(queries.load_media, self.row.product_id)
        return [Image.of(one, info.context) for one in in_listed_order(self.row, media or [])]

    @field()
    async def options(self, info: Info) -> list[ProductOption]:
        """The ways in which its variants differ; at most three or so."""
        options = await info.context.load(queries.load_options, self.row.product_id)
        return [ProductOption(name=one.name, values=list(one.choices)) for one in options or []]

    @field()
    async def variants(self, info: Info) -> list[ProductVariant]:
        """Everything it can be bought as, in the merchant's order; one at least, at most 2,000."""
        request, product_id = info.context, self.row.product_id
        variants, options, media = await asyncio.gather(
            request.load(queries.load_variants, product_id),
            request.load(queries.load_options, product_id),
            request.load(queries.load_media, product_id),
        )
        images = {one.id: Image.of(one, request) for one in media or ()}
        return [
            ProductVariant.of(
                one, options or [], images.get(one.media_id) if one.media_id else None
            )
            for one in variants or ()
        ]

    @field()
    async def categories(self, info: Info) -> list[Category]:
        """The categories it stands in, by their paths; a short list."""
        found = await info.context.load(queries.load_product_categories, self.row.listing_id)
        return [Category.of(one) for one in found or []]

    @field()
    async def attributes(self, info: Info) -> list[ProductAttribute]:
        """What it states about itself; a short list."""
        facts = await info.context.ask(lambda ctx: queries.list_facts(ctx, self.row))
        return [ProductAttribute(code=f.code, name=f.name, values=list(f.values)) for f in facts]

    @field()
    def rating(self) -> Rating:
        """What shoppers think of it."""
        return Rating.of(self.row)

    @field()
    async def reviews(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Review]:
        """What shoppers say of it, newest first."""
        window = read_window(NEWEST.kinds, first, after, last, before)
        return await list_reviews(info.context, self.row, window)

    @field()
    def seo(self) -> Seo:
        """What search engines are told."""
        return Seo(title=self.row.seo_title, description=self.row.seo_description)

    @classmethod
    def of(cls, row: ListedProduct) -> "Product":
        """Show a product."""
        return cls(
            id=ids.show(ids.PRODUCT, row.product_id),
            slug=row.slug,
            title=row.title,
            description=row.description,
            brand=row.brand,
            kind=ProductKind(row.kind),
            tags=list(row.tags),
            is_promoted=row.is_promoted,
            published_at=row.published_at,
            updated_at=row.updated_at,
            row=row,
        )
