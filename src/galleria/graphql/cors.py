"""Pages of other origins may ask as any program may: see decision 10."""

from starlette.requests import Request
from starlette.responses import Response

EXPOSED = ("ETag", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After")

HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": ", ".join(EXPOSED),
}
"""What every answer of the API says to browsers. Nothing allows credentials, that is: cookies."""

_A_DAY = 86_400


def preflight(request: Request) -> Response | None:
    """Answer a browser that asks whether a page may ask; nothing has to be read for it."""
    if request.method != "OPTIONS":
        return None
    headers = {
        **HEADERS,
        "Access-Control-Allow-Methods": "GET, POST",
        # The star stands for any name but this one: https://fetch.spec.whatwg.org/#http-responses
        "Access-Control-Allow-Headers": "Authorization, *",
        "Access-Control-Max-Age": str(_A_DAY),
        "Cache-Control": f"public, max-age={_A_DAY}",
        "Allow": "GET, POST, OPTIONS",
    }
    return Response(status_code=204, headers=headers)
