import gzip
from pathlib import Path

import pytest

from galleria.storefront.assets import Assets, fluid, shrink_css
from galleria.storefront.rendering import Renderer
from galleria.storefront.routes import FONTS, THEMES
from tests.storefront.browsing import Browser


class TestAssets:
    def test_names_the_content_in_the_address(self, tmp_path: Path) -> None:
        assets = Assets(tmp_path)
        one, other = assets.add("a.css", b"a{}"), assets.add("b.css", b"b{}")
        assert one.url != other.url
        assert one.url == Assets(tmp_path).add("a.css", b"a{}").url

    def test_goes_without_a_font_that_was_not_installed(self, tmp_path: Path) -> None:
        assert Assets(tmp_path).font("fraunces") is None
        sheet = Renderer(THEMES, tmp_path).assets.find("aldermoor/theme.css")
        assert sheet is not None
        assert b"@font-face" not in sheet.content
        assert b"Georgia" in sheet.content

    @pytest.mark.skipif(not FONTS.is_dir(), reason="needs the fonts that make setup installs")
    def test_serves_the_fonts_itself(self) -> None:
        sheet = Renderer(THEMES, FONTS).assets.find("aldermoor/theme.css")
        assert sheet is not None
        assert b'src:url("/assets/' in sheet.content.replace(b": ", b":")


class TestServeAsset:
    async def test_is_kept_for_good_under_its_own_address(self, browser: Browser) -> None:
        page = await browser.open("/")
        address = next(one for one in page.stylesheets)
        answer = await browser.http.get(address)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["content-type"].startswith("text/css")
        digest = address.split("/")[2]
        older = await browser.http.get(address.replace(digest, "0" * len(digest)))
        assert older.content == answer.content
        assert older.headers["cache-control"] == "public, max-age=60"

    async def test_is_not_found_where_there_is_none(self, browser: Browser) -> None:
        assert (await browser.http.get("/assets/0/nothing.css")).status_code == 404
        assert (await browser.http.get("/assets/0/../../theme.toml")).status_code == 404


class TestServeMedia:
    async def test_sends_pictures_and_nothing_else(self, browser: Browser, media: Path) -> None:
        (media / "mug.webp").write_bytes(b"picture")
        (media / "page.html").write_text("<script>")
        (media.parent / "secret.png").write_bytes(b"secret")
        sent = await browser.http.get("/media/mug.webp")
        assert (sent.status_code, sent.content) == (200, b"picture")
        assert sent.headers["content-type"] == "image/webp"
        assert sent.headers["cache-control"].endswith("immutable")
        for path in ("/media/page.html", "/media/..%2fsecret.png", "/media/gone.png", "/media/"):
            assert (await browser.http.get(path)).status_code == 404


def test_shrinks_a_style_sheet_without_changing_it() -> None:
    css = "/* why */ a > b , c { color : red ; }\n@media (min-width: 1px) and (x) { d { e: f } }"
    small = shrink_css(css)
    assert small == "a>b,c{color : red;}@media (min-width: 1px) and (x){d{e: f}}"
    assert gzip.decompress(gzip.compress(small.encode())) == small.encode()


def test_grows_lengths_from_the_phone_to_the_desktop() -> None:
    assert fluid((16, 16)) == "1rem"
    assert fluid((20, 41)) == "clamp(1.25rem, 0.7625rem + 2vw, 2.5625rem)"
