"""How large a picture is, read from its header by its content's rules; it is never decoded.

A picture of few bytes can unfold to gigabytes on the desk of whoever opens it.
"""

from collections.abc import AsyncIterator

from portal.errors import InvalidInput
from portal.files.recognition import HEIC, JPEG, PNG
from portal.shared.language import _

# More than the sensors of phones have (108 megapixels); unfolded about 360 MB.
MOST_PIXELS = 120_000_000
# Real photos have a few dozen; a made-up one must not keep the process busy.
MOST_PARTS = 1000
LONGEST_BOX = 4_000_000
# ITU-T T.81, table B.1: frames, without DHT (C4), JPG (C8) and DAC (CC).
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9


class _Unreadable(Exception):
    """Not a picture of its kind after all."""


async def require_openable(media_type: str, chunks: AsyncIterator[bytes]) -> None:
    """Raises InvalidInput unless the picture can be measured and is not too large to open."""
    measure = {JPEG: _jpeg, PNG: _png, HEIC: _heic}[media_type]
    try:
        width, height = await measure(_Cursor(chunks))
    except _Unreadable:
        raise InvalidInput(
            _(
                "Dieses Bild ist beschädigt und lässt sich nicht öffnen. Bitte nehmen Sie es neu "
                "auf."
            )
        ) from None
    if width * height > MOST_PIXELS:
        raise InvalidInput(
            _(
                "Dieses Bild hat zu viele Bildpunkte. Möglich sind {most} Megapixel. Bitte "
                "verkleinern Sie es."
            ).format(most=MOST_PIXELS // 1_000_000)
        )


class _Cursor:
    """Reads a stream forwards, holding no more of it than is asked for."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._held = b""

    async def take(self, number: int) -> bytes:
        """The next bytes. Raises _Unreadable at the end."""
        while len(self._held) < number:
            self._held += await self._next()
        taken, self._held = self._held[:number], self._held[number:]
        return taken

    async def skip(self, number: int) -> None:
        """Pass over bytes. Raises _Unreadable at the end."""
        while number > len(self._held):
            number -= len(self._held)
            self._held = await self._next()
        self._held = self._held[number:]

    async def number(self, length: int) -> int:
        """The next bytes as a number, the largest part first."""
        return int.from_bytes(await self.take(length))

    async def _next(self) -> bytes:
        chunk = await anext(self._chunks, None)
        if chunk is None:
            raise _Unreadable
        return chunk


async def _png(cursor: _Cursor) -> tuple[int, int]:
    """ISO/IEC 15948: the first chunk is IHDR."""
    await cursor.skip(8)
    if await cursor.take(8) != b"\x00\x00\x00\x0dIHDR":
        raise _Unreadable
    return _sides(await cursor.number(4), await cursor.number(4))


async def _jpeg(cursor: _Cursor) -> tuple[int, int]:
    """ITU-T T.81, annex B: segments until the one that begins a frame."""
    await cursor.skip(2)
    for _part in range(MOST_PARTS):
        if await cursor.number(1) != 0xFF:
            raise _Unreadable
        marker = await _marker(cursor)
        if marker in FRAMES:
            await cursor.skip(3)
            height = await cursor.number(2)
            return _sides(await cursor.number(2), height)
        if marker in {START_OF_SCAN, END_OF_IMAGE}:
            break
        await cursor.skip(max(0, await cursor.number(2) - 2))
    raise _Unreadable


async def _marker(cursor: _Cursor) -> int:
    """Any number of 0xFF may stand before it (B.1.1.2)."""
    for _part in range(MOST_PARTS):
        marker = await cursor.number(1)
        if marker != 0xFF:
            return marker
    raise _Unreadable


async def _heic(cursor: _Cursor) -> tuple[int, int]:
    """ISO/IEC 14496-12 and 23008-12: the largest `ispe` in meta/iprp/ipco; tiles are smaller."""
    for _part in range(MOST_PARTS):
        length, kind, header = await _box(cursor)
        if kind == b"meta":
            if length > LONGEST_BOX:
                raise _Unreadable
            return _largest(await cursor.take(length - header))
        if length == 0:
            break
        await cursor.skip(length - header)
    raise _Unreadable


async def _box(cursor: _Cursor) -> tuple[int, bytes, int]:
    """Length with header, kind, length of the header; a length of 0 reaches to the end."""
    length, kind = await cursor.number(4), await cursor.take(4)
    header = 8
    if length == 1:
        length, header = await cursor.number(8), 16
    if length != 0 and length < header:
        raise _Unreadable
    return length, kind, header


def _largest(meta: bytes) -> tuple[int, int]:
    found: list[tuple[int, int]] = []
    at = meta.find(b"ispe")
    while at >= 0 and len(found) < MOST_PARTS:
        width, height = meta[at + 8 : at + 12], meta[at + 12 : at + 16]
        found.append(_sides(int.from_bytes(width), int.from_bytes(height)))
        at = meta.find(b"ispe", at + 4)
    if not found:
        raise _Unreadable
    return max(found, key=lambda sides: sides[0] * sides[1])


def _sides(width: int, height: int) -> tuple[int, int]:
    if width == 0 or height == 0:
        raise _Unreadable
    return width, height
