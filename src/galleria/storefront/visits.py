"""One request to a store's pages: who it is for, the cart it carries, and how it is answered."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from galleria.checkout.flow import Cashier
from galleria.core.context import GUEST, Context, StoreRef
from galleria.core.db import Database
from galleria.core.money import Money
from galleria.storefront import forms
from galleria.storefront.locales import Words
from galleria.storefront.messages import seal_messages, unseal_messages
from galleria.storefront.rendering import Page, Renderer
from galleria.storefront.signing import Signer
from galleria.storefront.views.frame import Frame, Message

CART_DAYS = 60
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Shown:
    """A page to answer with; a private one is kept by no cache."""

    template: str
    page: Page
    status: int = 200
    is_private: bool = False


Build = Callable[[Context], Awaitable[Shown]]


@dataclass
class Visit:
    """One request to one store's pages."""

    request: Request
    store: StoreRef
    renderer: Renderer
    frame_builder: Callable[["Visit", Context], Awaitable[Frame]]
    _cookies: dict[str, str | None] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        """The way to every row."""
        found: Database = self.request.app.state.database
        return found

    @property
    def cashier(self) -> Cashier:
        """Takes the money."""
        found: Cashier = self.request.app.state.house.cashier
        return found

    @property
    def is_secure(self) -> bool:
        """Whether nobody on the way can read along."""
        return self.request.url.scheme == "https"

    @property
    def origin(self) -> str:
        """The store's address, without a slash at the end."""
        return f"{self.request.url.scheme}://{self.request.url.netloc}"

    @property
    def locale(self) -> str:
        """The language of the page."""
        return self.store.locale

    @cached_property
    def words(self) -> Words:
        """What the theme says."""
        return self.renderer.words(self.store.theme, self.locale)

    @property
    def zone(self) -> ZoneInfo:
        """The store's time zone."""
        return ZoneInfo(self.store.time_zone)

    def here(self, moment: datetime) -> datetime:
        """A moment on the store's clock."""
        return moment.astimezone(self.zone)

    def money(self, minor: int) -> Money:
        """An amount in the store's currency."""
        return Money(minor, self.store.currency)

    def read(self) -> AbstractAsyncContextManager[Context]:
        """Look at the store as a guest."""
        return self._transaction(read_only=True)

    def write(self) -> AbstractAsyncContextManager[Context]:
        """Change something as a guest, in one transaction."""
        return self._transaction(read_only=False)

    def _transaction(self, *, read_only: bool) -> AbstractAsyncContextManager[Context]:
        return self.database.transaction(
            self.store.tenant_id, actor=GUEST, store=self.store, read_only=read_only
        )

    @property
    def cart_token(self) -> str:
        """Opens the visitor's cart; empty where there is none."""
        return self._cookie("cart")

    def keep_cart(self, token: str) -> None:
        """Let the browser remember a cart."""
        self._cookies["cart"] = token

    def drop_cart(self) -> None:
        """Let the browser forget the cart."""
        self._cookies["cart"] = None

    @cached_property
    def form_secret(self) -> str:
        """What the visitor's forms are signed for; made at the first visit."""
        known = self._cookie("form")
        if not known:
            known = self._cookies["form"] = secrets.token_urlsafe(24)
        return known

    @property
    def form_token(self) -> str:
        """What goes into every form."""
        return self._signer("form").mark(self.form_secret)

    async def form(self) -> Mapping[str, str]:
        """Read the form that was sent.

        Raises:
            ForeignForm: it does not come from a page of ours that is still open.
        """
        return await forms.read_form(self.request, self._signer("form"), self._cookie("form"))

    def messages(self) -> tuple[Message, ...]:
        """What came of the action before; told once."""
        sealed = self._cookie("said")
        if sealed:
            self._cookies.setdefault("said", None)
        return unseal_messages(self._signer("said"), sealed) if sealed else ()

    async def show(self, build: Build) -> Response:
        """Build a page and what is around it in one short look at the database, then render it."""
        async with self.read() as ctx:
            shown = await build(ctx)
            frame = await self.frame_builder(self, ctx)
        body = self.renderer.render(shown.template, shown.page, frame)
        caching = "no-store" if shown.is_private else "private, no-cache"
        return self.finish(HTMLResponse(body, shown.status, {"Cache-Control": caching}))

    def go(self, path: str, *messages: Message) -> Response:
        """Send the browser on after an action, so that reloading does not repeat it."""
        if messages:
            self._cookies["said"] = seal_messages(self._signer("said"), messages)
        return self.finish(RedirectResponse(path, 303, {"Cache-Control": "no-store"}))

    def finish(self, response: Response) -> Response:
        """Put the cookies on an answer."""
        for name, value in self._cookies.items():
            if value is None:
                response.delete_cookie(self._cookie_name(name), path="/", secure=self.is_secure)
            else:
                response.set_cookie(
                    self._cookie_name(name),
                    value,
                    max_age=CART_DAYS * _DAY if name == "cart" else None,
                    secure=self.is_secure,
                    httponly=True,
                    samesite="lax",
                )
        return response

    def _cookie(self, name: str) -> str:
        return self.request.cookies.get(self._cookie_name(name), "").replace("\0", "")

    def _cookie_name(self, name: str) -> str:
        # The prefix makes browsers refuse a cookie that a sub-domain or an open line tries to set.
        return f"__Host-{name}" if self.is_secure else f"galleria-{name}"

    def _signer(self, purpose: str) -> Signer:
        key: str = self.request.app.state.settings.secret_key.get_secret_value()
        return Signer(key.encode(), f"{purpose}:{self.store.store_id}")
