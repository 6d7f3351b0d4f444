"""Pages on which products are looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from markupsafe import Markup

from galleria.core.money import Money
from galleria.storefront.views.frame import Choice, Link, Meta, Picture


@dataclass(frozen=True, slots=True)
class Rating:
    """What buyers think, from one to five, to one decimal place."""

    average: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Spec:
    """One fact about a product, such as its weight."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ProductCard:
    """One product in a grid. ``variant_id`` is set where there is only one thing to buy."""

    title: str
    url: str
    picture: Picture | None
    price: Money
    compare_at: Money | None = None
    price_varies: bool = False
    is_available: bool = True
    brand: str = ""
    rating: Rating | None = None
    specs: tuple[Spec, ...] = ()
    variant_id: str | None = None


@dataclass(frozen=True, slots=True)
class CategoryCard:
    """One category or collection to enter."""

    title: str
    url: str
    count: int
    picture: Picture | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Pagination:
    """Where in a list the page stands; ``pages`` leaves out those far away (``None`` is a gap)."""

    number: int
    last: int
    pages: tuple[Link | None, ...] = ()
    previous: Link | None = None
    next: Link | None = None


@dataclass(frozen=True, slots=True)
class HomePage:
    """The front door."""

    meta: Meta
    featured: tuple[ProductCard, ...]
    newest: tuple[ProductCard, ...]
    categories: tuple[CategoryCard, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ArrangeForm:
    """How a list can be sorted and narrowed down; ``chips`` each take one condition away.

    ``has_filters`` is false for lists too long to be narrowed down; ``everything`` leads to all of
    a list that is.
    """

    action: str
    sorts: tuple[Choice, ...]
    search_text: str = ""
    lowest: str = ""
    highest: str = ""
    is_available: bool = False
    has_filters: bool = True
    chips: tuple[Link, ...] = ()
    everything: Link | None = None


@dataclass(frozen=True, slots=True)
class ListingPage:
    """A category, a collection, everything, or what a search found."""

    kind: Literal["category", "collection", "all", "search"]
    meta: Meta
    title: str
    cards: tuple[ProductCard, ...]
    total: int
    pagination: Pagination
    arrange: ArrangeForm | None = None
    breadcrumbs: tuple[Link, ...] = ()
    description: str = ""
    branches: tuple[Link, ...] = ()
    search_text: str = ""
    suggestions: tuple[CategoryCard, ...] = ()


@dataclass(frozen=True, slots=True)
class CollectionsPage:
    """Every collection of the store."""

    meta: Meta
    title: str
    collections: tuple[CategoryCard, ...]
    breadcrumbs: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class OptionValue:
    """One choice of an option; ``exists`` together with what is chosen in the other options."""

    value: str
    is_chosen: bool
    is_available: bool
    exists: bool = True


@dataclass(frozen=True, slots=True)
class Option:
    """One way in which the variants differ, such as size. ``field`` is its name in the form."""

    name: str
    field: str
    values: tuple[OptionValue, ...]


@dataclass(frozen=True, slots=True)
class VariantView:
    """The variant that is shown. ``available`` is ``None`` where stock is not counted."""

    id: str
    title: str
    sku: str
    price: Money
    compare_at: Money | None
    available: int | None

    @property
    def is_available(self) -> bool:
        """Whether at least one can be bought now."""
        return self.available is None or self.available > 0

    @property
    def most(self) -> int:
        """The greatest quantity one may ask for."""
        return 99 if self.available is None else min(self.available, 99)


@dataclass(frozen=True, slots=True)
class ReviewView:
    """What one buyer wrote."""

    author: str
    rating: int
    title: str
    body: str
    written_on: date
    is_verified: bool


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """A review being written; ``errors`` has a sentence for each field that needs mending, and
    ``labels`` what the field is called.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProductPage:
    """One product, with one of its variants chosen. ``description`` is already safe."""

    meta: Meta
    slug: str
    url: str
    title: str
    variant: VariantView
    variants: tuple[VariantView, ...]
    brand: str = ""
    pictures: tuple[Picture, ...] = ()
    description: Markup = field(default_factory=Markup)
    options: tuple[Option, ...] = ()
    specs: tuple[Spec, ...] = ()
    rating: Rating | None = None
    reviews: tuple[ReviewView, ...] = ()
    breadcrumbs: tuple[Link, ...] = ()
    related: tuple[ProductCard, ...] = ()
    holds_tax: bool | None = None


@dataclass(frozen=True, slots=True)
class ReviewsPage:
    """Everything said about one product, and the form to say more."""

    meta: Meta
    product: ProductCard
    url: str
    rating: Rating | None
    reviews: tuple[ReviewView, ...]
    pagination: Pagination
    form: ReviewForm
    breadcrumbs: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Nothing here, or something went wrong: what to do instead."""

    kind: Literal["not_found", "gone", "refused", "paying", "failed"]
    meta: Meta
    categories: tuple[CategoryCard, ...] = ()
    reference: str = ""
