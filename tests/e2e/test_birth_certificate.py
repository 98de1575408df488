"""The main story: order a birth certificate, pay, follow it until it is posted."""

import re

from playwright.async_api import expect

from tests.e2e.visitor import Visitor

THANKS = "Vielen Dank, wir haben Ihren Antrag"


async def test_from_the_search_to_the_letter_box(visitor: Visitor, case_worker: Visitor) -> None:
    await visitor.open("/")
    await visitor.sees("Was möchten Sie erledigen?")
    await visitor.page.get_by_role("searchbox", name="Leistung suchen").fill("Geburtsurkunde")
    await visitor.press("Suchen")
    await visitor.sees("Alle Leistungen")
    await visitor.follow("Geburtsurkunde")
    await visitor.sees("Geburtsurkunde")
    region = visitor.page.get_by_role("region", name="Auf einen Blick")
    await expect(region).to_contain_text("15,00")
    await expect(region).to_contain_text("Standesamt Papenburg")
    await visitor.follow("Online beantragen")

    await visitor.fills_birth_certificate(copies="2")
    await expect(visitor.page.get_by_text("22,50").first).to_be_visible()
    await visitor.press("In den Warenkorb")
    await visitor.sees("Anmelden")
    email = await visitor.creates_account()
    await visitor.sees("Angaben prüfen")
    await visitor.press("In den Warenkorb")
    await visitor.pays("PayPal")

    await visitor.sees(THANKS)
    reference_link = visitor.page.get_by_role("link", name=re.compile(r"^PAP-\d{4}-\d{6}$"))
    await expect(reference_link).to_be_visible(timeout=15_000)
    reference = await reference_link.inner_text()
    await visitor.mail_to(email, f"Ihr Antrag {reference} ist eingegangen")
    await reference_link.click()
    await visitor.sees("Geburtsurkunde, 2 Ausfertigungen")
    status = visitor.page.get_by_role("region", name="Bearbeitungsstand")
    await expect(status).to_contain_text("Eingegangen")
    await expect(visitor.page.get_by_role("list", name="Verlauf")).to_contain_text(
        "22,50\u00a0€ mit PayPal bezahlt"
    )

    await (
        case_worker.page.get_by_role("table", name="Arbeitsvorrat")
        .get_by_role("link", name=reference)
        .click()
    )
    await case_worker.sees("Geburtsurkunde, 2 Ausfertigungen")
    await case_worker.press("Übernehmen")
    await expect(status).to_contain_text("In Bearbeitung", timeout=5_000)
    await case_worker.press("Als versendet markieren")
    await expect(status).to_contain_text("Auf dem Postweg", timeout=5_000)
    await visitor.finds_no_barrier()
    await visitor.mail_to(email, f"Ihr Antrag {reference} ist auf dem Postweg")
