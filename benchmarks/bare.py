"""The server under measure: our application, and beside it one that only replies bytes."""

import sys
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from galleria.app import create_app
from galleria.core.logs import configure_logs
from galleria.core.settings import load_settings

PREFIX = "/bare/"


class Bare:
    """Replies what was stored under a name by PUT; everything else goes to the application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.replies: dict[str, bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the whole request, then answer with one piece, as the application does."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        name = scope["path"]
        if scope["method"] == "PUT":
            self.replies[name] = body
        reply = self.replies[name]
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(reply)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": reply})


if __name__ == "__main__":
    settings = load_settings(Path(sys.argv[1]))
    configure_logs(settings)
    uvicorn.run(
        Bare(create_app(settings)),
        port=int(sys.argv[2]),
        log_level="warning",
        access_log=False,
        timeout_keep_alive=600,  # One operation waits while others are measured.
    )
