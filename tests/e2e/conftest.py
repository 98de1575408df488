"""One running portal and one browser for all browser tests."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.e2e.visitor import Visitor
from tests.support.portal_process import RunningPortal, running_portal

DEBIAN_CHROMIUM = "/usr/bin/chromium"
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


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """The portal as `make run` starts it; E2E_PORT and E2E_VAR name one that runs already."""
    if port := os.environ.get("E2E_PORT"):
        yield RunningPortal(int(port), Path(os.environ["E2E_VAR"]), None)
        return
    with running_portal(tmp_path_factory.mktemp("portal")) as running:
        yield running


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The browser of BROWSER (chromium unless told)."""
    name = os.environ.get("BROWSER", "chromium")
    async with async_playwright() as playwright:
        if name == "chromium":
            path = DEBIAN_CHROMIUM if Path(DEBIAN_CHROMIUM).exists() else None
            launched = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        else:
            launched = await getattr(playwright, name).launch()
        yield launched
        await launched.close()


@pytest.fixture
async def on_phone(portal: RunningPortal, browser: Browser) -> AsyncIterator[Visitor]:
    """Somebody with a phone in the hand."""
    async with Visitor.arrives(portal, browser, PHONE, is_phone=True) as visitor:
        yield visitor


@pytest.fixture
async def on_laptop(portal: RunningPortal, browser: Browser) -> AsyncIterator[Visitor]:
    """Somebody at a laptop."""
    async with Visitor.arrives(portal, browser, LAPTOP) as visitor:
        yield visitor


@pytest.fixture(params=["phone", "laptop"])
async def visitor(
    request: pytest.FixtureRequest, portal: RunningPortal, browser: Browser
) -> AsyncIterator[Visitor]:
    """The same story on both."""
    size = PHONE if request.param == "phone" else LAPTOP
    async with Visitor.arrives(portal, browser, size, request.param == "phone") as found:
        yield found


@pytest.fixture
async def case_worker(portal: RunningPortal, browser: Browser) -> AsyncIterator[Visitor]:
    """The case worker of Papenburg, signed in."""
    async with Visitor.arrives(portal, browser, LAPTOP) as worker:
        await worker.sign_in_as_staff("sachbearbeitung@demo.example")
        yield worker
