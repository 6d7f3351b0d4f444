"""The checkout: three steps that can each be returned to; what was typed is never lost."""

import secrets
from collections.abc import Callable, Mapping, Sequence

from starlette.responses import Response

from galleria.cart.errors import CartClosed, CheckoutUnderWay
from galleria.cart.rules import contact_problems
from galleria.cart.service import details
from galleria.cart.views import CartView
from galleria.core.context import Context
from galleria.core.errors import NotFound, Problem
from galleria.core.ids import InvalidId, decode_id, encode_id
from galleria.shipping.rows import MethodRow
from galleria.storefront.addresses import (
    address_fields,
    country_choices,
    labels_of,
    likely_country,
    problems_of,
    read_address,
)
from galleria.storefront.pages.carts import (
    find_open_cart,
    line_views,
    notices_of,
    paying,
    totals_of,
)
from galleria.storefront.views.frame import Message, Meta
from galleria.storefront.views.purchase import (
    CheckoutPage,
    DeliveryOption,
    FormState,
    PaymentOption,
    Step,
)
from galleria.storefront.visits import Shown, Visit

DELIVERY = "dlv"
BILLING = "billing_"
_ADDRESS = ("country", "name", "line1", "line2", "postal_code", "city", "region")
_STEP_OF_MISSING: Mapping[str, Step] = {
    "contact": "contact",
    "shippingAddress": "contact",
    "delivery": "delivery",
}

# What can be chosen, by gateway: the value the form sends, and the gateway's method behind it.
METHODS: Mapping[str, Mapping[str, str]] = {
    "test": {"test": "", "test_declined": "declined"},
    "manual": {"manual": ""},
}


async def begin(visit: Visit) -> Response:
    """Go to the first step that is not done."""
    async with visit.read() as ctx:
        view = await find_open_cart(visit, ctx)
    if view is None or not view.lines:
        return _nothing_to_buy(visit)
    return visit.go(f"/checkout/{_first_open_step(view) or 'payment'}")


async def contact(visit: Visit) -> Response:
    """Ask who orders, and where it goes."""
    return await _step(visit, "contact", lambda view: FormState(_known_fields(visit, view)))


async def set_contact(visit: Visit) -> Response:
    """Take contact and addresses, all faults told at once."""
    form = await visit.form()
    async with visit.read() as ctx:
        view = await find_open_cart(visit, ctx)
    if view is None or not view.lines:
        return _nothing_to_buy(visit)
    is_same = form.get("billing_same") == "yes"
    shipping = read_address(form, "")
    billing = None if is_same else read_address(form, BILLING)
    problems = contact_problems(form.get("email", "").strip(), "")
    errors = {".".join(problem.path): problem.message for problem in problems}
    if view.needs_delivery:
        errors |= _errors(problems_of(shipping, visit.words), "")
        errors |= _errors(problems_of(billing, visit.words), BILLING) if billing else {}
    if errors:
        state = _mend(visit, {**form, "billing_same": "yes" if is_same else "no"}, errors)
        return await _step(visit, "contact", lambda _: state)
    try:
        async with visit.write() as ctx:
            await details.set_contact(ctx, token=view.token, email=form["email"])
            if view.needs_delivery:
                await details.set_addresses(
                    ctx, token=view.token, shipping=shipping, billing=billing
                )
    except (CartClosed, CheckoutUnderWay):
        return visit.go("/cart")
    return visit.go("/checkout/delivery" if view.needs_delivery else "/checkout/payment")


async def delivery(visit: Visit) -> Response:
    """Ask how to bring it."""
    return await _step(visit, "delivery", lambda _: FormState())


async def set_delivery(visit: Visit) -> Response:
    """Take how to bring it."""
    form = await visit.form()
    try:
        method_id = decode_id(DELIVERY, form.get("delivery", ""))
        async with visit.write() as ctx:
            await details.set_delivery(ctx, token=visit.cart_token, method_id=method_id)
    except (InvalidId, NotFound):
        state = FormState({}, {"delivery": visit.words.say("problem.delivery")})
        return await _step(visit, "delivery", lambda _: state)
    except (CartClosed, CheckoutUnderWay):
        return visit.go("/cart")
    return visit.go("/checkout/payment")


async def payment(visit: Visit) -> Response:
    """Ask how to pay, everything else summed up above."""
    return await _step(visit, "payment", lambda _: FormState())


