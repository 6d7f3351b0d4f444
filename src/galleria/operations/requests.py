"""One line in the log and one count for each request, and an id that joins all that it caused."""

import re
import time
from collections.abc import Mapping

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from galleria.core.ids import new_id
from galleria.core.metrics import REQUEST_SECONDS, REQUESTS

log = structlog.get_logger()

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_ROUTINE = frozenset({"/healthz", "/readyz", "/metrics"})
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
"""https://www.w3.org/TR/trace-context/#traceparent-header"""


class RequestLog:
    """Wraps the whole application. Whoever finds out tenant or actor binds it with structlog.

    Measured by the route's template, never by what a client chose to send: the path may hold
    secrets, such as an order's token, and would make figures without end.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; one that fails before its answer began is left to the server."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        ids = _ids(Headers(scope=scope))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(**ids)
        reply = _Reply(send, ids["request_id"])
        started = time.perf_counter()
        try:
            await self.app(scope, receive, reply)
        except Exception:
            log.exception("request failed")
            if not reply.has_begun:
                raise
        finally:
            _record(scope, reply.status, time.perf_counter() - started)


class _Reply:
    """Passes the answer on with the request's id, and remembers its status."""

    def __init__(self, send: Send, request_id: str) -> None:
        self.send = send
        self.id_header = (b"x-request-id", request_id.encode())
        self.status = 500
        self.has_begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            self.status = message["status"]
            message = {**message, "headers": [*message.get("headers", ()), self.id_header]}
        await self.send(message)


def _ids(headers: Headers) -> Mapping[str, str]:
    """Take over the ids that a proxy gave, if they look like ids."""
    given = headers.get("x-request-id", "")
    ids = {"request_id": given if _REQUEST_ID.fullmatch(given) else str(new_id())}
    if trace := _TRACEPARENT.fullmatch(headers.get("traceparent", "")):
        ids["trace_id"] = trace[1]
    return ids


def _record(scope: Scope, status: int, seconds: float) -> None:
    method = scope["method"] if scope["method"] in _METHODS else "OTHER"
    template = getattr(scope.get("route"), "path", None)
    REQUESTS.labels(method, template or "(none)", str(status)).inc()
    REQUEST_SECONDS.labels(template or "(none)").observe(seconds)
    tell = log.debug if template in _ROUTINE else log.info
    path = template or scope["path"][:200]
    tell("request", method=method, path=path, status=status, ms=round(seconds * 1000, 1))
