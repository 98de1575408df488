"""A page stays within its language: addresses, and words where there is a translation."""

import asyncio
import importlib.util
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from portal.errors import NotFound
from portal.fees import fee_in_words
from portal.fees.rules import NoFee
from portal.forms import FormContext, messages
from portal.forms.field_definitions import DateField, TextField
from portal.forms.fields.base import Asked
from portal.forms.fields.dates import read_day
from portal.shared.clock import long_date
from portal.shared.language import _, speak, speaking, spoken
from portal.shared.money import format_euro
from portal.shared.trust import TrustLevel
from portal.web.language import (
    german_path,
    language_of,
    language_of_referer,
    localized,
    offer_in_every_language,
)

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def pages() -> None:
    for route in ("/", "/leistungen", "/vorgaenge/[aktenzeichen]"):
        offer_in_every_language(route)


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    path = ROOT / "tools" / "translations.py"
    spec = importlib.util.spec_from_file_location("translations", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_word_a_citizen_may_read_has_its_english_and_none_is_left_over(
    tool: ModuleType,
) -> None:
    assert list(tool.languages()) == ["en"]
    assert tool.faults("en") == []


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("/", "/en/"),
        ("/leistungen/?q=hund", "/en/leistungen/?q=hund"),
        ("/leistungen/#family", "/en/leistungen/#family"),
        ("/vorgaenge/PAP-2026-000123/", "/en/vorgaenge/PAP-2026-000123/"),
    ],
)
def test_a_link_stays_within_the_language_of_its_page(german: str, english: str) -> None:
    with speaking("en"):
        assert localized(german) == english
    assert localized(english) == german
    assert german_path(english) == german


@pytest.mark.parametrize(
    "path",
    ["/verwaltung/", "/dateien/1", "/vorgaenge/PAP-2026-000123/antrag.pdf", "https://a.example/"],
)
def test_what_exists_in_german_only_keeps_its_address(path: str) -> None:
    with speaking("en"):
        assert localized(path) == path


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/en/", "en"),
        ("/en", "en"),
        ("/en/kasse/", "en"),
        ("/", "de"),
        ("/english/", "de"),
        ("", "de"),
    ],
)
def test_the_address_says_the_language(path: str, language: str) -> None:
    assert language_of(path) == language


def test_only_a_page_of_this_host_lends_its_language() -> None:
    assert language_of_referer("http://a.example/en/konto/", "a.example") == "en"
    assert language_of_referer("http://b.example/en/konto/", "a.example") == "de"
    assert language_of_referer("", "a.example") == "de"


def test_amounts_dates_and_refusals_are_said_in_the_language_spoken() -> None:
    with speaking("en"):
        assert format_euro(150_000) == "€1,500.00"
        assert fee_in_words(NoFee(kind="none"))[0] == "free of charge"
        assert long_date(date(1964, 8, 12)) == "12 August 1964"
        assert NotFound().message == "We could not find that."
    assert format_euro(150_000) == "1.500,00\u00a0€"
    assert long_date(date(1964, 8, 12)) == "12. August 1964"
    assert NotFound().message == "Das haben wir nicht gefunden."


def test_whoever_says_nothing_speaks_german() -> None:
    async def in_english() -> str:
        speak("en")
        return _("Weiter")

    async def two() -> tuple[str, str]:
        english = await asyncio.create_task(in_english())
        return english, spoken()

    assert asyncio.run(two()) == ("Continue", "de")


def test_what_nobody_has_translated_stays_german() -> None:
    with speaking("en"):
        assert _("Ein Satz, den niemand übersetzt hat.") == "Ein Satz, den niemand übersetzt hat."
        assert _("") == ""


def test_what_is_wrong_with_an_answer_is_said_in_english() -> None:
    field = TextField(id="place", kind="text", label="Place of birth", phrase="the place of birth")
    asking = TextField(id="who", kind="text", label="On behalf", phrase="whether you act")
    with speaking("en"):
        assert messages.please_enter(field) == "Please enter the place of birth."
        assert messages.please_enter(asking) == "Please enter whether you act."
        assert messages.please_choose(asking) == "Please choose whether you act."


@pytest.mark.parametrize("typed", ["3", "March", "mar", "März", "maerz"])
def test_a_month_may_be_written_in_either_language_whichever_is_spoken(typed: str) -> None:
    field = DateField(id="day", kind="date", label="Day")
    raw = {"day.day": "1", "day.month": typed, "day.year": "2020"}
    context = FormContext(TrustLevel.NONE, date(2026, 1, 1), {})
    asked = Asked("day", raw, context, lambda bound: None)
    assert read_day(field, asked) == date(2020, 3, 1)
