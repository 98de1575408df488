"""The main story: order a birth certificate, pay, follow it until it is posted."""

from playwright.async_api import expect

from tests.e2e.errands import (
    REVIEW,
    THANKS,
    fill_birth_certificate,
    go_to_checkout,
    pay,
    reference_shown,
)
from tests.e2e.visitor import SOON, Visitor


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

    await fill_birth_certificate(visitor, copies="2")
    await visitor.reads("22,50")
    await visitor.press("In den Warenkorb")
    await visitor.sees("Anmelden")
    await visitor.is_alive()
    email = await visitor.creates_account()
    await visitor.sees(REVIEW)
    await visitor.press("In den Warenkorb")
    await go_to_checkout(visitor)
    await pay(visitor, "PayPal")

    await visitor.sees(THANKS)
    reference = await reference_shown(visitor)
    assert reference.startswith("PAP-")
    await visitor.mail_to(email, f"Ihr Antrag {reference} ist eingegangen")
    await visitor.follow(reference)
    await visitor.sees("Geburtsurkunde, 2 Ausfertigungen")
    status = visitor.page.get_by_role("region", name="Bearbeitungsstand")
    story = visitor.page.get_by_role("list", name="Verlauf")
    await expect(status).to_contain_text("Eingegangen")
    await expect(story).to_contain_text("22,50\u00a0€ mit PayPal bezahlt")

    queue = case_worker.page.get_by_role("table", name="Arbeitsvorrat")
    await queue.get_by_role("link", name=reference).click()
    await case_worker.sees("Geburtsurkunde, 2 Ausfertigungen")
    await case_worker.press("Übernehmen")
    await expect(status).to_contain_text("In Bearbeitung", timeout=SOON)
    await visitor.mail_to(email, f"Ihr Antrag {reference} ist in Bearbeitung")
    await case_worker.press("Als versendet markieren")
    await expect(status).to_contain_text("Auf dem Postweg", timeout=SOON)
    await visitor.finds_no_barrier()
    await visitor.mail_to(email, f"Ihr Antrag {reference} ist auf dem Postweg")
    await _rates_it(visitor)


async def _rates_it(visitor: Visitor) -> None:
    """Stars once the result is there; by keyboard, as radio buttons are used."""
    await visitor.press("Bewertung abgeben")
    await visitor.reads("Bitte wählen Sie einen bis fünf Sterne.")
    await visitor.page.get_by_role("radio", name="3 von 5 Sternen").focus()
    await visitor.page.keyboard.press("Space")
    await visitor.page.keyboard.press("ArrowRight")
    await expect(visitor.page.get_by_role("radio", name="4 von 5 Sternen")).to_be_checked()
    await visitor.finds_no_barrier()
    await visitor.press("Bewertung abgeben")
    await visitor.reads("Vielen Dank für Ihre Bewertung.")
    await visitor.page.reload()
    await visitor.sees("Geburtsurkunde, 2 Ausfertigungen")
    await expect(visitor.page.get_by_role("radio")).to_have_count(0)
