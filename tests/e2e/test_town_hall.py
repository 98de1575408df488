"""A day at the town hall: the queue, a question to a citizen, a refusal with its reasons."""

import re

from playwright.async_api import Locator, expect

from tests.e2e.conftest import LAPTOP, Arrive
from tests.e2e.errands import has_case, order_free_certificate
from tests.e2e.visitor import PHOTO, SOON, Visitor
from tests.support.mails import let_the_mail_come_back

CONTRACT = "Mietvertrag_und_Wohnungsgeberbestaetigung_Hauptkanal_links_12a_seit_November.jpg"


def queue_of(worker: Visitor) -> Locator:
    """The table of cases."""
    return worker.page.get_by_role("table", name="Arbeitsvorrat")


def line_of(worker: Visitor, reference: str) -> Locator:
    """One case in the table."""
    return queue_of(worker).get_by_role("row").filter(has_text=reference)


def status_on(visitor: Visitor) -> Locator:
    """Where the case stands."""
    return visitor.page.get_by_role("region", name="Bearbeitungsstand")


async def puts_in(worker: Visitor, block: str, whose: str) -> None:
    """A text block, with the keyboard; what was typed stays, and nothing is sent."""
    await worker.field(f"Textbaustein {whose}").select_option(block)
    await worker.button(f"Einfügen {whose}").press("Enter")


async def looks_at_without_leaving(worker: Visitor, name: str) -> None:
    """Open a file of the case with the keyboard, and be back where one was."""
    button = worker.button(re.compile(rf"^Ansehen\W+{re.escape(name)}$")).first
    await button.press("Enter")
    opened = worker.page.get_by_role("dialog", name=name)
    await expect(worker.button("Schließen")).to_be_focused()
    await expect(opened.get_by_role("link", name="Herunterladen")).to_be_visible()
    if name.endswith(".jpg"):
        await expect(opened.get_by_role("img", name=name)).to_have_js_property("complete", True)
        assert await opened.get_by_role("img").evaluate("img => img.naturalWidth") > 0
    elif await worker.page.evaluate("navigator.pdfViewerEnabled"):
        await expect(opened.locator("iframe")).to_have_attribute("title", name)
    else:
        await expect(opened.get_by_role("status")).to_contain_text("zeigt PDFs nicht")
    await worker.finds_no_barrier()
    await worker.page.keyboard.press("Escape")
    await expect(opened).to_have_count(0)
    await expect(button).to_be_focused()


async def attaches_in_a_dead_spot(visitor: Visitor, name: str) -> None:
    """Choose a file and press "Antwort senden" offline: both go out together, once there is a
    connection."""
    await visitor.context.set_offline(True)
    paper = {"name": name, "mimeType": "image/jpeg", "buffer": PHOTO}
    await visitor.page.get_by_label("Dateien anhängen").set_input_files([paper])
    await visitor.reads("Sie sind gerade offline.")
    await visitor.press("Antwort senden")
    await visitor.reads("Ihre Datei wird noch hochgeladen. Danach geht es von selbst weiter.")
    await visitor.context.set_offline(False)


async def is_as_wide_as_the_phone(visitor: Visitor) -> None:
    """Nothing has to be pushed sideways, however long a file's name is."""
    wide = await visitor.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= (visitor.page.viewport_size or {"width": 0})["width"], wide


async def test_the_queue_shows_what_comes_finds_and_filters(
    on_laptop: Visitor, case_worker: Visitor
) -> None:
    reference = await order_free_certificate(on_laptop)
    line = line_of(case_worker, reference)
    await expect(line).to_contain_text("Meldebescheinigung", timeout=SOON)
    await expect(line).to_contain_text("Neu")

    search = case_worker.page.get_by_role("searchbox", name="Vorgang suchen")
    await search.fill(reference)
    await case_worker.press("Suchen")
    await expect(queue_of(case_worker).get_by_role("link")).to_have_text([reference])
    await search.fill("gibt es gar nicht")
    await case_worker.press("Suchen")
    await case_worker.reads("Hier liegt nichts.")
    await case_worker.finds_no_barrier()
    await search.fill("")
    await case_worker.press("Suchen")

    await case_worker.press(re.compile("^Mir zugewiesen"))
    await expect(case_worker.button(re.compile("^Mir zugewiesen"))).to_have_attribute(
        "aria-pressed", "true"
    )
    await expect(line).to_have_count(0)
    await case_worker.press(re.compile("^Neu"))
    await case_worker.chooses(f"{reference} auswählen")
    await case_worker.page.get_by_text("Mehrere Vorgänge auf einmal bearbeiten").click()
    await case_worker.reads("1 Vorgang ist ausgewählt.")
    await case_worker.page.get_by_label("Was soll geschehen?").select_option("Übernehmen")
    await case_worker.finds_no_barrier()
    await case_worker.press("Vorschau ansehen")
    await case_worker.sees("Übernehmen")
    await case_worker.reads("Geändert wird: 1 Vorgang.")
    await case_worker.reads(re.compile("geht eine Benachrichtigung hinaus"))
    await case_worker.press("1 Vorgang jetzt ändern")
    await case_worker.reads("Fertig. Geändert: 1 Vorgang.")
    await case_worker.finds_no_barrier()
    await case_worker.follow(reference)
    await expect(status_on(case_worker)).to_contain_text("In Bearbeitung")
    await case_worker.follow("Arbeitsvorrat")
    await case_worker.press(re.compile("^Mir zugewiesen"))
    await expect(line).to_contain_text("Sie")


