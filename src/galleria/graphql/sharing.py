"""Answers that are the same for every guest, and may be kept by caches on the way."""

import hashlib
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from galleria.graphql.context import RequestContext
from galleria.graphql.cors import HEADERS
from galleria.graphql.execution import Reply
from galleria.graphql.requests import media_type

SHARED = frozenset(
    {
        "__typename",
        "categories",
        "category",
        "collection",
        "collections",
        "node",
        "nodes",
        "product",
        "products",
        "search",
        "store",
    }
)
"""Root fields that tell every guest the same."""

KEPT_FOR = "public, max-age=15, stale-while-revalidate=30"
"""Short, for stock and prices stand in these answers; carts and orders are always exact."""

VARY = "Accept, Accept-Language, Authorization"


def respond(request: Request, context: RequestContext, reply: Reply) -> Response:
    """Send an answer, with what caches may do with it."""
    if not _is_shared(request, context, reply):
        return private(request, reply)
    # What it cost is another guest's business.
    content = _json({"data": reply.body["data"]})
    tag = f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'
    headers = {**HEADERS, "Cache-Control": KEPT_FOR, "Vary": VARY, "ETag": tag}
    known = request.headers.get("if-none-match", "").split(",")
    if tag in (one.strip().removeprefix("W/") for one in known):
        return Response(status_code=304, headers=headers)
    return Response(content, reply.status, headers, media_type(request))


def private(request: Request, reply: Reply) -> Response:
    """Send an answer that is meant for whoever asked alone."""
    headers = {**HEADERS, "Cache-Control": "no-store", "Vary": VARY, **reply.headers}
    return Response(_json(reply.body), reply.status, headers, media_type(request))


def _is_shared(request: Request, context: RequestContext, reply: Reply) -> bool:
    return (
        request.method == "GET"
        and "authorization" not in request.headers
        and reply.status == 200  # noqa: PLR2004 - OK
        and "errors" not in reply.body
        and context.roots <= SHARED
    )


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False)
