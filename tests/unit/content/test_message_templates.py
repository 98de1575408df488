"""Text blocks come from the content; only known placeholders, replaced once, as plain text."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from portal.catalogue.message_templates import (
    FOLDER,
    PLACEHOLDERS,
    MessageTemplate,
    filled_message,
    message_faults,
    message_templates,
    unknown_placeholder,
)

INJECTIONS = ("{__class__}", "{{7*7}}", "{name.__init__}", "{name!r}", "{0}", "{}", "{", "name}")


def test_the_shipped_blocks_are_sound_and_there_are_some_for_every_use() -> None:
    assert list(message_faults()) == []
    offered = message_templates("hund-anmelden", "papenburg")
    uses = {use for one in offered for use in one.uses}
    assert uses == {"message", "question", "rejection", "correction"}
    assert all(one.english for one in offered), "who uses the portal in English is written to so"


def test_blocks_of_other_services_and_towns_are_not_offered(tmp_path: Path) -> None:
    purpose = "Wofür wird die Urkunde gebraucht?"
    assert message_templates("geburtsurkunde", "leer")[0].name == purpose, "the service's own first"
    assert purpose not in [one.name for one in message_templates("hund-anmelden", "leer")]


@pytest.mark.parametrize("attack", INJECTIONS)
def test_braces_around_anything_else_are_refused_by_name(attack: str) -> None:
    assert unknown_placeholder(f"Guten Tag {attack} bis {{frist}}")
    with pytest.raises(ValidationError, match="unknown placeholder"):
        MessageTemplate(key="ab", name="x", uses=("message",), text=f"Ja {attack}")


def test_code_of_other_languages_stays_text() -> None:
    text = '#image("x") $1$ <script>alert(1)</script> %s ${name} {name}'
    assert not unknown_placeholder(text)
    assert filled_message(text, {"name": "{frist} {{7*7}} <b>"}) == (
        '#image("x") $1$ <script>alert(1)</script> %s ${frist} {{7*7}} <b> {frist} {{7*7}} <b>'
    )


def test_every_placeholder_may_be_used() -> None:
    text = " ".join(f"{{{one}}}" for one in PLACEHOLDERS)
    words = {one: one.upper() for one in PLACEHOLDERS}
    assert not unknown_placeholder(text)
    assert filled_message(text, words) == "ANREDE NAME AKTENZEICHEN LEISTUNG KOMMUNE FRIST"


def test_a_fault_is_told_with_file_line_and_reason(tmp_path: Path) -> None:
    written = (FOLDER / "verwendungszweck.yaml").read_text(encoding="utf-8")
    (tmp_path / "other.yaml").write_text(
        written.replace("geburtsurkunde", "geburtsurkunden"), encoding="utf-8"
    )
    (tmp_path / "verwendungszweck.yaml").write_text(
        written.replace("{frist}", "{iban}"), encoding="utf-8"
    )
    told = [str(one) for one in message_faults(tmp_path)]
    assert len(told) == 4
    assert "other.yaml:2:" in told[0] and "`other`" in told[0]
    assert "other.yaml:5:" in told[1] and "`geburtsurkunden`" in told[1]
    assert all("{iban}" in one for one in told[2:])
