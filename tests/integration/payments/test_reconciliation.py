"""Every night our books lie beside the provider's: what can be mended is, the rest is listed."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlmodel import col

from portal.errors import Conflict, InvalidInput, NotAllowed, NotFound, SignInRequired
from portal.identity import create_account, grant_role
from portal.integrations.demo.tables import DemoBankPayment
from portal.notifications.tables import OutgoingMail
from portal.payments.comparison import Kind
from portal.payments.provider import ProviderUnavailable
from portal.payments.reconciliation_tables import PaymentDifference
from portal.payments.refund_tables import Refund
from portal.payments.refunds import refunds_of
from portal.payments.tables import Payment
from portal.persistence.database import Scope, system_scope
from portal.shared import clock
from portal.workflow.differences import clear_difference, view_comparison
from portal.workflow.payments import StartedPayment
from portal.workflow.reconciliation import (
    RECONCILE,
    reconcile,
    reconcile_nightly,
)
from tests.integration.payments.conftest import Shop, reference_of
from tests.support.accounts import PASSWORD
from tests.support.payments import in_basket


async def test_a_payment_nobody_told_us_of_is_settled_and_nothing_is_listed(shop: Shop):
    started = await _checked_out(shop)
    await shop.decides(started)
    shop.follow_ups.waiting.clear()
    outcome = await reconcile(shop.services)
    assert (outcome.compared, outcome.unanswered, outcome.found) == (1, 0, 0)
    assert (await shop.payment(started)).status == "paid"
    assert len(shop.cases_to_open()) == 1


async def test_a_refund_at_the_providers_desk_is_entered_and_nothing_is_listed(shop: Shop):
    started = await _paid(shop)
    await shop.bank.refund(reference_of(started), 500, "at the desk")
    assert (await reconcile(shop.services)).found == 0
    async with shop.services.database.transaction(system_scope()) as session:
        [refund] = await refunds_of(session, started.payment_id)
    assert (refund.kind, refund.amount_cents, refund.item_id is not None) == ("outside", 500, True)


async def test_a_forgotten_refund_is_made(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    tabs = [await shop.checks_out(key=f"tab-{number}") for number in range(2)]
    for tab in tabs:
        await shop.decides(tab)
    await reconcile(shop.services)
    shop.follow_ups.waiting.clear()
    await reconcile(shop.services)
    assert sorted([(await shop.payment(tab)).refunded_cents for tab in tabs]) == [0, 1500]


async def test_a_refund_that_the_comparison_itself_makes_is_no_difference(shop: Shop):
    started = await _paid(shop)
    async with shop.services.database.transaction(system_scope()) as session:
        session.add(_refund(shop, started, status="agreed"))
    assert (await reconcile(shop.services)).found == 0
    assert (await shop.payment(started)).refunded_cents == 500
    assert await _open(shop) == []


async def test_a_refund_of_a_payment_the_provider_lost_keeps_no_other_from_being_compared(
    shop: Shop,
):
    lost, declined = await _paid(shop), await _paid(shop)
    async with shop.services.database.transaction(system_scope()) as session:
        session.add(_refund(shop, lost, status="agreed"))
    await _bank_says(shop, lost, reference="lost")
    await _bank_says(shop, declined, status="declined")
    assert (await reconcile(shop.services)).unanswered == 0
    kinds = {(one.payment_id, one.kind) for one in await _open(shop)}
    assert (lost.payment_id, Kind.UNKNOWN_THERE) in kinds
    assert (declined.payment_id, Kind.NOT_PAID_THERE) in kinds


async def test_an_unreadable_answer_stops_neither_the_night_nor_the_next(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    await _paid(shop)

    async def is_unreadable(*_: object) -> None:
        raise KeyError("amount_total")

    with monkeypatch.context() as night:
        night.setattr(shop.bank, "fetch", is_unreadable)
        night.setattr(shop.bank, "paid_since", is_unreadable)
        await reconcile_nightly(shop.services, {"day": "2026-11-23", "attempt": "0"})
    assert len(shop.follow_ups.named(RECONCILE)) == 2, "in an hour and tomorrow"
    assert await _open(shop) == []


async def test_what_the_provider_does_not_call_paid_is_listed_until_it_does(shop: Shop):
    started = await _paid(shop)
    await _bank_says(shop, started, status="declined")
    for _ in range(2):
        await reconcile(shop.services)
    [found] = await _open(shop)
    assert (found.kind, found.ours_cents, found.theirs_cents) == (Kind.NOT_PAID_THERE, 1500, 0)
    await _bank_says(shop, started, status="paid")
    assert (await reconcile(shop.services)).closed == 1
    assert await _open(shop) == []


async def test_two_comparisons_at_once_list_it_once(shop: Shop):
    started = await _paid(shop)
    await _bank_says(shop, started, status="declined")
    await asyncio.gather(*(reconcile(shop.services) for _ in range(3)))
    assert len(await _open(shop)) == 1


@pytest.mark.parametrize(
    ("at_the_bank", "kind", "ours", "theirs"),
    [
        ({"amount_cents": 1400}, Kind.AMOUNT, 1500, 1400),
        ({"reference": "lost"}, Kind.UNKNOWN_THERE, 1500, 0),
    ],
)
async def test_other_amounts_and_lost_payments_are_listed(
    shop: Shop, at_the_bank: dict[str, Any], kind: Kind, ours: int, theirs: int
):
    started = await _paid(shop)
    await _bank_says(shop, started, **at_the_bank)
    await reconcile(shop.services)
    found = {one.kind: (one.ours_cents, one.theirs_cents) for one in await _open(shop)}
    assert found[kind] == (ours, theirs)


async def test_a_refund_the_provider_knows_nothing_of_is_listed(shop: Shop):
    started = await _paid(shop)
    async with shop.services.database.transaction(system_scope()) as session:
        session.add(_refund(shop, started, status="done"))
        await session.execute(update(Payment).values(refunded_cents=500))
    await reconcile(shop.services)
    [found] = await _open(shop)
    assert (found.kind, found.ours_cents, found.theirs_cents) == (Kind.REFUNDS, 500, 0)


async def test_a_refused_refund_is_listed(shop: Shop):
    started = await _paid(shop)
    async with shop.services.database.transaction(system_scope()) as session:
        session.add(_refund(shop, started, status="refused"))
    await reconcile(shop.services)
    assert [one.kind for one in await _open(shop)] == [Kind.REFUND_STUCK]


async def test_paid_without_a_case_is_listed_once_it_should_be_there(shop: Shop):
    started = await _paid(shop)
    assert (await reconcile(shop.services)).found == 0
    async with shop.services.database.transaction(system_scope()) as session:
        payment = await session.get_one(Payment, started.payment_id)
        payment.settled_at = clock.now() - timedelta(hours=2)
    await reconcile(shop.services)
    assert [one.kind for one in await _open(shop)] == [Kind.NO_CASE]


async def test_money_nobody_here_knows_is_for_the_installation_until_somebody_clears_it(
    shop: Shop,
):
    started = await _paid(shop)
    await _bank_says(shop, started, idempotency_key="another", reference="unknown-1")
    await reconcile(shop.services)
    lead = await _somebody(shop, "papenburg", "team_lead")
    admin = await _somebody(shop, "papenburg", "installation_admin", "*")
    everything = (await view_comparison(shop.services, admin)).open
    [unknown] = [one for one in everything if one.kind is Kind.UNKNOWN_HERE]
    assert unknown.id not in {one.id for one in (await view_comparison(shop.services, lead)).open}

    with pytest.raises(NotFound):
        await clear_difference(shop.services, lead, unknown.id, "Geklärt mit der Bank")
    with pytest.raises(InvalidInput):
        await clear_difference(shop.services, admin, unknown.id, "  ")
    await clear_difference(shop.services, admin, unknown.id, "Geklärt mit der Bank")
    with pytest.raises(Conflict):
        await clear_difference(shop.services, admin, unknown.id, "Geklärt mit der Bank")
    await reconcile(shop.services)
    assert Kind.UNKNOWN_HERE not in {one.kind for one in await _open(shop)}


async def test_money_nobody_knew_that_went_back_there_is_over_by_itself(shop: Shop):
    started = await _paid(shop)
    await _bank_says(shop, started, idempotency_key="another", reference="unknown-1")
    for _night in range(2):
        await reconcile(shop.services)
        assert Kind.UNKNOWN_HERE in {one.kind for one in await _open(shop)}
    async with shop.services.database.transaction(system_scope()) as session:
        row = await session.get_one(DemoBankPayment, "unknown-1")
        row.refunded_cents = row.amount_cents
    await reconcile(shop.services)
    assert Kind.UNKNOWN_HERE not in {one.kind for one in await _open(shop)}


async def test_only_whom_it_concerns_sees_and_clears_it(shop: Shop):
    started = await _paid(shop)
    await _bank_says(shop, started, status="declined")
    await reconcile(shop.services)
    here = await _somebody(shop, "papenburg", "team_lead")
    [mine] = (await view_comparison(shop.services, here)).open
    assert mine.kassenzeichen == ((await shop.items(started))[0].kassenzeichen,)
    neighbour = await _somebody(shop, "leer", "team_lead")
    assert (await view_comparison(shop.services, neighbour)).open == ()
    with pytest.raises(NotFound):
        await clear_difference(shop.services, neighbour, mine.id, "Das ist nicht meins")
    clerk = await _somebody(shop, "papenburg", "case_worker")
    with pytest.raises(NotAllowed):
        await view_comparison(shop.services, clerk)
    citizen = Scope("citizen", shop.citizen.id, "papenburg")
    with pytest.raises(SignInRequired):
        await clear_difference(shop.services, citizen, mine.id, "Das bin ich")


async def test_a_provider_that_is_down_is_no_difference_and_is_asked_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    started = await _paid(shop)
    await _bank_says(shop, started, status="declined")

    async def is_down(*_: object) -> None:
        raise ProviderUnavailable

    with monkeypatch.context() as night:
        night.setattr(shop.bank, "fetch", is_down)
        night.setattr(shop.bank, "paid_since", is_down)
        await reconcile_nightly(shop.services, {"day": "2026-11-23", "attempt": "0"})
    assert await _open(shop) == []
    again = {job.key: job.delay for job in shop.follow_ups.named(RECONCILE)}
    assert again["2026-11-23:1"] == timedelta(hours=1)
    assert len(again) == 2, "and tomorrow"
    lead = await _somebody(shop, "papenburg", "team_lead")
    assert (await view_comparison(shop.services, lead)).unanswered == 2

    await reconcile_nightly(shop.services, {"day": "2026-11-23", "attempt": "1"})
    assert [one.kind for one in await _open(shop)] == [Kind.NOT_PAID_THERE]


async def test_team_leads_are_told_once_and_nothing_personal(shop: Shop):
    lead = await _somebody(shop, "papenburg", "team_lead")
    await _somebody(shop, "leer", "team_lead")
    started = await _paid(shop)
    await _bank_says(shop, started, status="declined")
    for attempt in range(2):
        await reconcile_nightly(shop.services, {"day": "2026-11-23", "attempt": str(attempt)})
    async with shop.services.database.transaction(system_scope()) as session:
        mails = list(await session.scalars(select(OutgoingMail)))
    assert [mail.account_id for mail in mails] == [lead.actor_id]
    assert "eine Abweichung" in mails[0].body
    assert shop.citizen.display_name not in mails[0].body


async def _checked_out(shop: Shop) -> StartedPayment:
    await in_basket(shop.services.database, shop.citizen, 1500)
    return await shop.checks_out()


async def _paid(shop: Shop) -> StartedPayment:
    await in_basket(shop.services.database, shop.citizen, 1500)
    return await shop.pays()


async def _bank_says(shop: Shop, started: StartedPayment, **changes: Any) -> None:
    """The bank's books are changed; with another key, a second payment stands there."""
    reference = reference_of(started)
    async with shop.services.database.transaction(system_scope()) as session:
        row = await session.get_one(DemoBankPayment, reference)
        if "idempotency_key" in changes:
            session.add(DemoBankPayment(**(row.model_dump() | changes)))
            return
        mine = col(DemoBankPayment.reference) == reference
        await session.execute(update(DemoBankPayment).where(mine).values(**changes))


def _refund(shop: Shop, started: StartedPayment, status: str) -> Refund:
    return Refund(
        payment_id=started.payment_id, account_id=shop.citizen.id, municipality="papenburg",
        kind="surplus", amount_cents=500, status=status,
    )  # fmt: skip


async def _open(shop: Shop) -> list[PaymentDifference]:
    async with shop.services.database.transaction(system_scope()) as session:
        query = select(PaymentDifference).where(col(PaymentDifference.closed_at).is_(None))
        return list(await session.scalars(query))


async def _somebody(shop: Shop, home: str, role: Any, where: str = "") -> Scope:
    async with shop.services.database.transaction(system_scope()) as session:
        number = await session.scalar(select(func.count()).select_from(PaymentDifference))
        account = await create_account(
            session, email=f"{role}.{home}.{number}@town.example", password=PASSWORD,
            display_name=role, kind="staff",
        )  # fmt: skip
        await grant_role(session, account.id, where or home, role)
        return Scope("staff", account.id, home)
