"""The two processes of the portal under test, seen from outside: asked, dead, started again."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from tests.support.faults.child import LONGEST_LINE, Order
from tests.support.faults.trap import DEADLY
from tests.support.portal_process import ROOT

STARTING_SECONDS = 60


class Died(Exception):
    """The process that was asked is gone; whether it did what was asked nobody knows."""


class Refused(Exception):
    """The portal said no; carries the kind of error."""


class Nursery:
    """Starts processes, by forking from one that has imported the portal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "nursery.sock"
        self._ids = count(1)
        self._awaited: dict[int, asyncio.Future[_Call]] = {}

    async def fork(self, role: str, deaths: dict[str, int], **where: str) -> "_Call":
        """A process of this role that dies as told (see Trap), once it has called back."""
        id = next(self._ids)
        self._awaited[id] = calling = asyncio.get_running_loop().create_future()
        log = str(self.folder / f"{id}-{role}.points")
        order = Order(id, role, str(self.socket), deaths=deaths, log=log, **where)
        assert self._origin.stdin
        self._origin.stdin.write(order.line())
        self._origin.stdin.flush()
        call: _Call = await asyncio.wait_for(calling, STARTING_SECONDS)
        call.log = Path(log)
        return call

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Nursery"]:
        """From here on processes can be forked; all end with the block."""
        server = await asyncio.start_unix_server(self._called, self.socket, limit=LONGEST_LINE)
        command = [sys.executable, "-m", "tests.support.faults.child"]
        with (self.folder / "children.log").open("ab") as log:
            self._origin = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=log, stderr=log
            )
        try:
            yield self
        finally:
            server.close()
            assert self._origin.stdin
            self._origin.stdin.close()
            await asyncio.to_thread(self._origin.wait, 20)

    async def _called(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hello = json.loads(await reader.readline())
        calling = self._awaited.pop(hello["id"])
        if calling.done():  # the story is over
            writer.close()
        else:
            calling.set_result(_Call(hello["pid"], reader, writer))


class _Call:
    """The line to one living process; `log` tells the points it passed."""

    log: Path

    def __init__(
        self, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._pid, self._writer = pid, writer
        self._numbers = count(1)
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self.over = asyncio.create_task(self._listen(reader))

    async def ask(self, do: str, **arguments: Any) -> Any:
        """What it says. Raises Died, Refused."""
        if self.over.done():
            raise Died
        number = next(self._numbers)
        self._asked[number] = answer = asyncio.get_running_loop().create_future()
        self._writer.write(json.dumps({"number": number, "do": do, **arguments}).encode() + b"\n")
        return await answer

    async def kill(self) -> None:
        """The end of the story."""
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        await self.over

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        with suppress(ConnectionError):
            while line := await reader.readline():
                answer = json.loads(line)
                asked = self._asked.pop(answer["number"])
                if asked.done():
                    continue
                if "error" in answer:
                    asked.set_exception(Refused(answer["error"]))
                else:
                    asked.set_result(answer["said"])
        self._writer.close()
        for asked in self._asked.values():
            if not asked.done():
                asked.set_exception(Died())


class Kept:
    """A process that a supervisor keeps: each of its `deaths` (see Trap) ends one life; the life
    after the last ends with the story."""

    def __init__(
        self, nursery: Nursery, role: str, deaths: Mapping[str, int], where: dict[str, str]
    ) -> None:
        self._nursery, self._role, self._where = nursery, role, where
        self._deaths = dict(deaths)
        self._ready = asyncio.Event()
        self.died = 0

    def __repr__(self) -> str:
        """What it did last."""
        last = self._call.log.read_text(encoding="utf-8").splitlines()[-3:]
        return f"{self._role} {self._call.log.name} after {last}, to come {self._deaths}"

    async def ask(self, do: str, **arguments: Any) -> Any:
        """Ask the one that lives now. Raises Died, Refused."""
        await self._ready.wait()
        call = self._call
        try:
            return await call.ask(do, **arguments)
        except Died:
            if call is self._call:
                self._ready.clear()
            raise

    @asynccontextmanager
    async def alive(self) -> AsyncIterator["Kept"]:
        """Kept alive within the block."""
        await self._begin()
        keeping = asyncio.create_task(self._keep())
        try:
            yield self
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping
            await self._call.kill()

    async def _begin(self) -> None:
        self._call = await self._nursery.fork(self._role, self._deaths, **self._where)
        self._ready.set()

    async def _keep(self) -> None:
        while True:
            await asyncio.shield(self._call.over)
            self._ready.clear()
            points = self._call.log.read_text(encoding="utf-8").splitlines()
            deadly = [point for point in points if point.endswith(DEADLY)]
            assert deadly, f"{self._role} died by itself after {points[-1:]}"
            for point in deadly:  # other threads may have gone on for a moment
                self._deaths.pop(point.split(":")[0], None)
            self.died += 1
            await self._begin()
