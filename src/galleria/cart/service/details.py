"""Who buys, where it goes, and how it is brought."""

import json
from uuid import UUID

from sqlalchemy import bindparam

from galleria.cart import rules
from galleria.cart.rows import CartRow
from galleria.cart.service.locking import change, changing, lock_cart
from galleria.core.context import Context
from galleria.core.errors import InvalidInput, NotFound, Problem
from galleria.shipping import queries as shipping
from galleria.shipping.rules import Address, address_problems

_SET_CONTACT = changing(email=bindparam("to"), phone=bindparam("to_phone"))
_SET_ADDRESSES = changing(shipping_address=bindparam("to"), billing_address=bindparam("to_billing"))
_SET_DELIVERY = changing(shipping_method_id=bindparam("to"))
_SET_NOTE = changing(note=bindparam("to"))


async def set_contact(ctx: Context, *, token: str, email: str, phone: str = "") -> CartRow:
    """Say how the shopper is reached.

    Raises:
        InvalidInput: no address that mail could go to, or no phone number.
        NotFound, CartClosed, CheckoutUnderWay: as for ``lock_cart``.
    """
    email, phone = email.strip(), phone.strip()
    if problems := rules.contact_problems(email, phone):
        raise InvalidInput(problems)
    return await change(ctx, _SET_CONTACT, token, to=email, to_phone=phone)


async def set_addresses(
    ctx: Context, *, token: str, shipping: Address, billing: Address | None = None
) -> CartRow:
    """Say where to deliver, and where the bill goes if that is elsewhere.

    Raises:
        InvalidInput: an address that nothing could be brought to.
        NotFound, CartClosed, CheckoutUnderWay: as for ``lock_cart``.
    """
    shipping, billing = shipping.tidy(), billing.tidy() if billing else None
    problems = [
        Problem((kind, *problem.path), problem.code, problem.message)
        for kind, address in (("shipping", shipping), ("billing", billing))
        if address
        for problem in address_problems(address)
    ]
    if problems:
        raise InvalidInput(problems)
    written = json.dumps(shipping.to_json())
    elsewhere = json.dumps(billing.to_json()) if billing else None
    return await change(ctx, _SET_ADDRESSES, token, to=written, to_billing=elsewhere)


async def set_delivery(ctx: Context, *, token: str, method_id: UUID) -> CartRow:
    """Choose how the order is brought.

    Raises:
        NotFound: the store does not offer this, or as for ``lock_cart``.
        CartClosed, CheckoutUnderWay: as for ``lock_cart``.
    """
    offered = {method.id for method in await shipping.list_methods(ctx)}
    if method_id not in offered:
        await lock_cart(ctx, token)
        raise NotFound("delivery option", path=("optionIds",))
    return await change(ctx, _SET_DELIVERY, token, to=method_id)


async def set_note(ctx: Context, *, token: str, note: str) -> CartRow:
    """Leave words for whoever packs the order.

    Raises:
        InvalidInput: more than 2,000 characters.
        NotFound, CartClosed, CheckoutUnderWay: as for ``lock_cart``.
    """
    if len(note) > rules.LONGEST_NOTE:
        message = f"Use at most {rules.LONGEST_NOTE} characters."
        raise InvalidInput([Problem(("note",), "TOO_LONG", message)])
    return await change(ctx, _SET_NOTE, token, to=note.strip())
