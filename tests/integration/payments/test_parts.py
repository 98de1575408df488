"""Several authorities with accounts of their own: one payment after another, each to its own."""

import pytest

from portal.errors import InvalidInput
from portal.integrations.demo.bank import Decision
from portal.integrations.stripe import StripeCheckout
from portal.integrations.transfer import BankTransfer
from portal.payments.parts import ways_to_pay
from portal.payments.provider import NotificationForged
from portal.payments.queries import SERIES_LASTS
from portal.persistence.database import Database, Scope
from portal.shared import clock
from portal.workflow.payment_answers import query_payment, receive_notification
from portal.workflow.payment_parts import left_to_pay, standing_of_parts
from portal.workflow.payments import StartedPayment, start_payment
from tests.integration.payments.conftest import Shop
from tests.support.accounts import a_citizen
from tests.support.fake_stripe import SECRET_KEY, FakeStripe
from tests.support.payments import HOST, ORIGIN, FollowUpsByHand, in_basket, services_with

OWN_SECRET = "whsec_borkum"


async def test_two_accounts_are_paid_one_after_the_other(shop: Shop):
    [here] = await in_basket(shop.services.database, shop.citizen, 1500)
    [there] = await in_basket(shop.services.database, shop.citizen, 900, municipality="borkum")
    assert await _told(shop) == [
        (1, "Stadt Papenburg", 1500, "next"),
        (2, "Stadt Borkum", 900, "later"),
    ]
    first = await shop.pays(key="page-1")
    assert [item.municipality for item in await shop.items(first)] == [HOST]
    assert await _standing(shop, first) == ("paid", 1500, 1, 2)
    assert await shop.status_of(there) == "in_basket"

    second = await shop.checks_out(key="page-2")
    await shop.decides(second, Decision.DECLINE)
    await shop.follow_ups_run()
    assert await _standing(shop, second) == ("declined", 900, 2, 2)
    assert await shop.status_of(there) == "in_basket"
    assert await _told(shop) == [
        (1, "Stadt Papenburg", 1500, "paid"),
        (2, "Stadt Borkum", 900, "next"),
    ]

    third = await shop.pays("card", key="page-3")
    assert await _standing(shop, third) == ("paid", 900, 2, 2)
    assert sorted(shop.cases_to_open()) == sorted([str(here), str(there)])
    assert [standing for *_, standing in await _told(shop)] == ["paid", "paid"]


