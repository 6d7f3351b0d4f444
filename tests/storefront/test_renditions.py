import asyncio
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from galleria.storefront import renditions
from tests.storefront.browsing import Browser


def paint(file: Path, *, width: int = 900, frames: int = 1) -> None:
    shown = [Image.new("RGB", (width, width // 2), (90 * n % 256, 60, 30)) for n in range(frames)]
    shown[0].save(file, save_all=frames > 1, append_images=shown[1:])


class TestServeRendition:
    async def test_sends_a_narrower_copy_and_keeps_it(self, browser: Browser, media: Path) -> None:
        paint(media / "wide.png")
        asked = [browser.http.get("/media/480/wide.png") for _ in range(4)]
        for answer in await asyncio.gather(*asked):
            assert answer.headers["content-type"] == "image/webp"
            assert answer.headers["cache-control"].endswith("immutable")
            assert answer.headers["content-security-policy"] == "sandbox"
            with Image.open(BytesIO(answer.content)) as image:
                assert image.size == (480, 240)
        kept = list((media.parent / "renditions").rglob("wide*"))
        assert [file.name for file in kept] == ["wide.png.webp"]

    async def test_sends_the_picture_itself_where_there_is_no_narrower_one(
        self, browser: Browser, media: Path
    ) -> None:
        paint(media / "narrow.webp", width=300)
        paint(media / "moving.webp", frames=3)
        (media / "broken.webp").write_bytes(b"not a picture")
        for name in ("narrow.webp", "moving.webp", "broken.webp"):
            answer = await browser.http.get(f"/media/480/{name}")
            assert answer.status_code == 200
            assert answer.content == (media / name).read_bytes()

    async def test_sends_the_picture_itself_where_it_would_take_too_much_memory(
        self, browser: Browser, media: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(renditions, "MOST_PIXELS", 900 * 450 - 1)
        paint(media / "vast.png")
        answer = await browser.http.get("/media/480/vast.png")
        assert answer.content == (media / "vast.png").read_bytes()

    async def test_makes_nothing_that_no_page_offers(self, browser: Browser, media: Path) -> None:
        paint(media / "other.webp")
        (media / "page.html").write_text("<script>")
        outside = media.parent / "secret.png"
        paint(outside)
        for path in ("481/other.webp", "480/page.html", "480/..%2fsecret.png", "480/gone.webp"):
            assert (await browser.http.get(f"/media/{path}")).status_code == 404
        beside = await browser.http.get("/media/480/..%2f..%2fx%2f..%2fmedia%2fother.webp")
        assert beside.status_code == 404
