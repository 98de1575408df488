"""Counts what a process does that lasts, and kills it at the point that was drawn.

Points are: a statement that changed rows, the commit of such a transaction (before it, and when it
is done but nobody was told), a request to a provider and a mail (before it leaves, and when its
answer is there but nobody has read it).
"""

import os
import re
import signal
from collections import Counter
from collections.abc import Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import aiosmtplib
import httpx
from sqlalchemy import Connection, Engine, event

DOING = ContextVar("DOING", default="DBOS")
"""What the process is about, to name its points by: a question of the web, a follow-up."""

_WROTE = "faults.wrote"
DEADLY = " †"
_ID = re.compile(r"/(?!v\d)[A-Za-z_]*\d\w*")
_WRITES = ("INSERT", "UPDATE", "DELETE")


class Trap:
    """Kills this process at a drawn point: `deaths` says at which, counted from 1, of those it
    passes while doing something. `log` tells the points."""

    def __init__(self, deaths: Mapping[str, int], log: Path) -> None:
        self._deaths = deaths
        self._passed = Counter[str]()
        self._log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def set_up(self) -> None:
        """From now on everything this process writes or asks is a point."""
        event.listen(Engine, "after_cursor_execute", self._after_statement)
        event.listen(Engine, "commit", self._at_commit)
        event.listen(Engine, "rollback", _forget_writes)
        self._surround_requests()
        self._surround_mails()

    def _passes(self, point: str) -> bool:
        """Note the point; whether it is the deadly one."""
        doing = DOING.get()
        self._passed[doing] += 1
        is_deadly = self._passed[doing] == self._deaths.get(doing)
        words = f"{doing}: {point}{DEADLY if is_deadly else ''}\n"
        os.write(self._log, words.encode())
        return is_deadly

    def _after_statement(self, conn: Connection, cursor: Any, statement: str, *_: object) -> None:
        words = statement.split(maxsplit=3)
        if words and words[0].upper() in _WRITES and cursor.rowcount > 0:
            conn.info[_WROTE] = True
            if self._passes(" ".join(words[:3])):
                die()

    def _at_commit(self, conn: Connection) -> None:
        if not conn.info.pop(_WROTE, False):
            return
        if self._passes("before COMMIT"):
            die()
        if self._passes("after COMMIT"):
            conn.connection.dbapi_connection.commit()  # type: ignore[union-attr]
            die()

    def _surround_requests(self) -> None:
        send = httpx.AsyncHTTPTransport.handle_async_request
        trap = self

        async def send_or_die(
            self: httpx.AsyncHTTPTransport, request: httpx.Request
        ) -> httpx.Response:
            if trap._passes(f"before {_kind_of(request)}"):
                die()
            response = await send(self, request)
            if trap._passes(f"after {_kind_of(request)}"):
                die()
            return response

        httpx.AsyncHTTPTransport.handle_async_request = send_or_die  # type: ignore[method-assign]

    def _surround_mails(self) -> None:
        send = aiosmtplib.send

        async def send_or_die(*args: Any, **options: Any) -> Any:
            if self._passes("before the mail"):
                die()
            answer = await send(*args, **options)
            if self._passes("after the mail"):
                die()
            return answer

        aiosmtplib.send = send_or_die


def die() -> None:
    """Without a word to anybody."""
    os.kill(os.getpid(), signal.SIGKILL)


def _forget_writes(conn: Connection) -> None:
    conn.info.pop(_WROTE, None)


def _kind_of(request: httpx.Request) -> str:
    """The address without the ids in it, which differ from order to order."""
    return f"{request.method} {_ID.sub('/…', request.url.path)}"
