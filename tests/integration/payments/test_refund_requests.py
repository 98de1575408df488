"""A team lead gives a fee back, for a reason; above a limit it takes two."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from portal.errors import InvalidInput, NotAllowed, NotFound, SignInRequired
from portal.identity import create_account, grant_role
from portal.identity.tables import StaffRole
from portal.payments.provider import PaymentRefused
from portal.payments.refund_requests import OwnRefund, RefundOver
from portal.persistence.database import Scope, system_scope
from portal.workflow.payments import StartedPayment
from portal.workflow.refund_requests import agree, ask_for_refund, decline, view_refunds
from tests.integration.payments.conftest import Shop, reference_of
from tests.support.accounts import PASSWORD
from tests.support.payments import in_basket

REASON = "Doppelt beantragt, mit Ihnen besprochen"


@pytest.fixture
async def lead(shop: Shop) -> Scope:
    return await _lead(shop, "erste@town.example")


@pytest.fixture
async def second(shop: Shop) -> Scope:
    return await _lead(shop, "zweite@town.example")


async def test_a_part_and_then_the_rest(shop: Shop, lead: Scope):
    started, number = await _paid(shop, 1500)
    assert await ask_for_refund(shop.services, lead, number, 500, REASON)
    await shop.follow_ups_run()
    assert (await shop.payment(started)).refunded_cents == 500
    with pytest.raises(InvalidInput, match="höchstens 10,00"):
        await ask_for_refund(shop.services, lead, number, 1001, REASON)
    assert await ask_for_refund(shop.services, lead, number, 1000, REASON)
    await shop.follow_ups_run()
    assert (await shop.bank.fetch(reference_of(started))).refunded_cents == 1500
    with pytest.raises(InvalidInput, match="nichts zu erstatten"):
        await ask_for_refund(shop.services, lead, number, 1, REASON)
    assert len(shop.follow_ups.named("tell_refund")) == 2


async def test_above_the_limit_it_takes_two(shop: Shop, lead: Scope, second: Scope):
    started, number = await _paid(shop, 25_000)
    assert not await ask_for_refund(shop.services, lead, number, 20_000, REASON)
    await shop.follow_ups_run()
    assert (await shop.payment(started)).refunded_cents == 0
    [waiting] = await view_refunds(shop.services, second)
    assert (waiting.status, waiting.is_own, waiting.reason) == ("asked", False, REASON)
    with pytest.raises(OwnRefund):
        await agree(shop.services, lead, waiting.id)
    await agree(shop.services, second, waiting.id)
    for who in (second, lead):
        with pytest.raises(RefundOver):
            await decline(shop.services, who, waiting.id)
    with pytest.raises(RefundOver):
        await agree(shop.services, second, waiting.id)
    await shop.follow_ups_run()
    assert (await shop.payment(started)).refunded_cents == 20_000


async def test_many_small_ones_do_not_go_around_the_limit(shop: Shop, lead: Scope):
    _, number = await _paid(shop, 25_000)
    assert await ask_for_refund(shop.services, lead, number, 1_500, REASON)
    assert not await ask_for_refund(shop.services, lead, number, 600, REASON)


async def test_declined_or_taken_back_leaves_the_money_where_it_is(
    shop: Shop, lead: Scope, second: Scope
):
    started, number = await _paid(shop, 25_000)
    for who in (second, lead):
        assert not await ask_for_refund(shop.services, lead, number, 25_000, REASON)
        waiting = (await view_refunds(shop.services, who))[0]
        await decline(shop.services, who, waiting.id)
    await shop.follow_ups_run()
    assert (await shop.payment(started)).refunded_cents == 0


async def test_at_the_same_instant_no_more_than_was_paid(shop: Shop, lead: Scope, second: Scope):
    started, number = await _paid(shop, 1500)
    asked = await asyncio.gather(
        *(ask_for_refund(shop.services, who, number, 1000, REASON) for who in (lead, second) * 3),
        return_exceptions=True,
    )
    assert sorted(isinstance(one, InvalidInput) for one in asked) == [False] + [True] * 5
    await shop.follow_ups_run()
    assert (await shop.payment(started)).refunded_cents == 1000


async def test_who_asked_must_still_be_in_the_lead(shop: Shop, lead: Scope, second: Scope):
    _, number = await _paid(shop, 25_000)
    await ask_for_refund(shop.services, lead, number, 25_000, REASON)
    async with shop.services.database.transaction(system_scope()) as session:
        mine = col(StaffRole.account_id) == lead.actor_id
        for role in await session.scalars(select(StaffRole).where(mine)):
            await session.delete(role)
    [waiting] = await view_refunds(shop.services, second)
    with pytest.raises(NotAllowed):
        await agree(shop.services, second, waiting.id)


async def test_nobody_else_gives_anything_back(shop: Shop, lead: Scope):
    _, number = await _paid(shop, 1500)
    neighbour = await _lead(shop, "leer@town.example", "leer")
    with pytest.raises(InvalidInput, match="gibt es hier nicht"):
        await ask_for_refund(shop.services, neighbour, number, 500, REASON)
    elsewhere = await _lead(shop, "hunde@town.example", services=("hund-anmelden",))
    with pytest.raises(NotAllowed):
        await ask_for_refund(shop.services, elsewhere, number, 500, REASON)
    clerk = await _lead(shop, "desk@town.example", role="case_worker")
    with pytest.raises(NotAllowed):
        await ask_for_refund(shop.services, clerk, number, 500, REASON)
    with pytest.raises(SignInRequired):
        citizen = Scope("citizen", shop.citizen.id, "papenburg")
        await ask_for_refund(shop.services, citizen, number, 500, REASON)
    with pytest.raises(NotFound):
        await agree(shop.services, lead, uuid4())


@pytest.mark.parametrize("reason", ["", "  ", "weil", "x" * 501])
async def test_a_reason_is_needed(shop: Shop, lead: Scope, reason: str):
    _, number = await _paid(shop, 1500)
    with pytest.raises(InvalidInput, match="Grund"):
        await ask_for_refund(shop.services, lead, number, 500, reason)


@pytest.mark.parametrize("cents", [0, -500, 1501])
async def test_wrong_amounts(shop: Shop, lead: Scope, cents: int):
    _, number = await _paid(shop, 1500)
    with pytest.raises(InvalidInput, match="höchstens"):
        await ask_for_refund(shop.services, lead, number, cents, REASON)


async def test_what_the_provider_refuses_is_shown_and_can_be_asked_again(
    shop: Shop, lead: Scope, monkeypatch: pytest.MonkeyPatch
):
    started, number = await _paid(shop, 1500)
    await ask_for_refund(shop.services, lead, number, 500, REASON)

    async def refuses(*_: object) -> None:
        raise PaymentRefused

    with monkeypatch.context() as today:
        today.setattr(shop.bank, "refund", refuses)
        await shop.follow_ups_run()
    [line] = await view_refunds(shop.services, lead)
    assert line.status == "refused"
    await ask_for_refund(shop.services, lead, number, 500, REASON)
    await shop.follow_ups_run()
    assert (await shop.payment(started)).refunded_cents == 500


async def _paid(shop: Shop, cents: int) -> tuple[StartedPayment, str]:
    await in_basket(shop.services.database, shop.citizen, cents)
    started = await shop.pays()
    [item] = await shop.items(started)
    return started, str(item.kassenzeichen)


async def _lead(
    shop: Shop,
    email: str,
    home: str = "papenburg",
    *,
    role: str = "team_lead",
    services: tuple[str, ...] = (),
) -> Scope:
    async with shop.services.database.transaction(system_scope()) as session:
        account = await create_account(
            session, email=email, password=PASSWORD, display_name=email, kind="staff"
        )
        await grant_role(session, account.id, home, role, services)  # type: ignore[arg-type]
    return Scope("staff", account.id, home)
