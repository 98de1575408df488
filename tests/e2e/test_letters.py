"""A notice is written, looked over, issued: into the inbox of who agreed, or with the post."""

import re

from playwright.async_api import expect

from tests.e2e.errands import has_case
from tests.e2e.visitor import SOON, Visitor


async def test_a_notice_in_the_inbox_and_a_letter_with_the_post(
    on_phone: Visitor, case_worker: Visitor
) -> None:
    reference = await has_case(on_phone)
    await on_phone.open(f"/vorgaenge/{reference}/")
    await on_phone.page.get_by_text("Schreiben lieber hier statt mit der Post?").click()
    await on_phone.finds_no_barrier()
    await on_phone.press("Einwilligen")
    await on_phone.reads("Eingewilligt: Schreiben im Postfach")

    await case_worker.open(f"/verwaltung/vorgaenge/{reference}/")
    await case_worker.press("Übernehmen")
    await write_letter(case_worker, "Anschreiben", "anbei Ihre Urkunde.")
    await case_worker.chooses("Mit der Post")
    await case_worker.press("Ausstellen")
    await case_worker.reads("wartet auf die Tagespost")
    await write_letter(case_worker, "Bewilligung", "Ihrem Antrag entsprechen wir.")
    await case_worker.finds_no_barrier()
    await case_worker.chooses("Im Postfach bereitstellen")
    await case_worker.press("Ausstellen")
    await case_worker.reads("bereitgestellt am")

    letter = on_phone.link("Bescheid: Ihr Antrag ist bewilligt")
    await expect(letter).to_be_visible(timeout=SOON)
    await on_phone.mail_to(on_phone.email, f"Ihr Antrag {reference} ist bereitgestellt")
    address = await letter.get_attribute("href")
    fetched = "href => fetch(href).then(answer => answer.headers.get('content-type'))"
    assert await on_phone.page.evaluate(fetched, address) == "application/pdf"
    await case_worker.reads("abgerufen am")
    await case_worker.finds_no_barrier()

    await case_worker.follow("Tagespost")
    await case_worker.sees("Tagespost")
    await expect(case_worker.page.get_by_role("table", name="Tagespost")).to_contain_text(reference)
    await expect(case_worker.link("Alle drucken (PDF)")).to_be_visible()
    await case_worker.press("Alle als versendet markieren")
    await case_worker.reads("als versendet markiert.")
    await case_worker.reads("Schon versendet: noch einmal drucken")

    await takes_it_back_and_forwards_it(case_worker, reference)
    await on_phone.reads("Bescheid aufgehoben")
    await on_phone.reads("Jetzt zuständig: Samtgemeinde Sögel")
    await on_phone.finds_no_barrier()


async def takes_it_back_and_forwards_it(worker: Visitor, reference: str) -> None:
    """The grant was wrong: it is revoked, for a reason from the blocks; another town decides."""
    await worker.open(f"/verwaltung/vorgaenge/{reference}/")
    await worker.press("Bescheid aufheben")
    await worker.press("Entwurf anlegen")
    await expect(worker.field("Betreff")).not_to_be_empty(timeout=SOON)
    await worker.writes("Text", "Den Bescheid nehmen wir zurück.")
    await worker.field("Textbaustein").select_option("Recht falsch angewendet")
    await worker.press("Einfügen")
    await expect(worker.field("Text")).to_have_value(re.compile("nicht richtig angewendet"))
    await worker.finds_no_barrier()
    await worker.press("Speichern und ansehen")
    await worker.chooses("Im Postfach bereitstellen")
    await worker.press("Ausstellen")
    await worker.reads("aufgehoben am")
    await worker.press("An zuständige Stelle weiterleiten")
    await worker.field("Zuständige Stelle").select_option("Samtgemeinde Sögel")
    await worker.writes("Grund", "Die Geburt ist in Sögel beurkundet.")
    await worker.finds_no_barrier()
    await worker.press("Weiterleiten")
    await worker.reads("Sie können diesen Vorgang nur noch lesen.")


async def write_letter(worker: Visitor, template: str, text: str) -> None:
    """From the template to the look at it."""
    await worker.page.get_by_text("Schreiben beginnen").click()
    await worker.field("Vorlage").select_option(template)
    await worker.press("Entwurf anlegen")
    await expect(worker.field("Betreff")).not_to_be_empty(timeout=SOON)
    await worker.writes("Text", text)
    await worker.press("Speichern und ansehen")
    await expect(worker.link("Entwurf ansehen (PDF)")).to_be_visible(timeout=SOON)
