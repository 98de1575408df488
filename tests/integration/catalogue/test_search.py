"""People find services by the words they use themselves."""

import pytest

from tests.integration.catalogue.conftest import Find


async def found(find: Find, typed: str, town: str = "papenburg") -> list[str]:
    return [hit.slug for hit in await find(typed, town)]


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("GEBURTSURKUNDE", "geburtsurkunde"),
        ("geburts", "geburtsurkunde"),
        ("urkunde", "geburtsurkunde"),
        ("geburtsukrunde", "geburtsurkunde"),
        ("Gebursturkunde", "geburtsurkunde"),
        ("Geburts urkunde", "geburtsurkunde"),
        ("Ich brauche eine Geburtsurkunde für mein Baby", "geburtsurkunde"),
        ("Straßenverkehrsamt", "kfz-zulassung"),
        ("STRASSENVERKEHRSAMT", "kfz-zulassung"),
        ("Straßenverkehrsämter", "kfz-zulassung"),
        ("perso", "personalausweis"),
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
        ("Hundesteueranmeldungen", "hund-anmelden"),
        ("GewA 2", "gewerbeummeldung"),
        ("neuer Halter Hund", "hund-ummelden"),
        ("Sofa abholen", "sperrmuell"),
        ("Perso verloren", "verlust-ausweis"),
        ("Portemonnaie verloren", "fundsache"),
        ("Parteiwerbung", "uebermittlungssperre"),
        ("Osterhaufen", "osterfeuer"),
        ("Müllkalender", "abfall"),
    ],
)
async def test_the_service_meant_comes_first(find: Find, typed: str, slug: str) -> None:
    assert (await found(find, typed))[:1] == [slug]


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("birth certificate", "geburtsurkunde"),
        ("register my dog", "hund-anmelden"),
        ("proof of address", "meldebescheinigung"),
        ("new ID card", "personalausweis"),
        ("start a business", "gewerbeanmeldung"),
    ],
)
async def test_english_words_find_the_service(find: Find, words: str, slug: str) -> None:
    assert (await found(find, words))[:1] == [slug]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "?!",
        "xyzzy",
        "'; DROP TABLE",
        "Bitcoin",
        "%",
        "\\",
        "'\\'",
        "| & !",
        "a:*",
        "(" * 50,
    ],
)
async def test_what_nobody_offers_finds_nothing(find: Find, typed: str) -> None:
    assert await found(find, typed) == []


async def test_a_very_long_text_is_cut_instead_of_searched_for_minutes(find: Find) -> None:
    assert (await found(find, "Hund " * 100_000))[:1] == ["hund-anmelden"]
    assert await found(find, "x" * 100_000) == []


async def test_only_what_the_town_offers_is_found(find: Find) -> None:
    assert "personalausweis" in await found(find, "Perso", "papenburg")
    assert "personalausweis" not in await found(find, "Perso", "haren")


@pytest.mark.parametrize(
    ("typed", "slug"),
    [("geb", "geburtsurkunde"), ("hund anm", "hund-anmelden"), ("gelbe to", "abfallbehaelter"),
     ("geburtsuk", "geburtsurkunde"), ("Auto umm", "kfz-ummeldung")],
)  # fmt: skip
async def test_half_a_word_is_enough_while_typing(find: Find, typed: str, slug: str) -> None:
    assert [hit.slug for hit in await find(typed, is_typing=True)][:1] == [slug]


async def test_in_a_network_each_hit_says_who_is_responsible(find: Find) -> None:
    """Own first, then the county, then the neighbours."""
    own, *_ = await find("Geburtsurkunde", "leer")
    assert own.is_own
    assert own.offered_by[0] == "Stadt Leer"
    assert "Stadt Weener" in own.offered_by[1:]
    county, *_ = await find("Auto anmelden", "leer")
    assert not county.is_own
    assert county.offered_by == ("Landkreis Leer",)
    chosen, *_ = await find("Trauschein", "lkleer")
    assert not chosen.is_own
    assert len(chosen.offered_by) > 1


async def test_a_town_that_shows_its_own_only_finds_its_own_only(find: Find) -> None:
    assert all(hit.is_own for hit in await find("Urkunde", "marienmuenster"))
