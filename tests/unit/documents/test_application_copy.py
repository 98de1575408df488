"""The copy of an application: everything that was sent, to the letter, for everybody to read."""

import pytest

from portal.documents import copy_of_application
from tests.support.documents import (
    a_case,
    a_submission,
    an_answer,
    characters_of_the_standard,
    opened,
    tags_of,
    text_of,
)


def copied(*texts: str) -> str:
    """The text of a copy whose answers are these."""
    answers = (an_answer(text) for text in texts)
    return text_of(copy_of_application(a_submission(*answers), a_case()))


def test_it_holds_everything_that_was_sent():
    document = copy_of_application(
        a_submission(
            an_answer("Łuczak-Ørsted"),
            an_answer("Ausweis, größer.jpg", label="Nachweis Ihrer Identität"),
        ),
        a_case(),
    )
    text = text_of(document)
    for expected in (
        "Stadt Papenburg", "Musterplatz 1, 26871 Papenburg", "Antrag: Geburtsurkunde",
        "PAP-2026-000123", "Zoë Łuczak-Ørsted", "Person im Register",
        "Geburtsname\nŁuczak-Ørsted", "Nachweis Ihrer Identität\nAusweis, größer.jpg",
        "Dies ist eine Kopie Ihres Antrags. Gesendet am 20. November 2026, 21:14 Uhr.",
        "Erste Urkunde 1 15,00 € 15,00 €", "Jede weitere 1 7,50 € 7,50 €", "Summe 22,50 €",
        "Seite 1 von 1",
    ):  # fmt: skip
        assert expected in text.replace("\u00a0", " ")
    assert "Vorführung" not in text


def test_without_a_fee_it_says_so():
    text = text_of(
        copy_of_application(a_submission(an_answer("x"), fee_lines=[], total_cents=0), a_case())
    )
    assert "Für diesen Antrag ist keine Gebühr angefallen." in text
    assert "Summe" not in text


def test_a_demonstration_says_that_it_is_one():
    text = text_of(copy_of_application(a_submission(), a_case(), demo=True))
    assert "Vorführung – kein echtes Dokument" in text


def test_a_screen_reader_finds_language_title_headings_and_tables():
    document = copy_of_application(a_submission(an_answer("x")), a_case())
    reader = opened(document)
    root = reader.trailer["/Root"]
    assert root["/Lang"].startswith("de")
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Antrag: Geburtsurkunde"
    assert reader.metadata.author == "Stadt Papenburg"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    tags = tags_of(document)
    assert (tags.count("Title"), tags.count("H1")) == (1, 2), "one step, and the fee"
    assert {"L", "LI", "Lbl", "LBody", "Table", "TH", "TD"} <= set(tags)
    assert "Figure" not in tags, "the drawing in the letterhead is decoration"


def test_the_same_application_gives_the_same_bytes():
    sent = a_submission(an_answer("Łuczak-Ørsted"), an_answer("C̆ und ﺏ"))
    assert copy_of_application(sent, a_case()) == copy_of_application(sent, a_case())
    reader = opened(copy_of_application(sent, a_case()))
    assert reader.metadata is not None
    assert str(reader.metadata.creation_date) == "2026-11-20 20:14:00+00:00"


@pytest.mark.parametrize(
    "typed",
    [
        '#include "letter.typ"', '#read("/etc/passwd")', "#panic()", "#data.arms", "$x^2$",
        "*fett* _kursiv_ `roh`", "@verweis <marke> ~ -- --- ...", "C:\\Ordner\\u{41}\\",
        "] } ) [ { (", "= Überschrift", "- Punkt", "/ Begriff: Text", "// weg", "/* weg */",
        "'einfach' \"doppelt\"", "https://stadt.example/?a=1&b=%20", "${jndi} {{7*7}} %s",
        "Büro offiziell", "&lt;b&gt; <b>",
    ],
)  # fmt: skip
def test_what_looks_like_markup_is_printed_as_it_was_typed(typed: str):
    assert typed in copied(typed)
    assert typed in text_of(copy_of_application(a_submission(title=typed), a_case()))


def test_lines_stay_lines():
    assert "Erste Zeile\nZweite Zeile" in copied("Erste Zeile\nZweite Zeile")


@pytest.mark.parametrize(
    "kind",
    ["Latin letters", "Latin sequences", "Other signs", "Greek and Cyrillic letters"],
)
@pytest.mark.parametrize("where", ["answer", "heading"])
def test_every_character_of_din_91379_comes_out(kind: str, where: str):
    letters = characters_of_the_standard(kind)
    if where == "answer":
        text = copied(" ".join(letters))
    else:
        text = text_of(copy_of_application(a_submission(title=" ".join(letters)), a_case()))
    assert "\ufffd" not in text
    assert " ".join(letters) in " ".join(text.split())


@pytest.mark.parametrize("word", ["שלום", "مرحبا", "بالعالم", "می‌خواهم"])
def test_words_from_right_to_left_come_out(word: str):
    text = copied(word, f"Mein Name: {word}")
    assert text.count(word) == 2


def test_nothing_turns_the_direction_of_what_follows():
    assert "rechnung\u202egpj.exe" not in copied("rechnung\u202egpj.exe")
    assert "rechnunggpj.exe" in copied("rechnung\u202egpj.exe")


def test_what_no_font_holds_is_shown_as_missing_and_explained():
    text = copied("Hund 🐶 und 中")
    assert "Hund � und �" in text
    assert "steht für Schriftzeichen, die sich hier nicht drucken lassen" in text
    assert "nicht drucken lassen" not in copied("Hund")


@pytest.mark.parametrize(
    "odd", ["", " ", "\u0301a", "ש\u0301", "a" + "\u0301" * 50, "\u200d\u200c", "\x07\x1b[0m",
            "👩‍👩‍👧‍👦🇩🇪", "\ue000", "\ufdd0", "\u2028\u2029", "ﺏ ﷺ", "\u00ad"],
)  # fmt: skip
def test_no_text_keeps_a_document_from_being_written(odd: str):
    assert "Geburtsname" in copied(odd)


def test_a_word_longer_than_the_page_stays_on_it():
    word = "Donaudampfschiff" * 40
    document = copy_of_application(a_submission(an_answer(word)), a_case())
    assert word in text_of(document).replace("\n", "")
    longest = max(len(line) for line in text_of(document).splitlines())
    assert longest < 120


def test_a_long_application_goes_over_several_pages():
    answers = [an_answer(f"Antwort {n}") for n in range(120)]
    document = copy_of_application(a_submission(*answers), a_case())
    text, pages = text_of(document), len(opened(document).pages)
    assert pages > 2
    assert f"Seite {pages} von {pages}" in text
    assert all(f"Antwort {n}\n" in text for n in range(120))
