"""Every document is PDF/UA-1, says a validator that nobody here wrote, whatever stands in it."""

from io import BytesIO

import pytest
from pypdf import PdfWriter

from portal.documents import Poster, poster, receipt
from portal.documents.application_copy import copy_of_application
from portal.municipalities import municipality_by_slug
from tests.support.documents import SENT_AT, a_case, a_submission, an_answer, barriers_in
from tests.unit.documents.test_notice import LONG, MARKUP, a_notice, the_letter
from tests.unit.documents.test_receipt import a_receipt

WORDS = {
    "plain": "Guten Tag,\n\nIhr Antrag ist da.",
    "markup": "\n\n".join(MARKUP),
    "long": f"{LONG}\n\n" * 30,
    "foreign": "Łuczak-Ørsted, C̆ und ﺏ, مرحبا, 漢字 \u202e\u0007",
}


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_letters_and_copies(words: str) -> None:
    letter = the_letter(a_notice(words, title=words[:200], remedy=words))
    assert barriers_in(letter) == []
    copy = copy_of_application(a_submission(an_answer(words), an_answer("x", words)), a_case())
    assert barriers_in(copy) == []


def test_receipts_and_posters() -> None:
    assert barriers_in(receipt(a_receipt(refunded_cents=750))) == []
    town = municipality_by_slug("papenburg")
    assert barriers_in(poster(Poster(town, "https://papenburg.example/"), SENT_AT)) == []


def test_the_validator_sees_what_is_missing() -> None:
    plain = BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    writer.write(plain)
    assert any("MarkInfo" in barrier for barrier in barriers_in(plain.getvalue()))
