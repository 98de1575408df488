"""Somebody with a program at the checkout: other people's ids, other sums, pages never opened.

Each call is refused, noted without naming anybody, and changes nothing.
"""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from portal.applications.tables import Application
from portal.payments.tables import Payment, PaymentItem
from portal.persistence.database import Scope, system_scope
from portal.web.citizen.checkout.basket import Basket
from portal.web.citizen.checkout.payment import Checkout
from portal.web.citizen.checkout.result import Result
from portal.web.citizen.checkout.transfer import Transfer
from portal.web.citizen.form.state import Application as FormPage
from portal.web.services import services
from portal.workflow.payments import start_payment
from tests.support.applications import (
    Citizen,
    a_certificate_in_the_basket,
    a_citizen,
    a_filled_birth_certificate_application,
)
from tests.support.open_page import REFUSED, OpenPage
from tests.support.site import Site

NAME = "Łuczak"


@dataclass
class Attack:
    """Viktoria with something in her basket and a transfer under way, and somebody else."""

    site: Site
    victim: Citizen
    thief: Citizen
    item: UUID
    transfer: UUID
    log: pytest.LogCaptureFixture

    async def page(self, path: str, who: Citizen | None = None) -> OpenPage:
        return await OpenPage.of(self.site.database, (who or self.thief).scope, path)

    async def rows(self, who: Citizen) -> list[tuple[str, ...]]:
        """How applications and payments of somebody stand."""
        query = (
            "SELECT id::text, status, current_submission_id::text FROM application"
            " WHERE account_id = :who UNION ALL"
            " SELECT id::text, status, amount_cents::text FROM payment WHERE account_id = :who"
            " ORDER BY 1"
        )
        async with self.site.database.transaction(system_scope()) as session:
            return [tuple(row) for row in await session.execute(text(query), {"who": who.id})]

    def is_noted(self, *words: str) -> None:
        """The log has the words, and nobody's name, address or id."""
        for word in words:
            assert word in self.log.text
        for secret in (NAME, self.victim.email, str(self.victim.id), str(self.item)):
            assert secret not in self.log.text


@pytest.fixture
async def attack(demo: Site, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Attack]:
    victim, thief = await a_citizen(demo.database), await a_citizen(demo.database)
    item = await a_certificate_in_the_basket(demo.database, victim)
    started = await start_payment(
        services(),
        account_id=victim.id,
        host_municipality="papenburg",
        method="transfer",
        attempt_key="page",
        origin="http://papenburg.localhost:3000",
    )
    async with demo.database.transaction(system_scope()) as session:
        query = select(col(Payment.status)).where(col(Payment.id) == started.payment_id)
        assert await session.scalar(query) == "pending"
    await a_certificate_in_the_basket(demo.database, victim, copies=2)
    with caplog.at_level(logging.INFO):
        yield Attack(demo, victim, thief, item.application_id, started.payment_id, caplog)


async def test_nobody_changes_or_removes_what_lies_in_another_basket(attack: Attack) -> None:
    before = await attack.rows(attack.victim)
    page = await attack.page("/warenkorb/")
    for key in (str(attack.item), str(attack.transfer), str(uuid4()), "-1", "' OR 1=1 --", ""):
        for handler in (Basket.change, Basket.remove):
            assert await page.calls(handler, application_id=key) == ""
            assert (await page.state(Basket)).refusal != "", "the page says so"
            assert (await page.state(Basket)).lines == []
    assert await attack.rows(attack.victim) == before
    attack.is_noted("refused: removal of a basket's item (NotFound)", "(ValueError)")


async def test_nobody_sees_or_gives_up_the_payment_of_somebody_else(attack: Attack) -> None:
    before = await attack.rows(attack.victim)
    path = f"/kasse/ueberweisung/{attack.transfer}/"
    page = await attack.page(path)
    assert await page.calls(Transfer.load) == ""
    assert await page.calls(Transfer.give_up) == ""
    shown = await page.state(Transfer)
    assert shown.missing
    assert (shown.iban, shown.kassenzeichen, shown.amount) == ("", "", "")
    for query in ("", "?abgebrochen=1"):
        page.at(f"/kasse/ergebnis/{attack.transfer}/{query}")
        assert await page.calls(Result.load) == ""
        assert (await page.state(Result)).missing
    assert await attack.rows(attack.victim) == before
    attack.is_noted("refused: result of a payment (NotFound)", "refused: giving up of a transfer")


