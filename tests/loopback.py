"""A name server and a web server on the loopback, which answer by the rules."""

import asyncio
import os
import socket
from dataclasses import dataclass, field
from typing import cast

import dns.message
import dns.rcode
import dns.rrset


class NameServer(asyncio.DatagramProtocol):
    """A name server that knows a few TXT records and answers by the rules."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.port = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        name = query.question[0].name
        answer = dns.message.make_response(query)
        if texts := self.texts.get(name.to_text(omit_final_dot=True)):
            quoted = [f'"{text}"' for text in texts]
            answer.answer.append(dns.rrset.from_text_list(name, 60, "IN", "TXT", quoted))
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        self.transport.sendto(answer.to_wire(), addr)


@dataclass
class WebServer:
    """A web server of a few pages, by their host and path, on the loopback."""

    pages: dict[str, str] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    port: int = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        host = next(line[6:] for line in head if line.lower().startswith("host: "))
        url = host.partition(":")[0] + head[0].split(" ")[1]
        if url in self.redirects:
            status, extra = "302 Found", f"Location: {self.redirects[url]}\r\n"
        else:
            status, extra = ("200 OK" if url in self.pages else "404 Not Found"), ""
        body = self.pages.get(url, "nothing here")
        writer.write(
            f"HTTP/1.1 {status}\r\n{extra}Content-Length: {len(body)}\r\n"
            f"Connection: close\r\n\r\n{body}".encode()
        )
        await writer.drain()
        writer.close()
        await writer.wait_closed()


async def loopback(_host: str) -> list[str]:
    """Find every host on this machine."""
    return ["127.0.0.1"]


def anywhere(_address: str) -> bool:
    """Let every address be called, this machine's own included."""
    return True


def quiet_port() -> int:
    """Find a port that nobody gets by chance, for a server that comes back to it.

    Any other program's connection may be given a port of the ephemeral range meanwhile.
    """
    for turn in range(1000):
        port = 20_000 + (os.getpid() + turn * 97) % 12_000
        with socket.socket() as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                attempt.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no port is free")
