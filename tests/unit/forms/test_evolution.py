"""A form changes while somebody is filling it in: what fits stays, the rest is named."""

from typing import Any

from portal.forms import RawAnswers, SetAside, carry_over, digest_of, questions_of
from tests.support.forms import dated, form_of

NAME: dict[str, Any] = {"id": "name", "kind": "text", "label": "Name"}
COLOUR: dict[str, Any] = {
    "id": "colour",
    "kind": "radio",
    "label": "Farbe",
    "options": [{"value": "red", "label": "Rot"}, {"value": "blue", "label": "Blau"}],
}
BORN: dict[str, Any] = {"id": "born", "kind": "date", "label": "Geburtsdatum"}
TRUE: dict[str, Any] = {"id": "true", "kind": "declaration", "label": "Es stimmt."}
DOGS: dict[str, Any] = {
    "id": "dogs",
    "kind": "group",
    "item_title": "Hund",
    "occurs": {"min": 1, "max": 3},
    "elements": [{"id": "breed", "kind": "text", "label": "Rasse"}],
}


def changed(
    before: list[dict[str, Any]], after: list[dict[str, Any]], raw: RawAnswers
) -> tuple[RawAnswers, tuple[SetAside, ...], tuple[str, ...]]:
    carried = carry_over(questions_of(form_of(*before)), form_of(*after), raw)
    return carried.answers, carried.set_aside, carried.steps


def test_where_only_words_beside_the_questions_changed_nothing_is_told() -> None:
    raw: RawAnswers = {"name": "Ada", "colour": "red", **dated("born", "1", "2", "")}
    told = changed([NAME, COLOUR, BORN], [NAME | {"hint": "Wie im Pass"}, BORN, COLOUR], raw)
    assert told == (raw, (), ())


def test_what_is_no_longer_asked_is_named_by_its_old_label() -> None:
    raw: RawAnswers = {"name": "Ada", "colour": "blue", **dated("born", "1", "2", "1990")}
    answers, set_aside, steps = changed([NAME, COLOUR, BORN], [NAME], raw)
    assert answers == {"name": "Ada"}
    assert set_aside == (SetAside("Farbe", "Blau"), SetAside("Geburtsdatum", "1.2.1990"))
    assert steps == ()


def test_a_choice_that_is_gone_is_asked_again() -> None:
    green = COLOUR | {"options": [{"value": "green", "label": "Grün"}]}
    assert changed([COLOUR], [green], {"colour": "red"}) == (
        {},
        (SetAside("Farbe", "Rot"),),
        ("only",),
    )


def test_text_stays_in_a_field_of_another_shape() -> None:
    number = {"id": "name", "kind": "number", "label": "Nummer"}
    assert changed([NAME], [number], {"name": "12"}) == ({"name": "12"}, (), ("only",))


def test_a_ticked_box_keeps_what_can_still_be_ticked() -> None:
    boxes = COLOUR | {"kind": "checkbox"}
    fewer = boxes | {"options": COLOUR["options"][:1]}
    answers, set_aside, _ = changed([boxes], [fewer], {"colour": ["red", "blue"]})
    assert answers == {"colour": ["red"]}
    assert set_aside == (SetAside("Farbe", "Blau"),)


def test_a_statement_with_other_words_is_ticked_again() -> None:
    more = TRUE | {"label": "Es stimmt, und ich zahle."}
    assert changed([TRUE], [more], {"true": ["yes"]}) == ({}, (), ("only",))


def test_a_new_question_and_one_that_must_now_be_answered_are_pointed_at() -> None:
    optional = NAME | {"required": False}
    assert changed([optional], [NAME], {"name": "Ada"})[2] == ("only",)
    assert changed([optional], [optional, COLOUR], {"name": "Ada"})[2] == ("only",)
    assert changed([NAME], [optional], {"name": "Ada"})[2] == ()


def test_items_of_a_group_are_named_with_their_number() -> None:
    raw: RawAnswers = {"dogs.count": "2", "dogs.0.breed": "Pudel", "dogs.1.breed": "Mops"}
    assert changed([DOGS], [DOGS, NAME], raw)[0] == raw
    answers, set_aside, _ = changed([DOGS, NAME], [NAME], raw)
    assert answers == {}
    assert set_aside == (SetAside("1. Hund: Rasse", "Pudel"), SetAside("2. Hund: Rasse", "Mops"))


def test_a_group_that_no_longer_repeats_takes_no_items() -> None:
    one = {key: value for key, value in DOGS.items() if key != "occurs"}
    answers, set_aside, _ = changed([DOGS], [one], {"dogs.0.breed": "Pudel"})
    assert answers == {}
    assert set_aside == (SetAside("1. Hund: Rasse", "Pudel"),)


def test_uploads_and_emptied_fields_stay() -> None:
    proof = {"id": "proof", "kind": "file", "label": "Nachweis"}
    raw: RawAnswers = {"proof": ["file-1"], "name": "", "colour": ""}
    assert changed([proof, NAME, COLOUR], [proof, NAME, COLOUR], raw)[0] == raw


def test_without_knowledge_of_the_earlier_form_places_decide() -> None:
    carried = carry_over({}, form_of(NAME), {"name": "Ada", "gone": "Wort", "dogs.count": "2"})
    assert carried.answers == {"name": "Ada"}
    assert carried.set_aside == (SetAside("Eine frühere Angabe", "Wort"),)
    assert carried.steps == ()


def test_a_forms_digest_tells_every_change_and_nothing_else() -> None:
    assert digest_of(form_of(NAME)) == digest_of(form_of(NAME | {"required": True, "hint": ""}))
    assert digest_of(form_of(NAME)) != digest_of(form_of(NAME | {"hint": "Wie im Pass"}))
