"""Money for something already paid or gone: never kept, never lost, given back once."""

import asyncio

from portal.applications import discard
from portal.payments.provider import ProviderState
from portal.persistence.database import system_scope
from portal.workflow.payment_follow_ups import refund_surplus
from portal.workflow.payment_progress import apply
from portal.workflow.payments import query_payment
from tests.integration.payments.conftest import Shop, reference_of
from tests.support.payments import in_basket


async def test_two_tabs_pay_the_same_basket_one_is_given_back(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 2250)
    first = await shop.checks_out("paypal", key="tab-1")
    second = await shop.checks_out("card", key="tab-2")
    assert first.payment_id != second.payment_id
    await shop.decides(first)
    await shop.decides(second)
    await shop.follow_ups_run()

    assert shop.cases_to_open() == [str(id)]
    payments = [await shop.payment(first), await shop.payment(second)]
    assert [payment.status for payment in payments] == ["paid", "paid"]
    assert sorted(payment.refunded_cents for payment in payments) == [0, 2250]
    [refunded] = [payment for payment in payments if payment.refunded_cents]
    assert (await shop.bank.fetch(refunded.provider_reference)).refunded_cents == 2250
    result = await query_payment(shop.services, shop.citizen.id, refunded.id)
    assert result.is_surplus
    assert "erstatten" in result.words.text


async def test_two_tabs_paid_at_the_same_moment(shop: Shop):
    ids = await in_basket(shop.services.database, shop.citizen, 1500, 900, 700)
    tabs = [await shop.checks_out(key=f"tab-{number}") for number in range(3)]
    paid = ProviderState("paid", 3100, 0)
    await asyncio.gather(*(apply(shop.services, tab.payment_id, paid) for tab in tabs))
    assert sorted(shop.cases_to_open()) == sorted(map(str, ids))
    assert len(shop.follow_ups.named("refund_surplus")) == 2
    settled = [item for tab in tabs for item in await shop.items(tab) if item.settled]
    assert len(settled) == 3


async def test_only_the_share_that_was_paid_before_is_given_back(shop: Shop):
    database = shop.services.database
    await in_basket(database, shop.citizen, 1500)
    early = await shop.checks_out(key="tab-1")
    await in_basket(database, shop.citizen, 900)
    both = await shop.checks_out(key="tab-2")
    await shop.decides(early)
    await shop.follow_ups_run()
    await shop.decides(both)
    await shop.follow_ups_run()
    payment = await shop.payment(both)
    assert (payment.amount_cents, payment.refunded_cents) == (2400, 1500)
    assert len(shop.cases_to_open()) == 2


async def test_paid_after_discarding_is_given_back(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    async with shop.services.database.transaction(system_scope()) as session:
        await discard(session, id)
    await shop.decides(started)
    await shop.follow_ups_run()
    assert (await shop.payment(started)).refunded_cents == 1500
    assert shop.cases_to_open() == []


async def test_a_refund_that_runs_again_gives_nothing_twice(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    first = await shop.checks_out(key="tab-1")
    second = await shop.checks_out(key="tab-2")
    await shop.decides(first)
    await shop.decides(second)
    await shop.follow_ups.run(shop.services, "send_demo_callback")
    await shop.follow_ups.run(shop.services, "apply_payment_event")
    [job] = shop.follow_ups.named("refund_surplus")
    for _ in range(3):
        await refund_surplus(shop.services, job.arguments)
    references = [reference_of(first), reference_of(second)]
    back = [(await shop.bank.fetch(reference)).refunded_cents for reference in references]
    assert sorted(back) == [0, 1500]


async def test_a_worker_killed_after_the_refund_notes_it_when_it_comes_back(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    first = await shop.checks_out(key="tab-1")
    second = await shop.checks_out(key="tab-2")
    for tab in (first, second):
        await shop.decides(tab)
        await query_payment(shop.services, shop.citizen.id, tab.payment_id)
    await shop.bank.refund(reference_of(second), 1500, "given back, and then killed")
    await shop.follow_ups.run(shop.services, "refund_surplus")
    assert (await shop.payment(second)).refunded_cents == 1500
    assert (await shop.payment(second)).problem == ""


async def test_money_given_back_before_we_heard_of_it_pays_for_nothing(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    await apply(shop.services, started.payment_id, ProviderState("paid", 1500, 1500))
    assert (await shop.payment(started)).status == "canceled"
    assert await shop.status_of(id) == "in_basket"
