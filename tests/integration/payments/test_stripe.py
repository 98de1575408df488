"""Stripe at the HTTP level: what is asked for, what is believed, what happens in trouble."""

import time
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl
from uuid import UUID

import pytest

from portal.integrations.stripe import StripeCheckout
from portal.payments.provider import NotificationForged, PaymentRefused, ProviderUnavailable
from portal.shared import clock
from portal.workflow.payment_answers import query_payment, receive_notification
from portal.workflow.payments import start_payment
from tests.integration.payments.test_providers import ORDER
from tests.support.accounts import a_citizen
from tests.support.fake_stripe import WEBHOOK_SECRET, FakeStripe, signature
from tests.support.payments import HOST, ORIGIN, FollowUpsByHand, in_basket, services_with


async def test_the_hosted_page_shows_what_is_paid_for_in_german(
    stripe_checkout: StripeCheckout, fake_stripe: FakeStripe
):
    await stripe_checkout.begin(replace(ORDER, method="paypal"))
    [(_, _, body)] = fake_stripe.requests
    params = dict(parse_qsl(body.decode()))
    assert params["locale"] == "de"
    assert params["payment_method_types[0]"] == "paypal"
    assert params["line_items[0][price_data][product_data][name]"] == "Geburtsurkunde"
    assert params["line_items[1][price_data][unit_amount]"] == "900"
    assert params["success_url"] == ORDER.return_url
    assert params["cancel_url"] == ORDER.cancel_url


@pytest.mark.parametrize("fault", [500, 503, 429, 409, 0])
async def test_a_passing_fault_is_tried_again_and_orders_once(
    stripe_checkout: StripeCheckout, fake_stripe: FakeStripe, fault: int
):
    fake_stripe.faults[:] = [fault]
    if fault == 429:
        with pytest.raises(ProviderUnavailable):
            await stripe_checkout.begin(ORDER)
    assert (await stripe_checkout.begin(ORDER)).provider_reference == "cs_test_1"
    assert len(fake_stripe.sessions) == 1


async def test_a_server_that_is_not_there_is_said_to_be_unavailable():
    nowhere = StripeCheckout("sk_test_fake", WEBHOOK_SECRET, "http://127.0.0.1:9")
    try:
        with pytest.raises(ProviderUnavailable):
            await nowhere.fetch("cs_test_1")
    finally:
        await nowhere.close()


async def test_a_wrong_key_waits_to_be_mended(fake_stripe: FakeStripe):
    wrong = StripeCheckout("sk_test_wrong", WEBHOOK_SECRET, fake_stripe.url)
    try:
        with pytest.raises(ProviderUnavailable):
            await wrong.begin(ORDER)
    finally:
        await wrong.close()


async def test_another_order_under_the_same_key_is_refused(
    stripe_checkout: StripeCheckout, fake_stripe: FakeStripe
):
    await stripe_checkout.begin(ORDER)
    with pytest.raises(PaymentRefused):
        await stripe_checkout.begin(replace(ORDER, description="something else"))


async def test_a_debit_is_pending_until_the_money_is_there(
    stripe_checkout: StripeCheckout, fake_stripe: FakeStripe
):
    reference = (await stripe_checkout.begin(ORDER)).provider_reference
    fake_stripe.promise(reference)
    assert (await stripe_checkout.fetch(reference)).status == "pending"
    fake_stripe.pay(reference)
    assert (await stripe_checkout.fetch(reference)).status == "paid"


async def test_a_signed_notification_names_the_session(
    stripe_checkout: StripeCheckout, fake_stripe: FakeStripe
):
    reference = (await stripe_checkout.begin(ORDER)).provider_reference
    event = await stripe_checkout.verify(
        *fake_stripe.notification(reference, "checkout.session.completed", "evt_7")
    )
    assert (event.event_id, event.provider_reference) == ("evt_7", reference)
    assert event.kind == "checkout.session.completed"


async def test_a_changed_an_old_and_a_wrongly_signed_one_are_refused(
    stripe_checkout: StripeCheckout, fake_stripe: FakeStripe
):
    reference = (await stripe_checkout.begin(ORDER)).provider_reference
    kind = "checkout.session.completed"
    body, headers = fake_stripe.notification(reference, kind)
    old = fake_stripe.notification(reference, kind, at=time.time() - 301)
    other = StripeCheckout("sk_test_fake", "whsec_other", fake_stripe.url)
    for checkout, what in (
        (stripe_checkout, (body + b" ", headers)),
        (stripe_checkout, old),
        (stripe_checkout, (body, {})),
        (stripe_checkout, (b"\xff", headers)),
        (other, (body, headers)),
    ):
        with pytest.raises(NotificationForged):
            await checkout.verify(*what)
    await other.close()


async def test_without_a_webhook_secret_no_notification_is_believed(fake_stripe: FakeStripe):
    checkout = StripeCheckout("sk_test_fake", "", fake_stripe.url)
    body = b'{"id": "evt_1", "type": "x", "data": {"object": {}}}'
    with pytest.raises(NotificationForged):
        await checkout.verify(body, {"stripe-signature": signature(body, "")})
    await checkout.close()


async def test_the_whole_way_by_credit_card(
    database, stripe_checkout: StripeCheckout, fake_stripe: FakeStripe
):
    follow_ups = FollowUpsByHand()
    services = services_with(database, follow_ups, stripe_checkout)
    citizen = await a_citizen(database)
    [application_id] = await in_basket(database, citizen, 2250)
    started = await start_payment(
        services,
        account_id=citizen.id,
        host_municipality=HOST,
        method="card",
        attempt_key="page-1",
        origin=ORIGIN,
    )
    fake_stripe.pay("cs_test_1")
    for kind, event_id in (("completed", "evt_1"), ("completed", "evt_1"), ("expired", "evt_0")):
        body, headers = fake_stripe.notification("cs_test_1", f"checkout.session.{kind}", event_id)
        await receive_notification(services, "stripe", body, headers)
    assert await follow_ups.run(services, "apply_payment_event") == 2
    [job] = follow_ups.named("open_case")
    assert job.arguments["application_id"] == str(application_id)
    result = await query_payment(services, citizen.id, started.payment_id)
    assert result.words.heading == "Vielen Dank, wir haben Ihren Antrag"
    assert result.method_label == "Kreditkarte"


async def test_what_was_paid_is_read_to_the_last_page(
    stripe_checkout: StripeCheckout, fake_stripe: FakeStripe
):
    fake_stripe.largest_page = 1
    for number in range(3):
        order = replace(ORDER, payment_id=UUID(int=number), idempotency_key=f"begin:{number}")
        fake_stripe.pay((await stripe_checkout.begin(order)).provider_reference)
    fake_stripe.sessions["cs_test_2"]["metadata"] = {}  # sold by somebody else there
    listed = await stripe_checkout.paid_since(clock.now() - timedelta(days=1))
    assert sorted(paid.reference for paid in listed) == ["cs_test_1", "cs_test_3"]
