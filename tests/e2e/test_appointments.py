"""Appointments: booked as a guest on the phone and moved from the mail; chosen in a form."""

import re
from uuid import uuid4

from playwright.async_api import Locator, expect

from tests.e2e.errands import REVIEW, THANKS, fill_address, reference_shown
from tests.e2e.visitor import SOON, Visitor

MOMENT = re.compile(r"\w+, \d+\. \w+( \d{4})?, \d+:\d\d Uhr")


async def test_a_guest_books_on_the_phone_and_moves_it_from_the_mail(
    on_phone: Visitor, case_worker: Visitor
) -> None:
    guest = on_phone
    email = f"gast-{uuid4().hex[:10]}@post.example"
    await guest.open("/leistungen/personalausweis/")
    await guest.follow("Termin vereinbaren")
    await guest.sees("Termin vereinbaren")
    await _step(guest, "Wann möchten Sie kommen?")
    await _turn_to_a_later_week(guest)
    await _turn_to_a_later_week(guest)
    await expect(guest.link("Frühere Woche")).to_be_visible()
    first = await _take(guest, 0)
    await _step(guest, "Wer kommt?")
    await guest.press("Weiter")
    await guest.reads("Bitte geben Sie Ihren Namen ein.")
    await guest.finds_no_barrier()
    await guest.writes("Vor- und Nachname", "Ñuria Østergård")
    await guest.writes("E-Mail-Adresse", email)
    await guest.press("Weiter")
    await _step(guest, REVIEW)
    await guest.reads(first)
    await guest.finds_no_barrier()
    await guest.press("Termin buchen")
    await _step(guest, "Ihr Termin ist gebucht")

    await guest.go_to(await guest.link_in_mail(email, "Ihr Termin ist gebucht"))
    await guest.sees("Ihr Termin")
    await guest.reads(first)
    await guest.follow("Termin verschieben")
    await _step(guest, "Wann möchten Sie kommen?")
    second = await _take(guest, -1)
    await _step(guest, "Neue Zeit prüfen")
    address = guest.page.url
    await guest.press("Auf diese Zeit verschieben")
    await _step(guest, "Gebucht")
    await guest.reads(second)
    assert second in await guest.mail_to(email, "Ihr Termin ist verschoben")

    day = re.search(r"tag=(\d{4}-\d\d-\d\d)", address)
    assert day
    await case_worker.open(f"/verwaltung/termine/?tag={day.group(1)}")
    await case_worker.sees("Termine")
    await case_worker.reads("Ñuria Østergård")
    await _enters_one_for_a_caller(case_worker)

    await guest.press("Termin absagen")
    await guest.press("Ja, Termin absagen")
    await _step(guest, "Abgesagt")
    await guest.finds_no_barrier()
    await guest.mail_to(email, "Ihr Termin ist abgesagt")


async def _enters_one_for_a_caller(case_worker: Visitor) -> None:
    """Somebody telephones: found a time, forgot the number, entered, moved."""
    caller = f"Käthe Wöbken-{uuid4().hex[:6]}"
    await case_worker.follow("Termin eintragen")
    await case_worker.sees("Termin eintragen")
    await case_worker.follow("Personalausweis")
    await _step(case_worker, "Wann?")
    await _turn_to_a_later_week(case_worker)
    first = await _take(case_worker, 0)
    await _step(case_worker, "Wer kommt?")
    await case_worker.writes("Vor- und Nachname", caller)
    await case_worker.press("Termin eintragen")
    await case_worker.reads("Bitte tragen Sie eine E-Mail-Adresse oder eine Telefonnummer ein.")
    await case_worker.finds_no_barrier()
    await case_worker.writes("Telefon (optional)", "04961 123456")
    await case_worker.press("Termin eintragen")
    await _step(case_worker, "Der Termin ist eingetragen")
    await case_worker.reads(first)
    await case_worker.follow("Zum Tag in der Liste")
    row = case_worker.page.get_by_role("row").filter(has_text=caller)
    await row.get_by_role("link", name="Verschieben").click()
    await _step(case_worker, "Wann?")
    second = await _take(case_worker, -1)
    await _step(case_worker, "Neue Zeit prüfen")
    await case_worker.finds_no_barrier()
    await case_worker.press("Auf diese Zeit verschieben")
    await _step(case_worker, "Der Termin ist eingetragen")
    await case_worker.reads(second)


async def test_an_identity_card_is_applied_for_with_its_appointment(on_phone: Visitor) -> None:
    citizen = on_phone
    await citizen.sign_in_as_citizen("identifiziert@demo.example")
    await citizen.open("/antrag/personalausweis/")
    await citizen.sees("Warum brauchen Sie einen neuen Personalausweis?")
    await citizen.chooses("Der bisherige läuft ab oder ist abgelaufen.")
    await citizen.goes_on("Für wen ist der Ausweis?")
    await citizen.writes("Vornamen", "Jürgen")
    await citizen.writes("Familienname", "Ştefănescu")
    await citizen.enters_date("Geburtsdatum", "1", "2", "1970")
    await citizen.writes("Geburtsort", "Papenburg")
    await citizen.writes("Größe in Zentimetern", "181")
    await citizen.field("Augenfarbe").select_option("braun")
    await fill_address(citizen)
    await citizen.goes_on("Wie möchten Sie den Ausweis bekommen?")
    await citizen.chooses("Ich hole ihn im Bürgerbüro ab.")
    await citizen.goes_on("Wann möchten Sie ins Bürgerbüro kommen?")
    await citizen.press("Weiter")
    await citizen.reads("Bitte wählen Sie eine Zeit aus.")
    await citizen.field("Tag").select_option(index=12)
    times = citizen.page.get_by_role("radio")
    await expect(times.nth(3)).to_be_visible(timeout=SOON)
    await times.nth(3).check()
    await citizen.finds_no_barrier()
    await citizen.chooses("Ich versichere, dass meine Angaben stimmen.")
    await citizen.goes_on(REVIEW)
    await citizen.reads("Sie zahlen erst vor Ort, bei Ihrem Termin.")
    chosen = MOMENT.search(await citizen.page.get_by_role("main").inner_text())
    assert chosen
    await citizen.press("Absenden")
    await citizen.sees(THANKS)
    await citizen.follow(await reference_shown(citizen))
    await citizen.sees("Personalausweis")
    await citizen.reads(chosen.group())
    await citizen.follow("Termin verschieben oder absagen")
    await citizen.sees("Ihr Termin")
    await citizen.press("Termin absagen")
    await citizen.press("Ja, Termin absagen")
    await _step(citizen, "Abgesagt")


async def _step(visitor: Visitor, words: str) -> None:
    heading = visitor.page.get_by_role("heading", level=2, name=words, exact=True)
    await expect(heading).to_be_visible(timeout=SOON)


def _times(visitor: Visitor) -> Locator:
    day = visitor.page.get_by_role("navigation", name=re.compile("^Uhrzeit am"))
    return day.get_by_role("link")


async def _turn_to_a_later_week(visitor: Visitor) -> None:
    """ "Spätere Woche", and its times are there."""
    before = await _times(visitor).first.get_attribute("aria-label")
    await visitor.follow("Spätere Woche")
    await expect(_times(visitor).first).not_to_have_attribute("aria-label", before or "")


async def _take(visitor: Visitor, number: int) -> str:
    """Choose one of the times shown; which one, in words."""
    times = _times(visitor)
    link = times.nth(number) if number >= 0 else times.last
    words = await link.get_attribute("aria-label")
    await link.click()
    assert words
    assert MOMENT.fullmatch(words)
    return words
