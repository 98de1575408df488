"""What happens in the provider's dashboard or at the payer's bank reaches the case."""

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from portal.cases.fees import FEE_DISPUTED
from portal.cases.tables import CaseEvent
from portal.integrations.paypal import PayPalCheckout
from portal.integrations.stripe import StripeCheckout
from portal.notifications.tables import OutgoingMail
from portal.payments.comparison import Kind
from portal.payments.reconciliation import open_differences
from portal.payments.refunds import refunds_of
from portal.persistence.database import system_scope
from portal.workflow.cases import open_case
from portal.workflow.disputes import tell_dispute
from portal.workflow.payment_answers import receive_notification
from portal.workflow.payments import StartedPayment
from portal.workflow.reconciliation import reconcile
from tests.integration.payments.conftest import Shop
from tests.support.accounts import a_citizen, a_team_lead
from tests.support.fake_paypal import FakePayPal
from tests.support.fake_stripe import FakeStripe
from tests.support.payments import HOST, FollowUpsByHand, in_basket, services_with


async def test_a_refund_in_the_dashboard_is_entered_and_told_in_the_case(
    database, stripe_checkout: StripeCheckout, fake_stripe: FakeStripe
):
    shop, started = await _paid(database, stripe_checkout, fake_stripe)
    charge = fake_stripe.sessions["cs_test_1"]["payment_intent"]["latest_charge"]
    charge["amount_refunded"] = 500
    await _told(shop, fake_stripe, "charge.refunded", {"payment_intent": "pi_cs_test_1"})
    async with database.transaction(system_scope()) as session:
        [refund] = await refunds_of(session, started.payment_id)
    assert (refund.kind, refund.amount_cents) == ("outside", 500)
    assert len(shop.follow_ups.named("tell_refund")) == 1


async def test_a_dispute_is_on_the_treasurys_list_until_it_is_won(
    database, stripe_checkout: StripeCheckout, fake_stripe: FakeStripe
):
    shop, started = await _paid(database, stripe_checkout, fake_stripe)
    await a_team_lead(database, HOST)
    dispute = fake_stripe.dispute("cs_test_1")
    for number in range(2):
        await _told(shop, fake_stripe, "charge.dispute.created", dispute, f"evt_d{number}")
    assert (await shop.payment(started)).disputed_cents == 2250
    [job] = shop.follow_ups.named("tell_dispute")
    await tell_dispute(shop.services, job.arguments)
    assert await _listed(shop) == [Kind.DISPUTED]
    await tell_dispute(shop.services, job.arguments)
    async with database.transaction(system_scope()) as session:
        subjects = list(await session.scalars(select(col(OutgoingMail.subject))))
    assert subjects == ["Eine Zahlung wird zurückgefordert"]

    dispute = fake_stripe.dispute("cs_test_1", "won")
    await _told(shop, fake_stripe, "charge.dispute.closed", dispute, "evt_3")
    assert (await shop.payment(started)).disputed_cents == 0
    await reconcile(shop.services)
    assert await _listed(shop) == []


async def test_a_dispute_whose_end_is_told_first_is_over_all_the_same(
    database, stripe_checkout: StripeCheckout, fake_stripe: FakeStripe
):
    shop, _ = await _paid(database, stripe_checkout, fake_stripe)
    for job in shop.follow_ups.named("open_case"):
        await open_case(shop.services, job.arguments)
    await _told(shop, fake_stripe, "charge.dispute.created", fake_stripe.dispute("cs_test_1"), "e1")
    over = fake_stripe.dispute("cs_test_1", "won")
    await _told(shop, fake_stripe, "charge.dispute.closed", over, "e2")
    for job in reversed(shop.follow_ups.named("tell_dispute")):
        await tell_dispute(shop.services, job.arguments)
    assert await _listed(shop) == []
    async with database.transaction(system_scope()) as session:
        query = select(col(CaseEvent.kind)).order_by(col(CaseEvent.at).desc()).limit(1)
        assert await session.scalar(query) != FEE_DISPUTED


async def test_each_case_of_a_disputed_payment_says_that_the_sum_is_for_all_of_them(
    database, stripe_checkout: StripeCheckout, fake_stripe: FakeStripe
):
    shop, _ = await _paid(database, stripe_checkout, fake_stripe, 1000)
    for job in shop.follow_ups.named("open_case"):
        await open_case(shop.services, job.arguments)
    await _told(shop, fake_stripe, "charge.dispute.created", fake_stripe.dispute("cs_test_1"), "e1")
    for job in shop.follow_ups.named("tell_dispute"):
        await tell_dispute(shop.services, job.arguments)
    async with database.transaction(system_scope()) as session:
        query = select(CaseEvent).where(col(CaseEvent.kind) == FEE_DISPUTED)
        told = [event.detail for event in await session.scalars(query)]
    assert told == ["32,50\N{NO-BREAK SPACE}€ für 2 zusammen bezahlte Anträge"] * 2


