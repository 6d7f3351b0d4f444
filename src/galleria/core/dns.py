"""Asking the Domain Name System, as the world sees it."""

from collections.abc import Sequence
from typing import Protocol

import dns.asyncresolver
import dns.exception
import dns.name
import dns.resolver


class Resolver(Protocol):
    """Whoever answers what a domain's records say."""

    async def find_texts(self, name: str) -> Sequence[str]:
        """The TXT records of a name; none where it has none or nobody answers."""
        ...


class DnsResolver:
    """The machine's own name servers, or those that are given."""

    def __init__(
        self, nameservers: Sequence[str] = (), *, port: int = 53, seconds: float = 5
    ) -> None:
        """Give up on a question after so many seconds."""
        self._nameservers = list(nameservers)
        self._port = port
        self._seconds = seconds

    async def find_texts(self, name: str) -> Sequence[str]:
        """The TXT records of a name; none where it has none or nobody answers."""
        try:
            answer = await self._resolver().resolve(f"{name}.", "TXT", lifetime=self._seconds)
        except _WITHOUT_ANSWER:
            return ()
        # A record is cut into strings of 255 octets, which belong together (RFC 7208, 3.3).
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]

    def _resolver(self) -> dns.asyncresolver.Resolver:
        # Made anew for each question, so that a change of the machine's settings is seen.
        resolver = dns.asyncresolver.Resolver(configure=not self._nameservers)
        if self._nameservers:
            resolver.nameservers = list(self._nameservers)
            resolver.port = self._port
        return resolver


_WITHOUT_ANSWER = (
    dns.exception.Timeout,
    dns.name.NameTooLong,
    dns.resolver.NXDOMAIN,
    dns.resolver.NoAnswer,
    dns.resolver.NoNameservers,
    dns.resolver.NoResolverConfiguration,
)
