"""Ordering a birth certificate, told by the form engine."""

import pytest

from portal.errors import NotFound
from portal.forms import (
    Form,
    check_all,
    check_step,
    file_paths,
    journey,
    merge_raw,
    review,
    step_view,
    values,
)
from portal.shared.trust import TrustLevel
from tests.support.forms import (
    BIRTH_CERTIFICATE,
    PASSPORT,
    answered_birth_certificate,
    asking,
    birth_certificate,
    dated,
)

FORM = birth_certificate()


def paths_on(step_id, raw, context=None):
    return [field.path for field in step_view(FORM, step_id, raw, context or asking()).fields]


def test_a_sibling_is_asked_for_the_legitimate_interest():
    assert "interest" in paths_on("entitlement", {"relation": "sibling"})
    errors = check_step(FORM, "entitlement", {"relation": "sibling"}, asking())
    assert "interest" in [error.path for error in errors]


def test_who_orders_for_themselves_is_not_asked_for_an_interest():
    assert "interest" not in paths_on("entitlement", {"relation": "self"})


def test_the_page_knows_which_answer_changes_it():
    fields = {f.path: f for f in step_view(FORM, "entitlement", {}, asking()).fields}
    assert fields["relation"].drives
    assert not fields["own_birth_date"].drives


def test_what_a_hidden_field_held_never_reaches_the_submission_but_is_not_lost():
    raw = answered_birth_certificate() | {"relation": "self"}
    assert "interest" not in values(FORM, raw, asking())
    rows = [row.path for section in review(FORM, raw, asking()) for row in section.rows]
    assert "interest" not in rows
    back = merge_raw(FORM, raw, {"relation": "sibling"}, asking())
    assert values(FORM, back, asking())["interest"] == "Nachlass unserer Eltern"


def test_what_a_hidden_step_held_never_reaches_the_submission():
    raw = answered_birth_certificate() | {"proof": [PASSPORT.id]}
    below = asking(files=(PASSPORT,))
    identified = asking(TrustLevel.SUBSTANTIAL, files=(PASSPORT,))
    assert values(FORM, raw, below)["proof"] == [PASSPORT.id]
    assert "proof" not in values(FORM, raw, identified)
    assert file_paths(FORM, raw, below) == ("proof",)
    assert file_paths(FORM, raw, identified) == ()


def test_who_is_identified_is_not_asked_for_a_proof_of_identity():
    assert [step.id for step in journey(FORM, {}, asking()).steps][-1] == "identity"
    identified = journey(FORM, {}, asking(TrustLevel.SUBSTANTIAL))
    assert [step.id for step in identified.steps] == ["entitlement", "person", "copies"]


def test_the_way_leads_from_step_to_step():
    fresh = journey(FORM, {}, asking())
    assert fresh.next_step == "entitlement"
    assert fresh.may_visit("entitlement")
    assert not fresh.may_visit("person")
    raw = {"relation": "self", **dated("own_birth_date", "1", "2", "1970")}
    later = journey(FORM, raw, asking())
    assert later.next_step == "person"
    assert later.may_visit("person")
    assert later.previous("person") == "entitlement"
    assert later.following("person") == "copies"
    assert later.previous("entitlement") is None
    assert later.following("identity") is None
    assert not later.may_visit("nowhere")


def test_with_everything_answered_the_review_comes_next():
    raw = answered_birth_certificate()
    assert journey(FORM, raw, asking(TrustLevel.SUBSTANTIAL)).next_step is None
    assert journey(FORM, raw, asking()).next_step == "identity"


def test_a_correction_that_breaks_an_early_step_leads_back_to_it():
    raw = answered_birth_certificate() | {"interest": ""}
    way = journey(FORM, raw, asking())
    assert way.next_step == "entitlement"
    assert not way.may_visit("copies")


def test_an_upload_that_is_not_stored_does_not_count():
    raw = answered_birth_certificate() | {"proof": ["somebody-elses"]}
    errors = check_all(FORM, raw, asking(files=(PASSPORT,)))
    assert [error.path for error in errors] == ["proof"]


