"""The cart: what is in it, and what one can do with it."""

from collections.abc import Mapping
from uuid import UUID

from starlette.responses import Response

from galleria.cart import queries
from galleria.cart.errors import CartClosed, CheckoutUnderWay
from galleria.cart.rules import WantedLine
from galleria.cart.service.carts import create_cart
from galleria.cart.service.coupons import apply_codes, remove_codes
from galleria.cart.service.lines import add_lines, update_line
from galleria.cart.views import CartView, Notice
from galleria.core.context import Context
from galleria.core.errors import DomainError, NotFound
from galleria.core.ids import InvalidId, decode_id, encode_id
from galleria.pricing.errors import CouponRefused
from galleria.storefront.branches import list_branches
from galleria.storefront.cards import VARIANT
from galleria.storefront.pictures import picture_of
from galleria.storefront.views.catalog import ErrorPage
from galleria.storefront.views.frame import Message, Meta
from galleria.storefront.views.purchase import CartPage, LineView, Totals
from galleria.storefront.visits import Shown, Visit

LINE = "line"
MOST_DIGITS = 4


async def cart(visit: Visit) -> Response:
    """Show the cart."""
    return await visit.show(lambda ctx: build_cart(visit, ctx))


async def add_line(visit: Visit) -> Response:
    """Put the one variant of a product into the cart, from its card."""
    form = await visit.form()
    try:
        variant_id = decode_id(VARIANT, form.get("variant", ""))
        return await add_to_cart(visit, variant_id, form, title="", here="/cart")
    except InvalidId:
        raise NotFound("variant") from None
    except DomainError as refusal:
        return visit.go("/cart", Message("error", text=refusal.message))


async def add_to_cart(
    visit: Visit, variant_id: UUID, form: Mapping[str, str], *, title: str, here: str
) -> Response:
    """Put so many of a variant into the visitor's cart; one that was ordered makes room for a new.

    Raises:
        DomainError: as for ``cart.service.lines.add_lines``.
    """
    wanted = [WantedLine(variant_id, read_quantity(form))]
    async with visit.write() as ctx:
        token = visit.cart_token
        try:
            kept = await add_lines(ctx, token=token, lines=wanted)
        except (NotFound, CartClosed):
            kept = await create_cart(ctx, lines=wanted)
        view = await queries.view_cart(ctx, kept)
    visit.keep_cart(kept.token)
    title = title or next(line.title for line in view.lines if line.variant_id == variant_id)
    facts: dict[str, str | int] = {"count": wanted[0].quantity, "title": title}
    return visit.go(here, Message("success", "message.added", facts))


async def change_line(visit: Visit) -> Response:
    """Change how many of something are wanted, or take it out."""
    form = await visit.form()
    try:
        line_id = decode_id(LINE, visit.request.path_params["line"])
    except InvalidId:
        raise NotFound("line") from None
    quantity = 0 if form.get("intent") == "remove" else read_quantity(form)
    try:
        async with visit.write() as ctx:
            await update_line(ctx, token=visit.cart_token, line_id=line_id, quantity=quantity)
    except (NotFound, CartClosed):
        return visit.go("/cart")
    except DomainError as refusal:
        return visit.go("/cart", Message("error", text=refusal.message))
    return visit.go("/cart", Message("success", "message.updated"))


async def change_coupon(visit: Visit) -> Response:
    """Use a coupon's code, or stop using it."""
    form = await visit.form()
    code = form.get("code", "").strip()
    is_removed = form.get("intent") == "remove"
    change = remove_codes if is_removed else apply_codes
    try:
        async with visit.write() as ctx:
            await change(ctx, token=visit.cart_token, codes=[code])
    except CouponRefused as refusal:
        told = refusal.message
        return await visit.show(lambda ctx: build_cart(visit, ctx, typed=code, refusal=told))
    except (NotFound, CartClosed, CheckoutUnderWay):
        return visit.go("/cart")
    said = "message.coupon_removed" if is_removed else "message.coupon_applied"
    return visit.go("/cart", Message("success", said, {"code": code.upper()}))


async def build_cart(visit: Visit, ctx: Context, *, typed: str = "", refusal: str = "") -> Shown:
    """The cart's page; ``refusal`` says why the code that was typed is not used."""
    view = await find_open_cart(visit, ctx)
    meta = Meta(visit.words.say("cart.title"), "", is_indexed=False)
    if view is not None and view.status == "paying":
        return paying(visit)
    if view is None or not view.lines:
        page = CartPage(meta, (), None, categories=(await list_branches(visit, ctx))[:4])
        return Shown("cart", page, is_private=True)
    page = CartPage(
        meta=meta,
        lines=tuple(line_views(visit, view)),
        totals=totals_of(visit, view),
        coupons=tuple(coupon.code for coupon in view.coupons),
        notices=tuple(notices_of(visit, view)),
        coupon_error=refusal,
        coupon_typed=typed,
    )
    return Shown("cart", page, 422 if refusal else 200, is_private=True)


async def find_open_cart(visit: Visit, ctx: Context) -> CartView | None:
    """The visitor's cart as it stands now; one that was ordered is no cart any more."""
    view = await queries.find_cart_view(ctx, visit.cart_token) if visit.cart_token else None
    return None if view is None or view.status == "ordered" else view


def paying(visit: Visit) -> Shown:
    """The page of a cart that cannot be touched while the payment is under way."""
    meta = Meta(visit.words.say("error.paying.title"), "", is_indexed=False)
    return Shown("error", ErrorPage("paying", meta), is_private=True)


def read_quantity(form: Mapping[str, str]) -> int:
    """Read how many are wanted; what is no number is none, which the cart refuses."""
    written = form.get("quantity", "1").strip()
    return int(written) if written.isdecimal() and len(written) <= MOST_DIGITS else -1


def line_views(visit: Visit, view: CartView) -> list[LineView]:
    """The lines as pages show them."""
    return [
        LineView(
            id=encode_id(LINE, line.id),
            title=line.title,
            variant_title=line.variant_title,
            url=f"/products/{line.slug}?variant={encode_id(VARIANT, line.variant_id)}"
            if line.slug
            else "",
            picture=picture_of(line.image, line.title),
            quantity=line.quantity,
            unit_price=visit.money(line.unit_price),
            total=visit.money(line.totals.total),
            most=max(line.available, 1),
            held_until=visit.here(line.hold.expires_at) if line.hold else None,
            problem=next((_told(visit, n) for n in view.notices if n.line_id == line.id), ""),
        )
        for line in view.lines
    ]


def totals_of(visit: Visit, view: CartView) -> Totals:
    """What a cart costs, as pages show it."""
    totals = view.totals
    is_chosen = view.delivery is not None or not view.needs_delivery
    return Totals(
        goods=visit.money(totals.goods),
        discount=visit.money(totals.discount),
        shipping=visit.money(totals.shipping) if is_chosen else None,
        tax=visit.money(totals.tax),
        total=visit.money(totals.total),
        holds_tax=totals.is_tax_inclusive,
    )


def notices_of(visit: Visit, view: CartView) -> list[str]:
    """What changed without the shopper's doing."""
    return [_told(visit, notice) for notice in view.notices]


def _told(visit: Visit, notice: Notice) -> str:
    if notice.code != "PRICE_CHANGED" or notice.was is None or notice.now is None:
        return notice.message
    was, now = (visit.money(price).format(visit.locale) for price in (notice.was, notice.now))
    return f"{notice.message} " + visit.words.say("notice.price", was=was, now=now)
