"""`portal payments check` says what would not work, before a citizen finds out."""

from collections.abc import Sequence

import pytest

from portal.errors import NotFound
from portal.integrations.paypal import PayPalCheckout
from portal.integrations.paypal.check import NEEDED_EVENTS as PAYPALS_EVENTS
from portal.integrations.stripe import StripeCheckout
from portal.integrations.stripe_check import NEEDED_EVENTS
from portal.municipalities import municipality_by_slug
from portal.payments.provider import Finding
from portal.workflow.payment_check import findings_of_content, of_account
from tests.support.fake_paypal import WEBHOOK_ID, FakePayPal
from tests.support.fake_stripe import SECRET_KEY, FakeStripe

HOOK = "https://papenburg.portal.example/webhooks"


async def test_a_sound_stripe_account(stripe_checkout: StripeCheckout, fake_stripe: FakeStripe):
    fake_stripe.endpoints = [
        {"url": f"{HOOK}/stripe", "status": "enabled", "enabled_events": [*NEEDED_EVENTS]}
    ]
    found = await stripe_checkout.check()
    assert _faults(found) == []
    assert "Testbetrieb" in found[0].words
    assert fake_stripe.requests, "it was asked"
    assert {method for method, *_ in fake_stripe.requests} == {"GET"}, "and nothing was changed"


async def test_what_is_missing_at_stripe_is_named(
    stripe_checkout: StripeCheckout, fake_stripe: FakeStripe
):
    fake_stripe.account |= {
        "charges_enabled": False, "default_currency": "chf",
        "capabilities": {"card_payments": "pending"},
    }  # fmt: skip
    fake_stripe.endpoints = [
        {"url": f"{HOOK}/stripe", "status": "disabled", "enabled_events": ["charge.refunded"]}
    ]
    found = _faults(await stripe_checkout.check())
    for words in ("noch kein Geld", "nicht in Euro", "card ist", "abgeschaltet", "async_payment"):
        assert any(words in fault for fault in found), words


async def test_a_webhook_that_was_forgotten_and_a_wrong_key(fake_stripe: FakeStripe):
    own = StripeCheckout("sk_test_fake", "", fake_stripe.url, account="leer")
    faults = _faults(await own.check())
    assert any("/webhooks/stripe/leer" in fault for fault in faults)
    assert any("whsec_" in fault for fault in faults)
    await own.close()
    other = StripeCheckout("sk_live_other", "whsec_1", fake_stripe.url)
    [fault] = _faults(await other.check())
    assert "Schlüssel" in fault
    assert "sk_live_other" not in fault
    await other.close()


async def test_a_connected_accounts_notifications_come_to_its_platform(fake_stripe: FakeStripe):
    fake_stripe.endpoints = [
        {"url": f"{HOOK}/stripe/leer", "status": "enabled", "enabled_events": ["*"]}
    ]
    connected = StripeCheckout(
        SECRET_KEY, "whsec_1", fake_stripe.url, account="leer", connected="acct_leer"
    )
    assert _faults(await connected.check()) == []
    await connected.close()


async def test_one_account_can_be_asked_alone(stripe_checkout: StripeCheckout):
    own = StripeCheckout(SECRET_KEY, "whsec_1", account="borkum")
    providers = {one.name: one for one in (stripe_checkout, own)}
    assert [*of_account(providers, "")] == ["stripe"]
    assert [*of_account(providers, "borkum")] == ["stripe:borkum"]
    with pytest.raises(NotFound):
        of_account(providers, "emden")
    await own.close()


async def test_paypal_sound_and_not(paypal: PayPalCheckout, fake_paypal: FakePayPal):
    assert "PORTAL_PAYPAL_WEBHOOK_ID" in _faults(await paypal.check())[0]
    hook = {"id": WEBHOOK_ID, "url": f"{HOOK}/other", "event_types": []}
    fake_paypal.webhooks = [hook]
    assert len(_faults(await paypal.check())) == 2
    events = [{"name": name} for name in PAYPALS_EVENTS]
    fake_paypal.webhooks = [hook | {"url": f"{HOOK}/paypal", "event_types": events}]
    assert _faults(await paypal.check()) == []
    fake_paypal.faults = [503]
    assert _faults(await paypal.check()) != []


async def test_a_municipality_whose_account_nobody_described(stripe_checkout: StripeCheckout):
    towns = [municipality_by_slug(slug) for slug in ("papenburg", "borkum")]
    [fault] = _faults(findings_of_content({"stripe": stripe_checkout}, towns))
    assert "Borkum" in fault


def _faults(found: Sequence[Finding]) -> list[str]:
    return [finding.words for finding in found if finding.is_fault]
