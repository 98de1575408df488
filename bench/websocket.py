"""Live updates under load: from a case worker's click to the open pages; and events per second.

    .venv/bin/python bench/websocket.py [--port 3000] [--var var] [--sessions 200]

Needs a running portal in demo mode on this machine; talks to 127.0.0.1 alone. A citizen has ordered
a free certificate; then many sessions of theirs open that case while the case worker moves it to
and fro. Counted from sending the click, so the commit's own time is included.
Client and portal share the cores. Prints one JSON line; ends with 1 if p95 is 5 s or more.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import uuid4

import aiohttp
from playwright.async_api import async_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from portal.web.backoffice.case.state import StaffCase
from portal.web.citizen.cases.state import Case as CitizensCase
from tests.e2e.conftest import DEBIAN_CHROMIUM, FLAGS, LAPTOP
from tests.e2e.errands import order_free_certificate
from tests.e2e.visitor import Visitor
from tests.support.portal_process import RunningPortal

LIMIT_MS = 5000.0
MAX_SESSIONS = 500
MAX_ROUNDS = 20
WAIT_SECONDS = 30.0
ROOT_STATE = "reflex___state____state"
HYDRATE = f"{ROOT_STATE}.hydrate_and_load"
CITIZEN, STAFF = CitizensCase.get_full_name(), StaffCase.get_full_name()
IN_PROGRESS, INQUIRY = "In Bearbeitung", "Rückfrage an Sie"

Delta = dict[str, dict[str, Any]]


class Tab:
    """One open page: a websocket that speaks as Reflex's client does."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, path: str) -> None:
        self._socket = socket
        self._path = path
        self._condition = asyncio.Condition()
        self._closed = False
        self.shown: dict[str, Any] = {}

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, client: aiohttp.ClientSession, port: int, path: str
    ) -> AsyncIterator["Tab"]:
        """Connect and load the page; reads until the block ends."""
        query = f"token={uuid4()}&EIO=4&transport=websocket"
        address = f"ws://127.0.0.1:{port}/_event/?{query}"
        async with client.ws_connect(address, max_msg_size=0) as socket:
            tab = cls(socket, path)
            await socket.receive_str()
            boot = json.dumps({"event": tab._event(HYDRATE, {})})
            await socket.send_str(f"40/_event,{boot}")
            reader = asyncio.create_task(tab._read())
            yield tab
            reader.cancel()

    async def send(self, name: str, **payload: Any) -> None:
        """What a click or a sent form does."""
        event = json.dumps(["event", self._event(name, payload)])
        await self._socket.send_str(f"42/_event,{event}")

    async def until(self, key: str, value: str | bool) -> float:
        """When the page showed `value`, by time.monotonic(); TimeoutError after half a minute."""
        async with self._condition, asyncio.timeout(WAIT_SECONDS):
            await self._condition.wait_for(lambda: self._closed or self.shown.get(key) == value)
            if self._closed:
                raise SystemExit("The portal closed a connection: it was restarted, or it failed")
            return time.monotonic()

    def _event(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        where = {"pathname": self._path, "asPath": self._path}
        where |= {"query": {"aktenzeichen": self._path.strip("/").split("/")[-1]}}
        return {"name": name, "payload": payload, "router_data": where}

    async def _read(self) -> None:
        async for message in self._socket:
            if message.data == "2":
                await self._socket.send_str("3")
            elif message.data.startswith("42/_event,"):
                await self._take(json.loads(message.data.removeprefix("42/_event,")))
        async with self._condition:
            self._closed = True
            self._condition.notify_all()

    async def _take(self, packet: list[Any]) -> None:
        update = json.loads(packet[1]) if isinstance(packet[1], str) else packet[1]
        delta: Delta = (update or {}).get("delta") or {}
        async with self._condition:
            for state, values in delta.items():
                own = values if state in (CITIZEN, STAFF) else {}
                self.shown |= {name.removesuffix("_rx_state_"): v for name, v in own.items()}
            self._condition.notify_all()


async def main() -> int:
    """Measure and print."""
    options = read_options()
    portal = RunningPortal(options.port, options.var, 0)
    reference, citizen, staff = await order_and_sign_in(portal)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(client_of(portal, citizen))
        worker_client = await stack.enter_async_context(client_of(portal, staff))
        begun = time.monotonic()
        path = f"/vorgaenge/{reference}/"
        tabs = [
            await stack.enter_async_context(Tab.opened(client, options.port, path))
            for _ in range(options.sessions)
        ]
        await asyncio.gather(*(tab.until("status", "Eingegangen") for tab in tabs))
        opened = time.monotonic() - begun
        opening = Tab.opened(worker_client, options.port, f"/verwaltung{path}")
        worker = await stack.enter_async_context(opening)
        await worker.until("status", "Eingegangen")
        delays = [d for n in range(options.rounds) for d in await one_change(worker, tabs, n)]
        rate, answers = await click_for(tabs[: options.clickers], options.seconds)
    cuts, click_cuts = quantiles(delays, n=100), quantiles(answers, n=100)
    result = {
        "sessions": len(tabs), "opened_seconds": round(opened, 1), "updates": len(delays),
        "update_p50_ms": round(cuts[49]), "update_p95_ms": round(cuts[94]),
        "update_max_ms": round(max(delays)), "clickers": options.clickers,
        "events_per_second": round(rate), "event_p50_ms": round(click_cuts[49]),
        "event_p95_ms": round(click_cuts[94]),
    }  # fmt: skip
    print(json.dumps(result))
    return 0 if cuts[94] < LIMIT_MS else 1


def read_options() -> argparse.Namespace:
    """Bounded, so that no mistake keeps the machine busy."""
    parser = argparse.ArgumentParser(description="Measure live updates over many websockets")
    parser.add_argument("--port", type=int, default=3000)
    parser.add_argument("--var", type=Path, default=Path("var"))
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--clickers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=10.0)
    options = parser.parse_args()
    options.sessions = min(max(options.sessions, 1), MAX_SESSIONS)
    options.rounds = min(max(options.rounds, 1), MAX_ROUNDS)
    options.clickers = min(max(options.clickers, 1), options.sessions)
    options.seconds = min(options.seconds, 60.0)
    return options


