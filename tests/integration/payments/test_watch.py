"""Nobody told us: the portal asks by itself, less and less often, and gives up in the end."""

from datetime import timedelta

import pytest

from portal.payments.provider import ProviderState
from portal.workflow.payment_progress import apply
from tests.integration.payments.conftest import Shop
from tests.integration.payments.test_notifications import owner_url_of
from tests.support.database import run_as_owner
from tests.support.payments import in_basket


async def test_a_lost_notification_is_made_up_for(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    [watch] = shop.follow_ups.named("watch_payment")
    assert watch.delay == timedelta(seconds=20)
    await shop.decides(started)
    shop.follow_ups.waiting[:] = [watch]

    await shop.follow_ups.run(shop.services, "watch_payment")
    assert await shop.status_of(id) == "submitted"
    assert shop.follow_ups.named("watch_payment") == []


async def test_an_undecided_payment_is_asked_about_less_and_less_often(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    await shop.checks_out()
    pauses = []
    for _ in range(14):
        [watch] = shop.follow_ups.named("watch_payment")
        assert watch.delay
        pauses.append(watch.delay)
        await shop.follow_ups.run(shop.services, "watch_payment")
    assert pauses[:3] == [timedelta(seconds=20), timedelta(seconds=40), timedelta(seconds=80)]
    assert pauses[-1] == timedelta(hours=6)


async def test_the_bank_forgets_what_nobody_paid(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    grow_older(shop, "demo_bank_payment", "3 hours")
    await shop.follow_ups.run(shop.services, "watch_payment")
    assert (await shop.payment(started)).status == "expired"
    assert await shop.status_of(id) == "in_basket"
    assert shop.follow_ups.named("watch_payment") == []


async def test_a_bank_that_is_gone_may_have_been_paid_and_is_asked_for_a_month(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out()
    del shop.services.providers["demo-bank"]  # type: ignore[attr-defined]
    grow_older(shop, "payment", "25 hours")
    for _ in range(8):
        await shop.follow_ups.run(shop.services, "watch_payment")
    assert (await shop.payment(started)).status == "created"
    [watch] = shop.follow_ups.named("watch_payment")
    assert watch.delay == timedelta(minutes=5)
    grow_older(shop, "payment", "30 days")
    await shop.follow_ups.run(shop.services, "watch_payment")
    assert (await shop.payment(started)).status == "expired"


@pytest.mark.parametrize(("age", "status"), [("5 days", "pending"), ("31 days", "expired")])
async def test_a_debit_that_takes_days_is_waited_for(shop: Shop, age: str, status: str):
    await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out("sepa")
    await apply(shop.services, started.payment_id, ProviderState("pending", 1500, 0))
    grow_older(shop, "payment", age)
    await shop.follow_ups.run(shop.services, "watch_payment")
    assert (await shop.payment(started)).status == status


async def test_a_portal_killed_before_the_bank_answered_goes_on_at_the_next_click(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    killed = await shop.checks_out()
    run_as_owner(
        owner_url_of(shop), "UPDATE payment SET provider_reference = '', redirect_url = ''"
    )
    again = await shop.pays()
    assert again == killed
    assert await shop.status_of(id) == "submitted"


def grow_older(shop: Shop, table: str, age: str) -> None:
    run_as_owner(
        owner_url_of(shop), f"UPDATE {table} SET created_at = created_at - interval '{age}'"
    )
