"""One set of promises for every provider: what holds for the demo bank holds for all."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

import pytest

from portal.integrations.demo.bank import Decision, DemoBank, Feedback
from portal.integrations.paypal import PayPalCheckout
from portal.integrations.stripe import StripeCheckout
from portal.integrations.transfer import BankTransfer
from portal.payments.provider import (
    NotificationForged,
    OrderLine,
    PaymentOrder,
    PaymentProvider,
    PaymentRefused,
    ProviderState,
    ProviderStatus,
)
from portal.payments.tables import Payment
from portal.payments.transfers import BankEntry, note_booking
from portal.persistence.database import Database, system_scope
from portal.shared import clock
from tests.integration.payments.conftest import BANK_SECRET
from tests.support.accounts import a_citizen
from tests.support.fake_paypal import CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID, FakePayPal
from tests.support.fake_stripe import SECRET_KEY, WEBHOOK_SECRET, FakeStripe
from tests.support.payments import FollowUpsByHand

ORDER = PaymentOrder(
    payment_id=UUID(int=7),
    method="card",
    amount_cents=3150,
    description="Gebühren: Stadt Papenburg",
    lines=(
        OrderLine("Geburtsurkunde", "Stadt Papenburg", 2250),
        OrderLine("Meldebescheinigung", "Stadt Papenburg", 900),
    ),
    return_url="http://papenburg.localhost:3000/kasse/ergebnis/7/",
    cancel_url="http://papenburg.localhost:3000/kasse/ergebnis/7/?abgebrochen=1",
    idempotency_key="begin:7",
    expires_at=clock.now() + timedelta(hours=2),
    municipalities=("papenburg",),
)


class Till(Protocol):
    """A provider, and the person who decides at its page; `begun` is what it says before."""

    provider: PaymentProvider
    begun: ProviderStatus

    async def confirm(self, reference: str) -> None: ...
    async def decline(self, reference: str) -> None: ...


class BankTill:
    begun: ProviderStatus = "open"

    def __init__(self, database: Database) -> None:
        self.provider = DemoBank(database, FollowUpsByHand(), BANK_SECRET, "http://127.0.0.1:1")

    async def confirm(self, reference: str) -> None:
        await self.provider.decide(reference, Decision.CONFIRM, Feedback.AT_ONCE)

    async def decline(self, reference: str) -> None:
        await self.provider.decide(reference, Decision.DECLINE, Feedback.AT_ONCE)


class StripeTill:
    begun: ProviderStatus = "open"

    def __init__(self, provider: StripeCheckout, fake: FakeStripe) -> None:
        self.provider, self._fake = provider, fake

    async def confirm(self, reference: str) -> None:
        self._fake.pay(reference)

    async def decline(self, reference: str) -> None:
        self._fake.decline(reference)


class PayPalTill:
    begun: ProviderStatus = "open"

    def __init__(self, provider: PayPalCheckout, fake: FakePayPal) -> None:
        self.provider, self._fake = provider, fake

    async def confirm(self, reference: str) -> None:
        """PayPal waits for the portal to collect, which it does when the browser is back."""
        self._fake.approve(reference)
        await self.provider.fetch(reference)

    async def decline(self, reference: str) -> None:
        self._fake.approve_without_funds(reference)


class TransferTill:
    """The citizen's bank, and the treasury that enters what arrived. Nothing is ever declined:
    a transfer is made or not, and then it is given up."""

    begun: ProviderStatus = "pending"

    def __init__(self, database: Database) -> None:
        self.provider = BankTransfer(database, FollowUpsByHand())
        self._database = database

    async def confirm(self, reference: str) -> None:
        await self._is_still_somebodys()
        entry = BankEntry("papenburg", reference, 3150, clock.today(), "bank-1")
        async with self._database.transaction(system_scope()) as session:
            await note_booking(session, entry)

    async def _is_still_somebodys(self) -> None:
        """Money for a payment that was erased with its account would be unclear."""
        account = await a_citizen(self._database)
        async with self._database.transaction(system_scope()) as session:
            session.add(
                Payment(
                    id=ORDER.payment_id,
                    account_id=account.id,
                    host_municipality="papenburg",
                    provider="transfer",
                    method="transfer",
                    amount_cents=ORDER.amount_cents,
                    attempt_key="k",
                    created_at=clock.now(),
                )
            )

    async def decline(self, reference: str) -> None:
        pytest.skip("nobody declines a transfer")


@pytest.fixture(params=["demo-bank", "stripe", "stripe:leer", "paypal", "paypal:leer", "transfer"])
async def till(
    request: Any,
    database: Database,
    stripe_checkout: StripeCheckout,
    fake_stripe: FakeStripe,
    paypal: PayPalCheckout,
    fake_paypal: FakePayPal,
) -> AsyncIterator[Till]:
    own_stripe = StripeCheckout(SECRET_KEY, WEBHOOK_SECRET, fake_stripe.url, account="leer")
    own_paypal = PayPalCheckout(
        CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID, fake_paypal.url, account="leer"
    )
    tills: dict[str, Till] = {
        "demo-bank": BankTill(database),
        "stripe": StripeTill(stripe_checkout, fake_stripe),
        "stripe:leer": StripeTill(own_stripe, fake_stripe),
        "paypal:leer": PayPalTill(own_paypal, fake_paypal),
        "paypal": PayPalTill(paypal, fake_paypal),
        "transfer": TransferTill(database),
    }
    yield tills[request.param]
    await own_stripe.close()
    await own_paypal.close()


async def test_an_order_is_opened_with_its_amount(till: Till):
    begun = await till.provider.begin(ORDER)
    assert begun.redirect_url.startswith("http")
    assert await till.provider.fetch(begun.provider_reference) == ProviderState(till.begun, 3150, 0)


async def test_the_same_key_opens_the_same_order_also_at_the_same_moment(till: Till):
    begun = await asyncio.gather(*(till.provider.begin(ORDER) for _ in range(3)))
    assert len(set(begun)) == 1
    other = await till.provider.begin(replace(ORDER, idempotency_key="begin:8"))
    assert other.provider_reference != begun[0].provider_reference


async def test_a_confirmed_order_is_paid(till: Till):
    reference = (await till.provider.begin(ORDER)).provider_reference
    await till.confirm(reference)
    assert await till.provider.fetch(reference) == ProviderState("paid", 3150, 0)


async def test_a_declined_order_is_declined(till: Till):
    reference = (await till.provider.begin(ORDER)).provider_reference
    await till.decline(reference)
    assert (await till.provider.fetch(reference)).status == "declined"


async def test_a_closed_order_is_no_longer_open(till: Till):
    reference = (await till.provider.begin(ORDER)).provider_reference
    await till.provider.cancel(reference)
    await till.provider.cancel(reference)
    assert (await till.provider.fetch(reference)).status in ("canceled", "expired")


async def test_closing_a_paid_order_changes_nothing(till: Till):
    reference = (await till.provider.begin(ORDER)).provider_reference
    await till.confirm(reference)
    await till.provider.cancel(reference)
    assert (await till.provider.fetch(reference)).status == "paid"


async def test_a_refund_is_given_once_per_key(till: Till):
    reference = await _paid(till)
    for _ in range(3):
        await till.provider.refund(reference, 900, "refund:7")
    assert (await till.provider.fetch(reference)).refunded_cents == 900
    await till.provider.refund(reference, 2250, "refund:8")
    assert (await till.provider.fetch(reference)).refunded_cents == 3150


async def test_more_than_was_paid_is_never_given_back(till: Till):
    reference = await _paid(till)
    with pytest.raises(PaymentRefused):
        await till.provider.refund(reference, 3151, "refund:7")
    await till.provider.refund(reference, 3150, "refund:8")
    with pytest.raises(PaymentRefused):
        await till.provider.refund(reference, 1, "refund:9")


async def test_what_was_not_paid_cannot_be_given_back(till: Till):
    reference = (await till.provider.begin(ORDER)).provider_reference
    with pytest.raises(PaymentRefused):
        await till.provider.refund(reference, 1, "refund:7")


async def test_what_was_paid_is_listed_once(till: Till):
    yesterday = clock.now() - timedelta(days=1)
    assert [*await till.provider.paid_since(yesterday)] == []
    reference = await _paid(till)
    unpaid = replace(ORDER, payment_id=UUID(int=8), idempotency_key="begin:8")
    await till.provider.begin(unpaid)
    await till.provider.fetch(reference)
    [paid] = await till.provider.paid_since(yesterday)
    assert paid.amount_cents == 3150
    assert paid.reference == reference or paid.payment_id == ORDER.payment_id


async def test_an_unknown_reference_is_refused(till: Till):
    with pytest.raises(PaymentRefused):
        await till.provider.fetch("nobody_knows")


async def test_an_unsigned_notification_is_not_believed(till: Till):
    with pytest.raises(NotificationForged):
        await till.provider.verify(b'{"id": "evt_1"}', {})


async def _paid(till: Till) -> str:
    reference = (await till.provider.begin(ORDER)).provider_reference
    await till.confirm(reference)
    return reference
