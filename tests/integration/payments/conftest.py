"""A portal with the demo bank and Stripe, a citizen, and a webhook route that listens."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import col

from portal.applications.tables import Application
from portal.identity import Account
from portal.integrations.demo.bank import Decision, DemoBank, Feedback
from portal.integrations.paypal import PayPalCheckout
from portal.integrations.stripe import StripeCheckout
from portal.payments.queries import find_payment, items_of
from portal.payments.tables import Payment, PaymentEvent, PaymentItem
from portal.persistence.database import Database, system_scope
from portal.workflow.payments import StartedPayment, start_payment
from portal.workflow.services import Services
from tests.support.accounts import a_citizen
from tests.support.fake_paypal import CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID, FakePayPal
from tests.support.fake_provider import listening
from tests.support.fake_stripe import SECRET_KEY, WEBHOOK_SECRET, FakeStripe
from tests.support.payments import (
    HOST,
    ORIGIN,
    FollowUpsByHand,
    closing,
    listening_webhook,
    services_with,
)

BANK_SECRET = b"a secret of this installation"


@dataclass
class Shop:
    """One portal and one citizen in it, with what a test does and sees."""

    services: Services
    follow_ups: FollowUpsByHand
    bank: DemoBank
    citizen: Account
    hosts: list[str] = field(default_factory=list)

    async def checks_out(
        self, method: str = "paypal", key: str = "page-1", language: str = ""
    ) -> StartedPayment:
        """The citizen presses "Kostenpflichtig absenden"."""
        return await start_payment(
            self.services,
            account_id=self.citizen.id,
            host_municipality=HOST,
            method=method,
            attempt_key=key,
            origin=ORIGIN,
            as_page=lambda path: language + path,
        )

    async def decides(
        self,
        started: StartedPayment,
        decision: Decision = Decision.CONFIRM,
        feedback: Feedback = Feedback.AT_ONCE,
    ) -> None:
        """The citizen decides at the bank."""
        await self.bank.decide(reference_of(started), decision, feedback)

    async def follow_ups_run(self) -> None:
        """The worker does what is due: notifications go out and take effect, surplus goes back."""
        for name in ("send_demo_callback", "apply_payment_event", "give_back"):
            await self.follow_ups.run(self.services, name)

    async def pays(self, method: str = "paypal", key: str = "page-1") -> StartedPayment:
        """The whole way: checkout, confirmation at the bank, notification."""
        started = await self.checks_out(method, key)
        await self.decides(started)
        await self.follow_ups_run()
        return started

    async def payment(self, started: StartedPayment | UUID) -> Payment:
        payment_id = started.payment_id if isinstance(started, StartedPayment) else started
        async with self.services.database.transaction(system_scope()) as session:
            return await find_payment(session, payment_id)

    async def payments(self) -> list[Payment]:
        async with self.services.database.transaction(system_scope()) as session:
            return list((await session.execute(select(Payment))).scalars())

    async def items(self, started: StartedPayment) -> list[PaymentItem]:
        async with self.services.database.transaction(system_scope()) as session:
            return list(await items_of(session, started.payment_id))

    async def events(self) -> list[PaymentEvent]:
        async with self.services.database.transaction(system_scope()) as session:
            return list((await session.execute(select(PaymentEvent))).scalars())

    async def status_of(self, application_id: UUID) -> str:
        async with self.services.database.transaction(system_scope()) as session:
            statement = select(col(Application.status)).where(col(Application.id) == application_id)
            return (await session.execute(statement)).scalar_one()

    def cases_to_open(self) -> list[str]:
        """The applications whose cases the worker will open."""
        return [job.arguments["application_id"] for job in self.follow_ups.named("open_case")]


def reference_of(started: StartedPayment) -> str:
    """The reference in the address of the bank's page."""
    return started.redirect_url.rstrip("/").rsplit("/", 1)[1]


@pytest.fixture
async def shop(database: Database) -> AsyncIterator[Shop]:
    """A portal whose provider is the demo bank; its notifications really travel."""
    follow_ups = FollowUpsByHand()
    hosts: list[str] = []
    with listening_webhook(hosts) as (base, portal):
        bank = DemoBank(database, follow_ups, BANK_SECRET, base)
        services = services_with(database, follow_ups, bank)
        portal.append(services)
        yield Shop(services, follow_ups, bank, await a_citizen(database), hosts)


@pytest.fixture
def fake_stripe() -> AsyncIterator[FakeStripe]:
    """Stripe, as far as the portal uses it, at an address of its own."""
    with listening(FakeStripe()) as stripe:
        yield stripe  # type: ignore[misc]


@pytest.fixture
async def stripe_checkout(fake_stripe: FakeStripe) -> AsyncIterator[StripeCheckout]:
    """Our adapter, talking to the fake."""
    async with closing(StripeCheckout(SECRET_KEY, WEBHOOK_SECRET, fake_stripe.url)) as provider:
        yield provider


@pytest.fixture
def fake_paypal() -> Iterator[FakePayPal]:
    """PayPal, as far as the portal uses it, at an address of its own."""
    with listening(FakePayPal()) as account:
        yield account


@pytest.fixture
async def paypal(fake_paypal: FakePayPal) -> AsyncIterator[PayPalCheckout]:
    """Our adapter, talking to the fake."""
    provider = PayPalCheckout(CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID, fake_paypal.url)
    async with closing(provider):
        yield provider
