"""A tab without a browser: it speaks the websocket's language and sends whatever it likes."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import aiohttp

from tests.support.portal_process import RunningPortal
from tests.support.residents import open_session

ROOT = "reflex___state____state"
PATIENCE_SECONDS = 20


def handler(module: str, state: str, name: str) -> str:
    """The wire name of a handler: of portal.web.<module>, state class `state` in snake case."""
    path = f"portal.web.{module}".replace(".", "___")
    return f"{ROOT}.{path}____{state}.{name}"


class Tab:
    """One open websocket at one address."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, path: str) -> None:
        self._socket = socket
        self.path = path

    async def say(self, event: object, kind: str = "event") -> None:
        """Send anything at all."""
        await self._socket.send_str("42/_event," + json.dumps([kind, event]))

    async def send(self, name: str, path: str = "", **payload: object) -> list[dict[str, Any]]:
        """Call a handler as a page would; everything the server answers."""
        await self.say(self._event(name, path or self.path, payload))
        return await self.hear()

    async def ask(self, name: str, **payload: object) -> None:
        """Call a handler and wait for its first answer alone; `hear` takes the rest."""
        await self.say(self._event(name, self.path, payload))
        while not (await self._next()).startswith('42/_event,["event"'):
            pass

    async def _next(self) -> str:
        message = await self._socket.receive(timeout=PATIENCE_SECONDS)
        assert message.type is aiohttp.WSMsgType.TEXT, message
        if message.data == "2":
            await self._socket.send_str("3")
        return str(message.data)

    async def load(self, path: str = "") -> list[dict[str, Any]]:
        """Open the page: all its state, then what its on_load handlers add."""
        await self.say(self._event(f"{ROOT}.hydrate_and_load", path or self.path, {}))
        return await self._until_hydrated()

    async def hear(self) -> list[dict[str, Any]]:
        """Everything the server says to what was sent so far: it answers a tab in order."""
        for value in (False, True):
            await self.say(self._event(f"{ROOT}.set_is_hydrated", self.path, {"value": value}))
        return await self._until_hydrated()

    def _event(self, name: str, path: str, payload: dict[str, Any]) -> dict[str, Any]:
        address, _, asked = path.partition("?")
        query = dict(part.split("=") for part in asked.split("&") if part)
        router = {"pathname": address, "asPath": path, "query": query}
        return {"name": name, "payload": payload, "router_data": router}

    async def _until_hydrated(self) -> list[dict[str, Any]]:
        heard: list[dict[str, Any]] = []
        while True:
            message = await self._socket.receive(timeout=PATIENCE_SECONDS)
            assert message.type is aiohttp.WSMsgType.TEXT, message
            if message.data == "2":
                await self._socket.send_str("3")
            elif message.data.startswith('42/_event,["event"'):
                heard.append(json.loads(message.data.removeprefix("42/_event,"))[1])
                if _is_hydrated(heard[-1]):
                    return heard


def _is_hydrated(answer: dict[str, Any]) -> bool:
    return bool((answer.get("delta") or {}).get(ROOT, {}).get("is_hydrated_rx_state_"))


class Stranger:
    """Somebody with a program instead of a browser."""

    def __init__(self, portal: RunningPortal, http: aiohttp.ClientSession) -> None:
        self.portal = portal
        self.http = http

    @classmethod
    @asynccontextmanager
    async def arrives(cls, portal: RunningPortal) -> AsyncIterator["Stranger"]:
        """Without any cookie; sockets are closed at the end."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
            yield cls(portal, http)

    def host(self, town: str = "papenburg") -> str:
        return f"{town}.localhost:{self.portal.port}"

    async def request(
        self, method: str, path: str, town: str = "papenburg", **options: Any
    ) -> aiohttp.ClientResponse:
        """One request, with the headers of our own pages unless told otherwise."""
        host = self.host(town)
        own = {"Host": host} | ({"Origin": f"http://{host}"} if method == "POST" else {})
        headers = own | options.pop("headers", {})
        url = f"http://127.0.0.1:{self.portal.port}{path}"
        async with self.http.request(
            method, url, headers=headers, allow_redirects=False, **options
        ) as response:
            await response.read()
            return response

    async def cookie_of(self, email: str, town: str = "papenburg") -> str:
        """The Cookie header of somebody who signed in at that town's portal, citizen or staff."""
        token = await open_session(self.portal, email, town)
        return f"schalter-{self.portal.port}={token}"

    async def visitor_cookie(self) -> str:
        """The Cookie header of somebody who just came."""
        answer = await self.request("GET", "/antrag/geburtsurkunde/")
        return answer.headers["Set-Cookie"].partition(";")[0]

    async def tab(
        self,
        path: str = "/",
        cookie: str = "",
        town: str = "papenburg",
        token: str = "",
        origin: str | None = None,
    ) -> Tab:
        """Open a websocket. Raises aiohttp.WSServerHandshakeError where it is refused."""
        host = self.host(town)
        headers = {"Host": host, "Origin": origin or f"http://{host}"}
        if cookie:
            headers["Cookie"] = cookie
        query = f"token={token or uuid4()}&EIO=4&transport=websocket"
        url = f"http://127.0.0.1:{self.portal.port}/_event/?{query}"
        socket = await self.http.ws_connect(url, headers=headers)
        await socket.receive()
        await socket.send_str("40/_event,")
        await asyncio.wait_for(socket.receive(), 10)
        return Tab(socket, path)


def shown(answers: list[dict[str, Any]], variable: str) -> Any:
    """The newest value of a state variable among the answers; None where it did not change."""
    value = None
    for answer in answers:
        for changes in (answer.get("delta") or {}).values():
            value = changes.get(f"{variable}_rx_state_", value)
    return value


def said(answers: list[dict[str, Any]]) -> bool:
    """Whether anything of a page changed, or the browser was told to do something."""
    changes = [change for answer in answers for change in (answer.get("delta") or {})]
    return any(name != ROOT for name in changes) or bool(led_to(answers))


def led_to(answers: list[dict[str, Any]]) -> str:
    """Where the server leads the browser; "" nowhere."""
    events = [event for answer in answers for event in answer.get("events") or []]
    return next((e["payload"]["path"] for e in events if e["name"] == "_redirect"), "")
