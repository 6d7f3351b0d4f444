"""The ids that clients see: each kind has its prefix, so that support can read them."""

from uuid import UUID

import strawberry

from galleria.core.errors import InvalidInput, Problem
from galleria.core.ids import InvalidId, decode_id, encode_id

API_KEY = "key"
ATTRIBUTE = "attr"
CART = "cart"
CART_LINE = "line"
CATEGORY = "cat"
CHECKOUT_ATTEMPT = "chk"
COLLECTION = "col"
COUPON = "coup"
DELIVERY_OPTION = "dlv"
IMPORT = "imp"
LISTING = "lst"
LOCATION = "loc"
MEDIA = "med"
MOVEMENT = "mov"
ORDER = "ord"
ORDER_LINE = "oln"
PAYMENT = "pay"
PRODUCT = "prod"
RESERVATION = "rsv"
REVIEW = "rev"
ROLE = "role"
STAFF = "staff"
STORE = "store"
TENANT = "tnt"
VARIANT = "var"


def show(prefix: str, value: UUID) -> strawberry.ID:
    """Write an id for clients."""
    return strawberry.ID(encode_id(prefix, value))


def read(prefix: str, text: str, *path: str) -> UUID:
    """Read an id of an input.

    Raises:
        InvalidInput: the text is no id of this kind; ``path`` is where it stands.
    """
    try:
        return decode_id(prefix, text)
    except InvalidId as error:
        raise InvalidInput([Problem(path, error.code, error.message)]) from None


def find(prefix: str, text: str) -> UUID | None:
    """Read an id that is looked up; a text that is no id names nothing."""
    try:
        return decode_id(prefix, text)
    except InvalidId:
        return None
