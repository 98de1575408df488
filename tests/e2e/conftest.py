"""One running portal and one browser for all browser tests."""

import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.async_api import Browser, BrowserType, async_playwright, expect

from tests.e2e.visitor import SOON, Visitor
from tests.e2e.watch import TYPED, traces_of
from tests.support.portal_process import RunningPortal
from tests.support.servers import Servers, portal_that_runs_already, turn_at

DEBIAN_CHROMIUM = "/usr/bin/chromium"
# Chromium without its windows, as Playwright's own: a story costs a fifth less. It shows no
# notifications and keeps no page that was left.
DEBIAN_SHELL = "/usr/bin/chromium-headless-shell"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 800}
expect.set_options(timeout=SOON)
Arrive = Callable[..., Awaitable[Visitor]]


@pytest.fixture(scope="session")
def portal(servers: Servers) -> Iterator[RunningPortal]:
    """The portal as `make run` starts it; E2E_PORT, E2E_VAR, E2E_PID name one that runs already."""
    checked = servers.folder / "checked"
    checked.mkdir(exist_ok=True)
    Visitor.checked = checked
    portal = portal_that_runs_already() or servers.portal()
    yield portal
    # Once more when all is done: what the follow-ups of the last visitors logged, and figures.
    with urlopen(f"http://127.0.0.1:{portal.port}/metrics") as metrics:
        figures = metrics.read().decode()
    found = traces_of(TYPED, portal.log("web"), portal.log("worker"), figures)
    assert found == [], f"written by visitors, found in logs or figures: {found}"


@pytest.fixture(autouse=True)
def turn(request: pytest.FixtureRequest, servers: Servers, portal: RunningPortal) -> Iterator[None]:
    """Beside the tests of other workers, unless the test is marked `alone`."""
    with turn_at(servers.folder, alone=request.node.get_closest_marker("alone") is not None):
        yield


@pytest.fixture(scope="session")
async def browser_type() -> AsyncIterator[BrowserType]:
    """The kind of browser that BROWSER names (chromium unless told)."""
    async with async_playwright() as playwright:
        yield getattr(playwright, os.environ.get("BROWSER", "chromium"))


@pytest.fixture(scope="session")
def launch_options(browser_type: BrowserType) -> dict[str, Any]:
    """How to start it: Debian's Chromium where there is one, if possible without its windows."""
    if browser_type.name != "chromium":
        return {}
    there = (path for path in (DEBIAN_SHELL, DEBIAN_CHROMIUM) if Path(path).exists())
    return {"executable_path": next(there, None), "args": FLAGS}


@pytest.fixture(scope="session")
def whole_browser(browser_type: BrowserType) -> dict[str, Any]:
    """How to start the one that people have, where a story needs all of it."""
    if browser_type.name != "chromium":
        return {}
    is_there = Path(DEBIAN_CHROMIUM).exists()
    which = {"executable_path": DEBIAN_CHROMIUM} if is_there else {"channel": "chromium"}
    return {**which, "args": FLAGS}


@pytest.fixture(scope="session")
async def browser(
    browser_type: BrowserType, launch_options: dict[str, Any]
) -> AsyncIterator[Browser]:
    """The browser of all visitors."""
    launched = await browser_type.launch(**launch_options)
    yield launched
    await launched.close()


@pytest.fixture
async def arrive(portal: RunningPortal, browser: Browser) -> AsyncIterator[Arrive]:
    """Somebody arrives with a browser of their own, at each call; options are Playwright's."""
    async with AsyncExitStack() as everybody:

        async def comes(size: Any = LAPTOP, **options: Any) -> Visitor:
            return await everybody.enter_async_context(
                Visitor.arrives(portal, browser, size, **options)
            )

        yield comes


@pytest.fixture
async def on_phone(arrive: Arrive) -> Visitor:
    """Somebody with a phone in the hand."""
    return await arrive(PHONE, has_touch=True)


@pytest.fixture
async def on_laptop(arrive: Arrive) -> Visitor:
    """Somebody at a laptop."""
    return await arrive(LAPTOP)


@pytest.fixture(params=["phone", "laptop"])
async def visitor(request: pytest.FixtureRequest, arrive: Arrive) -> Visitor:
    """The same story on both."""
    return await (arrive(PHONE, has_touch=True) if request.param == "phone" else arrive(LAPTOP))


@pytest.fixture
async def case_worker(arrive: Arrive) -> Visitor:
    """The case worker of Papenburg, signed in."""
    worker = await arrive(LAPTOP)
    await worker.is_signed_in_as("sachbearbeitung@demo.example")
    await worker.open("/verwaltung/")
    await worker.sees(re.compile("^Guten"))
    return worker
