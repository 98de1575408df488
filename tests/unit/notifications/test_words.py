"""The words of the notifications: every kind, in both languages, and what never stands in them."""

import re
from datetime import date

import pytest

from portal.notifications.as_html import as_html
from portal.notifications.kinds import CHOSEN_BY_CITIZENS, GROUP_NAMES, KINDS
from portal.notifications.letters import Letter, button_words, push_words, write_letter
from portal.notifications.mailer import Mail
from portal.shared.language import LANGUAGES, _, speaking

LINK = "http://papenburg.localhost:3000/vorgaenge/PAP-2026-000123/"
SUBJECTS = {
    "opened": "Ihr Antrag PAP-2026-000123 ist eingegangen",
    "in_progress": "Ihr Antrag PAP-2026-000123 ist in Bearbeitung",
    "posted": "Ihr Antrag PAP-2026-000123 ist auf dem Postweg",
    "inquiry": "Rückfrage zu PAP-2026-000123",
}
BLANK = re.compile(r"\{(\w+)\}")
CITIZENS = [kind for kind, row in KINDS.items() if row.group != "staff"]


def a_letter(kind: str, language: str = "de", **blanks: str) -> Letter:
    row = KINDS[kind]
    words = f"{row.subject} {row.text} {row.after}"
    blanks = {name: f"<{name}>" for name in BLANK.findall(words)} | blanks
    blanks.pop("sender", "")
    with speaking(language):
        return write_letter(kind, sender="Stadt Papenburg", name="Zoë", link=LINK, **blanks)


def a_mail(**changes: str) -> Mail:
    letter = a_letter("inquiry", reference="PAP-2026-000123")
    told = {"subject": letter.subject, "body": letter.body, "button": "Frage beantworten"}
    return Mail("<1@x>", "papenburg", "Stadt Papenburg", "zoe@x.example", **(told | changes))


@pytest.mark.parametrize(("kind", "subject"), SUBJECTS.items())
def test_subjects_are_those_of_the_documentation(kind: str, subject: str) -> None:
    letter = a_letter(kind, reference="PAP-2026-000123")
    assert letter.subject == subject
    assert letter.body.startswith("Guten Tag Zoë,\n\n")
    assert f"\n{LINK}\n" in letter.body
    assert "Stadt Papenburg" in letter.body


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_fills_all_its_blanks(kind: str, language: str) -> None:
    letter = a_letter(kind, language)
    assert "{" not in letter.subject + letter.body
    assert "\n\n\n" not in letter.body


@pytest.mark.parametrize("kind", CITIZENS)
def test_citizens_who_read_english_are_written_to_in_english(kind: str) -> None:
    german, english = a_letter(kind), a_letter(kind, "en")
    assert german.subject != english.subject
    assert english.body.startswith("Hello Zoë,\n\n")
    assert "Bitte" not in english.body
    assert "Sie" not in english.body.replace("Sielstraße", "").split()


@pytest.mark.parametrize("kind", KINDS)
def test_a_subject_tells_no_more_than_the_reference(kind: str) -> None:
    assert set(BLANK.findall(KINDS[kind].subject)) <= {"reference"}


@pytest.mark.parametrize("kind", [kind for kind, row in KINDS.items() if row.push])
def test_a_push_tells_the_reference_and_the_kind_of_news(kind: str) -> None:
    title, text = push_words(kind, "PAP-2026-000123")
    assert title == "Neues zu PAP-2026-000123"
    assert text == KINDS[kind].push
    assert not BLANK.findall(text)


@pytest.mark.parametrize("kind", [kind for kind, row in KINDS.items() if row.duty != "mail"])
def test_what_may_do_without_a_mail_can_be_chosen(kind: str) -> None:
    assert KINDS[kind].group in CHOSEN_BY_CITIZENS


def test_groups_of_kinds_have_names() -> None:
    assert {row.group for row in KINDS.values()} - {"staff"} == set(GROUP_NAMES)


def test_a_day_is_told_in_the_readers_language() -> None:
    from portal.shared import clock

    with speaking("en"):
        assert clock.long_date(date(2026, 5, 1)) == "1 May 2026"


def test_confirming_an_address() -> None:
    letter = a_letter("confirm_address")
    assert letter.subject == "Bitte bestätigen Sie Ihre E-Mail-Adresse"
    assert "24 Stunden" in letter.body


def test_a_known_address_gets_no_link_that_opens_anything() -> None:
    letter = write_letter("known_address", sender="Stadt Papenburg", link="http://p/anmelden/")
    assert letter.body.startswith("Guten Tag,\n\n")
    assert "code=" not in letter.body


@pytest.mark.parametrize("kind", [one for one in KINDS if one.endswith("_of_case")])
def test_a_transfer_for_an_open_case_does_not_send_anybody_to_the_basket(kind: str) -> None:
    letter = a_letter(kind)
    assert "Warenkorb" not in letter.body
    assert "offen" in letter.body


def test_as_html_the_link_is_a_button_and_can_be_copied() -> None:
    page = as_html(a_mail())
    assert f'href="{LINK}"' in page
    assert ">Frage beantworten</a>" in page
    assert f">{LINK}</a>" in page


@pytest.mark.parametrize("hostile", ["https://böse.example/", "<b>fett</b>", "http://x.example"])
def test_what_somebody_wrote_never_becomes_a_link_or_markup(hostile: str) -> None:
    page = as_html(a_mail(body=f"Guten Tag {hostile},\n\nText {hostile}\n\nGrüße\n"))
    assert "<a " not in page
    assert "<b>" not in page


def test_as_html_nothing_is_fetched_from_anywhere() -> None:
    page = as_html(a_mail())
    assert not re.findall(r"<(?:img|link|script|iframe)|url\(|@import|src=", page)


def test_every_button_has_words() -> None:
    for language in LANGUAGES:
        with speaking(language):
            assert all(button_words(kind) for kind in KINDS)
            assert button_words("of an older version") == _("Im Portal öffnen")
