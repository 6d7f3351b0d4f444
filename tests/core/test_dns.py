import asyncio
from collections.abc import AsyncIterator

import pytest

from galleria.core.dns import DnsResolver
from tests.loopback import NameServer


@pytest.fixture
async def name_server() -> AsyncIterator[NameServer]:
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(NameServer, local_addr=("127.0.0.1", 0))
    yield server
    transport.close()


class TestFindTexts:
    async def test_reads_every_record_of_a_name(self, name_server: NameServer) -> None:
        name_server.texts["_galleria.shop.example"] = ["first", "second"]
        resolver = DnsResolver(["127.0.0.1"], port=name_server.port, seconds=60)

        assert sorted(await resolver.find_texts("_galleria.shop.example")) == ["first", "second"]

    async def test_joins_the_strings_of_a_long_record(self, name_server: NameServer) -> None:
        name_server.texts["shop.example"] = ['a" "b']
        resolver = DnsResolver(["127.0.0.1"], port=name_server.port, seconds=60)

        assert await resolver.find_texts("shop.example") == ["ab"]

    async def test_a_name_without_records_has_none(self, name_server: NameServer) -> None:
        resolver = DnsResolver(["127.0.0.1"], port=name_server.port, seconds=60)
        for name in ("nobody.example", ".".join(["x" * 60] * 5)):
            assert list(await resolver.find_texts(name)) == []

    async def test_a_server_that_is_silent_has_none(self) -> None:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0)
        )
        port = transport.get_extra_info("sockname")[1]
        resolver = DnsResolver(["127.0.0.1"], port=port, seconds=0.3)

        assert list(await resolver.find_texts("shop.example")) == []
        transport.close()
