"""Views as the pages' routes would build them, for looking at every template without a database."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

from markupsafe import Markup

from galleria.core.money import Money
from galleria.storefront.rendering import Page
from galleria.storefront.views.catalog import (
    ArrangeForm,
    CategoryCard,
    CollectionsPage,
    ErrorPage,
    HomePage,
    ListingPage,
    Option,
    OptionValue,
    Pagination,
    ProductCard,
    ProductPage,
    Rating,
    ReviewForm,
    ReviewsPage,
    ReviewView,
    Spec,
    VariantView,
)
from galleria.storefront.views.frame import Choice, Frame, Link, Message, Meta, Picture, Shop
from galleria.storefront.views.purchase import (
    AddressLabels,
    CartPage,
    CheckoutPage,
    ClosedPage,
    DeliveryOption,
    FormState,
    LineView,
    OrderPage,
    PaymentOption,
    Totals,
)

TITLES = (
    "Tall pitcher in ash glaze",
    "Breakfast bowl",
    "Linen table runner, stonewashed, with a hand-rolled hem and mitred corners in undyed flax",
    "Espresso cup",
    "Serving platter, oval",
    "Butter dish with lid",
    "Apron",
    "Oil bottle",
)
CATEGORIES = ("Bowls", "Cups and mugs", "Linen", "Serving", "Storage")
MOMENT = datetime(2026, 11, 21, 14, 32, tzinfo=UTC)


def picture(number: int) -> Picture | None:
    """Uneven pictures, and one missing."""
    if number == 5:
        return None
    width, height = ((900, 1125), (1200, 800), (900, 1125))[number % 3]
    return Picture(
        f"/media/sample-{number % 8}.webp",
        f"{TITLES[number % 8]}, seen from the front",
        width,
        height,
    )


def card(number: int, currency: str = "GBP") -> ProductCard:
    """One of some products: reduced, sold out, rated, long-titled."""
    title = TITLES[number % len(TITLES)]
    return ProductCard(
        title=title,
        url=f"/products/sample-{number}",
        picture=picture(number),
        price=Money(1850 + 975 * number, currency),
        compare_at=Money(4200, currency) if number == 1 else None,
        price_varies=number % 4 == 2,
        is_available=number != 3,
        brand="Aldermoor" if number % 2 else "Moss & Kiln",
        rating=Rating(Decimal("4.6"), 300) if number % 3 == 0 else None,
        specs=(Spec("Weight", "420 g"), Spec("Volume", "1.2 l"), Spec("Size", "28 cm")),
        variant_id=None if number % 4 == 2 else f"var_{number}",
    )


def cards(count: int, currency: str = "GBP") -> tuple[ProductCard, ...]:
    """So many of them."""
    return tuple(card(number, currency) for number in range(count))


def categories() -> tuple[CategoryCard, ...]:
    """The first branches of the tree."""
    return tuple(
        CategoryCard(
            title, f"/categories/{title.lower().replace(' ', '-')}", 7 + 3 * number, picture(number)
        )
        for number, title in enumerate(CATEGORIES)
    )


def frame(
    theme: str, name: str, *, locale: str = "en", currency: str = "GBP", **visit: object
) -> Frame:
    """A store in a theme, and a visit to it."""
    menu = tuple(
        Link(
            each.url,
            each.title,
            number == 1,
            (Link(f"{each.url}/small", "Small"),) if number < 2 else (),
        )
        for number, each in enumerate(categories())
    )
    shop = Shop(name, f"https://{theme}.example", locale, currency, theme, menu)
    return Frame(shop, "/", "token", cart_count=3, **visit)  # type: ignore[arg-type]


def meta(title: str) -> Meta:
    """What a page says of itself."""
    description = "Stoneware and linen for the long table, made in small batches and kept in stock."
    return Meta(title, f"https://store.example/{title}", description, picture=picture(0))


def pagination() -> Pagination:
    """The third of many pages."""
    pages = (
        Link("?page=1", "1"),
        None,
        Link("?page=2", "2"),
        Link("?page=3", "3", is_current=True),
        Link("?page=4", "4"),
        None,
        Link("?page=12", "12"),
    )
    return Pagination(3, 12, pages, Link("?page=2", "2"), Link("?page=4", "4"))


def home(currency: str = "GBP") -> HomePage:
    """The front door."""
    return HomePage(meta(""), cards(8, currency), cards(8, currency)[::-1], categories(), 46)


def listing(currency: str = "GBP", count: int = 8) -> ListingPage:
    """A category with a few pages."""
    sorts = tuple(
        Choice(key, label, key == "position")
        for key, label in (
            ("position", "Featured"),
            ("newest", "Newest"),
            ("price", "Price, low to high"),
            ("title", "A to Z"),
        )
    )
    chips = (Link("/categories/bowls?max=50", "From 20"), Link("/categories/bowls", "Up to 50"))
    return ListingPage(
        kind="category",
        meta=meta("Bowls"),
        title="Bowls",
        cards=cards(count, currency),
        total=count and 46,
        pagination=pagination() if count else Pagination(1, 1),
        arrange=ArrangeForm(
            "/categories/bowls",
            sorts,
            lowest="20",
            highest="50",
            chips=chips,
            everything=Link("/categories/bowls", "Show all"),
        ),
        breadcrumbs=(
            Link("/categories/serving", "Serving"),
            Link("/categories/serving/bowls", "Bowls"),
        ),
        description="Thrown one at a time, glazed three ways. They stack, and go in the oven.",
        branches=(
            Link("/categories/bowls/small", "Small"),
            Link("/categories/bowls/deep", "Deep", is_current=True),
        ),
    )


def search(text: str) -> ListingPage:
    """A search that finds nothing."""
    return ListingPage(
        "search",
        meta("Search"),
        "Search",
        (),
        0,
        Pagination(1, 1),
        search_text=text,
        suggestions=categories()[:3],
    )


def reviews() -> tuple[ReviewView, ...]:
    """Three opinions."""
    return (
        ReviewView(
            "Maren L.",
            5,
            "Heavier than it looks, in a good way",
            "I have used it every morning for a month. The glaze feels like river stone.",
            date(2026, 11, 2),
            is_verified=True,
        ),
        ReviewView(
            "Joao",
            4,
            "Lovely, one small bubble in the glaze",
            "",
            date(2026, 10, 19),
            is_verified=False,
        ),
        ReviewView(
            "K. Abara", 5, "Bought four", "Then four more.", date(2026, 9, 30), is_verified=True
        ),
    )


def product(currency: str = "GBP", *, available: int | None = 4) -> ProductPage:
    """A product in three glazes and three sizes."""
    glaze = Option(
        "Glaze",
        "option-0",
        (
            OptionValue("Ash", is_chosen=True, is_available=True),
            OptionValue("Moss", is_chosen=False, is_available=False),
            OptionValue("Chalk", is_chosen=False, is_available=True),
        ),
    )
    size = Option(
        "Size",
        "option-1",
        (
            OptionValue("Small", is_chosen=False, is_available=True),
            OptionValue("Medium", is_chosen=True, is_available=True),
            OptionValue("Large", is_chosen=False, is_available=False, exists=False),
        ),
    )
    variant = VariantView(
        "var_1",
        "Ash / Medium",
        "BOWL-ASH-M",
        Money(3400, currency),
        Money(4200, currency),
        available,
    )
    description = Markup(
        "<p>A bowl for breakfast, thrown on the wheel in one go and trimmed the next morning. The "
        "ash glaze pools a little darker in the well, so no two are quite alike.</p><p>We fire to "
        "1,260 °C, which makes it fit for the oven and the dishwasher. The foot is left bare and "
        "polished, and does not scratch the table.</p><h3>How it is made</h3><ul><li>Iron-rich "
        "stoneware from a pit twelve miles away</li><li>Wood-ash glaze, mixed by hand</li></ul>"
    )
    return ProductPage(
        meta=meta("Breakfast bowl"),
        slug="breakfast-bowl",
        url="/products/breakfast-bowl",
        title="Breakfast bowl",
        variant=variant,
        variants=(
            variant,
            VariantView("var_2", "Moss / Medium", "BOWL-MOSS-M", Money(3400, currency), None, 0),
        ),
        brand="Moss & Kiln",
        pictures=tuple(shown for number in range(4) if (shown := picture(number))),
        description=description,
        options=(glaze, size),
        specs=(
            Spec("Weight", "420 g"),
            Spec("Height", "7 cm"),
            Spec("Diameter", "16 cm"),
            Spec("Material", "Stoneware"),
            Spec("SKU", "BOWL-ASH-M"),
        ),
        rating=Rating(Decimal("4.6"), 300),
        reviews=reviews(),
        breadcrumbs=(
            Link("/categories/serving", "Serving"),
            Link("/products/breakfast-bowl", "Breakfast bowl"),
        ),
        related=cards(4, currency),
        holds_tax=True,
    )


def reviews_page(currency: str = "GBP") -> ReviewsPage:
    """All reviews, and a form with mistakes in it."""
    form = ReviewForm({"title": "Good", "rating": "4"}, {"name": "Your name: please fill this in"})
    return ReviewsPage(
        meta("Reviews"),
        card(1, currency),
        "/products/breakfast-bowl/reviews",
        Rating(Decimal("4.6"), 300),
        reviews(),
        pagination(),
        form,
        (
            Link("/products/breakfast-bowl", "Breakfast bowl"),
            Link("/products/breakfast-bowl/reviews", "Reviews"),
        ),
    )


def lines(currency: str = "GBP") -> tuple[LineView, ...]:
    """Three lines, one with a problem."""
    return (
        LineView(
            "line_1",
            TITLES[0],
            "Ash / Medium",
            "/products/sample-0",
            picture(0),
            2,
            Money(3400, currency),
            Money(6800, currency),
            held_until=MOMENT,
        ),
        LineView(
            "line_2",
            TITLES[2],
            "",
            "/products/sample-2",
            picture(2),
            1,
            Money(5800, currency),
            Money(5800, currency),
            problem="Only 1 left; we lowered the quantity.",
        ),
        LineView(
            "line_3",
            TITLES[5],
            "",
            "/products/sample-5",
            None,
            1,
            Money(2600, currency),
            Money(2600, currency),
            held_until=MOMENT,
        ),
    )


def totals(currency: str = "GBP", *, shipping: bool = True) -> Totals:
    """What they cost."""
    sent = 495 if shipping else 0
    return Totals(
        Money(15200, currency),
        Money(1520, currency),
        Money(sent, currency) if shipping else None,
        Money(2362, currency),
        Money(15200 - 1520 + sent, currency),
        holds_tax=True,
    )


def cart(currency: str = "GBP") -> CartPage:
    """A cart in which something changed."""
    return CartPage(
        meta("Cart"),
        lines(currency),
        totals(currency, shipping=False),
        ("WELCOME10",),
        ("The price of Butter dish with lid went from £24.00 to £26.00.",),
        "This code is no longer valid.",
        "SUMMER",
    )


def checkout(step: str, currency: str = "GBP", *, wrong: bool = False) -> CheckoutPage:
    """One step, filled in; with mistakes when ``wrong``."""
    values = {
        "email": "ada@example",
        "name": "Ada Lovelace",
        "city": "London",
        "billing_same": "yes",
    }
    errors = (
        {
            "email": "Email address: write it like name@example.com",
            "line1": "Address: please fill this in",
        }
        if wrong
        else {}
    )
    delivery = DeliveryOption(
        "ship_1", "Standard, two to four days", Money(495, currency), is_chosen=True
    )
    return CheckoutPage(
        meta=meta("Checkout"),
        step=step,  # type: ignore[arg-type]
        lines=lines(currency),
        totals=totals(currency),
        form=FormState(values, errors),
        coupons=("WELCOME10",),
        countries=(Choice("GB", "United Kingdom", is_chosen=True), Choice("US", "United States")),
        billing_countries=(
            Choice("GB", "United Kingdom"),
            Choice("US", "United States", is_chosen=True),
        ),
        labels=AddressLabels("postcode"),
        billing_labels=AddressLabels("zip", "state", region_is_required=True),
        deliveries=(
            delivery,
            DeliveryOption("ship_2", "Express, next day", Money(1295, currency)),
            DeliveryOption("ship_3", "Collect from the pottery", Money(0, currency)),
        ),
        payments=(PaymentOption("test", is_chosen=True), PaymentOption("manual")),
        email="ada@example.com",
        address=("Ada Lovelace", "12 St James’s Square", "London SW1Y 4JH", "United Kingdom"),
        delivery=delivery,
        attempt="0193",
    )


def order(currency: str = "GBP") -> OrderPage:
    """An order just placed, to be paid by transfer."""
    address = ("Ada Lovelace", "12 St James’s Square", "London SW1Y 4JH", "United Kingdom")
    return OrderPage(
        meta("Order 1024"),
        1024,
        "token",
        date(2026, 11, 21),
        "open",
        "pending",
        "unfulfilled",
        "ada@example.com",
        lines(currency),
        totals(currency),
        address,
        address,
        "Standard, two to four days",
        ("WELCOME10",),
        "manual",
        is_new=True,
    )


def every_page(currency: str = "GBP") -> Iterator[tuple[str, str, Page]]:
    """Each state of each page: its name, its template, its view."""
    yield "home", "home", home(currency)
    yield "home-bare", "home", HomePage(meta(""), (), (), (), 0)
    yield "listing", "listing", listing(currency)
    yield "listing-empty", "listing", listing(currency, 0)
    yield "search-empty", "listing", search("kettel")
    yield (
        "collections",
        "collections",
        CollectionsPage(meta("Collections"), "Collections", categories()),
    )
    yield "product", "product", product(currency)
    yield "product-sold-out", "product", product(currency, available=0)
    yield "reviews", "reviews", reviews_page(currency)
    yield "cart", "cart", cart(currency)
    yield "cart-empty", "cart", CartPage(meta("Cart"), (), None, categories=categories())
    yield "checkout-contact", "checkout", checkout("contact", currency)
    yield "checkout-contact-wrong", "checkout", checkout("contact", currency, wrong=True)
    yield "checkout-delivery", "checkout", checkout("delivery", currency)
    yield "checkout-payment", "checkout", checkout("payment", currency)
    yield "order", "order", order(currency)
    yield "error", "error", ErrorPage("not_found", meta("Not found"), categories()[:3])
    yield "failed", "error", ErrorPage("failed", meta("Failed"), reference="0193-ab")
    yield "closed", "closed", ClosedPage("unknown", Meta("", ""))


MESSAGES = (
    Message("success", "message.added", {"count": 2, "title": "Breakfast bowl"}),
    Message("error", text="Only 2 left."),
)
