"""Whatever a browser, or somebody with a script, sends: nothing breaks, nothing slips in."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.forms import (
    accepted_names,
    check_all,
    journey,
    merge_raw,
    merge_step,
    review,
    step_view,
    values,
)
from tests.support.forms import PASSPORT, asking, birth_certificate, dog_registration, form_of

EVERY_KIND = form_of(
    *(
        {"id": f"a_{kind}", "kind": kind, "label": kind.title()}
        for kind in (
            "text", "textarea", "number", "money", "date", "time", "datetime", "email", "phone",
            "iban", "postcode", "yesno", "declaration", "file", "hidden", "locked",
        )
    ),
    {"id": "a_pattern", "kind": "pattern", "label": "Muster", "pattern": "[a-z]+"},
    {"id": "a_radio", "kind": "radio", "label": "Eins", "options": [{"value": "a", "label": "A"}]},
    {"id": "a_box", "kind": "checkbox", "label": "Mehr", "options": [{"value": "a", "label": "A"}]},
    {
        "id": "deep",
        "kind": "group",
        "occurs": {"min": 0, "max": None},
        "elements": [{"id": "name", "kind": "text", "label": "Name"}],
    },
)  # fmt: skip
FORMS = (EVERY_KIND, birth_certificate(), dog_registration())


@pytest.mark.parametrize(
    "junk", [None, 7, 1.5, True, {"a": 1}, [1, 2], [None], [["x"]], b"bytes", object()]
)
def test_values_of_a_wrong_type_are_passed_over(junk):
    before = {"relation": "self"}
    assert merge_raw(birth_certificate(), before, {"relation": junk}, asking()) == before


def test_names_the_form_does_not_know_are_passed_over():
    changes: dict[Any, Any] = {"is_admin": "1", "person": "x", "person.x": "y", "": "z", 5: "a"}
    assert merge_raw(birth_certificate(), {}, changes, asking()) == {}


def test_uploads_are_written_by_the_server_alone():
    assert "proof" not in accepted_names(birth_certificate(), {}, asking())
    assert merge_raw(birth_certificate(), {}, {"proof": [PASSPORT.id]}, asking()) == {}


def test_only_existing_dogs_can_be_written_to():
    assert "dogs.0.name" in accepted_names(dog_registration(), {}, asking())
    assert merge_raw(dog_registration(), {}, {"dogs.1.name": "Geist"}, asking()) == {}


def test_endless_text_is_cut_but_well_above_what_is_valid():
    raw = merge_raw(birth_certificate(), {}, {"person.birth_name": "x" * 1_000_000}, asking())
    assert 200 < len(raw["person.birth_name"]) <= 1000


def test_boxes_nobody_ticked_are_emptied_with_their_step():
    form = EVERY_KIND
    raw = merge_raw(form, {}, {"a_box": ["a"], "a_declaration": "yes", "a_text": "x"}, asking())
    sent = merge_step(form, "only", raw, {"a_text": "y"}, asking())
    assert (sent["a_box"], sent["a_declaration"], sent["a_text"]) == ([], [], "y")


NAMES = st.one_of(
    st.sampled_from(sorted(set().union(*(accepted_names(f, {}, asking()) for f in FORMS)))),
    st.sampled_from(["dogs.count", "deep.count", "dogs.0", "deep.0.name", "a_file", "."]),
    st.text(max_size=20),
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(alphabet=st.characters(), max_size=60),
    st.sampled_from(["yes", "no", "31", "2", "1964", "DE89", "+49", "1,5", "self", "sibling", "3"]),
)
JUNK = st.one_of(
    LEAVES, st.lists(LEAVES, max_size=4), st.dictionaries(st.text(), LEAVES, max_size=2)
)


@settings(max_examples=150, deadline=None)
@given(
    stored=st.dictionaries(NAMES, JUNK, max_size=8), sent=st.dictionaries(NAMES, JUNK, max_size=8)
)
def test_nothing_that_is_stored_or_sent_breaks_a_form(stored, sent):
    for form in FORMS:
        raw = merge_raw(form, stored, sent, asking(files=(PASSPORT,)))
        context = asking(files=(PASSPORT,))
        errors = check_all(form, raw, context)
        for step in journey(form, raw, context).steps:
            step_view(form, step.id, raw, context, errors)
        review(form, raw, context)
        values(form, raw, context)


@settings(max_examples=100, deadline=None)
@given(sent=st.dictionaries(NAMES, JUNK, max_size=8))
def test_whatever_is_sent_becomes_text_a_database_can_hold(sent):
    for form in FORMS:
        for name, value in merge_raw(form, {}, sent, asking()).items():
            assert name in accepted_names(form, {}, asking())
            for text in [value] if isinstance(value, str) else value:
                assert "\x00" not in text
                text.encode("utf-8")
