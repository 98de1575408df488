"""Uploads for the tests: small files of each kind, streamed as a browser would."""

from collections.abc import AsyncIterator

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"Lichtbild" * 40
PNG = b"\x89PNG\r\n\x1a\n" + b"Lageplan" * 40
PDF = b"%PDF-1.7\n" + b"Vollmacht " * 40
HEIC = b"\x00\x00\x00\x18ftypheic" + b"Foto" * 40


async def streamed(content: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    """The bytes in pieces of `size`, as they come over the network."""
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def broken_off(content: bytes) -> AsyncIterator[bytes]:
    """A connection that is lost in the middle."""
    yield content[: len(content) // 2]
    raise ConnectionError("the phone left the network")


async def read_all(chunks: AsyncIterator[bytes]) -> bytes:
    """Everything that was stored."""
    return b"".join([chunk async for chunk in chunks])
