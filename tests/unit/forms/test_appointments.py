"""A time at the office as an answer: chosen from what is free, refused once it has gone."""

from dataclasses import replace
from datetime import datetime

import pytest

from portal.fees import compute_fee, fee_in_words
from portal.fees.rules import OnSiteFee
from portal.forms import FreeTimes, check_all, chosen_time, faults, review, step_view, values
from portal.shared.clock import BERLIN
from tests.support.forms import asking, form_of, one_field

FIELD = {"kind": "appointment", "label": "Termin", "phrase": "eine Zeit"}
FORM = one_field(**FIELD)
TUESDAY = [datetime(2026, 11, 24, 9, minute, tzinfo=BERLIN) for minute in (0, 15)]
FREE = FreeTimes("buergerbuero", "Bürgerbüro Papenburg", "Musterplatz 1", tuple(TUESDAY))
BRANCH = FreeTimes("aussenstelle", "Außenstelle", "Deich 2", (TUESDAY[1],))
HERE = replace(asking(), free_times=(FREE,))
BOTH = replace(asking(), free_times=(FREE, BRANCH))
QUARTER_PAST = {"field.day": "2026-11-24", "field.time": "09:15"}


def test_a_free_time_is_an_answer_told_in_words() -> None:
    assert check_all(FORM, QUARTER_PAST, HERE) == ()
    (section,) = review(FORM, QUARTER_PAST, HERE)
    assert section.rows[0].text == "Dienstag, 24. November, 9:15 Uhr\nBürgerbüro Papenburg"
    assert values(FORM, QUARTER_PAST, HERE) == {"field": "2026-11-24T09:15:00+01:00"}
    assert chosen_time("field", QUARTER_PAST) == ("", TUESDAY[1])


@pytest.mark.parametrize(
    ("typed", "words", "element"),
    [
        ({}, "Bitte wählen Sie eine Zeit aus.", "f-field-day"),
        ({"field.day": "2026-11-24"}, "Bitte wählen Sie eine Uhrzeit.", "f-field-time"),
        ({"field.time": "09:15"}, "Bitte wählen Sie einen Tag.", "f-field-day"),
        ({"field.day": "2026-11-24", "field.time": "09:30"}, "inzwischen vergeben", "f-field-day"),
        ({"field.day": "morgen", "field.time": "früh"}, "inzwischen vergeben", "f-field-day"),
    ],
)
def test_what_is_missing_or_gone_is_said(typed: dict[str, str], words: str, element: str) -> None:
    (error,) = check_all(FORM, dict(typed), HERE)
    assert words in error.message
    assert error.element_id == element


def test_the_days_come_first_and_then_the_times_of_one() -> None:
    (line,) = step_view(FORM, "only", {}, HERE).fields
    assert [day.label for day in line.days] == ["Dienstag, 24. November – 2 Zeiten frei"]
    assert line.options == []
    (line,) = step_view(FORM, "only", QUARTER_PAST, HERE).fields
    assert [(time.label, time.checked) for time in line.options] == [
        ("9:00 Uhr", False), ("9:15 Uhr", True),
    ]  # fmt: skip


def test_with_two_offices_the_citizen_says_which() -> None:
    (error,) = check_all(FORM, QUARTER_PAST, BOTH)
    assert "wohin" in error.message
    at_branch = QUARTER_PAST | {"field.place": "aussenstelle"}
    assert check_all(FORM, at_branch, BOTH) == ()
    assert chosen_time("field", at_branch) == ("aussenstelle", TUESDAY[1])
    (line,) = step_view(FORM, "only", at_branch, BOTH).fields
    assert [place.label for place in line.places] == ["Bürgerbüro Papenburg", "Außenstelle"]


def test_a_form_asks_for_one_appointment_outside_of_groups() -> None:
    assert faults(FORM) == ()
    twice = form_of({"id": "one", **FIELD}, {"id": "two", **FIELD})
    grouped = form_of(
        {"id": "people", "kind": "group", "item_title": "Person", "occurs": {"min": 1, "max": 2},
         "elements": [{"id": "one", **FIELD}]}
    )  # fmt: skip
    for form in (twice, grouped):
        assert any("one appointment" in fault.message for fault in faults(form))


def test_what_is_paid_at_the_office_costs_nothing_here_and_is_told() -> None:
    rule = OnSiteFee(kind="on_site", words="46,00 €")
    assert compute_fee(rule, {}).total_cents == 0
    assert fee_in_words(rule) == ("46,00 €", "Sie zahlen vor Ort.")