async def test_who_pays_the_rest_another_day_begins_to_count_anew(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    await in_basket(shop.services.database, shop.citizen, 900, municipality="borkum")
    await shop.pays(key="page-1")
    with clock.pretend(clock.now() + SERIES_LASTS * 2):
        assert await _told(shop) == []
        assert await _standing(shop, await shop.checks_out(key="page-2")) == ("created", 900, 1, 1)


async def test_what_costs_nothing_goes_with_the_first_payment(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    await in_basket(shop.services.database, shop.citizen, 900, municipality="borkum")
    await in_basket(shop.services.database, shop.citizen, 0, municipality="borkum")
    first = await shop.pays(key="page-1")
    assert sorted(item.amount_cents for item in await shop.items(first)) == [0, 1500]
    assert len(shop.cases_to_open()) == 2


async def test_who_is_paid_decides_how_not_who_hosts_the_checkout(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    await in_basket(shop.services.database, shop.citizen, 900, municipality="borkum")
    assert "sepa" in await _ways(shop)
    await shop.pays("sepa", key="page-1")
    assert await _ways(shop) == ["paypal", "card"]
    with pytest.raises(InvalidInput, match="Zahlungsart"):
        await shop.checks_out("sepa", key="page-2")
    assert len(await shop.payments()) == 1


async def test_one_account_for_several_is_one_payment(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    await in_basket(shop.services.database, shop.citizen, 900, municipality="weener")
    assert await _standing(shop, await shop.pays()) == ("paid", 2400, 1, 1)


async def test_each_authority_gets_its_own_transfer(database: Database):
    follow_ups = FollowUpsByHand()
    services = services_with(database, follow_ups, BankTransfer(database, follow_ups))
    shop = Shop(services, follow_ups, None, await a_citizen(database))  # type: ignore[arg-type]
    await in_basket(database, shop.citizen, 1500)
    await in_basket(database, shop.citizen, 900, municipality="leer")
    first = await shop.checks_out("transfer", key="page-1", language="/en")
    assert first.redirect_url == f"{ORIGIN}/en/kasse/ueberweisung/{first.payment_id}/"
    await query_payment(services, shop.citizen.id, first.payment_id)
    second = await shop.checks_out("transfer", key="page-2")
    await query_payment(services, shop.citizen.id, second.payment_id)
    assert await _standing(shop, first) == ("pending", 1500, 1, 2)
    assert await _standing(shop, second) == ("pending", 900, 2, 2)


async def test_the_money_goes_to_the_account_of_the_authority(
    database: Database, stripe_checkout: StripeCheckout, fake_stripe: FakeStripe
):
    own = StripeCheckout(SECRET_KEY, OWN_SECRET, fake_stripe.url, account="borkum")
    follow_ups = FollowUpsByHand()
    services = services_with(database, follow_ups, stripe_checkout, own)
    citizen = await a_citizen(database)
    await in_basket(database, citizen, 900, municipality="borkum")
    started = await start_payment(
        services, account_id=citizen.id, host_municipality=HOST, method="card",
        attempt_key="page-1", origin=ORIGIN,
    )  # fmt: skip
    shop = Shop(services, follow_ups, None, citizen)  # type: ignore[arg-type]
    assert (await shop.payment(started)).provider == "stripe:borkum"

    fake_stripe.pay("cs_test_1")
    body, headers = fake_stripe.notification("cs_test_1", "checkout.session.completed")
    with pytest.raises(NotificationForged):
        await receive_notification(services, "stripe:borkum", body, headers)
    await receive_notification(services, "stripe", body, headers)
    for _ in range(6):
        await follow_ups.run(services, "apply_payment_event")
    assert (await shop.payment(started)).status == "created", "another account's word moves nothing"
    body, headers = fake_stripe.notification(
        "cs_test_1", "checkout.session.completed", "evt_2", secret=OWN_SECRET
    )
    await receive_notification(services, "stripe:borkum", body, headers)
    await follow_ups.run(services, "apply_payment_event")
    assert (await shop.payment(started)).status == "paid"
    await own.close()


async def test_without_the_authoritys_account_nothing_is_collected_for_it(
    database: Database, stripe_checkout: StripeCheckout, fake_stripe: FakeStripe
):
    services = services_with(database, FollowUpsByHand(), stripe_checkout)
    citizen = await a_citizen(database)
    await in_basket(database, citizen, 900, municipality="borkum")
    with pytest.raises(InvalidInput):
        await start_payment(
            services, account_id=citizen.id, host_municipality=HOST, method="card",
            attempt_key="page-1", origin=ORIGIN,
        )  # fmt: skip
    assert fake_stripe.sessions == {}


async def test_a_connected_accounts_notification_is_for_nobody_else(fake_stripe: FakeStripe):
    connected = StripeCheckout(
        SECRET_KEY, OWN_SECRET, fake_stripe.url, account="borkum", connected="acct_1"
    )
    fake_stripe.sessions["cs_1"] = {"id": "cs_1", "object": "checkout.session"}
    for account, reference in (("acct_1", "cs_1"), ("acct_2", "")):
        body, headers = fake_stripe.notification(
            "cs_1", "checkout.session.completed", secret=OWN_SECRET, account=account
        )
        assert (await connected.verify(body, headers)).provider_reference == reference
    await connected.close()


async def _standing(shop: Shop, started: StartedPayment) -> tuple[str, int, int, int]:
    payment = await shop.payment(started)
    return payment.status, payment.amount_cents, payment.part, payment.parts


async def _told(shop: Shop) -> list[tuple[int, str, int, str]]:
    """What the page says of each payment: number, who is paid, cents, how it stands."""
    async with shop.services.database.transaction(Scope("citizen", shop.citizen.id)) as session:
        content = await left_to_pay(session, shop.citizen.id, HOST)
        parts = await standing_of_parts(session, shop.citizen.id, content, "paypal")
    return [(part.number, part.names, part.amount_cents, part.standing) for part in parts]


async def _ways(shop: Shop) -> list[str]:
    async with shop.services.database.transaction(
        Scope("citizen", shop.citizen.id, HOST)
    ) as session:
        content = await left_to_pay(session, shop.citizen.id, HOST)
    return [way.key for way in ways_to_pay(content.items, shop.services.providers)]
