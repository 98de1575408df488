"""What is one's own stays one's own: strangers see nothing, whatever they know or copy."""

import re

from playwright.async_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.errands import order_free_certificate
from tests.e2e.visitor import Visitor

NOT_THERE = "Diese Seite gibt es nicht"
PERSONAL = re.compile("Ştefănescu|Bearbeitungsstand|@buerger.example")


async def sees_nothing_personal(visitor: Visitor) -> None:
    """Not in words, and not in what the page keeps behind them."""
    assert not PERSONAL.search(await visitor.page.content())


async def test_nobody_else_sees_a_case(on_laptop: Visitor, arrive: Arrive) -> None:
    reference = await order_free_certificate(on_laptop)

    nobody = await arrive()
    await nobody.open(f"/vorgaenge/{reference}/")
    await nobody.sees("Anmelden")
    await sees_nothing_personal(nobody)

    another = await arrive()
    await another.sign_in_as_citizen("buerger@demo.example")
    await another.open(f"/vorgaenge/{reference}/")
    await another.sees(NOT_THERE)
    await sees_nothing_personal(another)

    staff = await arrive()
    await staff.sign_in_as_staff("sachbearbeitung@demo.example")
    await staff.open(f"/vorgaenge/{reference}/")
    await staff.sees("Anmelden")
    await sees_nothing_personal(staff)
    for page in ("/konto/", "/vorgaenge/", "/kasse/"):
        await staff.open(page)
        await staff.sees("Anmelden")

    await on_laptop.open("/verwaltung/")
    await on_laptop.sees("Anmelden")
    await on_laptop.open(f"/verwaltung/vorgaenge/{reference}/")
    await on_laptop.sees("Anmelden")


async def test_another_towns_case_worker_sees_nothing(on_laptop: Visitor, arrive: Arrive) -> None:
    here = await order_free_certificate(on_laptop, "papenburg")
    there = await order_free_certificate(await arrive(), "leer")
    worker = await arrive()
    await worker.sign_in_as_staff("sachbearbeitung.leer@demo.example", "leer")
    queue = worker.page.get_by_role("table", name="Arbeitsvorrat")
    await expect(queue.get_by_role("link", name=there)).to_be_visible()
    await expect(queue.get_by_role("link", name=re.compile("^PAP-"))).to_have_count(0)
    await worker.page.get_by_role("searchbox", name="Vorgang suchen").fill(here)
    await worker.press("Suchen")
    await worker.reads("Hier liegt nichts.")

    await worker.open(f"/verwaltung/vorgaenge/{here}/")
    await worker.sees(NOT_THERE)
    await sees_nothing_personal(worker)
    await worker.open(f"/verwaltung/vorgaenge/{here}/", "papenburg")
    await worker.sees("Anmelden")
    await sees_nothing_personal(worker)


async def test_a_stolen_state_token_opens_nothing(on_laptop: Visitor, arrive: Arrive) -> None:
    reference = await order_free_certificate(on_laptop)
    await on_laptop.open(f"/vorgaenge/{reference}/")
    await on_laptop.reads("Bearbeitungsstand")
    token = await on_laptop.page.evaluate("sessionStorage.getItem('token')")
    assert token

    thief = await arrive()
    await thief.context.add_init_script(f"sessionStorage.setItem('token', '{token}')")
    for page in (f"/vorgaenge/{reference}/", "/konto/"):
        await thief.open(page)
        await thief.sees("Anmelden")
        assert await thief.page.evaluate("sessionStorage.getItem('token')") == token
        await sees_nothing_personal(thief)

    await thief.open("/leistungen/")
    await thief.sees("Alle Leistungen")
    await sees_nothing_personal(thief)


async def test_a_draft_of_a_visitor_stays_in_that_browser(
    on_phone: Visitor, arrive: Arrive
) -> None:
    await on_phone.open("/antrag/geburtsurkunde/")
    await on_phone.enters_date("Ihr Geburtsdatum", "12", "8", "1964")
    await on_phone.is_told_that_it_is_stored()
    other = await arrive()
    await other.open("/antrag/geburtsurkunde/")
    await other.sees("Wessen Geburtsurkunde brauchen Sie?")
    await expect(other.field("Jahr")).to_have_value("")
