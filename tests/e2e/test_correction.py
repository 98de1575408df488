"""Two answers are wrong: the desk marks them, the citizen mends just these on the phone."""

from playwright.async_api import expect

from tests.e2e.errands import has_case
from tests.e2e.visitor import SOON, Visitor


async def test_two_answers_are_mended_on_the_phone(on_phone: Visitor, case_worker: Visitor) -> None:
    reference = await has_case(on_phone, copies="2")
    await on_phone.open(f"/vorgaenge/{reference}/")
    await case_worker.open(f"/verwaltung/vorgaenge/{reference}/")
    await case_worker.press("Übernehmen")
    await case_worker.press("Korrektur anfordern")
    await case_worker.press("Vorschau")
    await case_worker.reads("Bitte kreuzen Sie mindestens eine Angabe an.")
    await case_worker.chooses("Geburtsort")
    await case_worker.writes("Hinweis zu Geburtsort", "Bitte die Stadt angeben.")
    await case_worker.chooses("Anzahl der Ausfertigungen")
    await case_worker.press("Vorschau")
    await case_worker.reads("Das liest die Bürgerin oder der Bürger")
    await case_worker.finds_no_barrier()
    await case_worker.press("Korrektur anfordern")
    await case_worker.reads("Die Frist ruht")

    await on_phone.reads("Bitte korrigieren Sie diese Angaben")
    await on_phone.finds_no_barrier()
    await on_phone.mail_to(on_phone.email, f"Rückfrage zu {reference}: Bitte korrigieren")
    await on_phone.follow("Angaben korrigieren")
    await on_phone.sees("Angaben korrigieren")
    await on_phone.reads("Bitte die Stadt angeben.")
    fields = on_phone.page.locator("main form").get_by_role("textbox")
    await expect(fields).to_have_count(2)
    await on_phone.writes("Geburtsort", "")
    await on_phone.press("Weiter")
    await expect(on_phone.page.get_by_role("alert").get_by_role("link")).to_have_count(1)
    await on_phone.finds_no_barrier()
    await on_phone.writes("Geburtsort", "Leer (Ostfriesland)")
    await on_phone.writes("Anzahl der Ausfertigungen", "3")
    await on_phone.is_told_that_it_is_stored()
    await on_phone.follow("Zurück")
    await on_phone.follow("Angaben korrigieren")
    await expect(on_phone.field("Anzahl der Ausfertigungen")).to_have_value("3")
    await expect(on_phone.field("Geburtsort")).to_have_value("Leer (Ostfriesland)")
    await on_phone.press("Weiter")
    await on_phone.reads("Das haben Sie geändert")
    await on_phone.reads("Mit Ihrer Korrektur kostet der Antrag")
    await on_phone.finds_no_barrier()
    await on_phone.press("Kostenpflichtig absenden")

    await expect(case_worker.button("Korrektur anfordern")).to_be_visible(timeout=SOON)
    await case_worker.reads("Leer (Ostfriesland)")
    await expect(case_worker.page.locator("ins")).to_have_text(["Leer (Ostfriesland)", "3"])
    await case_worker.finds_no_barrier()
    await on_phone.reads("Korrektur gesendet")
    await expect(on_phone.link("Jetzt bezahlen")).to_be_visible(timeout=SOON)
