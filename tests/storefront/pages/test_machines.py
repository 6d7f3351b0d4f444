from xml.etree import ElementTree as ET

from tests.kit import Shop
from tests.storefront.browsing import Browser


class TestRobots:
    async def test_keeps_crawlers_out_of_carts_and_shows_the_map(self, browser: Browser) -> None:
        text = (await browser.http.get("/robots.txt")).text
        assert "Disallow: /cart" in text
        assert f"Sitemap: http://{browser.http.base_url.host}/sitemap.xml" in text


class TestFavicon:
    async def test_is_the_stores_initial(self, browser: Browser) -> None:
        icon = await browser.http.get("/favicon.svg")
        assert icon.headers["content-type"] == "image/svg+xml"
        assert ET.fromstring(icon.text)[1].text == "S"  # noqa: S314 - our own


class TestSitemap:
    async def test_leads_to_every_page_that_can_be_found(
        self, browser: Browser, shop: Shop
    ) -> None:
        await shop.goods("Mug & saucer")
        await shop.goods("Hidden", is_visible=False)
        found = await self._addresses(browser, "/sitemap.xml")
        pages = [page for each in found for page in await self._addresses(browser, each)]
        assert [page.rsplit("/", 1)[1] for page in pages] == ["", "products", "mug-saucer"]
        for page in pages:
            assert (await browser.http.get(page)).status_code == 200

    async def _addresses(self, browser: Browser, path: str) -> list[str]:
        answer = await browser.http.get(path)
        assert answer.headers["content-type"] == "application/xml"
        root = ET.fromstring(answer.text)  # noqa: S314 - our own
        return [one.text or "" for one in root.iter() if one.tag.endswith("}loc")]
