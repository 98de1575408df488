"""Letters begin with words from the content; only known placeholders, replaced once."""

from pathlib import Path

import pytest

from portal.catalogue.letter_templates import (
    FOLDER,
    LetterTemplate,
    filled,
    letter_faults,
    letter_template,
    letter_templates,
)


def test_the_shipped_templates_are_sound() -> None:
    assert list(letter_faults()) == []
    kinds = {(one.kind, one.decision) for one in letter_templates("geburtsurkunde")}
    assert {("notice", "granted"), ("notice", "partly"), ("notice", "rejected")} <= kinds


def test_a_template_of_other_services_is_none_of_this_one() -> None:
    assert letter_template("geburtsurkunde", "ablehnung-nicht-zustaendig") is not None
    assert letter_template("hund-anmelden", "ablehnung-nicht-zustaendig") is None


def test_what_is_put_in_is_not_looked_at_again() -> None:
    words = {"name": '{aktenzeichen} #image("x") $1$', "aktenzeichen": "PAP-2026-000001"}
    assert filled("{name}, {aktenzeichen}, {unknown}", words) == (
        '{aktenzeichen} #image("x") $1$, PAP-2026-000001, {unknown}'
    )


def test_an_unknown_placeholder_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown placeholder"):
        LetterTemplate(key="ab", name="x", kind="letter", title="{iban}", body="x")


def test_the_key_is_the_files_name(tmp_path: Path) -> None:
    written = (FOLDER / "bewilligung.yaml").read_text(encoding="utf-8")
    (tmp_path / "other.yaml").write_text(written, encoding="utf-8")
    [fault] = letter_faults(tmp_path)
    assert "key" in str(fault)
