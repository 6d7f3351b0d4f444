"""A client that costs little, so that the server is what is measured: raw HTTP/1.1, kept alive."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import uuid4


@dataclass(frozen=True, slots=True)
class Call:
    """One request, written out in bytes beforehand."""

    sent: bytes

    @classmethod
    def of(cls, host: str, method: str, path: str, body: bytes, *, has_key: bool = True) -> Self:
        """Write a request down, with an idempotency key of its own unless its body has them."""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            f"Accept: application/json\r\nContent-Length: {len(body)}\r\n"
        )
        key = f"Idempotency-Key: {uuid4()}\r\n" if has_key else ""
        return cls(f"{head}{key}\r\n".encode() + body)

    @classmethod
    def graphql(cls, host: str, query: str, **variables: Any) -> Self:
        """Write a GraphQL operation down."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        return cls.of(host, "POST", "/graphql", body, has_key="@idempotent" not in query)


class Connection:
    """One connection that stays open."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> Self:
        """Connect to the server on this machine."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, call: Call) -> bytes:
        """Send a request and read the whole answer; anything but 200 ends the measurement."""
        self._writer.write(call.sent)
        head = await self._reader.readuntil(b"\r\n\r\n")
        status, _, fields = head.partition(b"\r\n")
        length = next(
            int(field.split(b":")[1])
            for field in fields.lower().split(b"\r\n")
            if field.startswith(b"content-length")
        )
        body = await self._reader.readexactly(length)
        if b" 200 " not in status:
            raise RuntimeError(f"{status.decode()}: {body[:500].decode()}")
        return body

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


class Clients:
    """So many connections, each asking one thing after the other."""

    def __init__(self, connections: Sequence[Connection]) -> None:
        self._connections = connections

    @classmethod
    async def open(cls, port: int, number: int) -> Self:
        """Connect all of them."""
        return cls([await Connection.open(port) for _ in range(number)])

    async def ask_all(self, calls: Sequence[Call]) -> list[bytes]:
        """Share the calls out over the connections; the answers, in no order."""
        shares = [calls[start :: len(self._connections)] for start in range(len(self._connections))]
        answers = await asyncio.gather(
            *(
                self._in_turn(connection, share)
                for connection, share in zip(self._connections, shares, strict=True)
            )
        )
        return [answer for share in answers for answer in share]

    @staticmethod
    async def _in_turn(connection: Connection, calls: Sequence[Call]) -> list[bytes]:
        return [await connection.ask(call) for call in calls]

    def close(self) -> None:
        """Hang up all of them."""
        for connection in self._connections:
            connection.close()
