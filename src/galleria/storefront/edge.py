"""Where requests become visits: the host finds the store, and every refusal becomes a page."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from galleria.core.context import Context
from galleria.core.errors import NotFound
from galleria.storefront.branches import list_branches
from galleria.storefront.errors import Gone
from galleria.storefront.forms import ForeignForm
from galleria.storefront.frames import build_frame
from galleria.storefront.headers import harden
from galleria.storefront.rendering import Renderer
from galleria.storefront.themes import ROOT_THEME
from galleria.storefront.views.catalog import ErrorPage
from galleria.storefront.views.frame import Frame, Meta, Shop
from galleria.storefront.views.purchase import ClosedPage
from galleria.storefront.visits import Shown, Visit
from galleria.tenancy.hosts import HostDirectory
from galleria.tenancy.queries import Inactive, Open, RedirectTo, Unverified

log = structlog.get_logger()

Handler = Callable[[Visit], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]

_LAST_RESORT = "<!doctype html><title>Error</title><h1>Something went wrong on our side.</h1>"


@dataclass(frozen=True, slots=True)
class Door:
    """Turns requests into visits to the store whose host was asked for."""

    renderer: Renderer

    def opens(self, handler: Handler) -> Endpoint:
        """Let visits to every store in to a handler."""

        async def endpoint(request: Request) -> Response:
            response = await self._answer(request, handler)
            return harden(response, is_secure=request.url.scheme == "https")

        return endpoint

    async def _answer(self, request: Request, handler: Handler) -> Response:
        hosts: HostDirectory = request.app.state.hosts
        match await hosts.find(request.headers.get("host", "")):
            case Open(store):
                structlog.contextvars.bind_contextvars(tenant=str(store.tenant_id))
                return await self._visit(Visit(request, store, self.renderer, build_frame), handler)
            case RedirectTo(host):
                port = f":{request.url.port}" if request.url.port else ""
                address = request.url.replace(netloc=f"{host}{port}")
                return RedirectResponse(str(address), 301, {"Cache-Control": "max-age=3600"})
            case Inactive():
                return self._closed("inactive", 503)
            case Unverified():
                return self._closed("unverified", 404)
        return self._closed("unknown", 404)

    async def _visit(self, visit: Visit, handler: Handler) -> Response:
        try:
            _refuse_nul(visit.request)
            return await handler(visit)
        except NotFound:
            return await self._apologize(visit, "not_found", 404)
        except Gone:
            return await self._apologize(visit, "gone", 410)
        except ForeignForm:
            return await self._apologize(visit, "refused", 403)
        except Exception:
            log.exception("page failed")
            return await self._admit_fault(visit)

    async def _admit_fault(self, visit: Visit) -> Response:
        try:
            return await self._apologize(visit, "failed", 500)
        except Exception:
            log.exception("page about a failed page failed")
            return HTMLResponse(_LAST_RESORT, 500)

    async def _apologize(
        self, visit: Visit, kind: Literal["not_found", "gone", "refused", "failed"], status: int
    ) -> Response:
        reference = str(structlog.contextvars.get_contextvars().get("request_id", ""))
        title = visit.words.say(f"error.{kind}.title")
        meta = Meta(title, "", is_indexed=False)

        async def build(ctx: Context) -> Shown:
            tiles = await list_branches(visit, ctx) if kind in {"not_found", "gone"} else ()
            page = ErrorPage(kind, meta, tiles[:4], reference if kind == "failed" else "")
            return Shown("error", page, status, is_private=True)

        return await visit.show(build)

    def _closed(self, kind: Literal["unknown", "unverified", "inactive"], status: int) -> Response:
        """Say that no shop is here, in nobody's name."""
        words = self.renderer.words(ROOT_THEME, "en")
        page = ClosedPage(kind, Meta(words.say(f"closed.{kind}.title"), "", is_indexed=False))
        frame = Frame(Shop("Galleria", "", "en", "", ROOT_THEME), "/")
        headers = {"Cache-Control": "no-store"}
        if kind == "inactive":
            headers["Retry-After"] = "3600"
        return HTMLResponse(self.renderer.render("closed", page, frame), status, headers)


def _refuse_nul(request: Request) -> None:
    """Find nothing at an address with a character that no text of the database can hold."""
    if "\0" in request.url.path or b"%00" in request.scope["query_string"]:
        raise NotFound("page")
