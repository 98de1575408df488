"""What the provider tells us: once is enough, late is early enough, and never from a stranger."""

import asyncio
from datetime import timedelta

import pytest

from portal.errors import NotFound
from portal.integrations.demo.bank import Decision, Feedback
from portal.integrations.demo.callbacks import (
    SIGNATURE_HEADER,
    Callback,
    CallbackSignature,
    body_of,
)
from portal.payments.provider import NotificationForged, ProviderEvent, ProviderState
from portal.shared import clock
from portal.workflow.payment_answers import query_payment, receive_notification
from portal.workflow.payment_progress import apply, record_notification
from portal.workflow.payments import StartedPayment
from tests.integration.payments.conftest import BANK_SECRET, Shop, reference_of
from tests.support.database import run_as_owner
from tests.support.payments import in_basket

SIGNATURE = CallbackSignature(BANK_SECRET)


def notification(
    started: StartedPayment, event_id: str = "e-1", kind: str = "paid", age: timedelta = timedelta()
) -> tuple[bytes, dict[str, str]]:
    body = body_of(Callback(event_id, kind, reference_of(started), clock.now()))
    return body, {SIGNATURE_HEADER: SIGNATURE.sign(body, clock.now() - age)}


async def receives(shop: Shop, body: bytes, headers: dict[str, str]) -> None:
    await receive_notification(shop.services, "demo-bank", body, headers)


