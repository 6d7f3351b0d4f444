"""A demo store as its file tells it: who it is, what it sells, what is said of it."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Any

from galleria.demo.crowd import DemoReview, crowd
from galleria.demo.goods import read_html, read_image, read_paths, read_picture, read_product
from galleria.demo.pictures.picture import Picture
from galleria.demo.pictures.wordmarks import wordmark_name
from galleria.imports.records import ImageRecord, ProductRecord
from galleria.tenancy.service.stores import StoreFields

NAMES = ("aldermoor", "nordgrat", "pippomelo")


@dataclass(frozen=True, slots=True)
class DemoCategory:
    """A branch of the store's tree, by the titles from the root."""

    path: tuple[str, ...]
    description: str


@dataclass(frozen=True, slots=True)
class DemoCoupon:
    """A code and its terms: a percentage, or an amount off from a minimum on."""

    code: str
    percent: Decimal | None = None
    amount: Decimal | None = None
    minimum: Decimal = Decimal(0)
    usage_limit: int | None = None
    is_used_up: bool = False
    is_everywhere: bool = False
    ended_days_ago: int | None = None


@dataclass(frozen=True, slots=True)
class DemoListing:
    """A sister store's product, sold here under other words and at another price."""

    product: str
    title: str
    description: str
    markup_percent: Decimal
    is_promoted: bool
    categories: tuple[tuple[str, ...], ...]
    collections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoStore:
    """Everything that the seed puts into one store.

    ``dollars_per_pound`` prices its sister's products, where it sells some. ``covers`` are the
    pictures that lists of products show, ``further_views`` those that only a product's page shows.
    """

    identity: Mapping[str, Any]
    tax_percent: Decimal
    is_tax_included: bool
    shipping_name: str
    shipping_price: Decimal
    coupons: tuple[DemoCoupon, ...]
    categories: tuple[DemoCategory, ...]
    products: tuple[ProductRecord, ...]
    listings: tuple[DemoListing, ...]
    dollars_per_pound: Decimal
    reviews: tuple[DemoReview, ...]
    hero: ImageRecord
    covers: tuple[Picture, ...]
    further_views: tuple[Picture, ...]

    @property
    def name(self) -> str:
        """What shoppers call it."""
        return str(self.identity["name"])

    @property
    def wordmark(self) -> str:
        """The file of its name as it signs it."""
        return wordmark_name(self.label)

    @property
    def tenant(self) -> str:
        """Whose it is."""
        return str(self.identity["tenant"])

    @property
    def label(self) -> str:
        """Where it lives, under the platform's domain."""
        return str(self.identity["label"])

    @property
    def fields(self) -> StoreFields:
        """What it says of itself."""
        said = self.identity
        return StoreFields(
            theme=said["theme"],
            currency=said["currency"],
            locale=said["locale"],
            locales=said["locales"],
            time_zone=said["time_zone"],
            description=said["description"],
            primary_color=said["primary_color"],
            secondary_color=said["secondary_color"],
            contact_email=said["email"],
            contact_phone=said["phone"],
            logo_url=f"/media/{self.wordmark}",
        )

    @property
    def currency(self) -> str:
        """What its prices are in."""
        return str(self.identity["currency"])


def load_store(name: str) -> DemoStore:
    """Read one of the three stores."""
    told = tomllib.loads((files("galleria.demo") / "stores" / f"{name}.toml").read_text("utf-8"))
    brand = told["store"]["brand"]
    return DemoStore(
        identity=told["store"],
        tax_percent=Decimal(told["tax"]["percent"]),
        is_tax_included=told["tax"]["is_included"],
        shipping_name=told["shipping"]["name"],
        shipping_price=Decimal(told["shipping"]["price"]),
        coupons=tuple(_read_coupon(coupon) for coupon in told["coupons"]),
        categories=tuple(
            DemoCategory(tuple(one["path"]), one["description"]) for one in told["categories"]
        ),
        products=tuple(read_product(product, brand) for product in told["products"]),
        listings=tuple(_read_listing(listing) for listing in told.get("listings", ())),
        dollars_per_pound=Decimal(told.get("pounds", {}).get("rate", 1)),
        reviews=(*_read_reviews(told["reviews"]), *crowd(**told["crowd"])),
        hero=read_image(told["store"]["hero"]),
        covers=(
            read_picture(told["store"]["hero"]),
            *(read_picture(product["pictures"][0]) for product in told["products"]),
        ),
        further_views=tuple(
            read_picture(one) for product in told["products"] for one in product["pictures"][1:]
        ),
    )


def _read_coupon(told: Mapping[str, Any]) -> DemoCoupon:
    amounts = {
        name: Decimal(told[name]) for name in ("percent", "amount", "minimum") if name in told
    }
    return DemoCoupon(**{**told, **amounts})


def _read_listing(told: Mapping[str, Any]) -> DemoListing:
    return DemoListing(
        product=told["product"],
        title=told["title"],
        description=read_html(told["description"]),
        markup_percent=Decimal(told["markup_percent"]),
        is_promoted=told.get("is_promoted", False),
        categories=read_paths(told["categories"]),
        collections=tuple(told.get("collections", ())),
    )


def _read_reviews(told: Sequence[Mapping[str, Any]]) -> list[DemoReview]:
    return [
        DemoReview(
            product=one["product"],
            rating=one["rating"],
            title=one["title"],
            text=one["text"],
            author=one["author"],
            is_pending=one.get("status") == "pending",
        )
        for one in told
    ]
