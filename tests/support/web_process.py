"""The portal's routes in a web process of their own, as `portal serve` runs it but without pages.

`python -m tests.support.web_process PORT FOLDER`; settings come from the environment.
"""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.portal_process import ROOT, free_port, processes_below, wait_until_answering

PIECE = 64 * 1024


@dataclass(frozen=True)
class Answered:
    """What the server said, and how many bytes of the body had left by then."""

    status: int
    message: str
    sent: int


@dataclass(frozen=True)
class WebProcess:
    """A running web process at 127.0.0.1:port."""

    port: int
    pid: int

    def forget_peak(self) -> int:
        """Bytes in memory now, of it and its children; peaks count from here."""
        for pid in self._pids():
            Path(f"/proc/{pid}/clear_refs").write_text("5")
        return self._memory("VmRSS")

    def peak(self) -> int:
        """The most bytes in memory since `forget_peak`."""
        return self._memory("VmHWM")

    def _pids(self) -> list[int]:
        return [self.pid, *processes_below(self.pid)]

    def _memory(self, name: str) -> int:
        total = 0
        for pid in self._pids():
            with contextlib.suppress(OSError):
                lines = Path(f"/proc/{pid}/status").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith(name))
        return total * 1024


@contextlib.contextmanager
def web_process(folder: Path, environment: Mapping[str, str]) -> Iterator[WebProcess]:
    """Start it and wait until it is ready; it ends with the block."""
    port = free_port()
    with (folder / "web.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.web_process", str(port), str(folder)],
            cwd=ROOT,
            env={**os.environ, **environment, "PORT": str(port)},
            stdout=log,
            stderr=log,
        )
    try:
        wait_until_answering(port)
        yield WebProcess(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


async def send_large(
    port: int, path: str, headers: Mapping[str, str], head: bytes, size: int, *, announced: bool
) -> Answered:
    """POST `head` and zeros up to `size` bytes, until all is sent or an answer comes.

    As a client that does not wait for 100 Continue; `announced` with Content-Length, else chunked.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    length = {"Content-Length": str(size)} if announced else {"Transfer-Encoding": "chunked"}
    lines = "".join(f"{name}: {value}\r\n" for name, value in {**headers, **length}.items())
    writer.write(f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode())
    answer = asyncio.ensure_future(_answer(reader))
    sent = 0
    with contextlib.suppress(ConnectionError):
        async for piece in _pieces(head, size):
            if answer.done():
                break
            writer.write(piece if announced else b"%x\r\n%s\r\n" % (len(piece), piece))
            await writer.drain()
            sent += len(piece)
        else:
            writer.write(b"" if announced else b"0\r\n\r\n")
    status, message = await answer
    writer.close()
    return Answered(status, message, sent)


async def _pieces(head: bytes, size: int) -> AsyncIterator[bytes]:
    yield head
    for start in range(len(head), size, PIECE):
        await asyncio.sleep(0)
        yield bytes(min(PIECE, size - start))


async def _answer(reader: asyncio.StreamReader) -> tuple[int, str]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    fields = dict(line.split(": ", 1) for line in head.lower().split("\r\n")[1:] if line)
    body: Any = json.loads(await reader.readexactly(int(fields["content-length"])))
    return int(head.split()[1]), body.get("message", "")


def _serve(port: int) -> None:
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        target="tests.support.web_process:app",
        factory=True,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGI,
        log_access=False,
    ).serve()


def app() -> Any:
    """The ASGI application; called in the server's worker."""
    from starlette.applications import Starlette

    from portal.web.asgi import PortalShell
    from portal.web.http import ROUTES

    return PortalShell(Starlette(routes=ROUTES), Path(sys.argv[2]))


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
