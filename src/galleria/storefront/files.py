"""Files that pages need, served by ourselves: assets under their hash, and uploaded pictures."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from galleria.storefront.assets import Assets
from galleria.storefront.renditions import WIDTHS, make_rendition

FOREVER = "public, max-age=31536000, immutable"
_FOR_NOW = "public, max-age=60"
_PICTURES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
_GUARDED = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}


def serve_asset(assets: Assets, request: Request) -> Response:
    """Send an asset. An address of an older version gets today's, but not for long."""
    asset = assets.find(request.path_params["path"])
    if asset is None:
        return _missing()
    is_current = request.path_params["digest"] == asset.digest
    headers = {**_GUARDED, "Cache-Control": FOREVER if is_current else _FOR_NOW}
    if asset.gzipped and "gzip" in request.headers.get("accept-encoding", ""):
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(asset.gzipped, 200, headers, asset.media_type)
    return Response(asset.content, 200, headers, asset.media_type)


async def serve_media(request: Request) -> Response:
    """Send a picture of a product. A picture that changes gets another name."""
    return _picture(_find_file(_folder(request, "media"), request.path_params["key"]))


async def serve_rendition(request: Request) -> Response:
    """Send a picture of a product in one of the widths that pages offer."""
    root, width = _folder(request, "media"), request.path_params["width"]
    original = _find_file(root, request.path_params["key"])
    if original is None or original.suffix.lower() not in _PICTURES or width not in WIDTHS:
        return _missing()
    name = original.relative_to(root)
    folder = _folder(request, "renditions") / str(width)
    kept = folder / name.with_name(f"{name.name}.webp")
    there = _find_file(folder, str(kept))
    return _picture(there or await make_rendition(original, kept, width))


def _picture(file: Path | None) -> Response:
    media_type = _PICTURES.get(file.suffix.lower()) if file else None
    if file is None or media_type is None:
        return _missing()
    # A picture opened by itself can hold no script that runs: it is a picture by type, in a box.
    headers = {**_GUARDED, "Cache-Control": FOREVER, "Content-Security-Policy": "sandbox"}
    return FileResponse(file, 200, headers, media_type)


def _folder(request: Request, name: str) -> Path:
    return (Path(request.app.state.settings.data) / name).resolve()


def _find_file(root: Path, key: str) -> Path | None:
    try:
        file = (root / key).resolve()
        return file if file.is_relative_to(root) and file.is_file() else None
    except (OSError, ValueError):
        return None  # a name that no file can have


def _missing() -> Response:
    return PlainTextResponse("Not Found", 404)