async def test_a_question_and_its_answer(on_phone: Visitor, case_worker: Visitor) -> None:
    reference = await order_free_certificate(on_phone)
    await on_phone.open(f"/vorgaenge/{reference}/")
    await case_worker.open(f"/verwaltung/vorgaenge/{reference}/")
    await case_worker.press("Übernehmen")
    await case_worker.press("Rückfrage stellen")
    await case_worker.writes("Ihre Frage", "Meinen Sie die Anschrift vor dem Umzug?")
    await puts_in(case_worker, "Nachweis fehlt", "dafür")
    question = case_worker.field("Ihre Frage")
    await expect(question).to_have_value(
        re.compile(r"^Meinen Sie die Anschrift vor dem Umzug\?\n\nGuten Tag \w.+ fehlt", re.DOTALL)
    )
    await expect(question).to_be_focused()
    await case_worker.finds_no_barrier()
    await case_worker.writes("Ihre Frage", "Meinen Sie die Anschrift vor dem Umzug?")
    await case_worker.press("Rückfrage stellen")

    await expect(status_on(on_phone)).to_contain_text("Rückfrage an Sie", timeout=SOON)
    await expect(status_on(on_phone)).to_contain_text("Meinen Sie die Anschrift vor dem Umzug?")
    await on_phone.finds_no_barrier()
    mail = await on_phone.mail_to(on_phone.email, f"Rückfrage zu {reference}")
    assert "Umzug" not in mail
    await on_phone.press("Antwort senden")
    await on_phone.reads("Ihre Antwort: Bitte schreiben Sie etwas.")
    await on_phone.follow("Jetzt antworten")
    await expect(on_phone.field("Ihre Antwort")).to_be_focused()
    await on_phone.writes("Ihre Antwort", "Nein, die neue am Hauptkanal.")
    await expect(on_phone.page.get_by_text("Bitte schreiben Sie etwas.")).to_have_count(0)
    await attaches_in_a_dead_spot(on_phone, CONTRACT)
    await is_as_wide_as_the_phone(on_phone)

    await expect(status_on(on_phone)).to_contain_text("In Bearbeitung")
    await on_phone.reads("Gesendet. Wenn wir antworten, lesen Sie es hier.")
    await is_as_wide_as_the_phone(on_phone)
    await expect(status_on(case_worker)).to_contain_text("In Bearbeitung", timeout=SOON)
    await case_worker.reads("Nein, die neue am Hauptkanal.")
    await looks_at_without_leaving(case_worker, CONTRACT)
    await looks_at_without_leaving(case_worker, "Antrag (PDF)")

    await case_worker.writes("Nachricht schreiben", "Vielen Dank, das genügt.")
    await puts_in(case_worker, "Antrag wird geprüft", "für die Nachricht")
    await expect(case_worker.field("Nachricht schreiben")).to_have_value(
        re.compile(rf"^Vielen Dank, das genügt\.\n\nGuten Tag .+{reference}", re.DOTALL)
    )
    await case_worker.writes("Nachricht schreiben", "Vielen Dank, das genügt.")
    await case_worker.press("Nachricht senden")
    await on_phone.reads(re.compile("^gelesen am "))
    await on_phone.open("/vorgaenge/")
    await on_phone.reads("1 neue Nachricht")
    await on_phone.finds_no_barrier()
    await on_phone.follow("Meldebescheinigung")
    await on_phone.reads("Vielen Dank, das genügt.")
    await on_phone.finds_no_barrier()

    await let_the_mail_come_back(on_phone.portal, on_phone.email)
    await expect(case_worker.page.get_by_text("E-Mail kam nicht an").first).to_be_visible(
        timeout=SOON
    )
    await case_worker.page.get_by_text("An die antragstellende Person: ").click()
    await case_worker.reads(re.compile("kam nicht an: Der Mailserver kennt die Adresse nicht"))
    await case_worker.finds_no_barrier()
    await on_phone.open("/konto/")
    await on_phone.reads("Unsere E-Mails kommen bei Ihnen nicht an")
    await on_phone.finds_no_barrier()


