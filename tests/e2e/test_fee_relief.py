"""Somebody who need not pay the whole fee: asks with proof, the desk decides, the rest is paid."""

from playwright.async_api import expect

from tests.e2e.errands import (
    REVIEW,
    THANKS,
    arrive_with_account,
    fill_birth_certificate,
    reference_shown,
)
from tests.e2e.visitor import SOON, Visitor


async def test_relief_is_asked_for_half_granted_and_the_rest_is_paid(
    on_phone: Visitor, case_worker: Visitor
) -> None:
    email = await arrive_with_account(on_phone)
    await on_phone.open("/antrag/geburtsurkunde/")
    await fill_birth_certificate(on_phone)
    await on_phone.press("Befreiung oder Ermäßigung beantragen")
    await on_phone.sees("Möchten Sie weniger oder nichts bezahlen?")
    await on_phone.chooses(
        "Ich brauche die Urkunde für Rente, Kindergeld oder eine andere Sozialleistung."
    )
    await on_phone.uploads("Schreiben der Stelle, bei der Sie die Leistung beantragen")
    await expect(on_phone.uploaded("ausweis.jpg")).to_be_visible()
    await on_phone.finds_no_barrier()
    await on_phone.goes_on(REVIEW)
    await on_phone.reads("Sie zahlen jetzt nichts.")
    await on_phone.press("Absenden")
    await on_phone.sees(THANKS)
    reference = await reference_shown(on_phone)
    await on_phone.open(f"/vorgaenge/{reference}/")
    await on_phone.reads("Sie zahlen jetzt nichts. Die Verwaltung prüft Ihren Nachweis")

    await case_worker.open(f"/verwaltung/vorgaenge/{reference}/")
    await case_worker.press("Übernehmen")
    await expect(case_worker.button("Als versendet markieren")).to_have_count(0)
    await case_worker.chooses("Zum Teil bewilligen")
    await case_worker.writes("Erlassener Betrag in Euro", "22,50")
    await case_worker.writes("Begründung", "Nur eine Ausfertigung ist für die Rente.")
    await case_worker.press("Über die Gebühr entscheiden")
    await case_worker.reads("Bitte geben Sie mehr als 0 und weniger als 22,50\u00a0€ an.")
    await case_worker.writes("Erlassener Betrag in Euro", "15,00")
    await case_worker.press("Über die Gebühr entscheiden")
    await case_worker.reads("Es sind noch 7,50\u00a0€ offen.")
    await case_worker.finds_no_barrier()

    await on_phone.mail_to(email, f"Entscheidung über die Gebühr zu {reference}")
    await on_phone.open("/vorgaenge/")
    await on_phone.reads("Zahlung offen")
    await on_phone.follow("Jetzt bezahlen: 7,50\u00a0€")
    await on_phone.follow("Jetzt bezahlen")
    await on_phone.sees("Kasse")
    ways = on_phone.page.get_by_role("group", name="Zahlungsart", exact=True)
    await ways.get_by_label("Kreditkarte", exact=True).check()
    await on_phone.press("Jetzt bezahlen")
    await on_phone.sees("Demo-Bank")
    await on_phone.press("Zahlung bestätigen")
    await on_phone.sees("Vielen Dank, Ihre Zahlung ist da")
    await on_phone.reads("7,50\u00a0€ mit Kreditkarte bezahlt")
    await expect(on_phone.link("Quittung (PDF)")).to_be_visible()
    await on_phone.finds_no_barrier()
    await expect(case_worker.button("Als versendet markieren")).to_be_visible(timeout=SOON)
    await on_phone.open(f"/vorgaenge/{reference}/")
    await on_phone.reads("Gebühr bezahlt")
    await on_phone.finds_no_barrier()
