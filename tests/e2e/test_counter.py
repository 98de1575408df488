"""Once at the counter: the code on the phone, the clerk at the desk, and it is done."""

import re

from playwright.async_api import expect

from tests.e2e.conftest import LAPTOP, PHONE, Arrive
from tests.e2e.errands import arrive_with_account
from tests.e2e.visitor import Visitor

CLERK = "buergerbuero@demo.example"


async def _code_on(citizen: Visitor) -> str:
    await citizen.open("/konto/")
    await citizen.press("Code für das Bürgerbüro anzeigen")
    shown = citizen.page.locator("output.counter-code")
    await expect(shown).to_contain_text(re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}"))
    await expect(citizen.page.get_by_role("img", name="QR-Code")).to_be_visible()
    await citizen.finds_no_barrier()
    found = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}", await shown.inner_text())
    assert found
    return found.group()


async def _clerk(arrive: Arrive) -> Visitor:
    clerk = await arrive(LAPTOP)
    await clerk.sign_in_as_staff(CLERK)
    await clerk.link("Identität prüfen").click()
    await clerk.sees("Identität prüfen")
    return clerk


async def test_the_open_account_rises_as_the_clerk_confirms_and_falls_when_taken_back(
    arrive: Arrive,
) -> None:
    citizen, clerk = await arrive(PHONE, has_touch=True), await _clerk(arrive)
    email = await arrive_with_account(citizen)
    code = await _code_on(citizen)

    await clerk.field("Code").fill(code.lower().replace("-", " "))
    await clerk.reads(email)
    await clerk.press("Identität bestätigen")
    summary = clerk.page.get_by_role("alert", name="Bitte prüfen Sie Ihre Angaben")
    await expect(summary).to_be_focused()
    await clerk.finds_no_barrier()

    await expect(clerk.field("Name wie im Dokument")).to_have_value("Zoë Łukasiewicz")
    await clerk.chooses("Personalausweis")
    await clerk.enters_date("Gültig bis", "31", "12", "2033")
    await clerk.chooses("Das Foto zeigt die Person, die vor mir steht.")
    await clerk.chooses("Der Name stimmt, und das Dokument wirkt echt.")
    await clerk.press("Identität bestätigen")
    await clerk.reads("Die Identität von Zoë Łukasiewicz ist bestätigt.")
    await clerk.finds_no_barrier()

    await citizen.reads("Ihre Identität ist bestätigt.")
    await citizen.reads("Ihre Identität ist geprüft")
    await citizen.finds_no_barrier()
    await citizen.mail_to(email, "Ihre Identität ist bestätigt")

    await clerk.field("Code").fill(code)
    await clerk.reads("Diesen Code gibt es nicht, oder er ist abgelaufen.")

    taking_back = clerk.page.get_by_role("button", name=re.compile("Zurücknehmen"))
    await taking_back.first.click()
    await clerk.press("Zurücknehmen")
    await clerk.reads("Bitte geben Sie den Grund in höchstens 500 Zeichen an.")
    await clerk.writes("Grund", "Falsches Konto")
    await clerk.press("Zurücknehmen")
    await clerk.reads(re.compile("ist zurückgenommen"))
    await expect(citizen.button("Code für das Bürgerbüro anzeigen")).to_be_visible()


async def test_the_qr_code_leads_the_clerk_straight_to_the_person(arrive: Arrive) -> None:
    citizen, clerk = await arrive(), await _clerk(arrive)
    email = await arrive_with_account(citizen)
    code = await _code_on(citizen)
    await clerk.open(f"/verwaltung/identifizieren/?code={code}")
    await clerk.reads(email)


async def test_a_case_worker_is_no_clerk(case_worker: Visitor) -> None:
    await case_worker.open("/verwaltung/identifizieren/")
    await case_worker.reads("Dafür fehlt Ihnen die Berechtigung.")
