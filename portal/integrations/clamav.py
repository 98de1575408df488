"""ClamAV's daemon over its socket: `tcp://host:3310` or `unix:/run/clamav/clamd.ctl`.

Protocol: clamd(8), INSTREAM: chunks with their length before them, an empty one ends. Each scan
has a connection of its own; clamd keeps none open.
"""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

from portal.errors import ConfigurationFault
from portal.files.scanner import InfectedFile, ScannerState, ScannerUnavailable

CHUNK = 64 * 1024
SECONDS_TO_CONNECT = 3.0
# clamd gives up on its own after MaxScanTime, two minutes by default.
SECONDS_TO_SCAN = 150.0
SECONDS_TO_PONG = 3.0


class ClamAv:
    """Implements files.scanner.Scanner. Times in seconds, shorter ones for tests."""

    def __init__(
        self,
        address: str,
        scan_seconds: float = SECONDS_TO_SCAN,
        pong_seconds: float = SECONDS_TO_PONG,
    ) -> None:
        """Raises ConfigurationFault for an address of another form."""
        parts = urlsplit(address)
        self._path = parts.path if parts.scheme == "unix" else ""
        self._host, self._port = parts.hostname or "", _port(address)
        if not self._path and not (parts.scheme == "tcp" and self._host and self._port):
            raise ConfigurationFault(
                "PORTAL_CLAMAV ist tcp://Rechner:3310 oder unix:/Pfad/zum/Socket."
            )
        self._scan_seconds, self._pong_seconds = scan_seconds, pong_seconds

    async def scan(self, chunks: AsyncIterator[bytes]) -> None:
        """Return if clamd finds the content clean. Raises InfectedFile, ScannerUnavailable."""
        verdict = await self._ask(b"zINSTREAM\0", chunks, self._scan_seconds)
        if verdict == "stream: OK":
            return
        if verdict.endswith(" FOUND"):
            raise InfectedFile(verdict.removeprefix("stream: ").removesuffix(" FOUND"))
        raise ScannerUnavailable(verdict or "no answer")

    async def state(self) -> ScannerState:
        """READY if clamd answers a PING."""
        try:
            answer = await self._ask(b"zPING\0", None, self._pong_seconds)
        except ScannerUnavailable:
            return ScannerState.DOWN
        return ScannerState.READY if answer == "PONG" else ScannerState.DOWN

    async def _ask(
        self, command: bytes, chunks: AsyncIterator[bytes] | None, seconds: float
    ) -> str:
        try:
            async with asyncio.timeout(seconds), self._connected() as (reader, writer):
                writer.write(command)
                if chunks is not None:
                    await _send(writer, chunks)
                # A whole answer ends with a NUL; one cut off is none.
                answer = await reader.readuntil(b"\0")
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError) as error:
            raise ScannerUnavailable(type(error).__name__) from None
        return answer.rstrip(b"\0").decode("ascii", "replace")

    @asynccontextmanager
    async def _connected(self) -> AsyncGenerator[tuple[StreamReader, StreamWriter]]:
        async with asyncio.timeout(SECONDS_TO_CONNECT):
            if self._path:
                reader, writer = await asyncio.open_unix_connection(self._path)
            else:
                reader, writer = await asyncio.open_connection(self._host, self._port)
        try:
            yield reader, writer
        finally:
            # Not close(): that waits for a peer that may have stopped listening.
            writer.transport.abort()


async def _send(writer: StreamWriter, chunks: AsyncIterator[bytes]) -> None:
    """Everything, then the end. Stops where clamd no longer listens: it has answered already."""
    with suppress(BrokenPipeError, ConnectionResetError):
        async for chunk in chunks:
            for start in range(0, len(chunk), CHUNK):
                piece = chunk[start : start + CHUNK]
                writer.write(len(piece).to_bytes(4) + piece)
                await writer.drain()
        writer.write(bytes(4))
        await writer.drain()


def _port(address: str) -> int:
    try:
        return urlsplit(address).port or 0
    except ValueError:
        return 0