def test_the_review_says_every_answer_in_words():
    raw = answered_birth_certificate() | {"proof": [PASSPORT.id]}
    sections = review(FORM, raw, asking(files=(PASSPORT,)))
    words = {row.path: row.text for section in sections for row in section.rows}
    assert words == {
        "relation": "Bruder oder Schwester",
        "interest": "Nachlass unserer Eltern",
        "own_birth_date": "1. Februar 1970",
        "person.birth_name": "Müller",
        "person.birth_date": "12. August 1964",
        "person.birth_place": "Papenburg",
        "copies": "2 Ausfertigungen",
        "remark": "nicht angegeben",
        "proof": "Reisepass.pdf",
    }
    assert sections[1].title == "Um wen geht es?"


def test_the_values_are_typed_and_nested():
    raw = answered_birth_certificate()
    assert values(FORM, raw, asking()) == {
        "relation": "sibling",
        "interest": "Nachlass unserer Eltern",
        "own_birth_date": "1970-02-01",
        "person": {
            "birth_name": "Müller",
            "birth_date": "1964-08-12",
            "birth_place": "Papenburg",
        },
        "copies": 2,
    }


def test_a_missing_answer_is_asked_for_with_an_example():
    errors = {e.path: e for e in check_step(FORM, "person", {}, asking())}
    place = errors["person.birth_place"]
    assert place.message == "Bitte geben Sie den Geburtsort an, zum Beispiel Papenburg."
    assert place.element_id == "f-person-birth_place"
    assert errors["person.birth_date"].element_id == "f-person-birth_date-day"


def test_an_error_is_drawn_at_its_field_and_linked_to_it():
    errors = check_step(FORM, "person", {}, asking())
    view = step_view(FORM, "person", {}, asking(), errors)
    place = next(field for field in view.fields if field.path == "person.birth_place")
    assert place.invalid
    assert place.error == "Bitte geben Sie den Geburtsort an, zum Beispiel Papenburg."
    assert place.described_by == place.error_id == "f-person-birth_place-error"
    assert (view.number, view.total) == (2, 4)


def test_what_was_typed_wrongly_is_shown_again():
    raw = merge_raw(FORM, {}, dated("person.birth_date", "31", "2", "1964"), asking())
    view = step_view(FORM, "person", raw, asking())
    day = next(field for field in view.fields if field.path == "person.birth_date")
    assert (day.day, day.month, day.year) == ("31", "2", "1964")


def test_the_default_stands_in_the_field_but_is_no_answer_before_it_was_seen():
    assert "copies" in [error.path for error in check_all(FORM, {}, asking())]
    view = step_view(FORM, "copies", {}, asking())
    assert view.fields[0].value == "1"
    assert view.fields[1].label == "Bemerkung (optional)"
    emptied = step_view(FORM, "copies", {"copies": ""}, asking())
    assert emptied.fields[0].value == ""


def test_fifteen_is_too_young_and_sixteen_is_old_enough():
    def messages(day, month, year):
        raw = {"relation": "self", **dated("own_birth_date", day, month, year)}
        return [error.message for error in check_step(FORM, "entitlement", raw, asking())]

    assert messages("23", "11", "2010") == ["Bestellen kann, wer mindestens 16 Jahre alt ist."]
    assert messages("22", "11", "2010") == []


def test_a_step_that_is_not_asked_cannot_be_drawn():
    with pytest.raises(NotFound):
        step_view(FORM, "identity", {}, asking(TrustLevel.SUBSTANTIAL))
    with pytest.raises(NotFound):
        check_step(FORM, "nowhere", {}, asking())


def test_a_snapshot_of_the_definition_reads_back_the_same():
    assert Form.model_validate(FORM.model_dump(mode="json", by_alias=True)) == FORM
    assert Form.model_validate(BIRTH_CERTIFICATE) == FORM
