"""Who translates learns which line is missing, outdated or cannot be used."""

import shutil
from pathlib import Path

import pytest

from portal.catalogue.content_check import ContentReport, check_content
from portal.shared.content_files import CONTENT

SUMMARY = "Ausgestellt vom Standesamt des Geburtsortes"


class Translations:
    """A copy of one shipped service and of all translations, to be spoilt."""

    def __init__(self, folder: Path) -> None:
        self.services, self.english = folder / "services", folder / "translations" / "en"
        self.services.mkdir()
        shutil.copy(CONTENT / "services" / "geburtsurkunde.yaml", self.services)
        shutil.copytree(CONTENT / "translations", folder / "translations")

    def change(self, path: Path, old: str, new: str) -> int:
        """Replace the first place where a text stands; its line (from 1)."""
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def check(self) -> ContentReport:
        return check_content(services=self.services, translations=self.english.parent)


@pytest.fixture
def translations(tmp_path: Path) -> Translations:
    return Translations(tmp_path)


def test_every_shipped_translation_is_complete_and_up_to_date() -> None:
    hints = [str(hint) for hint in check_content().hints]
    assert [hint for hint in hints if "`en` lacks" in hint or "outdated" in hint] == []


def test_a_changed_german_text_is_named_in_both_files(translations: Translations) -> None:
    service = translations.services / "geburtsurkunde.yaml"
    german = translations.change(service, SUMMARY, "Ausgestellt vom Amt")
    overlay = translations.english / "geburtsurkunde.yaml"
    text = overlay.read_text(encoding="utf-8")
    outdated = text[: text.index(f"de: {SUMMARY}")].count("\n") + 1
    report = translations.check()
    assert report.faults == ()
    told = {(hint.file.parent.name, hint.line): hint.reason for hint in report.hints}
    assert "shown in German, `en` lacks: `Ausgestellt vom Amt" in told["services", german]
    assert f"outdated, the German text is another now: `{SUMMARY}" in told["en", outdated]


def test_a_text_without_translation_is_named(translations: Translations) -> None:
    overlay = translations.english / "geburtsurkunde.yaml"
    translations.change(
        overlay, "  - de: Um wen geht es?\n    en: Who is the certificate about?\n", ""
    )
    [hint] = [str(hint) for hint in translations.check().hints if "`en` lacks" in str(hint)]
    assert "geburtsurkunde.yaml" in hint
    assert "`Um wen geht es?`" in hint


def test_what_a_town_says_in_its_own_words_may_be_translated_too(
    translations: Translations,
) -> None:
    towns = translations.english / "municipalities"
    towns.mkdir()
    pair = "  - de: {}\n    en: The digital building application\n"
    known = "texts:\n" + pair.format("Termine außerhalb dieser Zeiten nach Vereinbarung.")
    (towns / "lkleer.yaml").write_text(known + pair.format("Etwas anderes."), encoding="utf-8")
    outdated = [hint for hint in translations.check().hints if "outdated" in hint.reason]
    assert [hint.line for hint in outdated if hint.file.name == "lkleer.yaml"] == [4]


def test_what_several_services_share_is_missed_by_each(translations: Translations) -> None:
    common = translations.english / "common.yaml"
    translations.change(common, "  - de: Ihr Ausweis\n    en: Your identity document\n", "")
    missing = [hint for hint in translations.check().hints if "`Ihr Ausweis`" in hint.reason]
    assert "geburtsurkunde.yaml" in {hint.file.name for hint in missing}


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("    en: Who is the certificate about?", "    nl: Wie?", "`en` is missing"),
        ("{copies|copy|copies}", "copies", "counts otherwise than the German text"),
        ("  - de: Um wen geht", "  - de: Um wen geht es?\n    en: Who?\n  - de: Um wen geht",
         "translated a second time"),
        ("synonyms:", "synonims:", "synonims: not known here"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_a_fault(
    translations: Translations, old: str, new: str, reason: str
) -> None:
    line = translations.change(translations.english / "geburtsurkunde.yaml", old, new)
    faults = [fault for fault in translations.check().faults if reason in fault.reason]
    assert len(faults) == 1
    assert abs(faults[0].line - line) <= 2


def test_a_translation_of_no_service_is_pointed_out(translations: Translations) -> None:
    (translations.english / "geburtsurkunde.yaml").rename(translations.english / "geburt.yaml")
    reasons = [hint.reason for hint in translations.check().hints]
    assert "there is no `geburt` to translate" in reasons
