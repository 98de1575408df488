"""Money for something already paid or gone: never kept, never lost, given back once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from portal.applications import discard
from portal.payments.provider import ProviderState
from portal.payments.refund_tables import Refund
from portal.payments.refunds import begin_call, refunds_of
from portal.persistence.database import system_scope
from portal.shared import clock
from portal.workflow.payment_answers import query_payment
from portal.workflow.payment_progress import apply
from portal.workflow.payments import StartedPayment
from portal.workflow.refunds import give_back
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
    jobs = shop.follow_ups.named("give_back")
    assert len({job.arguments["payment_id"] for job in jobs}) == 2
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
    [job] = shop.follow_ups.named("give_back")
    for _ in range(3):
        await give_back(shop.services, job.arguments)
    references = [reference_of(first), reference_of(second)]
    back = [(await shop.bank.fetch(reference)).refunded_cents for reference in references]
    assert sorted(back) == [0, 1500]


async def test_a_worker_killed_after_the_refund_notes_it_when_it_comes_back(shop: Shop):
    second = await _a_payment_that_is_all_surplus(shop)
    async with shop.services.database.transaction(system_scope()) as session:
        call = await begin_call(session, second.payment_id)
    assert call is not None
    await shop.bank.refund(reference_of(second), 1500, call.key)
    await shop.follow_ups.run(shop.services, "give_back")
    assert (await shop.payment(second)).refunded_cents == 1500
    assert (await shop.bank.fetch(reference_of(second))).refunded_cents == 1500
    assert (await shop.payment(second)).problem == ""


async def test_after_days_the_providers_books_are_believed_not_its_memory(shop: Shop):
    second = await _a_payment_that_is_all_surplus(shop)
    async with shop.services.database.transaction(system_scope()) as session:
        call = await begin_call(session, second.payment_id)
        assert call is not None
        refund = await session.get_one(Refund, call.refund_id)
        refund.calling_since = clock.now() - timedelta(days=2)
    await shop.bank.refund(reference_of(second), 1500, "the key is forgotten")
    await shop.follow_ups.run(shop.services, "give_back")
    assert (await shop.payment(second)).refunded_cents == 1500
    assert (await shop.payment(second)).problem == ""


async def test_what_somebody_gave_back_at_the_provider_does_not_swallow_the_surplus(shop: Shop):
    database = shop.services.database
    await in_basket(database, shop.citizen, 1500)
    early = await shop.checks_out(key="tab-1")
    await in_basket(database, shop.citizen, 2500)
    both = await shop.checks_out(key="tab-2")
    for tab in (early, both):
        await shop.decides(tab)
        await query_payment(shop.services, shop.citizen.id, tab.payment_id)
    await shop.bank.refund(reference_of(both), 2000, "at the provider's desk")
    await shop.follow_ups.run(shop.services, "give_back")
    assert (await shop.payment(both)).refunded_cents == 3500
    assert (await shop.bank.fetch(reference_of(both))).refunded_cents == 3500
    async with database.transaction(system_scope()) as session:
        ledger = [
            (one.kind, one.amount_cents) for one in await refunds_of(session, both.payment_id)
        ]
    assert sorted(ledger) == [("outside", 2000), ("surplus", 1500)]


async def test_a_surplus_that_somebody_gave_back_already_is_not_given_twice(shop: Shop):
    second = await _a_payment_that_is_all_surplus(shop)
    await shop.bank.refund(reference_of(second), 1500, "at the provider's desk")
    await shop.follow_ups.run(shop.services, "give_back")
    assert (await shop.payment(second)).refunded_cents == 1500
    assert (await shop.payment(second)).problem == ""


async def test_money_given_back_before_we_heard_of_it_pays_for_nothing(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    await apply(shop.services, started.payment_id, ProviderState("paid", 1500, 1500))
    assert (await shop.payment(started)).status == "canceled"
    assert await shop.status_of(id) == "in_basket"


@pytest.mark.parametrize(
    "wish",
    [
        {"amount_cents": 1501, "kind": "surplus"},
        {"amount_cents": 1501, "kind": "outside", "status": "done"},
        {"amount_cents": 0, "kind": "surplus"},
        {"kind": "by_hand"},
        {"needs_second": True, "status": "agreed"},
    ],
)
async def test_the_database_itself_refuses_a_wrong_refund(shop: Shop, wish: dict[str, Any]):
    await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    await shop.decides(started)
    await query_payment(shop.services, shop.citizen.id, started.payment_id)
    right: dict[str, Any] = {
        "payment_id": started.payment_id, "account_id": shop.citizen.id,
        "municipality": "papenburg", "kind": "surplus", "amount_cents": 1, "status": "agreed",
    }  # fmt: skip
    with pytest.raises(IntegrityError):
        async with shop.services.database.transaction(system_scope()) as session:
            session.add(Refund(**(right | wish)))
    async with shop.services.database.transaction(system_scope()) as session:
        session.add(Refund(**right))


async def _a_payment_that_is_all_surplus(shop: Shop) -> StartedPayment:
    await in_basket(shop.services.database, shop.citizen, 1500)
    first = await shop.checks_out(key="tab-1")
    second = await shop.checks_out(key="tab-2")
    for tab in (first, second):
        await shop.decides(tab)
        await query_payment(shop.services, shop.citizen.id, tab.payment_id)
    return second


async def test_two_workers_give_back_all_of_it_once(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500, 900)
    tabs = [await shop.checks_out(key=f"tab-{number}") for number in range(2)]
    for tab in tabs:
        await shop.decides(tab)
        await query_payment(shop.services, shop.citizen.id, tab.payment_id)
    arguments = {"payment_id": str(tabs[1].payment_id)}
    await asyncio.gather(*(give_back(shop.services, arguments) for _ in range(4)))
    assert (await shop.payment(tabs[1])).refunded_cents == 2400
    assert (await shop.bank.fetch(reference_of(tabs[1]))).refunded_cents == 2400
