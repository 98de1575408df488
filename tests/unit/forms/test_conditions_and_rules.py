"""Conditions and rules: who is asked what, and what must fit together."""

import pytest
from pydantic import ValidationError

from portal.forms import Form, check_all, journey, step_view, values
from portal.shared.trust import TrustLevel
from tests.support.forms import asking, dated, form_of

NUMBER = {"id": "number", "kind": "number", "label": "Zahl", "required": False}
TEXT = {"id": "text", "kind": "text", "label": "Text", "required": False}
BORN = {"id": "born", "kind": "date", "label": "Geboren", "required": False}
CHECKS = {
    "id": "checks",
    "kind": "checkbox",
    "label": "Auswahl",
    "required": False,
    "options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}],
}


def is_asked(when, raw, trust_level=TrustLevel.BASIC):
    more = {"id": "more", "kind": "text", "label": "Mehr", "when": when}
    form = form_of(NUMBER, TEXT, BORN, CHECKS, more)
    fields = step_view(form, "only", raw, asking(trust_level)).fields
    return "more" in [field.path for field in fields]


@pytest.mark.parametrize(
    ("when", "raw", "expected"),
    [
        ({"field": "text", "equals": "x"}, {"text": "x"}, True),
        ({"field": "text", "equals": "x"}, {}, False),
        ({"field": "text", "not_equals": "x"}, {}, True),
        ({"field": "text", "in": ["x", "y"]}, {"text": "y"}, True),
        ({"field": "text", "not_in": ["x", "y"]}, {"text": "y"}, False),
        ({"field": "text", "filled": True}, {"text": "  "}, False),
        ({"field": "text", "filled": False}, {}, True),
        ({"field": "number", "greater": 2}, {"number": "3"}, True),
        ({"field": "number", "greater": 2}, {"number": "2"}, False),
        ({"field": "number", "at_least": 2}, {"number": "2"}, True),
        ({"field": "number", "less": 2}, {}, False),
        ({"field": "number", "at_most": 2}, {"number": "drei"}, False),
        ({"field": "number", "equals": 2}, {"number": "2"}, True),
        ({"field": "born", "before": "1990-01-01"}, dated("born", "31", "12", "1989"), True),
        ({"field": "born", "after": "today"}, dated("born", "22", "11", "2026"), False),
        ({"field": "born", "age_below": 24}, dated("born", "22", "11", "2002"), False),
        ({"field": "born", "age_below": 24}, dated("born", "23", "11", "2002"), True),
        ({"field": "checks", "contains": "b"}, {"checks": ["b"]}, True),
        ({"field": "checks", "contains": "b"}, {"checks": ["a"]}, False),
        ({"not": {"field": "text", "equals": "x"}}, {"text": "x"}, False),
        (
            {"all": [{"field": "text", "equals": "x"}, {"field": "number", "equals": 1}]},
            {"text": "x"},
            False,
        ),
        (
            {"any": [{"field": "text", "equals": "x"}, {"field": "number", "equals": 1}]},
            {"text": "x"},
            True,
        ),
        ({"field": "number", "before": "1990-01-01"}, {"number": "3"}, False),
    ],
)
def test_a_question_depends_on_an_earlier_answer(when, raw, expected):
    assert is_asked(when, raw) is expected


def test_a_question_depends_on_how_surely_the_citizen_is_known():
    below = {"trust_level": {"below": "substantial"}}
    at_least = {"trust_level": {"at_least": "substantial"}}
    assert is_asked(below, {}, TrustLevel.BASIC)
    assert not is_asked(below, {}, TrustLevel.SUBSTANTIAL)
    assert not is_asked(at_least, {}, TrustLevel.BASIC)
    assert is_asked(at_least, {}, TrustLevel.HIGH)


def test_a_hidden_answer_counts_as_not_given_down_the_chain():
    form = form_of(
        {"id": "pet", "kind": "yesno", "label": "Tier?"},
        {"id": "dog", "kind": "yesno", "label": "Hund?", "when": {"field": "pet", "equals": True}},
        {"id": "chip", "kind": "text", "label": "Chip", "when": {"field": "dog", "equals": True}},
    )
    raw = {"pet": "no", "dog": "yes", "chip": "123"}
    assert values(form, raw, asking()) == {"pet": False}
    assert check_all(form, raw, asking()) == ()


def test_a_default_shows_what_belongs_to_it():
    form = form_of(
        {
            "id": "where",
            "kind": "radio",
            "label": "Wohin?",
            "default": "here",
            "options": [{"value": "here", "label": "hierher"}, {"value": "away", "label": "fort"}],
        },
        {
            "id": "room",
            "kind": "text",
            "label": "Zimmer",
            "when": {"field": "where", "in": ["here"]},
        },
    )
    assert [f.path for f in step_view(form, "only", {}, asking()).fields] == ["where", "room"]
    away = step_view(form, "only", {"where": "away"}, asking()).fields
    assert [f.path for f in away] == ["where"]
    assert "where" in [error.path for error in check_all(form, {}, asking())]


