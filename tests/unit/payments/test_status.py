"""What may follow what, and what a citizen reads."""

import pytest

from portal.payments.status import (
    METHOD_LABELS,
    TRANSITIONS,
    PaymentStatus,
    may_become,
    status_reported,
    words_for,
)


def test_what_is_paid_stays_paid():
    assert not any(may_become(PaymentStatus.PAID, following) for following in PaymentStatus)


@pytest.mark.parametrize("failure", ["declined", "canceled", "expired"])
def test_money_that_arrives_after_a_failure_counts(failure):
    assert may_become(PaymentStatus(failure), PaymentStatus.PAID)


@pytest.mark.parametrize("failure", ["declined", "canceled", "expired"])
def test_an_older_answer_reopens_no_failed_payment(failure):
    assert not may_become(PaymentStatus(failure), PaymentStatus.PENDING)
    assert not may_become(PaymentStatus(failure), PaymentStatus.CREATED)


def test_every_status_has_its_row():
    assert set(TRANSITIONS) == set(PaymentStatus)


def test_open_at_the_provider_is_nothing_new():
    assert status_reported("open") is PaymentStatus.CREATED


@pytest.mark.parametrize(
    ("status", "heading", "may_try_again"),
    [
        ("paid", "Vielen Dank, wir haben Ihren Antrag", False),
        ("canceled", "Zahlung abgebrochen", True),
        ("expired", "Zahlung abgebrochen", True),
        ("declined", "Zahlung abgelehnt", True),
        ("pending", "Zahlung wird geprüft", False),
        ("created", "Zahlung wird geprüft", False),
    ],
)
def test_the_result_page_says_it_in_these_words(status, heading, may_try_again):
    words = words_for(PaymentStatus(status))
    assert (words.heading, words.may_try_again) == (heading, may_try_again)


def test_who_paid_twice_reads_that_the_money_comes_back():
    assert "erstatten" in words_for(PaymentStatus.PAID, is_surplus=True).text


def test_the_names_of_the_methods():
    assert list(METHOD_LABELS.values()) == [
        "PayPal",
        "Kreditkarte",
        "SEPA-Lastschrift",
        "Überweisung",
    ]
