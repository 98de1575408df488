"""Only what works here is offered."""

import pytest

from portal.errors import InvalidInput
from portal.integrations.stripe import StripeCheckout
from portal.payments.methods import offered_methods, provider_for

STRIPE = StripeCheckout("sk_test", "whsec_test")


def test_methods_are_offered_in_the_order_of_the_checkout():
    assert [method.label for method in offered_methods({"stripe": STRIPE})] == [
        "PayPal",
        "Kreditkarte",
    ]


def test_without_a_provider_nothing_is_offered():
    assert offered_methods({}) == ()


def test_what_is_not_offered_cannot_be_chosen():
    with pytest.raises(InvalidInput, match="Zahlungsart"):
        provider_for({"stripe": STRIPE}, "transfer")


def test_of_two_providers_the_first_serves():
    first = StripeCheckout("sk_test", "whsec_test")
    assert provider_for({"a": first, "b": STRIPE}, "card") is first
