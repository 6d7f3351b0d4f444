"""A page to try the API on, served by the store itself: no other host is asked for anything."""

import html
import json
import secrets

from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from galleria.core.context import StoreRef
from galleria.core.schema import home

ASSETS = "/graphql/console"
FILES = home() / "build" / "assets" / "graphiql"

FIRST_QUERY = """\
# Everything here runs against this store, live.
# Ctrl-Space completes; the book on the left explains.
# Staff: put {"Authorization": "Bearer …"} into Headers.

query Welcome {
  store {
    name
    currency
    locales
  }
  viewer {
    kind
    permissions
  }
  products(first: 5) {
    count {
      value
    }
    nodes {
      title
      price {
        formatted
      }
    }
  }
}
"""

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{assets}/graphiql.css">
<style nonce="{nonce}">html, body, #graphiql {{ height: 100%; margin: 0 }}</style>
</head>
<body>
<div id="graphiql">The console is loading. If this stays, its files are missing: make setup.</div>
<noscript>The console needs JavaScript. Programs send operations to this address by POST.</noscript>
<script src="{assets}/react.js"></script>
<script src="{assets}/react-dom.js"></script>
<script src="{assets}/graphiql.js"></script>
<script nonce="{nonce}">
const fetcher = GraphiQL.createFetcher({{ url: location.pathname }});
ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {{
    fetcher,
    defaultQuery: {query},
    defaultEditorToolsVisibility: "headers",
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
  }})
);
</script>
</body>
</html>
"""


def files() -> BaseRoute:
    """The address of the console's own files."""
    return Mount(ASSETS, StaticFiles(directory=FILES, check_dir=False), name="graphql-console")


def page(store: StoreRef) -> HTMLResponse:
    """GraphiQL for a store."""
    nonce = secrets.token_urlsafe(16)
    text = _PAGE.format(
        title=html.escape(f"{store.name}: API"),
        assets=ASSETS,
        nonce=nonce,
        query=json.dumps(FIRST_QUERY).replace("<", "\\u003c"),
    )
    headers = {"Content-Security-Policy": _policy(nonce), "Cache-Control": "no-store"}
    return HTMLResponse(text, headers=headers)


def _policy(nonce: str) -> str:
    # GraphiQL's editor positions things with style attributes, hence 'unsafe-inline' for styles.
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