async def test_a_refusal_needs_reasons(on_phone: Visitor, case_worker: Visitor) -> None:
    reference = await order_free_certificate(on_phone)
    await on_phone.open(f"/vorgaenge/{reference}/")
    await case_worker.open(f"/verwaltung/vorgaenge/{reference}/")
    await case_worker.press("Übernehmen")
    await case_worker.reads(re.compile("^In der Checkliste ist noch offen: Person ist"))
    await case_worker.page.get_by_label("Person ist mit dieser Anschrift gemeldet").click()
    await case_worker.reads(re.compile("^Imke Brand, "))
    await case_worker.writes("Neuer Vermerk", "Laut Melderegister verzogen.")
    await case_worker.press("Vermerk speichern")
    await case_worker.reads("Laut Melderegister verzogen.")
    await case_worker.press("Ablehnen")
    await expect(case_worker.field("Begründung")).to_be_visible()
    await case_worker.press("Ablehnen")
    await case_worker.reads("Begründung: Bitte schreiben Sie etwas.")
    await case_worker.finds_no_barrier()
    await expect(status_on(on_phone)).to_contain_text("In Bearbeitung")

    await case_worker.writes("Begründung", "Sie sind bei uns nicht gemeldet.")
    await case_worker.press("Ablehnen")
    await expect(status_on(on_phone)).to_contain_text("Abgelehnt", timeout=SOON)
    await expect(on_phone.page.get_by_role("list", name="Verlauf")).to_contain_text(
        "Sie sind bei uns nicht gemeldet."
    )
    await on_phone.reads("Haben Sie noch Fragen?")
    await on_phone.finds_no_barrier()
    await expect(case_worker.button("Ablehnen")).to_have_count(0)
    await expect(case_worker.page.get_by_role("list", name="Verlauf")).to_contain_text("Imke Brand")
    await expect(on_phone.page.get_by_text("Laut Melderegister")).to_have_count(0)


async def test_who_changes_their_mind_withdraws(on_phone: Visitor, case_worker: Visitor) -> None:
    reference = await order_free_certificate(on_phone)
    await case_worker.open(f"/verwaltung/vorgaenge/{reference}/")
    await on_phone.open(f"/vorgaenge/{reference}/")
    await on_phone.press("Antrag zurückziehen")
    await on_phone.press("Ja, Antrag zurückziehen")
    await expect(status_on(on_phone)).to_contain_text("Zurückgezogen")
    await expect(status_on(case_worker)).to_contain_text("Zurückgezogen", timeout=SOON)


async def test_two_colleagues_in_one_case(
    on_phone: Visitor, case_worker: Visitor, arrive: Arrive
) -> None:
    """They see each other; who was slower, or loses the connection, loses nothing typed."""
    path = f"/verwaltung/vorgaenge/{await has_case(on_phone)}/"
    lead = await arrive(LAPTOP)
    await lead.is_signed_in_as("leitung@demo.example")
    await case_worker.open(path)
    await case_worker.press("Übernehmen")
    await lead.open(path)
    await case_worker.reads("Auch hier: Renate Voß")
    await lead.reads("Auch hier: Imke Brand")
    await lead.finds_no_barrier()

    await case_worker.press("Rückfrage stellen")
    question = case_worker.field("Ihre Frage")
    await expect(question).to_be_focused()
    await case_worker.press("Rückfrage stellen")
    await case_worker.reads("Ihre Frage: Bitte schreiben Sie etwas.")
    await expect(question).to_have_attribute("aria-invalid", "true")
    await question.fill("Welcher Name steht im Ausweis?")
    await case_worker.context.set_offline(True)
    await expect(case_worker.page.locator(".connection")).to_be_visible()
    await case_worker.context.set_offline(False)
    await expect(case_worker.page.locator(".connection")).to_have_count(0)
    await expect(question).to_have_value("Welcher Name steht im Ausweis?")

    await lead.press("Abschließen")
    await expect(status_on(case_worker)).to_contain_text("Abgeschlossen")
    await case_worker.press("Rückfrage stellen")
    await case_worker.reads(re.compile("nicht möglich|inzwischen"))
    await expect(question).to_have_value("Welcher Name steht im Ausweis?")
    await lead.follow("Arbeitsvorrat")
    await expect(case_worker.page.get_by_text("Auch hier:")).to_have_count(0)
