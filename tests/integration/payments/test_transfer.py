"""Paying by bank transfer: told, paid in one or several parts, reminded, given up."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select
from sqlmodel import col

from portal.errors import Conflict, InvalidField, InvalidInput, NotAllowed, NotFound, SignInRequired
from portal.identity import create_account, grant_role
from portal.integrations.transfer import BankTransfer
from portal.notifications.tables import OutgoingMail
from portal.payments.service import BasketEmpty
from portal.payments.tables import Payment, PaymentItem
from portal.payments.transfer_tables import TransferRefund
from portal.payments.transfers import BankEntry, Booked
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from portal.workflow.payments import StartedPayment
from portal.workflow.transfers import (
    MoneyHasArrived,
    enter_booking,
    give_up_transfer,
    view_transfer,
)
from portal.workflow.treasury_entry import (
    Line,
    arrivals,
    assign_arrival,
    enter_arrival,
    return_rest,
    send_arrival_back,
    transferred_back,
)
from tests.integration.payments.conftest import Shop
from tests.support.accounts import PASSWORD, a_case_worker, a_citizen
from tests.support.payments import FollowUpsByHand, in_basket, services_with


@pytest.fixture
async def shop(database: Database) -> Shop:
    """A portal whose only provider is the bank transfer."""
    follow_ups = FollowUpsByHand()
    services = services_with(database, follow_ups, BankTransfer(database, follow_ups))
    return Shop(services, follow_ups, None, await a_citizen(database))  # type: ignore[arg-type]


@pytest.fixture
async def treasurer(database: Database) -> Scope:
    """The head of the office, at the portal of Papenburg."""
    async with database.transaction(system_scope()) as session:
        account = await create_account(
            session,
            kind="staff",
            email="leitung@post.example",
            display_name="Leitung",
            password=PASSWORD,
            confirmed=True,
        )
        await grant_role(session, account.id, "papenburg", "team_lead")
    return Scope("staff", account.id, "papenburg")


async def test_the_citizen_is_told_what_to_transfer_and_the_case_opens_when_it_arrives(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out("transfer")
    assert started.redirect_url.endswith(f"/kasse/ueberweisung/{started.payment_id}/")
    view = await view_transfer(shop.services, shop.citizen.id, started.payment_id)
    assert (view.status, view.recipient) == ("pending", "Stadt Papenburg")
    assert (view.iban, view.missing_cents) == ("DE89370400440532013000", 1500)
    await shop.follow_ups.run(shop.services, "tell_transfer")
    [mail] = await mails(shop)
    assert "DE89 3704 0044 0532 0130 00" in mail.body
    assert view.kassenzeichen in mail.body

    booked = await arrives(shop, started, 1500)
    assert (booked.missing_cents, booked.surplus_cents) == (0, 0)
    assert (await shop.payment(started)).status == "paid"
    assert await shop.status_of(id) == "submitted"
    assert shop.cases_to_open() == [str(id)]


async def test_a_line_of_the_statement_counts_once(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out("transfer")
    first = await arrives(shop, started, 700)
    again = await arrives(shop, started, 700)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.booking_id == first.booking_id
    assert again.missing_cents == 800
    with pytest.raises(Conflict):
        await arrives(shop, started, 800)


async def test_a_part_is_noted_and_the_rest_asked_for(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out("transfer")
    await arrives(shop, started, 1000, "bank-1")
    view = await view_transfer(shop.services, shop.citizen.id, started.payment_id)
    assert (view.status, view.received_cents, view.missing_cents) == ("pending", 1000, 500)
    assert (await shop.payment(started)).problem == "partly_paid"
    [mail] = await mails(shop)
    assert "Betrag: 5,00\u00a0€" in mail.body
    assert await shop.status_of(id) == "in_basket"

    await arrives(shop, started, 500, "bank-2")
    assert await shop.status_of(id) == "submitted"
    assert (await shop.payment(started)).problem == ""


async def test_too_much_pays_and_leaves_a_surplus(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    booked = await arrives(shop, await shop.checks_out("transfer"), 2000)
    assert booked.surplus_cents == 500
    assert await shop.status_of(id) == "submitted"


async def test_the_treasury_enters_assigns_and_sends_back(shop: Shop, treasurer: Scope):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    kassenzeichen = (await shop.payment(await shop.checks_out("transfer"))).provider_reference
    for number in ("1", "2"):
        line = Line("Gebühr Meier", "15,00", f"{clock.today()}", number)
        assert "ungeklärt" in await enter_arrival(shop.services, treasurer, line)
    [first, second] = (await arrivals(shop.services, treasurer)).unclear
    with pytest.raises(InvalidInput):
        await assign_arrival(shop.services, treasurer, first.id, "4711")

    await assign_arrival(shop.services, treasurer, first.id, kassenzeichen)
    assert await shop.status_of(id) == "submitted"
    await send_arrival_back(shop.services, treasurer, second.id)
    assert (await arrivals(shop.services, treasurer)).unclear == ()
    with pytest.raises(Conflict):
        await assign_arrival(shop.services, treasurer, second.id, kassenzeichen)


async def test_a_surplus_is_given_back_and_nothing_else_changes(shop: Shop, treasurer: Scope):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out("transfer")
    await arrives(shop, started, 2000)
    [unlike] = (await arrivals(shop.services, treasurer)).unlike
    assert (unlike.ordered_cents, unlike.received_cents) == (1500, 2000)
    with pytest.raises(Conflict, match="anderer Betrag"):
        await return_rest(shop.services, treasurer, unlike.kassenzeichen, 1900)
    await return_rest(shop.services, treasurer, unlike.kassenzeichen, unlike.received_cents)
    assert (await arrivals(shop.services, treasurer)).unlike == ()
    assert (await shop.payment(started)).status == "paid"
    assert await shop.status_of(id) == "submitted"


async def test_a_part_that_is_given_back_ends_the_payment(shop: Shop, treasurer: Scope):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out("transfer")
    await arrives(shop, started, 1000, "bank-1")
    await shop.follow_ups.run(shop.services, "lapse_transfer")
    assert (await shop.payment(started)).status == "pending"
    [unlike] = (await arrivals(shop.services, treasurer)).unlike
    await return_rest(shop.services, treasurer, unlike.kassenzeichen, unlike.received_cents)
    payment = await shop.payment(started)
    assert (payment.status, payment.problem) == ("expired", "")

    await arrives(shop, started, 500, "bank-2")
    assert await shop.status_of(id) == "in_basket"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (Line("1", "zwölf", "2026-01-01", "1"), "betrag"),
        (Line("1", "-5", "2026-01-01", "1"), "betrag"),
        (Line("1", "0,00", "2026-01-01", "1"), "betrag"),
        (Line("1", "5,00", "morgen", "1"), "tag"),
        (Line("1", "5,00", "9999-12-31", "1"), "tag"),
        (Line("1", "5,00", "2026-01-01", " "), "referenz"),
        (Line("1" * 65, "5,00", "2026-01-01", "1"), "kassenzeichen"),
        (Line("RF48 LEE0 0000 042", "5,00", "2026-01-01", "1"), "kassenzeichen"),
    ],
)
async def test_what_the_treasury_mistypes_is_told_at_its_field(
    shop: Shop, treasurer: Scope, line: Line, field: str
):
    with pytest.raises(InvalidField) as refused:
        await enter_arrival(shop.services, treasurer, line)
    assert refused.value.field == field


async def test_a_wrong_kassenzeichen_that_the_bank_wrote_is_entered(shop: Shop, treasurer: Scope):
    line = Line("RF48LEE00000042", "5,00", "2026-01-01", "1", is_sure=True)
    assert "ungeklärt" in await enter_arrival(shop.services, treasurer, line)


async def test_only_the_head_of_this_town_may_enter_money(shop: Shop, treasurer: Scope):
    worker = await a_case_worker(shop.services.database)
    for scope in (
        Scope("staff", worker.id, "papenburg"),
        treasurer.within("leer"),
        Scope("citizen", shop.citizen.id, "papenburg"),
    ):
        with pytest.raises((NotAllowed, SignInRequired)):
            await arrivals(shop.services, scope)
        with pytest.raises((NotAllowed, SignInRequired)):
            await enter_arrival(
                shop.services, scope, Line("1", "1,00", f"{clock.today()}", "bank-9")
            )


async def test_reminded_after_two_weeks_and_over_after_four(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out("transfer")
    [reminder] = shop.follow_ups.named("remind_of_transfer")
    [lapse] = shop.follow_ups.named("lapse_transfer")
    assert (reminder.delay, lapse.delay) == (timedelta(days=14), timedelta(days=28))
    await shop.follow_ups.run(shop.services, "remind_of_transfer")
    await shop.follow_ups.run(shop.services, "lapse_transfer")
    assert (await shop.payment(started)).status == "expired"
    assert await shop.status_of(id) == "in_basket"
    assert [mail.subject for mail in await mails(shop)] == [
        "Erinnerung: Ihre Überweisung fehlt noch",
        "Ihre Überweisung ist nicht angekommen",
    ]

    await arrives(shop, started, 1500)
    assert await shop.status_of(id) == "submitted"


async def test_who_paid_another_way_is_not_reminded_and_gets_late_money_back(
    shop: Shop, treasurer: Scope
):
    await in_basket(shop.services.database, shop.citizen, 1500)
    first = await shop.checks_out("transfer", "page-1")
    await give_up_transfer(shop.services, shop.citizen.id, first.payment_id)
    second = await shop.checks_out("transfer", "page-2")
    await arrives(shop, second, 1500, "bank-1")
    await shop.follow_ups.run(shop.services, "remind_of_transfer")
    assert await mails(shop) == []

    await arrives(shop, first, 1500, "bank-2")
    await shop.follow_ups.run(shop.services, "give_back")
    async with shop.services.database.transaction(system_scope()) as session:
        [refund] = await session.scalars(select(TransferRefund))
    assert (refund.amount_cents, refund.done_at) == (1500, None)
    [to_return] = (await arrivals(shop.services, treasurer)).refunds
    await transferred_back(shop.services, treasurer, to_return.key)
    assert (await arrivals(shop.services, treasurer)).refunds == ()


async def test_a_transfer_that_is_given_up_frees_the_basket(shop: Shop):
    [id] = await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out("transfer")
    with pytest.raises(BasketEmpty):
        await shop.checks_out("transfer", "page-2")
    await give_up_transfer(shop.services, shop.citizen.id, started.payment_id)
    await give_up_transfer(shop.services, shop.citizen.id, started.payment_id)
    assert (await shop.payment(started)).status == "canceled"
    again = await shop.checks_out("transfer", "page-2")
    assert [item.application_id for item in await shop.items(again)] == [id]

    await arrives(shop, started, 1500, "late")
    assert await shop.status_of(id) == "submitted"


async def test_a_transfer_that_has_begun_to_arrive_cannot_be_given_up(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out("transfer")
    await arrives(shop, started, 500, "a-part")
    with pytest.raises(MoneyHasArrived):
        await give_up_transfer(shop.services, shop.citizen.id, started.payment_id)
    assert (await shop.payment(started)).status == "pending"


async def test_nobody_else_sees_the_transfer(shop: Shop, database: Database):
    await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out("transfer")
    stranger = await a_citizen(database, email="fremd@beispiel.example")
    for intrude in (view_transfer, give_up_transfer):
        with pytest.raises(NotFound):
            await intrude(shop.services, stranger.id, started.payment_id)


@pytest.mark.parametrize(
    "change",
    [{"amount_cents": 0}, {"bank_reference": " "}, {"booked_on": clock.today() + timedelta(2)}],
)
async def test_what_cannot_be_is_refused(shop: Shop, change: dict[str, Any]):
    with pytest.raises(InvalidInput):
        await enter_booking(shop.services, BankEntry(**{**vars(entry("1", 100)), **change}))


async def test_money_for_an_account_that_was_erased_meanwhile_waits_for_a_decision(shop: Shop):
    await in_basket(shop.services.database, shop.citizen, 1500)
    started = await shop.checks_out("transfer")
    kassenzeichen = (await shop.payment(started)).provider_reference
    async with shop.services.database.transaction(system_scope()) as session:
        for table in (PaymentItem, Payment):
            await session.execute(delete(table))
    booked = await enter_booking(shop.services, entry(kassenzeichen, 1500))
    assert booked.payment_id is None


async def arrives(
    shop: Shop, started: StartedPayment | UUID, cents: int, bank_reference: str = "bank-1"
) -> Booked:
    kassenzeichen = (await shop.payment(started)).provider_reference
    return await enter_booking(shop.services, entry(kassenzeichen, cents, bank_reference))


def entry(kassenzeichen: str, cents: int, bank_reference: str = "bank-1") -> BankEntry:
    return BankEntry("papenburg", kassenzeichen, cents, clock.today(), bank_reference)


async def mails(shop: Shop) -> list[OutgoingMail]:
    async with shop.services.database.transaction(system_scope()) as session:
        query = select(OutgoingMail).order_by(col(OutgoingMail.created_at))
        return list(await session.scalars(query))