async def test_a_checkout_without_anything_of_ones_own_pays_nothing(attack: Attack) -> None:
    form = {"zahlungsart": "card", "gesehen": "0" * 64}
    for claim in ("", "00000000-0000-4000-8000-000000000001", "-1", "1;--"):
        page = await attack.page(f"/kasse/?forderung={claim}" if claim else "/kasse/")
        assert await page.calls(Checkout.send, form_data=form) == "/warenkorb/", "never opened"
        led = await page.calls(Checkout.load)
        assert led == ("" if claim else "/warenkorb/")
        await page.calls(Checkout.send, form_data=form)
        assert (await page.state(Checkout)).leave_to == ""
    assert await attack.rows(attack.thief) == []
    attack.is_noted("refused: checkout (NotFound)")


async def test_what_was_not_shown_or_is_not_offered_is_not_paid(attack: Attack) -> None:
    mine = await a_certificate_in_the_basket(attack.site.database, attack.thief)
    before = await attack.rows(attack.thief)
    page = await attack.page("/kasse/")
    await page.calls(Checkout.load)
    shown = await page.state(Checkout)
    seen = {"zahlungsart": "card", "gesehen": shown.seen}
    tampered: list[dict[str, Any]] = [
        {},
        {"zahlungsart": "card"},
        {"zahlungsart": "card", "betrag": "-1500"},
        *[seen | {"gesehen": wrong} for wrong in ("", "0" * 64, ["a"], {"a": 1}, None, 0)],
        *[seen | {"zahlungsart": wrong} for wrong in ("", "bar", ["card"], {"key": "card"}, None)],
    ]
    for form in tampered:
        await page.calls(Checkout.send, form_data=form)
        assert shown.leave_to == ""
        assert shown.refusal or shown.errors, form
        assert shown.total_amount == "15,00\u00a0€"
    assert await attack.rows(attack.thief) == before
    attack.is_noted()

    more = {"betrag": "-1", "forderung": "1", "municipality": "leer"}
    await page.calls(Checkout.send, form_data=seen | more)
    assert "/demo/bank/" in shown.leave_to
    async with attack.site.database.transaction(system_scope()) as session:
        query = select(col(PaymentItem.amount_cents), col(PaymentItem.submission_id)).where(
            col(PaymentItem.account_id) == attack.thief.id
        )
        found = [tuple(row) for row in await session.execute(query)]
    assert found == [(1500, mine.id)], "the amount is never the browser's"


async def test_impossible_copies_reach_no_basket(attack: Attack) -> None:
    draft = await a_filled_birth_certificate_application(attack.site.database, attack.thief)
    page = await attack.page("/antrag/geburtsurkunde/?schritt=document")
    await page.calls(FormPage.open)
    for copies in ("-3", "0", "1e9", "2;5", "999999999999", "NaN"):
        form = {"copies": copies, "document_kind": "certificate", "purpose": "marriage"}
        await page.calls(FormPage.go_on, form_data=form)
        assert (await page.state(FormPage)).errors
        for _ in range(2):
            assert await page.calls(FormPage.finish) != "/warenkorb/"
    assert await status_of(attack, draft.id) == "draft"
    attack.is_noted()


async def test_others_are_led_away_before_any_of_it_runs(attack: Attack) -> None:
    before = await attack.rows(attack.victim)
    visitor = Scope("visitor", uuid4(), "papenburg")
    page = await OpenPage.of(attack.site.database, visitor, "/kasse/")
    for handler in (Checkout.load, Transfer.load, Transfer.give_up, Result.load):
        assert await page.calls(handler) == REFUSED
    assert await page.calls(Checkout.send, form_data={"zahlungsart": "card"}) == REFUSED
    for handler in (Basket.change, Basket.remove):
        for wrong in ({}, {"application_id": 7}, {"application_id": ["a"]}, {"more": "1"}):
            assert await page.calls(handler, **wrong) == REFUSED
        assert await page.calls(handler, application_id=str(attack.item)) == ""
    assert await attack.rows(attack.victim) == before
    attack.is_noted("refused event")


async def status_of(attack: Attack, application_id: UUID) -> str:
    async with attack.site.database.transaction(system_scope()) as session:
        query = select(col(Application.status)).where(col(Application.id) == application_id)
        return str(await session.scalar(query))
