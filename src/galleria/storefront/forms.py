"""Forms that come in, and the proof that they were shown by us.

A form of another site must not act for a shopper. Three things stand against it, each enough with
a browser of today. The cookies are ``SameSite=Lax``. The browser says where a form comes from
(``Sec-Fetch-Site``, or else ``Origin``), and anything but our own pages is refused. And each form
carries a mark that only we can make, for a secret that only the shopper's own cookie holds (a
signed double-submit token); no other site can read the one or make the other.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from galleria.core.errors import DomainError
from galleria.storefront.signing import Signer

TOKEN_FIELD = "form_token"  # noqa: S105 - the name of a field
LARGEST_BODY = 64 * 1024
MOST_FIELDS = 100
_OWN_PAGES = frozenset({"same-origin", "none"})


class ForeignForm(DomainError):
    """The form was not shown by us to this visitor, or too long ago."""

    code = "FOREIGN_FORM"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("This form is no longer valid. Reload the page and try again.")


async def read_form(request: Request, signer: Signer, secret: str) -> Mapping[str, str]:
    """Read a form's text fields.

    Raises:
        ForeignForm: it does not come from a page of ours that is still open.
    """
    if not _comes_from_here(request) or _length(request) > LARGEST_BODY:
        raise ForeignForm
    try:
        async with request.form(max_files=0, max_fields=MOST_FIELDS) as sent:
            fields = {name: _text(value) for name, value in sent.items()}
    except HTTPException:
        raise ForeignForm from None
    if not secret or not signer.is_mark(secret, fields.pop(TOKEN_FIELD, "")):
        raise ForeignForm
    return fields


def _text(value: UploadFile | str) -> str:
    """A field as text, without the one character which no person types and no database holds."""
    return "" if isinstance(value, UploadFile) else value.replace("\0", "")


def _comes_from_here(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in _OWN_PAGES
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.url.netloc


def _length(request: Request) -> int:
    written = request.headers.get("content-length", "")
    return int(written) if written.isdecimal() else LARGEST_BODY + 1
