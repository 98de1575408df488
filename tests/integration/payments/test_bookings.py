"""The treasurer accounts for every cent: list, days and file say the same."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest

from portal.errors import InvalidField, NotAllowed, SignInRequired
from portal.integrations.transfer import BankTransfer
from portal.payments.provider import ProviderState
from portal.payments.transfers import BankEntry
from portal.persistence.database import Database, Scope
from portal.shared import clock
from portal.workflow.bookings import (
    Bookings,
    Search,
    export_bookings,
    list_bookings,
    this_month,
)
from portal.workflow.payment_progress import apply
from portal.workflow.refund_requests import ask_for_refund
from portal.workflow.transfers import enter_booking
from portal.workflow.treasury_entry import arrivals, transferred_back
from tests.integration.payments.conftest import Shop
from tests.support.accounts import a_case_worker, a_citizen, a_team_lead
from tests.support.payments import FollowUpsByHand, in_basket, services_with


def ever(**filters: str) -> Search:
    """A year until today."""
    since = clock.today() - timedelta(days=365)
    return replace(Search(since.isoformat(), clock.today().isoformat()), **filters)


async def test_list_days_and_file_agree_to_the_cent(shop: Shop) -> None:
    lead = await a_team_lead(shop.services.database)
    with clock.pretend(clock.now() - timedelta(days=2)):
        await in_basket(shop.services.database, shop.citizen, 333)
        earlier = await shop.checks_out(key="page-0")
        await apply(shop.services, earlier.payment_id, ProviderState("paid", 333, 0))
    await _a_busy_day(shop)
    found = await list_bookings(shop.services, lead, ever())
    assert sorted(line.cents for line in found.lines) == [-1500, -500, 333, 1500, 1500, 2600]
    assert (found.sums.paid_cents, found.sums.refunded_cents) == (5933, 2000)
    assert len(found.days) == 2
    assert sum(one.sums.net_cents for one in found.days) == found.sums.net_cents == 3933

    cells = await _cells(shop, lead, ever())
    assert sum(int(row[3].replace(",", "")) for row in cells) == found.sums.net_cents
    assert {row[0] for row in cells} == {"Stadt Papenburg"}
    assert all(row[5].startswith("RF") and row[4] for row in cells if row[2] == "Bezahlt")


async def test_each_town_answers_for_its_own_share(shop: Shop) -> None:
    database = shop.services.database
    here = await a_team_lead(database)
    there = await a_team_lead(database, "leer", "leitung.leer@post.example")
    await in_basket(database, shop.citizen, 1500)
    await in_basket(database, shop.citizen, 900, municipality="leer")
    await shop.pays()
    assert [line.cents for line in (await list_bookings(shop.services, here, ever())).lines] == [
        1500
    ]
    assert (await list_bookings(shop.services, there, ever())).sums.paid_cents == 900


async def test_who_leads_for_some_services_sees_those(shop: Shop) -> None:
    database = shop.services.database
    await in_basket(database, shop.citizen, 1500)
    await shop.pays()
    for service, lines in (("geburtsurkunde", 1), ("meldebescheinigung", 0)):
        some = await a_team_lead(database, "papenburg", f"{service}@post.example", (service,))
        assert (await list_bookings(shop.services, some, ever())).sums.lines == lines


@pytest.mark.parametrize(
    ("filters", "lines"),
    [
        ({}, 1),
        ({"status": "paid", "method": "paypal", "service": "geburtsurkunde"}, 1),
        ({"status": "open"}, 1),
        ({"status": "all"}, 2),
        ({"status": "no such"}, 1),
        ({"method": "card"}, 0),
        ({"method": "' OR 1=1"}, 0),
        ({"service": "meldebescheinigung"}, 0),
        ({"text": "%"}, 0),
        ({"text": "RF"}, 1),
    ],
)
async def test_filters(shop: Shop, filters: dict[str, str], lines: int) -> None:
    lead = await a_team_lead(shop.services.database)
    await in_basket(shop.services.database, shop.citizen, 1500)
    await shop.pays()
    await in_basket(shop.services.database, shop.citizen, 700)
    await shop.checks_out(key="page-2")
    found = await list_bookings(shop.services, lead, ever(**filters))
    assert len(found.lines) == found.sums.lines == lines


async def test_a_kassenzeichen_is_found_however_it_is_written(shop: Shop) -> None:
    lead = await a_team_lead(shop.services.database)
    await in_basket(shop.services.database, shop.citizen, 1500, 700)
    started = await shop.pays()
    for item in await shop.items(started):
        number = item.kassenzeichen or ""
        grouped = f" {number[:4]} {number[4:8].lower()}-{number[8:]}"
        [line] = (await list_bookings(shop.services, lead, ever(text=grouped))).lines
        assert line.cents == item.amount_cents


async def test_pages_hold_fifty_and_the_sums_all(shop: Shop) -> None:
    lead = await a_team_lead(shop.services.database)
    await in_basket(shop.services.database, shop.citizen, *[100] * 53)
    await shop.pays()
    first = await list_bookings(shop.services, lead, this_month())
    last = await list_bookings(shop.services, lead, this_month(), 99)
    assert (len(first.lines), len(last.lines), last.page, last.pages) == (50, 3, 2, 2)
    assert first.sums == last.sums
    assert first.sums.paid_cents == 5300
    assert len(await _cells(shop, lead, this_month())) == 53


async def test_a_transfer_is_back_when_the_treasury_has_sent_it(database: Database) -> None:
    follow_ups = FollowUpsByHand()
    services = services_with(database, follow_ups, BankTransfer(database, follow_ups))
    shop = Shop(services, follow_ups, None, await a_citizen(database))  # type: ignore[arg-type]
    lead = await a_team_lead(database)
    await in_basket(database, shop.citizen, 1500)
    started = await shop.checks_out("transfer")
    ordered = (await shop.payment(started)).provider_reference
    await enter_booking(services, BankEntry("papenburg", ordered, 1500, clock.today(), "bank-1"))
    [item] = await shop.items(started)
    await ask_for_refund(services, lead, str(item.kassenzeichen), 1500, "Doppelt beantragt")
    await shop.follow_ups.run(services, "give_back")
    assert shop.follow_ups.named("tell_refund") == []
    assert (await list_bookings(services, lead, ever())).sums.refunded_cents == 0
    [under_way] = (await list_bookings(services, lead, ever(status="returning"))).lines
    assert under_way.cents == -1500

    [to_return] = (await arrivals(services, lead)).refunds
    await transferred_back(services, lead, to_return.key)
    after: Bookings = await list_bookings(services, lead, ever())
    assert (after.sums.paid_cents, after.sums.refunded_cents) == (1500, 1500)
    assert len(shop.follow_ups.named("tell_refund")) == 1


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [
        ("", "2026-01-01", "von"),
        ("2026-01-01", "morgen", "bis"),
        ("0001-01-01", "2026-01-01", "von"),
        ("2026-01-01", "9999-12-31", "bis"),
        ("2026-01-02", "2026-01-01", "bis"),
        ("2024-01-01", "2026-01-01", "bis"),
    ],
)
async def test_days_that_cannot_be(shop: Shop, since: str, until: str, field: str) -> None:
    lead = await a_team_lead(shop.services.database)
    with pytest.raises(InvalidField) as refused:
        await list_bookings(shop.services, lead, Search(since, until))
    assert refused.value.field == field


async def test_nobody_else_sees_the_money(shop: Shop) -> None:
    lead = await a_team_lead(shop.services.database)
    worker = await a_case_worker(shop.services.database)
    for scope in (
        lead.within("leer"),
        Scope("staff", worker.id, "papenburg"),
        Scope("citizen", shop.citizen.id, "papenburg"),
        Scope("visitor", None, "papenburg"),
    ):
        with pytest.raises((NotAllowed, SignInRequired)):
            await list_bookings(shop.services, scope, ever())
        with pytest.raises((NotAllowed, SignInRequired)):
            await export_bookings(shop.services, scope, ever())


async def _a_busy_day(shop: Shop) -> None:
    """Twice paid and given back, a share for a neighbour, a refund at the provider's desk, and a
    payment that came and went before it paid for anything."""
    database = shop.services.database
    await in_basket(database, shop.citizen, 1500)
    early = await shop.checks_out(key="page-1")
    await in_basket(database, shop.citizen, 2600)
    both = await shop.checks_out(key="page-2")
    for tab in (early, both):
        await shop.decides(tab)
        await shop.follow_ups_run()
    await apply(shop.services, early.payment_id, ProviderState("paid", 1500, 500))
    await in_basket(database, shop.citizen, 800)
    gone = await shop.checks_out(key="page-3")
    await apply(shop.services, gone.payment_id, ProviderState("paid", 800, 800))


async def _cells(shop: Shop, lead: Scope, search: Search) -> list[list[str]]:
    file = await export_bookings(shop.services, lead, search)
    text = io.StringIO(file.content.decode("utf-8-sig"), newline="")
    return list(csv.reader(text, delimiter=";"))[1:]
