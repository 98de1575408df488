"""A citizen chooses how they are told, and the phone shows what the town hall sends."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserType, expect

from tests.e2e.errands import arrive_with_account
from tests.e2e.visitor import Visitor

SHOWN = """async () => {
  const worker = await navigator.serviceWorker.ready;
  const shown = await worker.getNotifications();
  return shown.map((one) => [one.title, one.body, one.lang, one.data.path]);
}"""


@pytest.fixture(scope="module")
async def browser(
    browser_type: BrowserType, whole_browser: dict[str, Any]
) -> AsyncIterator[Browser]:
    """One that can show notifications."""
    launched = await browser_type.launch(**whole_browser)
    yield launched
    await launched.close()


async def test_how_one_is_told_is_ones_own_choice(on_phone: Visitor) -> None:
    await arrive_with_account(on_phone)
    await on_phone.follow("Benachrichtigungen")
    await on_phone.sees("Benachrichtigungen")
    await on_phone.reads("Auf diesem Gerät sind Mitteilungen ausgeschaltet.")
    await on_phone.finds_no_barrier()
    news = on_phone.page.get_by_role("group", name="Stand Ihrer Anträge")
    await news.get_by_role("checkbox", name="E-Mail").uncheck()
    await on_phone.press("Speichern")
    await on_phone.reads("Gespeichert.")
    await on_phone.page.reload()
    await expect(news.get_by_role("checkbox", name="E-Mail")).not_to_be_checked()
    await expect(news.get_by_role("checkbox", name="Mitteilung auf dem Gerät")).to_be_checked()


async def test_the_phone_shows_what_was_sent_and_nothing_it_cannot_read(
    on_phone: Visitor,
) -> None:
    await on_phone.open("/hilfe/")
    await on_phone.context.grant_permissions(["notifications"])
    await on_phone.page.evaluate("() => navigator.serviceWorker.ready")
    told = {"title": "Neues zu PAP-2026-000123", "body": "Wir haben eine Frage an Sie.",
            "path": "/vorgaenge/PAP-2026-000123/", "tag": "1", "lang": "de"}  # fmt: skip
    await _delivers(on_phone, json.dumps(told))
    await _delivers(on_phone, json.dumps(told))
    await _delivers(on_phone, "nobody can read this")
    assert sorted(await on_phone.page.evaluate(SHOWN)) == [
        ["Bürgerportal", "", "de", "/vorgaenge/"],
        [told["title"], told["body"], "de", told["path"]],
    ]


async def _delivers(visitor: Visitor, text: str) -> None:
    """The push service has something for this browser."""
    devtools = await visitor.context.new_cdp_session(visitor.page)
    found: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    await devtools.send("ServiceWorker.enable")
    await visitor.page.wait_for_timeout(300)
    origin = await visitor.page.evaluate("() => location.origin")
    message = {"origin": origin, "registrationId": found[-1], "data": text}
    await devtools.send("ServiceWorker.deliverPushMessage", message)
    await visitor.page.wait_for_timeout(300)
