"""What the portal knows of the applicant is offered at their own fields, and nowhere else."""

from typing import Any

from portal.catalogue import load_catalogue, service_by_slug
from portal.forms import (
    Form,
    RawAnswers,
    check_all,
    offers_from_account,
    offers_from_last_time,
    review,
    step_view,
    values,
)
from portal.forms.offers import Offer
from tests.support.applications import CERTIFICATE_FOR_MYSELF
from tests.support.forms import asking, form_of

KNOWN = {
    "first_names": "Zoë",
    "last_name": "Łuczak",
    "name": "Zoë Łuczak",
    "email": "zoe@post.example",
    "phone": "04961 1234",
    "birth_date.day": "12",
    "birth_date.month": "8",
    "birth_date.year": "1964",
    "address.street": "Hauptkanal links",
    "address.house_number": "12a",
    "address.postcode": "26871",
    "address.city": "Papenburg",
}
IN_TWO_WEEKS = {"today": True, "plus_days": 14}
NAME: dict[str, Any] = {
    "id": "name", "kind": "text", "label": "Vorname", "autocomplete": "given-name"
}  # fmt: skip


def certificate() -> Form:
    form = service_by_slug("geburtsurkunde").form
    assert form is not None
    return form


def test_the_applicants_fields_are_offered_and_not_those_of_the_person_in_the_register() -> None:
    offers = offers_from_account(certificate(), KNOWN)
    assert offers["applicant_first_name"] == Offer("Zoë", "account")
    assert offers["own_birth_date.year"] == Offer("1964", "account")
    assert offers["address.city"] == Offer("Papenburg", "account")
    assert {"first_names", "birth_name", "birth_date.day", "parents.first_parent"}.isdisjoint(
        offers
    )
    assert not any(name.startswith("address_abroad") for name in offers)


def test_no_form_offers_anything_within_a_repeating_group() -> None:
    for service in load_catalogue().services:
        if service.form is not None:
            offers = offers_from_account(service.form, KNOWN)
            assert not any(part.isdecimal() for name in offers for part in name.split("."))


def test_the_author_decides_whose_field_it_is() -> None:
    form = form_of(
        NAME | {"id": "own"},
        NAME | {"id": "other", "prefill": "none"},
        {"id": "reach", "kind": "text", "label": "Adresse", "prefill": "applicant.email"},
        {"id": "home", "kind": "address", "prefill": "applicant.address"},
        {"id": "place", "kind": "address"},
    )
    offers = offers_from_account(form, KNOWN)
    assert offers["own"].value == "Zoë"
    assert offers["reach"].value == "zoe@post.example"
    assert offers["home.street"].value == "Hauptkanal links"
    assert "other" not in offers
    assert not any(name.startswith("place") for name in offers)


def test_what_was_typed_wins_even_when_it_was_emptied() -> None:
    form, offers = form_of(NAME), {"name": Offer("Zoë", "account")}
    shown = {
        typed: step_view(form, "only", raw, asking(), offers=offers).fields[0]
        for typed, raw in {"nothing": {}, "": {"name": ""}, "Ada": {"name": "Ada"}}.items()
    }
    assert (shown["nothing"].value, shown["nothing"].offered) == ("Zoë", "account")
    assert (shown[""].value, shown[""].offered) == ("", "")
    assert (shown["Ada"].value, shown["Ada"].offered) == ("Ada", "")


def test_who_hears_the_page_hears_where_it_comes_from() -> None:
    (field,) = step_view(
        form_of(NAME | {"hint": "Wie im Pass"}), "only", {}, asking(),
        offers={"name": Offer("Zoë", "account")},
    ).fields  # fmt: skip
    assert field.described_by == "f-name-hint f-name-offered"


def test_an_offer_counts_only_once_it_was_sent() -> None:
    form, raw = form_of(NAME), RawAnswers()
    assert values(form, raw, asking()) == {}
    assert len(check_all(form, raw, asking())) == 1
    assert review(form, raw, asking())[0].rows[0].text == "nicht angegeben"


def test_what_is_offered_on_a_later_step_decides_nothing_here() -> None:
    form = certificate()
    offers = {"purpose": Offer("other", "last_time"), "relation": Offer("sibling", "last_time")}
    asked = {field.path for field in step_view(form, "entitlement", {}, asking()).fields}
    now = step_view(form, "entitlement", {}, asking(), offers=offers).fields
    assert {field.path for field in now} - asked == {"interest"}


def test_the_last_time_offers_answers_but_no_uploads_and_no_promises() -> None:
    sent = CERTIFICATE_FOR_MYSELF | {"identity_proof": ["file-1"]}
    offers = offers_from_last_time(certificate(), sent)
    assert offers["birth_name"] == Offer("Łuczak-Ørsted", "last_time")
    assert offers["document_kind"].value == "certificate"
    assert {"entitled", "identity_proof"}.isdisjoint(offers)


def test_days_that_must_lie_ahead_and_what_the_author_says_are_not_repeated() -> None:
    day: RawAnswers = {f"{name}.year": "2027" for name in ("event", "born", "fixed")}
    form = form_of(
        {"id": "event", "kind": "date", "label": "Tag", "earliest": IN_TWO_WEEKS},
        {"id": "born", "kind": "date", "label": "Geburtsdatum", "latest": "today"},
        {"id": "fixed", "kind": "date", "label": "Stichtag", "repeatable": False},
        {"id": "site", "kind": "group", "repeatable": False, "elements": [NAME]},
        {"id": "all", "kind": "text", "label": "Mehrere", "occurs": {"min": 1, "max": 3}},
    )  # fmt: skip
    answers: RawAnswers = day | {"site.name": "Ada", "all.0.value": "x", "all.count": "2"}
    assert set(offers_from_last_time(form, answers)) == {"born.year"}


def test_answers_to_a_form_that_has_changed_since_are_offered_where_they_fit() -> None:
    offers = offers_from_last_time(form_of(NAME), {"name": "Ada", "gone": "x"})
    assert offers == {"name": Offer("Ada", "last_time")}
