"""People find services by the words they use themselves."""

import pytest

from portal.catalogue import load_catalogue
from portal.municipalities import municipality_by_slug


def found(text: str, town: str = "papenburg") -> list[str]:
    return [view.slug for view in load_catalogue().search(municipality_by_slug(town), text)]


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("Geburtsurkunde", "geburtsurkunde"),
        ("GEBURTSURKUNDE", "geburtsurkunde"),
        ("geburts", "geburtsurkunde"),
        ("urkunde", "geburtsurkunde"),
        ("geburtsukrunde", "geburtsurkunde"),
        ("Gebursturkunde", "geburtsurkunde"),
        ("Geburts urkunde", "geburtsurkunde"),
        ("Abstammungsurkunde", "geburtsurkunde"),
        ("Ich brauche eine Geburtsurkunde für mein Baby", "geburtsurkunde"),
        ("Straßenverkehrsamt", "kfz-zulassung"),
        ("STRASSENVERKEHRSAMT", "kfz-zulassung"),
        ("Auto anmelden", "kfz-zulassung"),
        ("perso", "personalausweis"),
        ("Ausweis verlängern", "personalausweis"),
        ("ausweis verlaengern", "personalausweis"),
        ("Ausweis verlangern", "personalausweis"),
        ("Bürgerbüro", "personalausweis"),
        ("Hundesteuer", "hund-anmelden"),
        ("Huntesteuer", "hund-anmelden"),
        ("Hund", "hund-anmelden"),
        ("meldebestätigung", "meldebescheinigung"),
        ("Meldebescheiningung", "meldebescheinigung"),
        ("meldebescheinigung bitte", "meldebescheinigung"),
        ("  wohnsitz  ", "meldebescheinigung"),
    ],
)
def test_the_service_meant_comes_first(typed: str, slug: str) -> None:
    assert found(typed)[:1] == [slug]


@pytest.mark.parametrize("typed", ["", "   ", "?!", "xyzzy", "'; DROP TABLE", "Bitcoin", "%"])
def test_what_nobody_offers_finds_nothing(typed: str) -> None:
    assert found(typed) == []


def test_a_very_long_text_is_cut_instead_of_searched_for_minutes() -> None:
    assert found("Hund " * 100_000)[:1] == ["hund-anmelden"]


def test_only_what_the_town_offers_is_found() -> None:
    assert "personalausweis" in found("Perso", "papenburg")
    assert "personalausweis" not in found("Perso", "haren")
