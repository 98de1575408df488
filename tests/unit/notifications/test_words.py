"""The words of the e-mails."""

import pytest

from portal.notifications.words import case_letter, confirmation_letter, known_address_letter

LINK = "http://papenburg.localhost:3000/vorgaenge/PAP-2026-000123/"
SUBJECTS = {
    "opened": "Ihr Antrag PAP-2026-000123 ist eingegangen",
    "in_progress": "Ihr Antrag PAP-2026-000123 ist in Bearbeitung",
    "posted": "Ihr Antrag PAP-2026-000123 ist auf dem Postweg",
    "inquiry": "Rückfrage zu PAP-2026-000123",
}


@pytest.mark.parametrize(("kind", "subject"), SUBJECTS.items())
def test_subjects_are_those_of_the_documentation(kind: str, subject: str) -> None:
    letter = case_letter(
        kind, name="Zoë Łuczak", reference="PAP-2026-000123", sender="Stadt Papenburg", link=LINK
    )
    assert letter.subject == subject
    assert letter.body.startswith("Guten Tag Zoë Łuczak,\n\n")
    assert LINK in letter.body
    assert "Stadt Papenburg" in letter.body


def test_confirming_an_address() -> None:
    letter = confirmation_letter(name="Zoë", sender="Stadt Papenburg", link="http://p/?code=abc")
    assert letter.subject == "Bitte bestätigen Sie Ihre E-Mail-Adresse"
    assert "http://p/?code=abc\n" in letter.body
    assert "24 Stunden" in letter.body


def test_a_known_address_gets_no_link_that_opens_anything() -> None:
    letter = known_address_letter(name="", sender="Stadt Papenburg", link="http://p/anmelden/")
    assert letter.body.startswith("Guten Tag,\n\n")
    assert "code=" not in letter.body