async def test_the_same_notification_ten_times_is_one_booking(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    await shop.bank.decide(reference_of(started), Decision.CONFIRM, Feedback.LATE)
    await time_passes(shop)
    for _ in range(10):
        await receives(shop, *notification(started))
    assert await shop.follow_ups.run(shop.services, "apply_payment_event") == 1
    assert shop.cases_to_open() == [str(id)]
    [event] = await shop.events()
    assert event.handled_at is not None


async def test_many_notifications_at_the_same_moment_are_one_booking(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    await shop.decides(started)
    body, headers = notification(started)
    await asyncio.gather(*(receives(shop, body, headers) for _ in range(8)))
    different = [notification(started, f"e-{number}") for number in range(2, 8)]
    await asyncio.gather(*(receives(shop, *each) for each in different))
    jobs = [
        shop.follow_ups.run(shop.services, "apply_payment_event"),
        query_payment(shop.services, shop.citizen.id, started.payment_id),
        query_payment(shop.services, shop.citizen.id, started.payment_id),
    ]
    await asyncio.gather(*jobs)
    assert len(await shop.events()) == 7
    assert shop.cases_to_open() == [str(id)]
    assert shop.follow_ups.named("give_back") == []


async def test_a_thousand_notifications_at_once_are_one_booking(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    await shop.decides(started)
    await time_passes(shop)
    sent = [notification(started, f"e-{number % 50}") for number in range(1000)]
    await asyncio.gather(*(receives(shop, *each) for each in sent))
    assert len(await shop.events()) == 50
    await shop.follow_ups.run(shop.services, "apply_payment_event")
    assert shop.cases_to_open() == [str(id)]
    assert (await shop.payment(started)).status == "paid"
    assert shop.follow_ups.named("give_back") == []


async def test_many_workers_apply_it_once(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    paid = ProviderState("paid", 1500, 0)
    await asyncio.gather(*(apply(shop.services, started.payment_id, paid) for _ in range(6)))
    assert shop.cases_to_open() == [str(id)]
    assert shop.follow_ups.named("give_back") == []
    assert not (await shop.payment(started)).surplus


async def test_contradicting_answers_at_the_same_moment_end_as_paid(shop: Shop):
    for number in range(5):
        await in_basket(shop.services.database, shop.citizen, 1500)
        started = await shop.checks_out(key=f"page-{number}")
        answers = [ProviderState(said, 1500, 0) for said in ("paid", "canceled", "pending")]
        await asyncio.gather(*(apply(shop.services, started.payment_id, said) for said in answers))
        payment = await shop.payment(started)
        assert (payment.status, payment.surplus) == ("paid", False)


async def test_told_twice_by_the_bank(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    await shop.decides(started, feedback=Feedback.TWICE)
    assert await shop.follow_ups.run(shop.services, "send_demo_callback") == 2
    assert len(shop.hosts) == 2
    assert await shop.follow_ups.run(shop.services, "apply_payment_event") == 1
    assert shop.cases_to_open() == [str(id)]


async def test_told_in_the_wrong_order_stays_paid(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    await shop.decides(started, feedback=Feedback.REORDERED)
    sent = shop.follow_ups.named("send_demo_callback")
    assert ["paid" in job.arguments["body"] for job in sent] == [True, False]
    await shop.follow_ups_run()
    assert {event.payload["kind"] for event in await shop.events()} == {"paid", "pending"}
    assert (await shop.payment(started)).status == "paid"
    assert shop.cases_to_open() == [str(id)]


async def test_an_older_answer_that_overtakes_nothing_undoes_nothing(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.pays()
    for late in ("pending", "open", "declined", "canceled", "expired"):
        await apply(shop.services, started.payment_id, ProviderState(late, 1500, 0))  # type: ignore[arg-type]
    assert (await shop.payment(started)).status == "paid"


async def test_told_late_the_page_waits_and_then_thanks(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    await shop.decides(started, feedback=Feedback.LATE)
    waiting = await query_payment(shop.services, shop.citizen.id, started.payment_id)
    assert waiting.words.heading == "Zahlung wird geprüft"
    assert waiting.status == "pending"
    assert shop.follow_ups.named("send_demo_callback")[0].delay == timedelta(seconds=6)

    await time_passes(shop)
    await shop.follow_ups_run()
    assert (await shop.payment(started)).status == "paid"


async def test_a_forged_notification_leaves_no_trace(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    body, _ = notification(started)
    forged = CallbackSignature(b"guessed").sign(body, clock.now())
    for headers in ({SIGNATURE_HEADER: forged}, {}):
        with pytest.raises(NotificationForged):
            await receives(shop, body, headers)
    assert await shop.events() == []


async def test_an_old_notification_cannot_be_sent_again(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    with pytest.raises(NotificationForged):
        await receives(shop, *notification(started, age=timedelta(minutes=6)))
    assert await shop.events() == []


async def test_a_genuine_notification_is_still_only_a_reason_to_ask(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    await receives(shop, *notification(started, kind="paid"))
    await shop.follow_ups_run()
    assert await shop.status_of(id) == "in_basket"
    assert (await shop.payment(started)).status == "created"


async def test_an_unknown_provider_has_no_webhook(shop: Shop):
    with pytest.raises(NotFound):
        await receive_notification(shop.services, "sparschwein", b"{}", {})


@pytest.mark.parametrize(("amount", "currency"), [(1499, "EUR"), (150000, "EUR"), (1500, "USD")])
async def test_another_amount_than_ordered_settles_nothing(shop: Shop, amount: int, currency: str):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    await apply(shop.services, started.payment_id, ProviderState("paid", amount, 0, currency))
    payment = await shop.payment(started)
    assert (payment.status, payment.problem) == ("pending", "wrong_amount")
    assert await shop.status_of(id) == "in_basket"
    assert shop.cases_to_open() == []


@pytest.mark.parametrize("failure", ["canceled", "declined", "expired"])
async def test_success_after_a_failure_counts(shop: Shop, failure: str):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    await apply(shop.services, started.payment_id, ProviderState(failure, 1500, 0))  # type: ignore[arg-type]
    assert (await shop.payment(started)).status == failure
    await shop.decides(started)
    await shop.follow_ups_run()
    assert (await shop.payment(started)).status == "paid"
    assert await shop.status_of(id) == "submitted"


async def test_a_notification_faster_than_our_own_note_is_not_lost(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    reference = reference_of(started)
    await shop.decides(started)
    sql = "UPDATE payment SET provider_reference = '{}'"
    run_as_owner(owner_url_of(shop), sql.format(""))
    await shop.follow_ups_run()
    assert await shop.status_of(id) == "in_basket"

    run_as_owner(owner_url_of(shop), sql.format(reference))
    await shop.follow_ups_run()
    assert await shop.status_of(id) == "submitted"


async def test_a_notification_about_nothing_of_ours_is_put_aside_in_the_end(shop: Shop):
    await record_notification(shop.services, "demo-bank", ProviderEvent("e-9", "unknown"))
    runs = 0
    while await shop.follow_ups.run(shop.services, "apply_payment_event"):
        runs += 1
    assert runs == 6
    assert (await shop.events())[0].handled_at is not None


async def time_passes(shop: Shop) -> None:
    """The late decision takes effect."""
    run_as_owner(owner_url_of(shop), "UPDATE demo_bank_payment SET effective_at = now()")


def owner_url_of(shop: Shop) -> str:
    url = shop.services.database.engine.url.update_query_dict({"options": ""})
    return url.render_as_string(hide_password=False)
