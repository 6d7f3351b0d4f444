"""A web server on the loopback that sends files, however odd, and counts what it is asked."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image


@dataclass
class FileServer:
    """Files and redirects by path; it misses what it has not.

    For ``/hangs`` it keeps everybody waiting until it is told to hang up, and never answers.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0

    def url(self, path: str, host: str = "pictures.example") -> str:
        """Say where a file is, at a host that is ours as any other."""
        return f"http://{host}:{self.port}{path}"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = head.split(" ")[1]
        self.asked[path] += 1
        if path.startswith("/hangs"):
            await self.hung_up.wait()
        elif path in self.redirects:
            writer.write(f"HTTP/1.1 302 Found\r\nLocation: {self.redirects[path]}\r\n".encode())
            writer.write(b"Content-Length: 0\r\nConnection: close\r\n\r\n")
        else:
            status = "200 OK" if path in self.files else "404 Not Found"
            body = self.files.get(path, b"nothing here")
            writer.write(
                f"HTTP/1.1 {status}\r\nContent-Type: image/jpeg\r\n"
                f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
            )
            writer.write(body)
        writer.close()


@asynccontextmanager
async def file_server() -> AsyncIterator[FileServer]:
    """Serve until the end."""
    site = FileServer()
    async with await asyncio.start_server(site.answer, "127.0.0.1", 0) as server:
        site.port = server.sockets[0].getsockname()[1]
        yield site


def encoded(image: Image.Image, kind: str, **how: Any) -> bytes:
    """Turn a picture into a file."""
    file = BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()
