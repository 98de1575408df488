"""Scanners for the tests: a real clamd that knows EICAR, and one that answers as it is told."""

import asyncio
import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

CLAMD = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
# The test file of eicar.org, in two parts so that no scanner takes this file for one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SECONDS_TO_START = 60
# The files it keeps are ours alone, whoever runs the tests.
SETTINGS = """\
Foreground yes
DatabaseDirectory {folder}/signatures
LocalSocket {folder}/clamd.sock
TemporaryDirectory {folder}
TCPSocket {port}
TCPAddr 127.0.0.1
StreamMaxLength {most}
"""

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.contextmanager
def running_clamd(folder: Path, port: int, most: str = "20M") -> Iterator[subprocess.Popen[bytes]]:
    """Debian's clamd with one signature, at tcp://127.0.0.1:port and unix:folder/clamd.sock."""
    assert CLAMD is not None
    signatures = folder / "signatures"
    signatures.mkdir()
    signature = f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n"
    (signatures / "test.ndb").write_text(signature, encoding="ascii")
    settings = SETTINGS.format(folder=folder, port=port, most=most)
    (folder / "clamd.conf").write_text(settings, encoding="utf-8")
    with (folder / "clamd.log").open("wb") as log:
        process = subprocess.Popen(
            [CLAMD, f"--config-file={folder / 'clamd.conf'}"], stdout=log, stderr=log
        )
    try:
        _wait(process, port, folder / "clamd.log")
        yield process
    finally:
        process.kill()
        process.wait()


@contextlib.asynccontextmanager
async def a_clamd_that(answers: Answer) -> AsyncIterator[str]:
    """The address of a server that pongs, and meets INSTREAM with `answers`."""
    server = await asyncio.start_server(lambda r, w: _serve(r, w, answers), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"tcp://127.0.0.1:{port}"
    finally:
        server.close()


def saying(words: bytes) -> Answer:
    """Reads everything, then says `words`."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while length := int.from_bytes(await reader.readexactly(4)):
            await reader.readexactly(length)
        writer.write(words)

    return answer


async def _serve(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answers: Answer
) -> None:
    with contextlib.suppress(OSError, EOFError):
        command = await reader.readuntil(b"\0")
        if command == b"zPING\0":
            writer.write(b"PONG\0")
        else:
            await answers(reader, writer)
        await writer.drain()
    writer.close()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"clamd did not start:\n{log.read_text(encoding='utf-8')}")