def fire():
    """An event with a begin and an end."""
    return form_of(
        {"id": "begin", "kind": "datetime", "label": "Beginn"},
        {"id": "end", "kind": "datetime", "label": "Ende", "required": False},
        rules=[
            {
                "must": {"field": "end", "after": {"field": "begin"}},
                "field": "end",
                "message": "Das Ende muss nach dem Beginn liegen.",
            }
        ],
    )


def at(path, day, clock):
    return dated(path, day, "4", "2026") | {f"{path}.time": clock}


def test_the_end_comes_after_the_begin():
    raw = at("begin", "4", "18:00") | at("end", "4", "17:00")
    (error,) = check_all(fire(), raw, asking())
    assert (error.path, error.message) == ("end", "Das Ende muss nach dem Beginn liegen.")
    assert error.element_id == "f-end-day"
    assert check_all(fire(), raw | {"end.time": "22:00"}, asking()) == ()


def test_a_rule_waits_until_all_it_compares_is_answered():
    assert check_all(fire(), at("begin", "4", "18:00"), asking()) == ()


def test_a_rule_can_demand_one_of_two_answers():
    form = form_of(
        NUMBER,
        TEXT,
        rules=[
            {
                "must": {
                    "any": [{"field": "number", "filled": True}, {"field": "text", "filled": True}]
                },
                "field": "number",
                "message": "Eines von beiden brauchen wir.",
            }
        ],
    )
    assert [error.path for error in check_all(form, {}, asking())] == ["number"]
    assert check_all(form, {"text": "x"}, asking()) == ()


@pytest.mark.parametrize(
    "when",
    [
        {},
        {"feld": "a", "equals": 1},
        {"field": "a"},
        {"field": "a", "equals": 1, "in": [1]},
        {"field": "A b", "equals": 1},
        {"trust_level": {}},
        {"trust_level": {"below": "sure"}},
        {"all": []},
        {"field": "a", "before": 1110},
        {"field": "a", "before": {"plus_days": 3}},
    ],
)
def test_a_condition_that_says_nothing_clear_is_refused(when):
    with pytest.raises(ValidationError):
        form_of({"id": "a", "kind": "text", "label": "A", "when": when})


HOUSEHOLD = form_of(
    {"id": "married", "kind": "yesno", "label": "Verheiratet?"},
    {
        "id": "spouse",
        "kind": "group",
        "when": {"field": "married", "equals": True},
        "elements": [{"id": "name", "kind": "text", "label": "Name"}],
    },
    {
        "id": "greeting",
        "kind": "text",
        "label": "Gruß",
        "required": False,
        "when": {"field": "spouse.name", "filled": True},
    },
)


def test_with_a_group_everything_in_it_is_hidden_and_nothing_depends_on_it():
    raw = {"married": "no", "spouse.name": "Eva", "greeting": "Hallo"}
    assert values(HOUSEHOLD, raw, asking()) == {"married": False}
    assert [f.path for f in step_view(HOUSEHOLD, "only", raw, asking()).fields] == ["married"]
    asked = values(HOUSEHOLD, raw | {"married": "yes"}, asking())
    assert asked == {"married": True, "spouse": {"name": "Eva"}, "greeting": "Hallo"}


def test_the_rules_of_a_hidden_group_are_silent():
    hidden = form_of(
        {"id": "a", "kind": "text", "label": "A"},
        {
            "id": "g",
            "kind": "group",
            "when": {"field": "a", "equals": "open"},
            "elements": [{"id": "b", "kind": "text", "label": "B", "required": False}],
            "rules": [
                {"must": {"field": "a", "equals": "x"}, "field": "a", "message": "Nur mit x."}
            ],
        },
    )
    assert check_all(hidden, {"a": "closed"}, asking()) == ()
    assert [e.message for e in check_all(hidden, {"a": "open"}, asking())] == ["Nur mit x."]


def test_an_earlier_step_is_not_redrawn_for_the_sake_of_a_later_one():
    steps = [
        {"id": "one", "title": "1", "elements": [TEXT]},
        {
            "id": "two",
            "title": "2",
            "elements": [{**NUMBER, "when": {"field": "text", "filled": True}}],
        },
    ]
    form = Form.model_validate({"steps": steps})
    assert not step_view(form, "one", {}, asking()).fields[0].drives


def test_an_untouched_form_begins_at_its_first_step_even_if_all_is_optional():
    steps = [
        {"id": "one", "title": "1", "elements": [TEXT]},
        {"id": "two", "title": "2", "elements": [NUMBER]},
    ]
    form = Form.model_validate({"steps": steps})
    assert journey(form, {}, asking()).next_step == "one"
    assert journey(form, {"text": ""}, asking()).next_step is None