async def test_a_refund_of_something_else_in_the_same_account_is_nobodys(
    database, stripe_checkout: StripeCheckout, fake_stripe: FakeStripe
):
    shop, started = await _paid(database, stripe_checkout, fake_stripe)
    await _told(shop, fake_stripe, "charge.refunded", {"payment_intent": "pi_of_the_theatre"})
    assert shop.follow_ups.named("apply_payment_event") == []
    assert (await shop.payment(started)).refunded_cents == 0


async def test_paypals_disputes_and_refunds_name_the_money_and_are_found(
    database, paypal: PayPalCheckout, fake_paypal: FakePayPal
):
    shop, started = await _paid_by_paypal(database, paypal, fake_paypal)
    fake_paypal.refund_by_hand("O1", 500)
    await _told_by_paypal(shop, fake_paypal, "PAYMENT.CAPTURE.REFUNDED")
    assert (await shop.payment(started)).refunded_cents == 500

    dispute = fake_paypal.dispute("O1")
    await _told_by_paypal(shop, fake_paypal, "CUSTOMER.DISPUTE.CREATED", dispute)
    # The payer claims it all, but what went back already is not with us any more.
    assert (await shop.payment(started)).disputed_cents == 1750
    dispute = fake_paypal.decide("O1", "RESOLVED_SELLER_FAVOUR")
    await _told_by_paypal(shop, fake_paypal, "CUSTOMER.DISPUTE.RESOLVED", dispute)
    assert (await shop.payment(started)).disputed_cents == 0


async def test_a_lost_dispute_stays_on_the_list(
    database, paypal: PayPalCheckout, fake_paypal: FakePayPal
):
    shop, started = await _paid_by_paypal(database, paypal, fake_paypal)
    fake_paypal.dispute("O1")
    dispute = fake_paypal.decide("O1", "RESOLVED_BUYER_FAVOUR")
    await _told_by_paypal(shop, fake_paypal, "CUSTOMER.DISPUTE.RESOLVED", dispute)
    assert (await shop.payment(started)).disputed_cents == 2250


async def test_a_dispute_about_something_else_in_the_same_account_is_nobodys(
    database, paypal: PayPalCheckout, fake_paypal: FakePayPal
):
    shop, started = await _paid_by_paypal(database, paypal, fake_paypal)
    foreign = {"disputed_transactions": [{"seller_transaction_id": "CTHEATRE"}]}
    await _told_by_paypal(shop, fake_paypal, "CUSTOMER.DISPUTE.CREATED", foreign)
    assert shop.follow_ups.named("apply_payment_event") == []
    assert (await shop.payment(started)).disputed_cents == 0


async def _paid_by_paypal(
    database: Any, checkout: PayPalCheckout, fake: FakePayPal
) -> tuple[Shop, StartedPayment]:
    follow_ups = FollowUpsByHand()
    services = services_with(database, follow_ups, checkout)
    shop = Shop(services, follow_ups, None, await a_citizen(database))  # type: ignore[arg-type]
    await in_basket(database, shop.citizen, 2250)
    started = await shop.checks_out("paypal")
    fake.approve("O1")
    await _told_by_paypal(shop, fake, "CHECKOUT.ORDER.APPROVED")
    return shop, started


async def _told_by_paypal(
    shop: Shop, fake: FakePayPal, kind: str, subject: dict[str, Any] | None = None
) -> None:
    told = fake.notification("O1", kind, f"WH-{kind}", subject)
    await receive_notification(shop.services, "paypal", *told)
    await shop.follow_ups.run(shop.services, "apply_payment_event")


async def _paid(
    database: Any, checkout: StripeCheckout, fake: FakeStripe, *more_cents: int
) -> tuple[Shop, StartedPayment]:
    follow_ups = FollowUpsByHand()
    services = services_with(database, follow_ups, checkout)
    shop = Shop(services, follow_ups, None, await a_citizen(database))  # type: ignore[arg-type]
    for cents in (2250, *more_cents):
        await in_basket(database, shop.citizen, cents)
    started = await shop.checks_out("card")
    fake.pay("cs_test_1")
    await _told(shop, fake, "checkout.session.completed", None, "evt_paid")
    return shop, started


async def _told(
    shop: Shop, fake: FakeStripe, kind: str, subject: dict[str, Any] | None, event: str = "evt_0"
) -> None:
    told = fake.notification("cs_test_1", kind, event, subject=subject)
    await receive_notification(shop.services, "stripe", *told)
    await shop.follow_ups.run(shop.services, "apply_payment_event")


async def _listed(shop: Shop) -> list[str]:
    async with shop.services.database.transaction(system_scope()) as session:
        return [one.kind for one in await open_differences(session, None)]
