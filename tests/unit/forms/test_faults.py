"""Faults of a definition are found before a citizen meets them."""

import json

import pytest
from pydantic import ValidationError

from portal.forms import Form, faults
from tests.support.forms import birth_certificate, dog_registration, form_of

A = {"id": "a", "kind": "text", "label": "A"}


def pointers(form):
    return {fault.pointer: fault.message for fault in faults(form)}


def test_the_forms_of_these_tests_have_none():
    assert faults(birth_certificate()) == ()
    assert faults(dog_registration()) == ()


def test_an_id_given_twice_is_found_across_steps():
    step = {"id": "one", "title": "Eins", "elements": [A]}
    found = pointers(Form.model_validate({"steps": [step, step]}))
    assert set(found) == {"steps.1.elements.0.id", "steps.0.id", "steps.1.id"}


def test_a_condition_on_an_unknown_field_is_found():
    form = form_of({**A, "when": {"field": "nothing", "equals": "x"}})
    assert pointers(form) == {"steps.0.elements.0.when": "there is no field 'nothing' here"}


def test_a_condition_cannot_look_ahead():
    later = {"id": "b", "kind": "text", "label": "B"}
    form = form_of({**A, "when": {"field": "b", "filled": True}}, later)
    assert "asked later" in pointers(form)["steps.0.elements.0.when"]
    steps = [
        {"id": "one", "title": "1", "elements": [A], "when": {"field": "b", "filled": True}},
        {"id": "two", "title": "2", "elements": [later]},
    ]
    assert "asked later" in pointers(Form.model_validate({"steps": steps}))["steps.0.when"]


def test_a_condition_cannot_look_into_a_repeating_group():
    group = {"id": "g", "kind": "group", "occurs": {"max": 3}, "elements": [A]}
    outside = {"id": "c", "kind": "text", "label": "C", "when": {"field": "g.a", "filled": True}}
    assert "repeating group" in pointers(form_of(group, outside))["steps.0.elements.1.when"]


def test_a_rule_must_name_fields_that_exist():
    rule = {"must": {"field": "a", "filled": True}, "field": "z", "message": "m"}
    assert "rules.0.field" in pointers(form_of(A, rules=[rule]))


def test_unknown_and_unused_groups_are_found():
    form = form_of({"id": "g", "kind": "group", "use": "lost"}, groups={"other": {"elements": [A]}})
    assert set(pointers(form)) == {"steps.0.elements.0.use", "groups.other"}


def test_a_group_that_contains_itself_is_found_and_ends():
    inner = {"id": "again", "kind": "group", "use": "loop"}
    form = form_of(
        {"id": "g", "kind": "group", "use": "loop"}, groups={"loop": {"elements": [A, inner]}}
    )
    assert any("contains itself" in message for message in pointers(form).values())


def test_choices_without_options_and_twice_the_same_are_found():
    twice = [{"value": "x", "label": "X"}, {"value": "x", "label": "Y"}]
    form = form_of(
        {"id": "a", "kind": "radio", "label": "A"},
        {"id": "b", "kind": "select", "label": "B", "code_list": "lost"},
        {"id": "c", "kind": "select", "label": "C", "options": twice, "default": "z"},
    )
    assert set(pointers(form)) == {
        "steps.0.elements.0.options",
        "steps.0.elements.1.code_list",
        "steps.0.elements.2.options",
        "steps.0.elements.2.default",
    }


def test_a_pattern_that_does_not_compile_is_found():
    form = form_of({"id": "a", "kind": "pattern", "label": "A", "pattern": "[0-9"})
    assert "does not compile" in pointers(form)["steps.0.elements.0.pattern"]


def test_a_typing_error_in_a_key_is_refused():
    with pytest.raises(ValidationError):
        form_of({**A, "lable": "A"})
    with pytest.raises(ValidationError):
        form_of({**A, "kind": "txet"})


def test_the_grammar_is_published_as_json_schema():
    schema = json.dumps(Form.model_json_schema())
    for kind in ("text", "money", "declaration", "locked", "address", "group"):
        assert f'"const": "{kind}"' in schema


def test_what_fim_says_about_an_element_has_its_place():
    form = form_of(
        {
            **A,
            "occurs": {"min": 0, "max": 1},
            "fim": {
                "id": "F60000227",
                "version": "1.0",
                "name": "Familienname",
                "prefill": "keine",
            },
            "legal_basis": [{"text": "PStG § 62"}],
            "min_length": 1,
            "max_length": 120,
        },
        fim={"id": "S60000011", "version": "1.4.0"},
    )
    assert faults(form) == ()


def test_a_field_cannot_depend_on_itself():
    form = form_of({**A, "when": {"field": "a", "filled": True}})
    assert "asked later" in pointers(form)["steps.0.elements.0.when"]
