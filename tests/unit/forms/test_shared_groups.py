"""A shared group says the same in other words where it is used; an address is whole or empty."""

import pytest
from pydantic import ValidationError

from portal.forms import check_step, faults, review, step_view, values
from tests.support.forms import asking, form_of

NAME = {"id": "name", "kind": "text", "label": "Name", "autocomplete": "name"}
HOME = {"id": "home", "kind": "address", "title": "Anschrift"}
GROUPS = {"person": {"title": "Person", "elements": [NAME, HOME]}}
WIFE = {
    "id": "wife",
    "kind": "group",
    "title": "Ihre Frau",
    "use": "person",
    "override": {
        "name": {"label": "Name Ihrer Frau", "phrase": "den Namen Ihrer Frau", "autocomplete": ""},
        "home": {"title": "Wo wohnt Ihre Frau?", "autocomplete": False, "required": False},
    },
}
SELF = {"id": "self", "kind": "group", "title": "Sie", "use": "person"}
WHOLE = {
    "home.street": "Hauptkanal",
    "home.house_number": "1",
    "home.postcode": "26871",
    "home.city": "Papenburg",
}
COUPLE = form_of(SELF, WIFE, groups=GROUPS)


def messages(form, raw):
    return {e.path: e.message for e in check_step(form, "only", raw, asking())}


class TestOtherWordsForASharedGroup:
    def test_only_the_place_that_says_so_is_reworded(self):
        assert faults(COUPLE) == ()
        fields = {field.path: field for field in step_view(COUPLE, "only", {}, asking()).fields}
        assert (fields["self.name"].label, fields["self.name"].autocomplete) == ("Name", "name")
        assert fields["wife.name"].label == "Name Ihrer Frau"
        assert fields["wife.name"].autocomplete == fields["wife.home.city"].autocomplete == ""
        assert fields["wife.home"].label == "Wo wohnt Ihre Frau?"

    def test_messages_use_the_other_words(self):
        said = messages(COUPLE, {})
        assert said["wife.name"] == "Bitte geben Sie den Namen Ihrer Frau an."
        assert said["self.name"] == "Bitte geben Sie „Name“ an."

    def test_what_was_required_may_be_left_out_here(self):
        assert "self.home.city" in messages(COUPLE, {})
        assert "wife.home.city" not in messages(COUPLE, {})

    def test_an_element_the_group_has_not_is_a_fault(self):
        form = form_of({**SELF, "override": {"nmae": {"label": "Ihr Name"}}}, groups=GROUPS)
        (fault,) = faults(form)
        assert fault.pointer == "steps.0.elements.0.override.nmae"
        assert "no element 'nmae'" in fault.message

    @pytest.mark.parametrize(
        ("element", "change", "attribute"),
        [
            ("home", {"label": "Wo?"}, "label"),
            ("name", {"title": "Wer?"}, "title"),
            ("name", {"autocomplete": False}, "autocomplete"),
            ("home", {"autocomplete": "street-address"}, "autocomplete"),
        ],
    )
    def test_words_that_do_not_fit_the_element_are_a_fault(self, element, change, attribute):
        form = form_of({**SELF, "override": {element: change}}, groups=GROUPS)
        (fault,) = faults(form)
        assert fault.pointer == f"steps.0.elements.0.override.{element}.{attribute}"

    def test_nothing_is_overridden_without_a_shared_group(self):
        with pytest.raises(ValidationError, match="needs `use`"):
            form_of({"id": "a", "kind": "group", "elements": [NAME], "override": {"name": {}}})


class TestTheReview:
    def test_what_is_asked_twice_on_a_page_is_told_apart_by_its_group(self):
        old = {"id": "old", "kind": "address", "title": "Bisher"}
        new = {"id": "new", "kind": "address", "title": "Künftig"}
        raw = {"old.city": "Papenburg", "new.city": "Leer", "name": "Ayşe"}
        rows = review(form_of(NAME, old, new), raw, asking())[0].rows
        told = {row.label: row.text for row in rows}
        assert told["Bisher: Ort"] == "Papenburg"
        assert told["Künftig: Ort"] == "Leer"
        assert told["Name"] == "Ayşe"

    def test_a_lone_address_needs_no_heading(self):
        rows = review(form_of(HOME), {"home.city": "Leer"}, asking())[0].rows
        assert ("Ort", "Leer") in [(row.label, row.text) for row in rows]

    def test_two_items_are_told_apart_by_their_number_alone(self):
        people = {"id": "people", "kind": "group", "item_title": "Person", "use": "person"}
        form = form_of({**people, "occurs": {"min": 2, "max": 3}}, groups=GROUPS)
        labels = [row.label for row in review(form, {}, asking())[0].rows]
        assert "1. Person: Ort" in labels
        assert "2. Person: Ort" in labels


class TestOptionalAddress:
    FORM = form_of({**HOME, "required": False})

    def test_it_may_stay_empty(self):
        assert messages(self.FORM, {}) == {}
        assert values(self.FORM, {}, asking()) == {}

    def test_it_may_be_given_whole_without_an_addition(self):
        assert messages(self.FORM, WHOLE) == {}

    @pytest.mark.parametrize("left_out", WHOLE)
    def test_half_an_address_is_asked_to_be_completed(self, left_out):
        said = messages(self.FORM, {k: v for k, v in WHOLE.items() if k != left_out})
        assert set(said) == {left_out}
        assert "lassen Sie die ganze Anschrift leer" in said[left_out]

    def test_an_addition_alone_is_no_address(self):
        assert len(messages(self.FORM, {"home.addition": "Hinterhaus"})) == 4

    def test_it_is_silent_where_it_is_hidden(self):
        asked = {"id": "asked", "kind": "yesno", "label": "Anschrift angeben"}
        home = {**HOME, "required": False, "when": {"field": "asked", "equals": True}}
        raw = {"asked": "no", "home.city": "Leer"}
        assert messages(form_of(asked, home), raw) == {}


class TestCountry:
    @pytest.mark.parametrize(("country", "asked_for"), [(True, False), ("required", True)])
    def test_a_country_may_be_demanded(self, country, asked_for):
        form = form_of({**HOME, "country": country})
        assert ("home.country" in messages(form, {})) is asked_for

    @pytest.mark.parametrize(
        ("postcode", "country", "accepted"),
        [
            ("26871", "", True),
            ("2687", "", False),
            ("9665 AB", "", False),
            ("9665 AB", "Niederlande", True),
            ("9665 ab", "NL", True),
            ("2687", "Deutschland", False),
            ("26871", "deutschland", True),
            ("???", "Niederlande", False),
        ],
    )
    def test_a_postcode_has_the_shape_of_its_country(self, postcode, country, accepted):
        form = form_of({**HOME, "country": True})
        raw = WHOLE | {"home.postcode": postcode, "home.country": country}
        assert set(messages(form, raw)) == (set() if accepted else {"home.postcode"})
