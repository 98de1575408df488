"""A direct debit is certain days later: the case opens then, or at once where a town wants it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlmodel import col

from portal.cases import fees
from portal.cases.service import PAID, apply_action
from portal.cases.status import CaseAction
from portal.cases.tables import Case, CaseEvent
from portal.errors import NotAllowed
from portal.integrations.stripe import StripeCheckout
from portal.payments.claim_tables import FeeClaim
from portal.payments.comparison import Kind
from portal.payments.reconciliation import open_differences
from portal.persistence.database import Database, Scope, system_scope
from portal.workflow.cases import open_case
from portal.workflow.debits import DEBIT_FOLLOW_UPS
from portal.workflow.payment_answers import query_payment
from portal.workflow.payments import StartedPayment
from portal.workflow.reconciliation import reconcile
from tests.integration.payments.conftest import Shop
from tests.support.accounts import a_citizen
from tests.support.cases import somebody_at_the_desk
from tests.support.fake_stripe import SECRET_KEY, WEBHOOK_SECRET, FakeStripe
from tests.support.payments import FollowUpsByHand, in_basket, services_with


@dataclass
class Debits:
    """A shop that collects by direct debit."""

    shop: Shop
    stripe: FakeStripe

    async def promised(self, municipality: str) -> StartedPayment:
        """The citizen has confirmed the debit at Stripe's page."""
        await in_basket(
            self.shop.services.database, self.shop.citizen, 900, municipality=municipality
        )
        started = await self.shop.checks_out("sepa")
        self.stripe.promise("cs_test_1")
        await self.asks(started)
        return started

    async def asks(self, started: StartedPayment) -> str:
        """Stripe is asked, and the worker does what follows."""
        result = await query_payment(self.shop.services, self.shop.citizen.id, started.payment_id)
        for job in self.shop.follow_ups.named("open_case"):
            await open_case(self.shop.services, job.arguments)
        for name, follow_up in DEBIT_FOLLOW_UPS.items():
            for job in self.shop.follow_ups.named(name):
                await follow_up(self.shop.services, job.arguments)
                await follow_up(self.shop.services, job.arguments)  # a worker that was killed
        return str(result.status)

    async def story(self) -> list[str]:
        async with self.shop.services.database.transaction(system_scope()) as session:
            query = select(col(CaseEvent.kind)).order_by(col(CaseEvent.at))
            return list(await session.scalars(query))

    async def claims(self) -> list[FeeClaim]:
        async with self.shop.services.database.transaction(system_scope()) as session:
            return list(await session.scalars(select(FeeClaim)))


@pytest.fixture
async def debits(database: Database, fake_stripe: FakeStripe) -> AsyncIterator[Debits]:
    stripe = StripeCheckout(SECRET_KEY, WEBHOOK_SECRET, fake_stripe.url, frozenset({"sepa"}))
    follow_ups = FollowUpsByHand()
    services = services_with(database, follow_ups, stripe)
    citizen = await a_citizen(database)
    yield Debits(Shop(services, follow_ups, None, citizen), fake_stripe)  # type: ignore[arg-type]
    await stripe.close()


async def test_the_case_waits_for_the_money(debits: Debits):
    started = await debits.promised("papenburg")
    assert await debits.story() == []
    debits.stripe.pay("cs_test_1")
    assert await debits.asks(started) == "paid"
    assert "opened" in await debits.story()


async def test_where_a_town_wants_it_the_case_opens_at_once(debits: Debits):
    started = await debits.promised("weener")
    assert sorted(await debits.story()) == sorted(["opened", fees.FEE_DEBITED])
    debits.stripe.pay("cs_test_1")
    for _ in range(2):
        assert await debits.asks(started) == "paid"
    assert (await debits.story()).count(fees.FEE_PAID) == 1
    payment = await debits.shop.payment(started)
    assert (payment.surplus, payment.refunded_cents) == (False, 0)
    assert [item.settled for item in await debits.shop.items(started)] == [True]


async def test_a_debit_that_fails_is_asked_for_in_the_case(debits: Debits):
    started = await debits.promised("weener")
    debits.stripe.decline("cs_test_1")
    for _ in range(2):
        assert await debits.asks(started) == "declined"
    [claim] = await debits.claims()
    assert (claim.amount_cents, claim.status, claim.reason) == (900, "open", fees.FAILED_DEBIT)
    assert (await debits.story()).count(fees.FEE_CLAIMED) == 1
    debits.stripe.pay("cs_test_1")
    await reconcile(debits.shop.services)
    payment = await debits.shop.payment(started)
    assert (payment.status, payment.surplus) == ("paid", True), "it is asked for: this goes back"


async def test_where_the_case_is_over_the_treasury_has_it_on_its_list(debits: Debits):
    started = await debits.promised("weener")
    async with debits.shop.services.database.transaction(system_scope()) as session:
        (await session.scalars(select(Case))).one().status = "withdrawn"
    debits.stripe.decline("cs_test_1")
    await debits.asks(started)
    await reconcile(debits.shop.services)
    async with debits.shop.services.database.transaction(system_scope()) as session:
        assert [one.kind for one in await open_differences(session, None)] == [Kind.DEBIT_FAILED]
    assert await debits.claims() == []


async def test_nothing_is_issued_on_a_promise(debits: Debits):
    started = await debits.promised("weener")
    desk = await somebody_at_the_desk(debits.shop.services.database, "weener")
    await _acts(debits, desk, CaseAction.TAKE_ON)
    for action in (CaseAction.MARK_POSTED, CaseAction.PROVIDE, CaseAction.CLOSE):
        with pytest.raises(NotAllowed, match="Lastschrift"):
            await _acts(debits, desk, action)
    debits.stripe.pay("cs_test_1")
    assert await debits.asks(started) == "paid"
    await _acts(debits, desk, CaseAction.MARK_POSTED)


@pytest.mark.parametrize(
    ("ends", "follow_up", "kind"),
    [
        ("pay", "tell_debit", fees.FEE_PAID),
        ("decline", "claim_failed_debit", fees.FEE_CLAIMED),
    ],
)
async def test_a_case_that_opens_after_its_debit_ended_says_so_too(
    debits: Debits, ends: str, follow_up: str, kind: str
):
    shop = debits.shop
    await in_basket(shop.services.database, shop.citizen, 900, municipality="weener")
    started = await shop.checks_out("sepa")
    debits.stripe.promise("cs_test_1")
    await query_payment(shop.services, shop.citizen.id, started.payment_id)
    getattr(debits.stripe, ends)("cs_test_1")
    await query_payment(shop.services, shop.citizen.id, started.payment_id)
    [job] = shop.follow_ups.named(follow_up)
    await DEBIT_FOLLOW_UPS[follow_up](shop.services, job.arguments)
    assert await debits.story() == [], "the worker has not opened the case yet"

    [opening] = shop.follow_ups.named("open_case")
    await open_case(shop.services, opening.arguments)
    again = [one for one in shop.follow_ups.named(follow_up) if one.delay]
    for one in again:
        await DEBIT_FOLLOW_UPS[follow_up](shop.services, one.arguments)
    assert len(again) == 1
    story = await debits.story()
    assert kind in story or (ends == "pay" and PAID in story)


async def _acts(debits: Debits, desk: Scope, action: CaseAction) -> None:
    async with debits.shop.services.database.transaction(desk) as session:
        case = (await session.scalars(select(Case))).one()
        await apply_action(
            session, desk, debits.shop.follow_ups, case.reference, action, revision=case.revision
        )
