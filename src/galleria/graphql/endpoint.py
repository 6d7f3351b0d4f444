"""The address of the API: one request in, one response out."""

from dataclasses import dataclass

import structlog
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from galleria.core.context import GUEST, Actor, StoreRef
from galleria.core.errors import Unauthenticated
from galleria.core.ids import new_id
from galleria.graphql import console
from galleria.graphql.context import House, RequestContext
from galleria.graphql.cors import preflight
from galleria.graphql.execution import Execution, refused
from galleria.graphql.locales import choose_locale
from galleria.graphql.persisted import PersistedOperations
from galleria.graphql.presenting import OUR_FAULT
from galleria.graphql.refusals import RequestError
from galleria.graphql.requests import read_asked, wants_page
from galleria.graphql.sharing import private, respond
from galleria.tenancy.flow import authenticate
from galleria.tenancy.hosts import HostDirectory
from galleria.tenancy.queries import Inactive, Open, RedirectTo, Unverified

log = structlog.get_logger()

OK = 200


@dataclass(frozen=True, slots=True)
class GraphQLEndpoint:
    """Answers at ``/graphql`` on every store's domain; an ASGI application."""

    house: House
    hosts: HostDirectory
    execution: Execution
    operations: PersistedOperations

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        if answer := preflight(request):
            await answer(scope, receive, send)
            return
        request_id = _request_id(request)
        try:
            response = await self._respond(request, request_id, await self._entrance(request))
        except GraphQLError as error:
            response = private(request, refused([error], request_id))
        except Exception:
            log.exception("request failed")
            fault = RequestError("INTERNAL", OUR_FAULT)
            response = private(request, refused([fault], request_id))
        await response(scope, receive, send)

    async def _respond(
        self, request: Request, request_id: str, entrance: Open | Inactive
    ) -> Response:
        store = entrance.store
        if wants_page(request):
            return console.page(store)
        actor = await self._actor(request, store)
        asked = await read_asked(request, self.execution.limits.largest_body(actor))
        context = RequestContext(
            house=self.house,
            request_id=request_id,
            store=store,
            is_open=isinstance(entrance, Open),
            actor=actor,
            limits=self.execution.limits,
            locale=choose_locale(store, request.headers.get("accept-language")),
            base_url=f"{request.url.scheme}://{request.url.netloc}",
            bearer=_bearer(request),
            address=request.client.host if request.client else "",
            idempotency_key=request.headers.get("idempotency-key"),
        )
        asked = await self.operations.complete(asked, store.tenant_id)
        reply = await self.execution.answer(asked, context)
        if reply.status == OK:
            await self.operations.keep(asked, store.tenant_id)
        return respond(request, context, reply)

    async def _entrance(self, request: Request) -> Open | Inactive:
        """The store that the request came to. A program is not sent elsewhere: any host will do."""
        answer = await self.hosts.find(request.headers.get("host", ""))
        if isinstance(answer, RedirectTo):
            answer = await self.hosts.find(answer.host)
        match answer:
            case Open() | Inactive():
                return answer
            case Unverified():
                raise RequestError("UNKNOWN_STORE", "This domain has not been verified yet.")
        raise RequestError("UNKNOWN_STORE", "There is no store at this domain.")

    async def _actor(self, request: Request, store: StoreRef) -> Actor:
        if "authorization" not in request.headers:
            return GUEST
        try:
            return await authenticate(
                self.house.database,
                tenant_id=store.tenant_id,
                bearer=_bearer(request),
                store_id=store.store_id,
            )
        except Unauthenticated as error:
            raise _unauthenticated(error) from None


def _unauthenticated(error: Unauthenticated) -> RequestError:
    return RequestError(error.code, error.message, headers={"WWW-Authenticate": "Bearer"})


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _request_id(request: Request) -> str:
    known = structlog.contextvars.get_contextvars().get("request_id")
    return str(known or request.headers.get("x-request-id", "")[:64] or new_id())
