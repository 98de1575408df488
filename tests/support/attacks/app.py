"""The whole app in this process, spoken to as the server speaks to it: requests and websockets."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode

ROOT = "reflex___state____state"
PATIENCE_SECONDS = 30
MARKER = f"{ROOT}.set_is_hydrated"


@dataclass(frozen=True)
class Answer:
    """What came back: for a request with its status, for a websocket all that was said."""

    status: int
    headers: dict[str, str]
    body: bytes


@asynccontextmanager
async def running_app() -> AsyncIterator["App"]:
    """The app as `portal serve` makes it, but for the built pages, from start to shutdown."""
    os.environ["REFLEX_SKIP_COMPILE"] = "true"
    from portal.portal import app as portal_app

    portal_app._compile = lambda *_, **__: None  # type: ignore[method-assign]
    app = App(portal_app())
    task = await app.start()
    try:
        yield app
    finally:
        await app.stop(task)


class App:
    """An ASGI application."""

    def __init__(self, asgi: Any) -> None:
        self.asgi = asgi
        self._life: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._sockets = 0

    async def start(self) -> "asyncio.Task[None]":
        """Run what runs beside the requests."""
        scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
        task = asyncio.create_task(self.asgi(scope, self._life.get, self._heard.put))
        await self._life.put({"type": "lifespan.startup"})
        said = await asyncio.wait_for(self._heard.get(), PATIENCE_SECONDS)
        assert said["type"] == "lifespan.startup.complete", said
        return task

    async def stop(self, task: "asyncio.Task[None]") -> None:
        """Shut down in order."""
        await self._life.put({"type": "lifespan.shutdown"})
        await asyncio.wait_for(self._heard.get(), PATIENCE_SECONDS)
        await task

    async def request(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        """One request and its whole answer."""
        address, _, query = path.partition("?")
        scope = _scope("http", address, query, headers) | {"method": method, "scheme": "http"}
        sent = [{"type": "http.request", "body": body, "more_body": False}]
        status, received, content = 0, {}, bytearray()

        async def receive() -> dict[str, Any]:
            return sent.pop() if sent else {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            nonlocal status, received
            if message["type"] == "http.response.start":
                status = message["status"]
                received = {k.decode(): v.decode("latin-1") for k, v in message["headers"]}
            else:
                content.extend(message.get("body", b""))

        await asyncio.wait_for(self.asgi(scope, receive, send), PATIENCE_SECONDS)
        return Answer(status, received, bytes(content))

    async def socket(self, headers: Mapping[str, str], token: str) -> "Socket | None":
        """A websocket as a page opens it; None where it is refused."""
        query = urlencode({"token": token, "EIO": "4", "transport": "websocket"})
        asked = {**headers, "Upgrade": "websocket", "Connection": "Upgrade"}
        scope = _scope("websocket", "/_event/", query, asked)
        # From ever another network: how many one may open is another test's matter.
        self._sockets += 1
        scope["client"] = (f"2001:db8:{self._sockets:x}::1", 50000)
        socket = Socket(self, scope)
        return socket if await socket.is_accepted() else None


class Socket:
    """One open websocket: what it says is answered in order."""

    def __init__(self, app: App, scope: dict[str, Any]) -> None:
        self._in: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._out: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        scope |= {"subprotocols": [], "scheme": "ws"}
        self._in.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.create_task(app.asgi(scope, self._in.get, self._out.put))

    async def is_accepted(self) -> bool:
        """Whether the server takes the connection, up to Socket.IO's own greeting."""
        if (await self._next())["type"] != "websocket.accept":
            return False
        await self._next()
        await self.say("40/_event,")
        return str((await self._next()).get("text", "")).startswith("40")

    async def say(self, text: str) -> None:
        """Anything at all."""
        await self._in.put({"type": "websocket.receive", "text": text})

    async def send(self, *events: object) -> str:
        """These events, one after the other; everything that is said until all are done."""
        markers = [_event(MARKER, "/", {"value": value}) for value in (False, True)]
        return await self._say_all(*events, *markers)

    async def load(self, path: str) -> str:
        """Open the page at `path`; everything it is told, and what its handlers add."""
        return await self._say_all(_event(f"{ROOT}.hydrate_and_load", path, {}))

    async def _say_all(self, *events: object) -> str:
        for event in events:
            await self.say("42/_event," + json.dumps(["event", event]))
        heard: list[str] = []
        while not heard or '"is_hydrated_rx_state_":true' not in heard[-1].replace(": ", ":"):
            message = await self._next()
            text = str(message.get("text", ""))
            assert message["type"] == "websocket.send", message
            if text == "2":
                await self.say("3")
            heard.append(text)
        return "\n".join(heard)

    async def close(self) -> None:
        """Leave as a browser does."""
        await self._in.put({"type": "websocket.disconnect", "code": 1001})
        await asyncio.wait_for(self._task, PATIENCE_SECONDS)

    async def _next(self) -> dict[str, Any]:
        return await asyncio.wait_for(self._out.get(), PATIENCE_SECONDS)


def call(name: str, path: str, payload: object) -> dict[str, Any]:
    """A handler's event, sent from the page at `path`."""
    return _event(name, path, payload)


def _event(name: str, path: str, payload: object) -> dict[str, Any]:
    address, _, asked = path.partition("?")
    query = dict(part.split("=", 1) for part in asked.split("&") if "=" in part)
    router = {"pathname": address, "asPath": path, "query": query}
    return {"name": name, "payload": payload, "router_data": router}


def _scope(kind: str, path: str, query: str, headers: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": kind,
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "path": unquote(path),
        "raw_path": path.encode("utf-8", "replace"),
        "root_path": "",
        "query_string": query.encode("utf-8", "replace"),
        "headers": [(k.lower().encode(), v.encode("utf-8")) for k, v in headers.items()],
        "client": ("203.0.113.7", 50000),
        "server": ("127.0.0.1", 3000),
        "state": {},
    }
