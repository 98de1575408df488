"""Who needs Leichte Sprache finds the portal and the most used services told in it."""

from pathlib import Path

import pytest

from portal.catalogue.content_check import check_content
from portal.catalogue.easy_check import sentences
from portal.catalogue.easy_language import easy_page, easy_slugs, easy_start
from portal.catalogue.easy_rules import hard_to_read
from portal.web.components.icons import ICONS

FIVE = (
    "geburtsurkunde", "meldebescheinigung", "hund-anmelden", "personalausweis", "gewerbeanmeldung",
)  # fmt: skip
PAGES = {"start": easy_start(), **{slug: easy_page(slug) for slug in FIVE}}


def test_the_five_most_used_services_are_told_in_easy_language() -> None:
    assert set(easy_slugs()) >= set(FIVE)


@pytest.mark.parametrize("name", PAGES)
def test_every_sentence_is_short_and_plain(name: str) -> None:
    page = PAGES[name]
    assert page is not None
    told = [sentence for _, sentence in sentences(page)]
    assert len(told) > 20
    assert {s: list(hard_to_read(s)) for s in told if list(hard_to_read(s))} == {}


@pytest.mark.parametrize("name", PAGES)
def test_every_picture_is_one_of_our_own(name: str) -> None:
    page = PAGES[name]
    assert page is not None
    assert {part.icon for part in page.parts} <= set(ICONS)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Die Urkunde des Kindes.", "genitive: des"),
        ("Das wird von uns gemacht.", "passive: wird von uns gemacht"),
        ("Man kann hier suchen.", "nobody in particular: Man"),
        ("Sie könnten fragen.", "subjunctive: könnten"),
        ("Nehmen Sie zwei Fotos mit.", "a number in words: zwei"),
        ("Bringen Sie Papiere mit, z. B. den Ausweis.", "shortened: z. B."),
        ("Siehe § 18.", "a sign that is hard to read: §"),
        ("Das ist ein Antrag. Schicken Sie ihn ab.", "two sentences on one line"),
        ("Eine Aufenthaltsbescheinigung.", "long words without a hyphen: Aufenthaltsbescheinigung"),
        ("Wir sehen uns den Antrag an und dann schreiben wir Ihnen einen Brief dazu.",
         "14 words, at most 12"),
    ],
)  # fmt: skip
def test_what_is_hard_to_read_is_named(sentence: str, reason: str) -> None:
    assert reason in list(hard_to_read(sentence))


def test_a_hyphen_or_a_middle_dot_takes_a_long_word_apart() -> None:
    assert list(hard_to_read("Eine Aufenthalts-Bescheinigung.")) == []
    assert list(hard_to_read("Eine Aufenthalts·bescheinigung.")) == []


def test_the_check_names_file_and_line(tmp_path: Path) -> None:
    folder = tmp_path / "leichte-sprache"
    folder.mkdir()
    (folder / "geburtsurkunde.yaml").write_text(
        "title: Geburts-Urkunde\nversion: 1\nlines:\n  - Kurz.\n"
        "parts:\n  - title: Was ist das?\n    lines:\n      - Das ist die Urkunde des Kindes.\n",
        encoding="utf-8",
    )
    (folder / "hund.yaml").write_text("title: Hund\nlines: []\n", encoding="utf-8")
    report = check_content(translations=tmp_path)
    assert {fault.line for fault in report.faults if fault.file.name == "hund.yaml"} == {1, 2}
    found = {(hint.line, hint.reason) for hint in report.hints if hint.file.parent == folder}
    assert (8, "Leichte Sprache: genitive: des") in found
    assert any(line == 2 and "written for version 1" in reason for line, reason in found)
