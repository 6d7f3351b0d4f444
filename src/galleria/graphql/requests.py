"""Read what a client sent over HTTP, by the GraphQL-over-HTTP specification."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from starlette.requests import Request

from galleria.graphql.execution import Asked
from galleria.graphql.refusals import RequestError

GRAPHQL_JSON = "application/graphql-response+json"

NO_OPERATION = "Send an object with the operation as “query”."

_SHA256 = re.compile("[0-9A-Fa-f]{64}")

# What JSON and GraphQL can write, but no database and no answer can hold.
_UNHOLDABLE = re.compile("[\0\ud800-\udfff]")
_NUL_WRITTEN = re.compile(r"(?<!\\)(?:\\\\)*\\u(?:0000|\{0+\})")


async def read_asked(request: Request, largest_body: int) -> Asked:
    """Read the operation of a GET or POST request.

    Raises:
        RequestError: the request is none that GraphQL knows; what to send instead.
    """
    if request.method == "GET":
        return _asked(_of_address(request.query_params), may_change=False)
    if request.method != "POST":
        message = "Send operations by POST, or queries by GET."
        raise RequestError("METHOD_NOT_ALLOWED", message, headers={"Allow": "GET, POST, OPTIONS"})
    return _asked(await _of_body(request, largest_body), may_change=True)


def media_type(request: Request) -> str:
    """What the answer is called: plain JSON only for clients that know no better."""
    accepted = request.headers.get("accept", "*/*")
    plain = "application/json" in accepted and GRAPHQL_JSON not in accepted
    return "application/json" if plain else GRAPHQL_JSON


def wants_page(request: Request) -> bool:
    """Whether a person looks at the address in a browser."""
    return (
        request.method == "GET"
        and not {"query", "extensions"} & set(request.query_params)
        and "text/html" in request.headers.get("accept", "")
    )


async def _of_body(request: Request, largest: int) -> Any:
    # A form or plain text can be sent from any page of another site without asking; JSON cannot.
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        message = "Send the operation as JSON, with Content-Type: application/json."
        raise RequestError("UNSUPPORTED_MEDIA_TYPE", message)
    try:
        return json.loads(await _body(request, largest))
    except (ValueError, RecursionError):
        message = "The body is not JSON, or is nested too deeply."
        raise RequestError("BAD_REQUEST", message) from None


async def _body(request: Request, largest: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise RequestError("BODY_TOO_LARGE", f"Send at most {largest} bytes.")
    return bytes(body)


def _of_address(parameters: Mapping[str, str]) -> dict[str, Any]:
    sent: dict[str, Any] = dict(parameters)
    for name in ("variables", "extensions"):
        try:
            sent[name] = json.loads(parameters.get(name, "null"))
        except (ValueError, RecursionError):
            message = f"The parameter “{name}” is not JSON, or is nested too deeply."
            raise RequestError("BAD_REQUEST", message) from None
    return sent


def _hash_of(sent: dict[str, Any]) -> str | None:
    """The hash by which an operation is named, where it is."""
    match sent.get("extensions"):
        case {"persistedQuery": {"version": 1, "sha256Hash": str(given)}} if _SHA256.fullmatch(
            given
        ):
            return given.lower()
        case {"persistedQuery": _}:
            message = "Name an operation by “version” 1 and its “sha256Hash”, in hexadecimal."
            raise RequestError("BAD_REQUEST", message)
    return None


def _asked(sent: Any, *, may_change: bool) -> Asked:
    match sent:
        case list():
            raise RequestError("BATCHING", "Send one operation per request; batches are not taken.")
        case dict():
            hash_ = _hash_of(sent)
            text = sent.get("query")
            variables, name = sent.get("variables"), sent.get("operationName")
        case _:
            raise RequestError("BAD_REQUEST", NO_OPERATION)
    if not isinstance(text, str) and not (hash_ and text is None):
        raise RequestError("BAD_REQUEST", NO_OPERATION)
    if not isinstance(variables, dict | None) or not isinstance(name, str | None):
        message = "“variables” is an object, and “operationName” a text."
        raise RequestError("BAD_REQUEST", message)
    if _NUL_WRITTEN.search(text or "") or any(map(_UNHOLDABLE.search, _texts(sent))):
        message = "A text may hold neither NUL nor half of a surrogate pair."
        raise RequestError("BAD_REQUEST", message)
    return Asked(text or "", variables or {}, name or None, may_change, hash_)


def _texts(sent: Any) -> Iterator[str]:
    """Every text in what was sent; without recursion, for it may be nested deeply."""
    waiting = [sent]
    while waiting:
        match waiting.pop():
            case str(text):
                yield text
            case list(parts):
                waiting += parts
            case dict(parts):
                waiting += [*parts, *parts.values()]
