import asyncio
from collections.abc import AsyncIterator

import pytest

from galleria.core.http import (
    Page,
    PageTooLarge,
    PrivateAddress,
    PublicWeb,
    Unreachable,
    is_public,
)
from tests.loopback import WebServer, anywhere, loopback


@pytest.fixture
async def site() -> AsyncIterator[WebServer]:
    site = WebServer()
    server = await asyncio.start_server(site.answer, "127.0.0.1", 0)
    site.port = server.sockets[0].getsockname()[1]
    async with server:
        yield site


@pytest.fixture
async def web() -> AsyncIterator[PublicWeb]:
    web = PublicWeb(is_allowed=anywhere, resolve=loopback, seconds=60)
    yield web
    await web.close()


class TestGet:
    async def test_fetches_a_page_under_the_name_that_was_asked_for(
        self, site: WebServer, web: PublicWeb
    ) -> None:
        site.pages["shop.example/hello"] = "Good day"

        page = await web.get(f"http://shop.example:{site.port}/hello")
        other = await web.get(f"http://other.example:{site.port}/hello")
        assert page == Page(200, "Good day")
        assert other.status == 404

    async def test_follows_a_redirect(self, site: WebServer, web: PublicWeb) -> None:
        site.redirects["shop.example/old"] = "/new"
        site.pages["shop.example/new"] = "Here"

        assert (await web.get(f"http://shop.example:{site.port}/old")).text == "Here"

    async def test_gives_up_on_redirects_without_end(self, site: WebServer, web: PublicWeb) -> None:
        site.redirects["shop.example/"] = "/"
        with pytest.raises(Unreachable):
            await web.get(f"http://shop.example:{site.port}/")

    async def test_reads_no_more_than_64_kb(self, site: WebServer, web: PublicWeb) -> None:
        site.pages["shop.example/most"] = "x" * 65_536
        site.pages["shop.example/more"] = "x" * 65_537

        assert len((await web.get(f"http://shop.example:{site.port}/most")).text) == 65_536
        with pytest.raises(PageTooLarge):
            await web.get(f"http://shop.example:{site.port}/more")

    async def test_gives_up_on_a_server_that_drips(self) -> None:
        async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while not writer.is_closing():
                writer.write(b"x")
                await asyncio.sleep(0.1)

        web = PublicWeb(is_allowed=anywhere, resolve=loopback, seconds=0.5)
        async with await asyncio.start_server(drip, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            with pytest.raises(Unreachable):
                await web.get(f"http://shop.example:{port}/")
        await web.close()

    @pytest.mark.parametrize("url", ["http://shop.example:1/", "ftp://shop.example/", "http:///"])
    async def test_says_that_nobody_answers(self, web: PublicWeb, url: str) -> None:
        with pytest.raises(Unreachable):
            await web.get(url)

    async def test_tries_every_address_of_a_host(self, site: WebServer) -> None:
        async def two(_host: str) -> list[str]:
            return ["127.1.2.3", "127.0.0.1"]

        site.pages["shop.example/"] = "Here"
        web = PublicWeb(is_allowed=anywhere, resolve=two)
        assert (await web.get(f"http://shop.example:{site.port}/")).text == "Here"
        await web.close()

    @pytest.mark.parametrize(
        "host", ["localhost", "127.0.0.1", "[::1]", "2130706433", "169.254.169.254", "[::ffff:0:1]"]
    )
    async def test_never_calls_our_own_network(self, site: WebServer, host: str) -> None:
        web = PublicWeb()
        with pytest.raises((PrivateAddress, Unreachable)):
            await web.get(f"http://{host}:{site.port}/")
        await web.close()

    async def test_a_redirect_into_our_own_network_is_not_followed(self, site: WebServer) -> None:
        async def resolve(host: str) -> list[str]:
            return ["127.0.0.1"] if host == "shop.example" else ["10.0.0.1"]

        # Only the first host's address is let through, as if it were public.
        site.redirects["shop.example/"] = "http://inside.example/secret"
        web = PublicWeb(resolve=resolve, is_allowed=lambda address: address == "127.0.0.1")
        with pytest.raises(PrivateAddress):
            await web.get(f"http://shop.example:{site.port}/")
        await web.close()


class TestIsPublic:
    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.0.1",
            "100.64.0.1",
            "169.254.169.254",
            "0.0.0.0",  # noqa: S104 - an address to refuse, not to listen on
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1%eth0",
            "fc00::1",
            "fec0::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
        ],
    )
    def test_refuses_networks_that_are_not_the_public_one(self, address: str) -> None:
        assert not is_public(address)

    @pytest.mark.parametrize(
        "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
    )
    def test_lets_public_addresses_pass(self, address: str) -> None:
        assert is_public(address)
