"""Errors as clients see them: a code, a sentence, the request's id, and never an internal text."""

from collections.abc import Sequence
from typing import Any

import structlog
from graphql import FieldNode, GraphQLError, GraphQLSyntaxError
from strawberry.exceptions import StrawberryInputCoercionError

from galleria.core.errors import DomainError
from galleria.graphql.refusals import RequestError

log = structlog.get_logger()

OUR_FAULT = (
    "Something went wrong on our side. Try again, and tell us the request id if it stays so."
)


def present(error: GraphQLError, request_id: str) -> dict[str, Any]:
    """Write an error down for the client; what is our fault is logged and not told."""
    told = _told(error)
    told["extensions"]["requestId"] = request_id
    if error.locations:
        told["locations"] = [location.formatted for location in error.locations]
    if error.path:
        told["path"] = list(error.path)
    return told


def _told(error: GraphQLError) -> dict[str, Any]:
    match error.original_error or error:
        case DomainError() as refusal:
            extensions: dict[str, Any] = {"code": refusal.code}
            if refusal.path:
                extensions["inputPath"] = list(refusal.path)
            return {"message": refusal.message, "extensions": extensions}
        case RequestError():
            return {"message": error.message, "extensions": dict(error.extensions or {})}
        case GraphQLSyntaxError():
            return {"message": error.message, "extensions": {"code": "SYNTAX_ERROR"}}
        case StrawberryInputCoercionError():
            return {"message": error.message, "extensions": {"code": "INVALID_OPERATION"}}
        case GraphQLError() if not error.path or not _is_about_field(error.nodes):
            return {"message": error.message, "extensions": {"code": "INVALID_OPERATION"}}
        case fault:
            log.error("resolver failed", path=error.path, exc_info=fault)
            return {"message": OUR_FAULT, "extensions": {"code": "INTERNAL"}}


def _is_about_field(nodes: Sequence[Any] | None) -> bool:
    return bool(nodes) and isinstance(nodes[0], FieldNode) if nodes else True