async def _step(visit: Visit, step: Step, state: Callable[[CartView], FormState]) -> Response:
    async with visit.read() as ctx:
        view = await find_open_cart(visit, ctx)
    if view is None or not view.lines:
        return _nothing_to_buy(visit)
    first = _first_open_step(view)
    if step != "contact" and first and view.status == "open" and _comes_before(first, step):
        return visit.go(f"/checkout/{first}")
    if step == "delivery" and not view.needs_delivery:
        return visit.go("/checkout/payment")

    async def build(_: Context) -> Shown:
        if view.status == "paying":
            return paying(visit)
        page = _page(visit, view, step, state(view))
        return Shown("checkout", page, 422 if page.form.errors else 200, is_private=True)

    return await visit.show(build)


def _page(visit: Visit, view: CartView, step: Step, form: FormState) -> CheckoutPage:
    home = likely_country(visit.locale, visit.store.currency)
    country = form.values.get("country") or home
    billing_country = form.values.get(f"{BILLING}country") or country
    address = view.shipping_address
    return CheckoutPage(
        meta=Meta(visit.words.say("checkout.title"), "", is_indexed=False),
        step=step,
        steps=("contact", "delivery", "payment") if view.needs_delivery else ("contact", "payment"),
        lines=tuple(line_views(visit, view)),
        totals=totals_of(visit, view),
        form=form,
        coupons=tuple(coupon.code for coupon in view.coupons),
        notices=tuple(notices_of(visit, view)),
        countries=country_choices(visit.locale, country),
        labels=labels_of(country),
        billing_countries=country_choices(visit.locale, billing_country),
        billing_labels=labels_of(billing_country),
        deliveries=_deliveries(visit, view),
        payments=tuple(
            PaymentOption(value, is_chosen=place == 0)
            for place, value in enumerate(_offered(visit.cashier.gateways))
        ),
        email=view.email,
        address=tuple(address.lines(visit.locale)) if address else (),
        delivery=_delivery(visit, view.delivery, is_chosen=True) if view.delivery else None,
        attempt=secrets.token_urlsafe(24),
    )


def _offered(gateways: Mapping[str, object]) -> list[str]:
    return [value for gateway in gateways for value in METHODS.get(gateway, {gateway: ""})]


def _deliveries(visit: Visit, view: CartView) -> tuple[DeliveryOption, ...]:
    chosen = view.delivery or next(iter(view.delivery_options), None)
    return tuple(
        _delivery(visit, method, is_chosen=chosen is not None and method.id == chosen.id)
        for method in view.delivery_options
    )


def _delivery(visit: Visit, method: MethodRow, *, is_chosen: bool) -> DeliveryOption:
    price = visit.money(method.price_minor)
    return DeliveryOption(encode_id(DELIVERY, method.id), method.title, price, is_chosen)


def _known_fields(visit: Visit, view: CartView) -> dict[str, str]:
    fields = {"email": view.email, "billing_same": "no" if view.billing_address else "yes"}
    fields["country"] = likely_country(visit.locale, visit.store.currency)
    if view.shipping_address:
        fields |= address_fields(view.shipping_address, "")
    if view.billing_address:
        fields |= address_fields(view.billing_address, BILLING)
    return fields


def _mend(visit: Visit, form: Mapping[str, str], errors: Mapping[str, str]) -> FormState:
    """The form again, with what needs mending in the order of its fields."""
    order = ("email", *_ADDRESS, *(BILLING + part for part in _ADDRESS))
    billing = visit.words.say("checkout.billing")
    labels = {BILLING + part: billing for part in _ADDRESS}
    told = {name: errors[name] for name in sorted(errors, key=order.index)}
    return FormState(form, told, labels)


def _errors(problems: Sequence[Problem], prefix: str) -> dict[str, str]:
    return {prefix + ".".join(problem.path): problem.message for problem in problems}


def _first_open_step(view: CartView) -> Step | None:
    return next((step for p in view.missing if (step := _STEP_OF_MISSING.get(p.path[0]))), None)


def _comes_before(first: Step, step: Step) -> bool:
    order: tuple[Step, ...] = ("contact", "delivery", "payment")
    return order.index(first) < order.index(step)


def _nothing_to_buy(visit: Visit) -> Response:
    return visit.go("/cart", Message("notice", "message.cart_is_empty"))
