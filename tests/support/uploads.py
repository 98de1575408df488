"""Uploads for the tests: small files of each kind, streamed as a browser would."""

import zlib
from collections.abc import AsyncIterator
from io import BytesIO

from pypdf import PdfWriter


def a_jpeg(width: int = 640, height: int = 480, comment: bytes = b"Lichtbild") -> bytes:
    """What a JPEG begins with, up to its frame's header; the rest is not looked at."""
    frame = b"\x08" + height.to_bytes(2) + width.to_bytes(2) + b"\x01\x01\x11\x00"
    parts = [(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"), (0xFE, comment)]
    parts += [(0xC0, frame), (0xDA, b"\x01\x01\x00\x00\x3f\x00")]
    segments = (bytes((0xFF, kind)) + (len(part) + 2).to_bytes(2) + part for kind, part in parts)
    return b"\xff\xd8" + b"".join(segments) + b"\x55" * 300 + b"\xff\xd9"


def a_png(width: int = 64, height: int = 48) -> bytes:
    """A grey picture; whatever its size, it holds few bytes."""
    return png_of(width, height, zlib.compress(bytes(64 * 48 + 48)), colours=0)


def png_of(width: int, height: int, rows: bytes, colours: int = 2) -> bytes:
    """A PNG of these compressed rows: grey (0) or red, green and blue (2)."""
    header = width.to_bytes(4) + height.to_bytes(4) + bytes((8, colours, 0, 0, 0))
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    drawn = (
        len(part).to_bytes(4) + kind + part + zlib.crc32(kind + part).to_bytes(4)
        for kind, part in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(drawn)


def a_heic(width: int = 4032, height: int = 3024, brand: bytes = b"heic") -> bytes:
    """The boxes of an iPhone's photo that say how large it and its tiles are."""
    sizes = b"".join(_box(b"ispe", bytes(4) + w + h) for w, h in _sides(width, height))
    meta = _box(b"meta", bytes(4) + _box(b"iprp", _box(b"ipco", sizes)))
    return _box(b"ftyp", brand + bytes(4) + b"mif1heic") + meta + _box(b"mdat", b"Foto" * 40)


def a_pdf(pages: int = 1, password: str = "", owner_password: str = "") -> bytes:
    """Empty pages of A4, encrypted where there is a password."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password or owner_password:
        writer.encrypt(password, owner_password or None, algorithm="AES-256")
    content = BytesIO()
    writer.write(content)
    return content.getvalue()


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


def _box(kind: bytes, content: bytes) -> bytes:
    return (len(content) + 8).to_bytes(4) + kind + content


def _sides(width: int, height: int) -> list[tuple[bytes, bytes]]:
    return [(side.to_bytes(4), other.to_bytes(4)) for side, other in ((512, 512), (width, height))]


JPEG, PNG, HEIC, PDF = a_jpeg(), a_png(), a_heic(), a_pdf()
