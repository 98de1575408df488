"""PayPal without Stripe between: what it alone does, and what goes wrong on the way to it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from portal.integrations.paypal import PayPalCheckout
from portal.payments.provider import NotificationForged, PaymentRefused, ProviderUnavailable
from portal.shared import clock
from tests.integration.payments.test_providers import ORDER
from tests.support.fake_paypal import CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID, FakePayPal
from tests.support.payments import closing

APPROVED = "CHECKOUT.ORDER.APPROVED"


async def test_nothing_is_collected_before_the_citizen_approves(
    paypal: PayPalCheckout, fake_paypal: FakePayPal
):
    reference = (await paypal.begin(ORDER)).provider_reference
    assert (await paypal.fetch(reference)).status == "open"
    assert not [target for _, target, _ in fake_paypal.requests if target.endswith("/capture")]


async def test_what_was_approved_is_collected_once_however_many_ask(
    paypal: PayPalCheckout, fake_paypal: FakePayPal
):
    reference = (await paypal.begin(ORDER)).provider_reference
    fake_paypal.approve(reference)
    states = await asyncio.gather(*(paypal.fetch(reference) for _ in range(5)))
    assert {state.status for state in states} == {"paid"}


async def test_a_lost_answer_to_the_collecting_is_made_up_for(
    paypal: PayPalCheckout, fake_paypal: FakePayPal
):
    reference = (await paypal.begin(ORDER)).provider_reference
    fake_paypal.approve(reference)
    fake_paypal.faults = [None, 0]  # the order is read, the answer to the collecting gets lost
    with pytest.raises(ProviderUnavailable):
        await paypal.fetch(reference)
    assert (await paypal.fetch(reference)).status == "paid"


async def test_a_refused_funding_is_declined(paypal: PayPalCheckout, fake_paypal: FakePayPal):
    reference = (await paypal.begin(ORDER)).provider_reference
    fake_paypal.approve_without_funds(reference)
    assert (await paypal.fetch(reference)).status == "declined"


async def test_money_that_paypal_looks_into_is_pending(
    paypal: PayPalCheckout, fake_paypal: FakePayPal
):
    reference = (await paypal.begin(ORDER)).provider_reference
    fake_paypal.approve(reference)
    await paypal.fetch(reference)
    fake_paypal.hold(reference)
    assert (await paypal.fetch(reference)).status == "pending"


async def test_what_was_given_up_is_not_collected_even_if_it_is_approved_later(
    paypal: PayPalCheckout, fake_paypal: FakePayPal
):
    reference = (await paypal.begin(ORDER)).provider_reference
    await paypal.cancel(reference)
    fake_paypal.approve(reference)
    assert (await paypal.fetch(reference)).status == "canceled"


async def test_an_order_whose_sums_do_not_agree_is_refused(paypal: PayPalCheckout):
    with pytest.raises(PaymentRefused):
        await paypal.begin(replace(ORDER, amount_cents=3151, idempotency_key="begin:9"))


@pytest.mark.parametrize("fault", [429, 500, 503, 0])
async def test_trouble_is_told_as_trouble(
    paypal: PayPalCheckout, fake_paypal: FakePayPal, fault: int
):
    await paypal.begin(ORDER)
    fake_paypal.faults = [fault]
    with pytest.raises(ProviderUnavailable):
        await paypal.begin(replace(ORDER, idempotency_key="begin:10"))
    begun = await paypal.begin(replace(ORDER, idempotency_key="begin:10"))
    assert begun.redirect_url.startswith("https://paypal.example/")


async def test_a_token_that_was_withdrawn_is_fetched_anew(
    paypal: PayPalCheckout, fake_paypal: FakePayPal
):
    await paypal.begin(ORDER)
    fake_paypal.token = "A2"
    assert (await paypal.begin(replace(ORDER, idempotency_key="begin:11"))).provider_reference


async def test_wrong_keys_are_the_installations_fault(fake_paypal: FakePayPal):
    async with closing(PayPalCheckout(CLIENT_ID, "wrong", WEBHOOK_ID, fake_paypal.url)) as provider:
        with pytest.raises(ProviderUnavailable):
            await provider.begin(ORDER)


async def test_nobody_is_reached(fake_paypal: FakePayPal):
    async with closing(
        PayPalCheckout(CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID, "http://127.0.0.1:9")
    ) as provider:
        with pytest.raises(ProviderUnavailable):
            await provider.begin(ORDER)


@pytest.mark.parametrize("kind", [APPROVED, "PAYMENT.CAPTURE.COMPLETED"])
async def test_a_notification_names_the_order(
    paypal: PayPalCheckout, fake_paypal: FakePayPal, kind: str
):
    reference = (await paypal.begin(ORDER)).provider_reference
    event = await paypal.verify(*fake_paypal.notification(reference, kind, "WH-7"))
    assert (event.event_id, event.provider_reference, event.kind) == ("WH-7", reference, kind)


async def test_what_paypal_did_not_send_is_not_believed(
    paypal: PayPalCheckout, fake_paypal: FakePayPal
):
    body, headers = fake_paypal.notification("O1", APPROVED)
    changed = body.replace(b"O1", b"O2")
    bodies = (changed, b"\xff", b"[]", b"[" * 200_000)
    for what in ((body + b" ", {}), *((other, headers) for other in bodies)):
        with pytest.raises(NotificationForged):
            await paypal.verify(*what)
    other = PayPalCheckout(CLIENT_ID, CLIENT_SECRET, "WH1OTHER", fake_paypal.url)
    async with closing(other):
        with pytest.raises(NotificationForged):
            await other.verify(body, headers)


async def test_while_paypal_is_silent_a_notification_has_to_come_again(
    paypal: PayPalCheckout, fake_paypal: FakePayPal
):
    await paypal.begin(ORDER)
    told = fake_paypal.notification("O1", APPROVED)
    fake_paypal.faults = [503]
    with pytest.raises(ProviderUnavailable):
        await paypal.verify(*told)
    assert (await paypal.verify(*told)).provider_reference == "O1"


async def test_an_app_that_may_not_search_says_so(paypal: PayPalCheckout, fake_paypal: FakePayPal):
    fake_paypal.lists_transactions = False
    with pytest.raises(PaymentRefused):
        await paypal.paid_since(clock.now() - timedelta(days=40))


async def test_what_was_collected_is_read_to_the_last_page(
    paypal: PayPalCheckout, fake_paypal: FakePayPal
):
    for number in range(3):
        order = replace(ORDER, payment_id=UUID(int=number), idempotency_key=f"begin:{number}")
        reference = (await paypal.begin(order)).provider_reference
        fake_paypal.approve(reference)
        await paypal.fetch(reference)
    listed = await paypal.paid_since(clock.now() - timedelta(days=3))
    assert {paid.payment_id for paid in listed} == {UUID(int=number) for number in range(3)}
