"""On the phone: installable, helpful without network, and nothing personal left behind."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserType, expect

from tests.e2e.conftest import PHONE
from tests.e2e.visitor import Visitor
from tests.support.portal_process import RunningPortal

PUBLIC = ("/assets/", "/fonts/", "/kern/", "/icons/", "/js/")
PUBLIC_FILES = {"/offline/", "/portal.css", "/kommune.css", "/kommune/wappen.svg"}


@pytest.fixture
async def own_phone(
    portal: RunningPortal,
    browser_type: BrowserType,
    launch_options: dict[str, Any],
    tmp_path: Path,
) -> AsyncIterator[Visitor]:
    """A phone that remembers, as an installed app needs it."""
    context = await browser_type.launch_persistent_context(
        str(tmp_path), viewport=PHONE, locale="de-DE", has_touch=True, **launch_options
    )
    async with Visitor.takes(portal, context) as visitor:
        yield visitor


async def test_the_browser_offers_to_install_it(
    own_phone: Visitor, browser_type: BrowserType
) -> None:
    if browser_type.name != "chromium":
        pytest.skip("only Chromium tells what keeps it from offering")
    await own_phone.open("/")
    await has_its_helper(own_phone)
    session = await own_phone.context.new_cdp_session(own_phone.page)
    errors = await session.send("Page.getInstallabilityErrors")
    assert errors["installabilityErrors"] == []
    found = await session.send("Page.getAppManifest")
    assert found["errors"] == []
    assert '"Papenburg"' in found["data"]


async def test_without_network_it_says_how_to_reach_the_town_hall(own_phone: Visitor) -> None:
    await own_phone.open("/")
    await has_its_helper(own_phone)
    await own_phone.context.set_offline(True)
    for page in ("/leistungen/", "/vorgaenge/"):
        await own_phone.page.goto(own_phone.portal.url("papenburg", page))
        await own_phone.sees("Keine Verbindung")
        await own_phone.reads("Öffnungszeiten")
        await expect(own_phone.page.get_by_role("link", name="04961 0000-0")).to_be_visible()
    await own_phone.context.set_offline(False)
    await own_phone.follow("Noch einmal versuchen")
    await own_phone.sees("Was möchten Sie erledigen?")


async def test_nothing_personal_stays_in_the_browsers_store(own_phone: Visitor) -> None:
    await own_phone.open("/")
    await has_its_helper(own_phone)
    await own_phone.open("/antrag/hund-anmelden/")
    await own_phone.has_account()
    for page in ("/vorgaenge/", "/warenkorb/", "/konto/", "/leistungen/"):
        await own_phone.open(page)
    await own_phone.sees("Alle Leistungen")
    kept = await own_phone.page.evaluate(
        """async () => {
            const names = await caches.keys();
            const stores = await Promise.all(names.map((name) => caches.open(name)));
            const keys = await Promise.all(stores.map((store) => store.keys()));
            return keys.flat().map((request) => new URL(request.url).pathname);
        }"""
    )
    assert "/offline/" in kept
    assert [path for path in kept if path not in PUBLIC_FILES and not path.startswith(PUBLIC)] == []
    assert await own_phone.page.evaluate("Object.keys(localStorage)") in ([], ["theme"])


async def has_its_helper(visitor: Visitor) -> None:
    """Wait until the service worker has stored its pages and serves this one."""
    await visitor.page.evaluate(
        """() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller
            || new Promise((done) => navigator.serviceWorker.addEventListener(
                "controllerchange", done, { once: true })))"""
    )
