"""Against a Stripe that others wrote: the money, the refund, the signature of its webhooks."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import select

from portal.integrations.stripe import StripeCheckout
from portal.payments.provider import ProviderState
from portal.payments.tables import PaymentEvent
from portal.persistence.database import system_scope
from portal.workflow.payments import start_payment
from tests.integration.payments.test_providers import ORDER
from tests.support.accounts import a_citizen
from tests.support.fake_provider import listening
from tests.support.fake_stripe import SECRET_KEY, WEBHOOK_SECRET
from tests.support.localstripe import CheckoutOverLocalstripe, LocalStripe, running_localstripe
from tests.support.payments import (
    HOST,
    ORIGIN,
    FollowUpsByHand,
    closing,
    in_basket,
    listening_webhook,
    services_with,
)


@pytest.fixture(scope="module")
def localstripe() -> Iterator[LocalStripe]:
    with running_localstripe() as server:
        yield server


@pytest.fixture
def checkout(localstripe: LocalStripe) -> Iterator[CheckoutOverLocalstripe]:
    account = CheckoutOverLocalstripe(localstripe)
    with listening(account):
        yield account


@pytest.fixture
async def provider(checkout: CheckoutOverLocalstripe) -> AsyncIterator[StripeCheckout]:
    async with closing(StripeCheckout(SECRET_KEY, WEBHOOK_SECRET, checkout.url)) as provider:
        yield provider


async def test_what_is_paid_there_is_paid_here_and_can_be_given_back(
    provider: StripeCheckout, checkout: CheckoutOverLocalstripe
):
    reference = (await provider.begin(ORDER)).provider_reference
    checkout.pay(reference)
    assert await provider.fetch(reference) == ProviderState("paid", 3150, 0)
    await provider.refund(reference, 900, "refund:7")
    assert await provider.fetch(reference) == ProviderState("paid", 3150, 900)


async def test_its_signed_webhooks_are_believed_and_stored(
    database, provider: StripeCheckout, checkout: CheckoutOverLocalstripe, localstripe: LocalStripe
):
    services = services_with(database, FollowUpsByHand(), provider)
    await in_basket(database, citizen := await a_citizen(database), 2250)
    with listening_webhook([]) as (base, portal):
        portal.append(services)
        localstripe.notify(f"{base}/webhooks/stripe")
        await start_payment(
            services,
            account_id=citizen.id,
            host_municipality=HOST,
            method="card",
            attempt_key="page-1",
            origin=ORIGIN,
        )
        await asyncio.to_thread(checkout.pay, "cs_test_1")
        async with asyncio.timeout(20):
            while "payment_intent.succeeded" not in await _kinds(database):
                await asyncio.sleep(0.1)


async def _kinds(database) -> set[str]:
    async with database.transaction(system_scope()) as session:
        return {event.payload["kind"] for event in await session.scalars(select(PaymentEvent))}
