"""What staff type into the queue's search, and what each word of it may mean."""

import pytest

from portal.cases.queue.question import read_question
from portal.cases.status import CaseStatus


@pytest.mark.parametrize(
    "typed",
    ["PAP-2026-000123", " pap-2026-000123 ", "pap 2026 123", "PAP2026000123", "pap-2026-123"],
)
def test_a_whole_reference_is_understood_however_it_is_typed(typed: str) -> None:
    assert read_question(typed).reference == "PAP-2026-000123"


@pytest.mark.parametrize("typed", ["123", "000123", "2026-0001", "PAP-", "pap-2026", "26-00"])
def test_a_part_of_a_reference_is_looked_for_in_references(typed: str) -> None:
    (term,) = read_question(typed).terms
    assert term.part_of_reference == typed.upper()


@pytest.mark.parametrize("typed", ["Meier", "O'Neil", "%", "_______", "12%", "pap", "Abc_1"])
def test_what_is_no_part_of_a_reference_is_not_taken_for_one(typed: str) -> None:
    (term,) = read_question(typed).terms
    assert term.part_of_reference == ""


def test_names_are_looked_for_in_each_spelling() -> None:
    (term,) = read_question("MÜLLER-Weiß").terms
    assert term.spellings == (("mueller", "weiss"), ("muller", "weis"))
    assert term.words == ("müller", "weiß")
    (term,) = read_question("Zoë").terms
    assert term.spellings == (("zoe",),)


def test_words_for_services_and_statuses_are_recognised() -> None:
    (term,) = read_question("Urkunde").terms
    assert {"geburtsurkunde", "sterbeurkunde"} <= term.services
    assert "hund-anmelden" in read_question("Hundesteuer").terms[0].services
    assert read_question("abgelehnt").terms[0].statuses == {CaseStatus.REJECTED}
    assert read_question("Rückfr").terms[0].statuses == {CaseStatus.INQUIRY}
    assert read_question("Rueckfrage").terms[0].statuses == {CaseStatus.INQUIRY}
    assert read_question("neumann").terms[0].statuses == set()


def test_fillers_are_left_out_unless_there_is_nothing_else() -> None:
    assert [term.key for term in read_question("Geburtsurkunde für Meier").terms] == [
        "geburtsurkunde",
        "meier",
    ]
    assert [term.key for term in read_question("für").terms] == ["fuer"]


def test_nothing_typed_is_no_question_and_signs_alone_are_one_that_finds_nothing() -> None:
    assert read_question("   ").is_empty
    question = read_question("%%% ---")
    assert not question.is_empty
    assert all(not term.words and not term.part_of_reference for term in question.terms)


def test_not_more_than_six_words() -> None:
    assert len(read_question("a1 b2 c3 d4 e5 f6 g7 h8").terms) == 6
