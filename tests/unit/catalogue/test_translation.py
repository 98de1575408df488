"""Who reads no German gets a whole service in their language, or is told that there is none."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from portal.catalogue import load_catalogue, service_by_slug
from portal.catalogue.definition import ServiceDefinition
from portal.catalogue.translation import (
    languages_of,
    said_by,
    translated,
    translated_offer,
)
from portal.catalogue.wording import NOT_TRANSLATED, WORDS, reworded, texts_of
from portal.fees import fee_in_words
from portal.forms.structure import outline
from portal.municipalities import municipality_by_slug

IN_ENGLISH = (
    "geburtsurkunde", "meldebescheinigung", "hund-anmelden", "gewerbeanmeldung",
)  # fmt: skip
NO_WORDS = frozenset(
    {
        *(
            "booking_account",
            "code",
            "decided_by",
            "slug",
            "version",
            "category",
            "trust_level",
            "delivery",
            "contact",
            "id",
            "kind",
        ),
        *("default", "autocomplete", "inputmode", "width", "pattern", "countries", "accept"),
        "decided_by",
        *("value", "urn", "link", "field", "style", "count", "use", "code_list", "country"),
        *("free_for", "earliest", "latest", "min", "max", "groups", "override", "code_lists"),
    }
)
"""Attributes with letters nobody reads: identifiers, values, patterns, bounds."""


@pytest.mark.parametrize("slug", IN_ENGLISH)
def test_the_most_used_services_are_all_english(slug: str) -> None:
    assert languages_of(service_by_slug(slug)) == ("de", "en")


@pytest.mark.parametrize("slug", IN_ENGLISH)
def test_only_the_words_differ(slug: str) -> None:
    german, english = service_by_slug(slug), _english(slug)
    assert _without_words(german) == _without_words(english)
    if german.form and english.form:
        assert [n.path for n in outline(german.form)] == [n.path for n in outline(english.form)]


@pytest.mark.parametrize("slug", IN_ENGLISH)
def test_no_german_sentence_is_left_over(slug: str) -> None:
    typical = {"und", "oder", "nicht", "eine", "für", "wenn", "Ihre", "Sie", "wird"}
    for at, text in texts_of(_english(slug)):
        assert not typical & set(text.split()), (at, text)


def test_a_phrase_fits_into_an_english_sentence() -> None:
    english = _english("geburtsurkunde")
    phrases = [text for at, text in texts_of(english) if at[-1] == "phrase"]
    assert "your date of birth" in phrases
    assert [p for p in phrases if p[0].isupper() and not p.isupper()] == []


def test_a_changed_german_text_is_shown_in_german_not_with_old_english_words() -> None:
    changed = service_by_slug("geburtsurkunde").model_copy(update={"summary": "Ganz neu."})
    assert translated(changed, "en") is None
    assert languages_of(changed) == ("de",)


def test_how_a_text_is_wrapped_makes_no_difference() -> None:
    service = service_by_slug("geburtsurkunde")
    wrapped = service.model_copy(update={"summary": service.summary.replace(" ", "\n")})
    assert translated(wrapped, "en") is not None


def test_a_service_nobody_has_translated_has_german_only() -> None:
    assert translated(service_by_slug("osterfeuer"), "en") is None
    assert translated(service_by_slug("geburtsurkunde"), "nl") is None
    assert languages_of(service_by_slug("osterfeuer")) == ("de",)


def test_german_is_the_definition_itself() -> None:
    service = service_by_slug("osterfeuer")
    assert translated(service, "de") is service


def test_the_offer_of_a_town_is_english_with_its_fee() -> None:
    offer = load_catalogue().offer(municipality_by_slug("papenburg"), "geburtsurkunde")
    assert offer is not None
    english = translated_offer(offer, "en")
    assert english.view.title == "Order a birth certificate"
    assert english.duration and english.duration.words == "usually 3 working days"
    assert english.fee is not None
    assert fee_in_words(english.fee)[1] == "each further copy 7,50\N{NO-BREAK SPACE}€"


def test_what_a_town_adds_is_translated_where_somebody_has_done_it() -> None:
    papenburg = municipality_by_slug("papenburg")
    note = papenburg.opening_hours.note
    assert said_by(papenburg, note, "en").startswith("Appointments outside these hours")
    assert said_by(papenburg, "Im August nur vormittags.", "en") == "Im August nur vormittags."


def test_no_text_of_a_definition_is_forgotten() -> None:
    """A new attribute that holds words must be named in `wording`, or here as holding none."""
    texts = set(_texts_in(ServiceDefinition, set()))
    assert texts - WORDS - NOT_TRANSLATED - NO_WORDS == set()


def _english(slug: str) -> ServiceDefinition:
    english = translated(service_by_slug(slug), "en")
    assert english is not None
    return english


def _without_words(service: ServiceDefinition) -> ServiceDefinition:
    return reworded(service, lambda _, __: "…").model_copy(update={"synonyms": ()})


def _texts_in(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[str]:
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        if name in NOT_TRANSLATED:
            continue
        for kind in _kinds(field.annotation):
            if kind is str:
                yield name
            elif isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from _texts_in(kind, seen)


def _kinds(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _kinds(part)
