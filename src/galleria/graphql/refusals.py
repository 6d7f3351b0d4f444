"""Requests refused before anything runs, and the HTTP status that says so."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError

STATUS = {
    "PERSISTED_QUERY_NOT_FOUND": 200,
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "STORE_INACTIVE": 403,
    "UNKNOWN_STORE": 404,
    "METHOD_NOT_ALLOWED": 405,
    "BODY_TOO_LARGE": 413,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "RATE_LIMITED": 429,
    "INTERNAL": 500,
}
"""Every other refusal is a 400: the request itself is wrong. A hash that is not known is no fault;
the client goes on with the text.
"""


class RequestError(GraphQLError):
    """The whole request is refused: nothing was read and nothing was changed."""

    def __init__(
        self, code: str, message: str, *, headers: Mapping[str, str] | None = None, **facts: Any
    ) -> None:
        super().__init__(message, extensions={"code": code, **facts})
        self.status = STATUS.get(code, 400)
        self.headers = dict(headers or {})
