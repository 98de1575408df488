"""What was typed stays: whoever closes the browser, signs in, goes back, or loses the server."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserType, expect

from tests.e2e.conftest import PHONE
from tests.e2e.errands import arrive_with_account, tell_which, tell_who, tell_whose
from tests.e2e.visitor import SOON, Visitor
from tests.support.portal_process import RunningPortal, wait_until_answering
from tests.support.residents import OWN_PASSWORD


async def test_the_browser_is_closed_in_the_middle(
    portal: RunningPortal,
    browser_type: BrowserType,
    launch_options: dict[str, Any],
    tmp_path: Path,
) -> None:
    async def same_browser() -> Any:
        return await browser_type.launch_persistent_context(
            str(tmp_path), viewport=PHONE, locale="de-DE", **launch_options
        )

    async with Visitor.takes(portal, await same_browser()) as visitor:
        await visitor.open("/antrag/geburtsurkunde/")
        await tell_whose(visitor)
        await visitor.writes("Geburtsname", "Łukasiewicz")
        await visitor.is_told_that_it_is_stored()

    async with Visitor.takes(portal, await same_browser()) as visitor:
        await visitor.open("/antrag/geburtsurkunde/")
        await visitor.sees("Um wen geht es?")
        await expect(visitor.field("Geburtsname")).to_have_value("Łukasiewicz")
        await visitor.press("Zurück")
        await visitor.sees("Wessen Geburtsurkunde brauchen Sie?")
        await expect(visitor.field("Es ist meine eigene Urkunde.")).to_be_checked()
        await expect(visitor.field("Jahr")).to_have_value("1964")


async def test_somebody_leaves_the_page_with_the_last_letter(on_phone: Visitor) -> None:
    await on_phone.open("/antrag/geburtsurkunde/")
    await tell_whose(on_phone)
    await on_phone.writes("Geburtsort", "Aschendorf")
    await on_phone.open("/leistungen/")
    await on_phone.open("/antrag/geburtsurkunde/")
    await expect(on_phone.field("Geburtsort")).to_have_value("Aschendorf")


async def test_back_and_forth_loses_nothing(on_laptop: Visitor) -> None:
    await on_laptop.open("/antrag/geburtsurkunde/")
    await tell_whose(on_laptop)
    await tell_who(on_laptop)
    await on_laptop.writes("Anzahl der Ausfertigungen", "4")
    await on_laptop.press("Zurück")
    await on_laptop.sees("Um wen geht es?")
    await expect(on_laptop.field("Vornamen")).to_have_value("Zoë Marie")
    await on_laptop.goes_on("Welche Urkunde brauchen Sie?")
    await expect(on_laptop.field("Anzahl der Ausfertigungen")).to_have_value("4")
    await on_laptop.page.go_back()
    await on_laptop.sees("Um wen geht es?")
    await expect(on_laptop.field("Geburtsort")).to_have_value("Papenburg")


async def test_signing_in_later_keeps_the_draft_for_every_device(
    on_phone: Visitor, on_laptop: Visitor
) -> None:
    email = await arrive_with_account(on_laptop)
    await on_phone.open("/antrag/geburtsurkunde/")
    await tell_whose(on_phone)
    await tell_who(on_phone)
    await tell_which(on_phone, copies="3")
    await on_phone.writes("Ihr Vorname", "Fatoumata")
    await on_phone.is_told_that_it_is_stored()
    await on_phone.sign_in_as_citizen(email, password=OWN_PASSWORD)
    await on_phone.open("/antrag/geburtsurkunde/")
    await expect(on_phone.field("Ihr Vorname")).to_have_value("Fatoumata")

    await on_laptop.open("/konto/")
    await on_laptop.follow("Weiter ausfüllen")
    await on_laptop.sees("Wohin dürfen wir die Urkunde schicken?")
    await expect(on_laptop.field("Ihr Vorname")).to_have_value("Fatoumata")
    await on_laptop.page.get_by_text("Entwurf löschen").click()
    await on_laptop.press("Endgültig löschen")
    await on_laptop.sees("Geburtsurkunde")
    await on_laptop.open("/konto/")
    await on_laptop.reads("Hier liegt zurzeit kein Entwurf.")


@pytest.mark.alone
async def test_the_server_dies_while_somebody_types(
    on_phone: Visitor, portal: RunningPortal
) -> None:
    await on_phone.open("/antrag/geburtsurkunde/")
    await tell_whose(on_phone)
    await on_phone.writes("Geburtsname", "Łukasiewicz")
    await on_phone.is_told_that_it_is_stored()

    portal.kill("serve")
    await on_phone.writes("Vornamen", "Zoë Marie")
    await on_phone.reads("Verbindung unterbrochen")
    await on_phone.writes("Geburtsort", "Aschendorf")
    wait_until_answering(portal.port)
    notice = on_phone.page.get_by_text("Verbindung unterbrochen")
    await expect(notice).to_be_hidden(timeout=30_000)
    await on_phone.goes_on("Welche Urkunde brauchen Sie?")

    await on_phone.press("Zurück")
    await on_phone.sees("Um wen geht es?")
    await on_phone.page.reload()
    for label, text in {
        "Geburtsname": "Łukasiewicz",
        "Vornamen": "Zoë Marie",
        "Geburtsort": "Aschendorf",
    }.items():
        await expect(on_phone.field(label)).to_have_value(text, timeout=SOON)
