"""Calling the web: the one place where httpx is known."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import httpx

_LARGEST = 64 * 1024
_MOST_REDIRECTS = 3
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

Resolve = Callable[[str], Awaitable[Sequence[str]]]
"""Tells the addresses of a host; raises ``OSError`` where it has none."""


class WebError(Exception):
    """A page could not be had; the message says why, in words fit for a merchant."""

    def __init__(self, message: str) -> None:
        """Keep the sentence."""
        super().__init__(message)
        self.message = message


class PrivateAddress(WebError):
    """The host leads into a network that is not the public one."""

    def __init__(self, host: str) -> None:
        """Name the host, not the address, which is nobody's business."""
        super().__init__(f"{host} has no public address.")


class PageTooLarge(WebError):
    """The page has more bytes than are read."""

    def __init__(self, largest: int) -> None:
        """Say how much is read."""
        super().__init__(f"The page is larger than {largest // 1024} KB.")


class Unreachable(WebError):
    """Nobody answered, or not in time, or not as a web server does."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a web server answered."""

    status: int
    text: str


@dataclass(frozen=True, slots=True)
class Download:
    """What a web server answered, undecoded."""

    status: int
    content: bytes


class PublicWeb:
    """Fetches pages and files from addresses that merchants give, never from our own network.

    Every host is resolved here and the connection goes to the address that was checked, so that a
    name cannot lead elsewhere a moment later. Redirects are checked alike.
    """

    def __init__(
        self,
        *,
        resolve: Resolve | None = None,
        is_allowed: Callable[[str], bool] | None = None,
        seconds: float = 10,
    ) -> None:
        """Give up on a page after so many seconds; call the addresses that are allowed."""
        self._seconds = seconds
        self._client = httpx.AsyncClient(
            transport=_CheckedTransport(resolve or _resolve, is_allowed or is_public),
            timeout=seconds,
            follow_redirects=True,
            max_redirects=_MOST_REDIRECTS,
            trust_env=False,
            # Undecoded, a small page cannot swell in memory.
            headers={"Accept-Encoding": "identity", "User-Agent": "Galleria"},
        )

    async def get(self, url: str) -> Page:
        """Fetch a page of at most 64 KB.

        Raises:
            WebError: a ``PrivateAddress``, ``PageTooLarge`` or ``Unreachable``.
        """
        answer = await self.get_bytes(url, largest=_LARGEST)
        return Page(answer.status, answer.content.decode("utf-8", "replace"))

    async def get_bytes(self, url: str, *, largest: int) -> Download:
        """Fetch a file of at most so many bytes; what is beyond is not read.

        Raises:
            WebError: as for a page.
        """
        try:
            async with asyncio.timeout(self._seconds), self._client.stream("GET", url) as response:
                return Download(response.status_code, await _read(response, largest))
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as fault:
            raise Unreachable("No web server gave an answer there.") from fault

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()


async def _read(response: httpx.Response, largest: int) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > largest:
            raise PageTooLarge(largest)
    return bytes(body)


class _CheckedTransport(httpx.AsyncBaseTransport):
    """Connects to addresses that were looked at, under the name that was asked for."""

    def __init__(self, resolve: Resolve, is_allowed: Callable[[str], bool]) -> None:
        self._resolve = resolve
        self._is_allowed = is_allowed
        # Connections are pooled by address here, and must not be shared by two names.
        self._transport = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        addresses = await self._addresses(request.url.host)
        for address in addresses[:-1]:
            try:
                return await self._send(request, address)
            except httpx.ConnectError:
                continue
        return await self._send(request, addresses[-1])

    async def aclose(self) -> None:
        await self._transport.aclose()

    async def _addresses(self, host: str) -> Sequence[str]:
        allowed = list(filter(self._is_allowed, await self._resolve(host)))
        if not allowed:
            raise PrivateAddress(host)
        return allowed

    async def _send(self, request: httpx.Request, address: str) -> httpx.Response:
        pinned = httpx.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": request.url.host},
        )
        return await self._transport.handle_async_request(pinned)


async def _resolve(host: str) -> Sequence[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except UnicodeError as fault:
        raise OSError(f"no host is called {host}") from fault
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether an address is one of the public Internet, also when it wraps an IPv4 address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    wrapped = _wrapped(ip) if isinstance(ip, ipaddress.IPv6Address) else None
    if wrapped is not None:
        return is_public(str(wrapped))
    is_local = isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or is_local)


def _wrapped(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