async def order_and_sign_in(portal: RunningPortal) -> tuple[str, str, str]:
    """A new case's reference, and the cookies of its citizen and of the case worker."""
    async with async_playwright() as playwright:
        path = DEBIAN_CHROMIUM if Path(DEBIAN_CHROMIUM).exists() else None
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        async with Visitor.arrives(portal, browser, LAPTOP) as citizen:
            reference = await order_free_certificate(citizen)
            citizen_cookies = await cookies_of(citizen)
        async with Visitor.arrives(portal, browser, LAPTOP) as worker:
            await worker.sign_in_as_staff("sachbearbeitung@demo.example")
            staff_cookies = await cookies_of(worker)
        await browser.close()
    return reference, citizen_cookies, staff_cookies


async def cookies_of(visitor: Visitor) -> str:
    """As the Cookie header sends them."""
    return "; ".join(f"{c['name']}={c['value']}" for c in await visitor.context.cookies())


def client_of(portal: RunningPortal, cookies: str) -> aiohttp.ClientSession:
    """Connects to the loopback address under the municipality's host, with these cookies."""
    host = f"papenburg.localhost:{portal.port}"
    headers = {"Host": host, "Origin": f"http://{host}", "Cookie": cookies}
    connector = aiohttp.TCPConnector(limit=0)
    return aiohttp.ClientSession(headers=headers, connector=connector)


async def one_change(worker: Tab, tabs: list[Tab], number: int) -> list[float]:
    """The case worker takes the case on or asks; milliseconds until each tab shows it."""
    target = INQUIRY if number % 2 else IN_PROGRESS
    if target == INQUIRY:
        await worker.send(f"{STAFF}.act", key="ask")
        await worker.until("asking", "ask")
    begun = time.monotonic()
    if target == INQUIRY:
        question = {"text": "Bitte nennen Sie uns noch Ihr Aktenzeichen."}
        await worker.send(f"{STAFF}.act_with_text", form_data=question)
    else:
        await worker.send(f"{STAFF}.act", key="take_on")
    shown = await asyncio.gather(*(tab.until("status", target) for tab in tabs))
    await worker.until("status", target)
    return [1000 * (moment - begun) for moment in shown]


async def click_for(tabs: list[Tab], seconds: float) -> tuple[float, list[float]]:
    """Each tab opens and closes a box, one click after the other: events/s, milliseconds each."""
    answers: list[float] = []
    end = time.monotonic() + seconds

    async def click(tab: Tab) -> None:
        while (begun := time.monotonic()) < end:
            is_open = bool(tab.shown.get("asking_to_withdraw"))
            await tab.send(f"{CITIZEN}.ask_to_withdraw")
            await tab.until("asking_to_withdraw", not is_open)
            answers.append(1000 * (time.monotonic() - begun))

    begun = time.monotonic()
    await asyncio.gather(*(click(tab) for tab in tabs))
    return len(answers) / (time.monotonic() - begun), answers


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
