"""What an application costs: exact, and never guessed."""

import pytest
from pydantic import TypeAdapter, ValidationError

from portal.fees import FeeRule, FeeUndecided, compute_fee, fee_in_words, fields_needed

RULES: TypeAdapter[FeeRule] = TypeAdapter(FeeRule)
CERTIFICATE = {
    "kind": "per_copy",
    "first": "15.00",
    "each_further": "7.50",
    "count": "order.copies",
    "most": 10,
}
REGISTRATION = {
    "kind": "by_purpose",
    "field": "purpose",
    "free_for": ["pension"],
    "free_words": "für die Rente gebührenfrei",
    "otherwise": {
        "kind": "table",
        "field": "type",
        "rows": [
            {"value": "plain", "amount": "7.50", "label": "einfach"},
            {"value": "extended", "amount": "9.00", "label": "erweitert"},
        ],
    },
}


def rule(written):
    return RULES.validate_python(written)


def total(written, values):
    return compute_fee(rule(written), values).total_cents


@pytest.mark.parametrize(("copies", "cents"), [(1, 1500), (2, 2250), (10, 8250)])
def test_further_copies_cost_less(copies, cents):
    assert total(CERTIFICATE, {"order": {"copies": copies}}) == cents


def test_the_bill_lists_first_and_further_copies():
    lines = compute_fee(rule(CERTIFICATE), {"order": {"copies": 3}}).lines
    assert [(line.quantity, line.unit_cents, line.total_cents) for line in lines] == [
        (1, 1500, 1500),
        (2, 750, 1500),
    ]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"order": {}},
        {"order": None},
        {"order": {"copies": None}},
        {"order": {"copies": 0}},
        {"order": {"copies": -1}},
        {"order": {"copies": 11}},
        {"order": {"copies": "2"}},
        {"order": {"copies": True}},
        {"order": {"copies": 1.5}},
    ],
)
def test_without_a_clear_number_of_copies_no_fee_is_guessed(values):
    with pytest.raises(FeeUndecided):
        total(CERTIFICATE, values)


def test_a_pension_makes_it_free_whatever_else_was_answered():
    fee = compute_fee(rule(REGISTRATION), {"purpose": "pension"})
    assert (fee.lines, fee.total_cents) == ((), 0)


def test_the_kind_of_certificate_decides():
    assert total(REGISTRATION, {"purpose": "move", "type": "plain"}) == 750
    assert total(REGISTRATION, {"purpose": "move", "type": "extended"}) == 900
    for values in ({"purpose": "move"}, {"type": "plain"}, {"purpose": "move", "type": "other"}):
        with pytest.raises(FeeUndecided):
            total(REGISTRATION, values)


def test_a_table_by_age():
    by_age = {
        "kind": "table",
        "field": "age",
        "rows": [
            {"at_most": 23, "amount": "22.80", "label": "unter 24 Jahren"},
            {"at_least": 24, "amount": "37.00", "label": "ab 24 Jahren"},
        ],
    }
    assert [total(by_age, {"age": age}) for age in (23, 24)] == [2280, 3700]
    with pytest.raises(FeeUndecided):
        total(by_age, {"age": "23"})


def test_a_municipality_may_have_its_own_rule():
    own = rule({"kind": "fixed", "amount": "12.00"})
    assert compute_fee(rule(CERTIFICATE), {}, own).total_cents == 1200
    free = rule({"kind": "none"})
    assert compute_fee(rule(CERTIFICATE), {}, free).total_cents == 0


@pytest.mark.parametrize("written", [15, 15.0, 15.004, "15", "15,00", "15.005", "-1.00", "x", None])
def test_amounts_that_could_be_misread_are_refused(written):
    with pytest.raises(ValidationError):
        rule({"kind": "fixed", "amount": written})


def test_amounts_are_exact():
    assert total({"kind": "fixed", "amount": "1.10"}, {}) == 110
    assert total({"kind": "fixed", "amount": "0.29"}, {}) == 29


def test_a_snapshot_of_a_rule_reads_back_the_same():
    for written in (CERTIFICATE, REGISTRATION):
        kept = RULES.dump_python(rule(written), mode="json")
        assert rule(kept) == rule(written)


def test_a_rule_names_the_fields_it_needs():
    assert fields_needed(rule(CERTIFICATE)) == ("order.copies",)
    assert fields_needed(rule(REGISTRATION)) == ("purpose", "type")


@pytest.mark.parametrize(
    ("written", "headline", "detail"),
    [
        ({"kind": "none"}, "gebührenfrei", ""),
        ({"kind": "fixed", "amount": "11.00"}, "11,00\u00a0€", ""),
        (CERTIFICATE, "15,00\u00a0€", "jede weitere Ausfertigung 7,50\u00a0€"),
        (
            REGISTRATION,
            "ab 7,50\u00a0€",
            "einfach 7,50\u00a0€, erweitert 9,00\u00a0€; für die Rente gebührenfrei",
        ),
    ],
)
def test_the_service_page_says_what_it_costs(written, headline, detail):
    assert fee_in_words(rule(written)) == (headline, detail)
