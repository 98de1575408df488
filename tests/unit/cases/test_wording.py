"""Texts that people write to each other."""

import pytest

from portal.cases.wording import LONGEST_TEXT, clean_text
from portal.errors import InvalidInput


def test_letters_of_all_europe_are_kept_in_one_normal_form() -> None:
    assert clean_text("  Zoe\u0308 Łuczak\r\nGrüße ", "Nachricht") == "Zoë Łuczak\nGrüße"


def test_control_characters_are_dropped() -> None:
    assert clean_text("Guten\x00 Tag\x1b", "Nachricht") == "Guten Tag"


@pytest.mark.parametrize("text", ["", "   \n ", "\x00"])
def test_an_empty_text_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(InvalidInput, match="Ihre Frage"):
        clean_text(text, "Ihre Frage")


def test_a_text_that_is_too_long_is_refused_with_its_length() -> None:
    with pytest.raises(InvalidInput, match=str(LONGEST_TEXT + 1)):
        clean_text("a" * (LONGEST_TEXT + 1), "Ihre Nachricht")
