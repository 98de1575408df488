"""Registering several dogs: items of a repeating group come and go."""

import pytest

from portal.errors import InvalidInput
from portal.forms import (
    add_item,
    check_all,
    field_at,
    merge_raw,
    remove_item,
    review,
    step_view,
    values,
)
from tests.support.forms import asking, dog_registration, form_of

FORM = dog_registration()


def two_dogs():
    raw = merge_raw(FORM, {}, {"dogs.0.name": "Bello", "dogs.0.dangerous": "no"}, asking())
    raw = add_item(FORM, raw, "dogs", asking())
    return merge_raw(FORM, raw, {"dogs.1.name": "Rex", "dogs.1.dangerous": "no"}, asking())


def labels(raw, kind):
    return [f.label for f in step_view(FORM, "dogs", raw, asking()).fields if f.kind == kind]


def test_the_form_begins_with_one_dog_that_cannot_be_removed():
    assert labels({}, "item_start") == ["1. Hund"]
    assert labels({}, "add") == ["Hund hinzufügen"]
    assert labels({}, "remove") == []
    with pytest.raises(InvalidInput):
        remove_item(FORM, {}, "dogs", 0, asking())


def test_a_second_dog_is_added_and_asked_for_its_name():
    raw = two_dogs()
    assert labels(raw, "remove") == ["1. Hund entfernen", "2. Hund entfernen"]
    assert values(FORM, raw, asking()) == {
        "dogs": [{"name": "Bello", "dangerous": False}, {"name": "Rex", "dangerous": False}]
    }


def test_when_the_first_dog_goes_the_second_one_moves_up():
    raw = remove_item(FORM, two_dogs(), "dogs", 0, asking())
    assert values(FORM, raw, asking()) == {"dogs": [{"name": "Rex", "dangerous": False}]}
    again = add_item(FORM, raw, "dogs", asking())
    assert "dogs.1.name" not in again


def test_the_last_of_three_leaves_the_others_alone():
    raw = add_item(FORM, two_dogs(), "dogs", asking())
    raw = merge_raw(FORM, raw, {"dogs.2.name": "Waldi"}, asking())
    raw = remove_item(FORM, raw, "dogs", 1, asking())
    assert [raw["dogs.0.name"], raw["dogs.1.name"]] == ["Bello", "Waldi"]
    assert raw["dogs.count"] == "2"


def test_a_fourth_dog_is_refused():
    raw = add_item(FORM, two_dogs(), "dogs", asking())
    assert labels(raw, "add") == []
    with pytest.raises(InvalidInput):
        add_item(FORM, raw, "dogs", asking())


@pytest.mark.parametrize("index", [2, -1, True, "0", None])
def test_a_dog_that_does_not_exist_cannot_be_removed(index):
    with pytest.raises(InvalidInput):
        remove_item(FORM, two_dogs(), "dogs", index, asking())


@pytest.mark.parametrize("path", ["cats", "", "dogs.0", "dogs.0.name"])
def test_nothing_else_repeats(path):
    with pytest.raises(InvalidInput):
        add_item(FORM, {}, path, asking())


def test_the_number_of_dogs_is_not_the_browsers_to_say():
    raw = merge_raw(FORM, {}, {"dogs.count": "3", "dogs.2.name": "Geist"}, asking())
    assert raw == {}


@pytest.mark.parametrize("count", ["-1", "999999999999", "²", "x", "", ["3"]])
def test_a_spoilt_number_of_dogs_stays_within_bounds(count):
    assert len(labels({"dogs.count": count}, "item_start")) in (1, 3)


def test_a_condition_speaks_of_the_same_dog():
    raw = two_dogs() | {"dogs.1.dangerous": "yes"}
    assert [error.path for error in check_all(FORM, raw, asking())] == ["dogs.1.permit"]


def test_the_review_numbers_the_dogs():
    (section,) = review(FORM, two_dogs(), asking())
    assert section.rows[0].label == "1. Hund: Name"
    assert (section.rows[2].label, section.rows[2].text) == ("2. Hund: Name", "Rex")


def test_a_field_is_found_at_its_place():
    assert field_at(FORM, "dogs.1.name").label == "Name"
    assert field_at(FORM, "dogs") is None
    assert field_at(FORM, "dogs.1.tail") is None


def test_a_repeated_field_gives_a_plain_list():
    form = form_of(
        {"id": "phones", "kind": "phone", "label": "Telefon", "occurs": {"min": 1, "max": 2}}
    )
    raw = add_item(form, {"phones.0.value": "04961 820"}, "phones", asking())
    raw = merge_raw(form, raw, {"phones.1.value": "0151 23456789"}, asking())
    assert values(form, raw, asking()) == {"phones": ["+494961820", "+4915123456789"]}
    assert [row.label for row in review(form, raw, asking())[0].rows] == [
        "1. Telefon",
        "2. Telefon",
    ]


def test_an_optional_group_begins_empty_and_can_be_opened():
    form = form_of(
        {
            "id": "agent",
            "kind": "group",
            "item_title": "Vertretung",
            "occurs": {"min": 0, "max": 1},
            "elements": [{"id": "name", "kind": "text", "label": "Name"}],
        }
    )
    assert check_all(form, {}, asking()) == ()
    opened = add_item(form, {}, "agent", asking())
    assert [error.path for error in check_all(form, opened, asking())] == ["agent.0.name"]
    assert check_all(form, remove_item(form, opened, "agent", 0, asking()), asking()) == ()


def test_a_new_dog_begins_without_what_an_earlier_one_left_behind():
    left_behind = {"dogs.1.name": "Alt", "dogs.1.dangerous": "yes"}
    raw = add_item(FORM, left_behind, "dogs", asking())
    assert raw == {"dogs.count": "2"}
