"""A message is posted once, however often the button is pressed."""

from reflex_base.utils.form import FormData

from portal.web.citizen.cases.letters import is_second_click

REFERENCE = "PAP-2026-000001"


def test_the_second_of_two_clicks_posts_nothing() -> None:
    form = FormData([("nachricht", "Guten Tag"), ("blatt", f"{REFERENCE}:3")])
    assert not is_second_click(form, REFERENCE, 3, sent_already=False)
    assert is_second_click(form, REFERENCE, 4, sent_already=True)


def test_the_same_words_may_be_sent_again_on_purpose() -> None:
    form = FormData([("nachricht", "Bitte um Antwort"), ("blatt", f"{REFERENCE}:4")])
    assert not is_second_click(form, REFERENCE, 4, sent_already=True)


def test_other_words_in_an_older_form_are_not_lost() -> None:
    form = FormData([("nachricht", "Noch etwas"), ("blatt", f"{REFERENCE}:3")])
    assert not is_second_click(form, REFERENCE, 4, sent_already=False)


def test_a_form_of_another_case_posts_nothing_here() -> None:
    form = FormData([("nachricht", "Guten Tag"), ("blatt", "PAP-2026-000002:3")])
    assert is_second_click(form, REFERENCE, 3, sent_already=False)
    assert is_second_click(FormData([]), REFERENCE, 3, sent_already=False)
