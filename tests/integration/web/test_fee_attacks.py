"""Staff's and citizens' calls about fees in any order, twice, for cases and claims of others."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from portal.cases.queries import cases_of_citizen
from portal.persistence.database import Scope, system_scope
from portal.web.backoffice.case.state import StaffCase
from portal.web.backoffice.refunds import Refunds
from portal.web.citizen.checkout.payment import Checkout
from tests.support.applications import Citizen, a_citizen
from tests.support.cases import TownHall, somebody_at_the_desk
from tests.support.open_page import REFUSED, OpenPage
from tests.support.site import Site

CLAIM = {"betrag": "12,50", "grund": "Eine Kopie mehr"}
FORMS: tuple[Any, ...] = (
    {}, {"betrag": "-1", "grund": "Eine Kopie mehr"}, {"betrag": "0", "grund": "Eine Kopie mehr"},
    {"betrag": "1e3", "grund": "Eine Kopie mehr"}, {"betrag": "999999999999", "grund": "Kopie"},
    {"betrag": ["1"], "grund": {"a": 1}}, {"betrag": "5", "grund": "x" * 4000},
    {"betrag": "5", "grund": "\x00"}, {"betrag": "٩.٩٩٩", "grund": ""},
)  # fmt: skip


@dataclass
class Desk:
    """A case of Papenburg with a fee, and who works on it."""

    site: Site
    citizen: Citizen
    worker: Scope
    reference: str

    async def page(self, who: Scope | None = None) -> OpenPage:
        path = f"/verwaltung/vorgaenge/{self.reference}/"
        page = await OpenPage.of(self.site.database, who or self.worker, path)
        await page.calls(StaffCase.load)
        return page

    async def claims(self) -> list[tuple[int, str]]:
        query = text("SELECT amount_cents, status FROM fee_claim ORDER BY created_at")
        async with self.site.database.transaction(system_scope()) as session:
            return [tuple(row) for row in await session.execute(query)]


@pytest.fixture
async def desk(demo: Site) -> Desk:
    citizen, hall = await a_citizen(demo.database), TownHall(demo.database)
    worker = await somebody_at_the_desk(demo.database)
    return Desk(demo, citizen, worker, (await hall.opened_case(citizen)).reference)


async def test_two_clicks_claim_once(desk: Desk) -> None:
    page = await desk.page()
    form = CLAIM | {"blatt": await _sheet(page)}
    for _ in range(2):
        await page.calls(StaffCase.claim, form_data=form)
    assert await desk.claims() == [(1250, "open")]
    await page.calls(StaffCase.claim, form_data=CLAIM | {"blatt": await _sheet(page)})
    assert await desk.claims() == [(1250, "open")] * 2, "meant once more"


async def test_whatever_the_form_holds_nothing_else_is_claimed(desk: Desk) -> None:
    page = await desk.page()
    for form in FORMS:
        await page.calls(StaffCase.claim, form_data=form | {"blatt": await _sheet(page)})
        decision = form | {"entscheidung": "partly", "erlass": "-1"}
        await page.calls(StaffCase.decide, form_data=decision | {"blatt": await _sheet(page)})
    for key in ("", "1", str(uuid4()), "' OR 1=1"):
        await page.calls(StaffCase.ask_to_withdraw, key=key)
        await page.calls(StaffCase.withdraw, form_data={"warum": "Ein Irrtum"})
    assert await desk.claims() == []


async def test_nobody_else_claims_decides_or_withdraws(desk: Desk) -> None:
    own = await desk.page()
    await own.calls(StaffCase.claim, form_data=CLAIM | {"blatt": await _sheet(own)})
    [claim] = (await own.state(StaffCase)).claims
    neighbour = await somebody_at_the_desk(desk.site.database, "leer")
    for who in (neighbour, desk.citizen.scope, Scope("visitor", uuid4(), "papenburg")):
        page = await desk.page(who)
        form = CLAIM | {"blatt": f"{desk.reference}:0", "entscheidung": "granted"}
        for handler in (StaffCase.claim, StaffCase.decide):
            told = await page.calls(handler, form_data=form)
            assert told == (REFUSED if who is not neighbour else "")
        await page.calls(StaffCase.ask_to_withdraw, key=claim.key)
        await page.calls(StaffCase.withdraw, form_data={"warum": "Ein Irrtum"})
    assert await desk.claims() == [(1250, "open")]


async def test_a_form_drawn_for_one_case_claims_nothing_on_another(desk: Desk) -> None:
    hall = TownHall(desk.site.database)
    page = await desk.page()
    form = CLAIM | {"blatt": await _sheet(page)}
    page.at(f"/verwaltung/vorgaenge/{(await hall.opened_case(desk.citizen)).reference}/")
    await page.calls(StaffCase.load)
    await page.calls(StaffCase.claim, form_data=form)
    assert await desk.claims() == []


async def test_somebody_elses_claim_is_neither_shown_nor_paid(desk: Desk) -> None:
    own = await desk.page()
    await own.calls(StaffCase.claim, form_data=CLAIM | {"blatt": await _sheet(own)})
    [claim] = (await own.state(StaffCase)).claims
    thief = await a_citizen(desk.site.database)
    page = await OpenPage.of(desk.site.database, thief.scope, f"/kasse/?forderung={claim.key}")
    await page.calls(Checkout.load)
    shown = await page.state(Checkout)
    assert (shown.lines, shown.total_amount, shown.case) == ([], "", "")
    await page.calls(Checkout.send, form_data={"zahlungsart": "card", "gesehen": shown.seen})
    assert shown.leave_to == ""
    async with desk.site.database.transaction(desk.citizen.scope) as session:
        [case] = await cases_of_citizen(session, desk.citizen.id)
    assert case.reference == desk.reference


async def test_two_clicks_ask_for_one_refund(desk: Desk) -> None:
    lead = await somebody_at_the_desk(desk.site.database, role="team_lead")
    page = await OpenPage.of(desk.site.database, lead, "/verwaltung/zahlungen/erstattungen/")
    await page.calls(Refunds.load)
    sheet = str((await page.state(Refunds)).drawing)
    form = {"kassenzeichen": "RF", "betrag": "5", "grund": "Ein Irrtum"}
    await page.calls(Refunds.ask, form_data=form | {"blatt": "0"})
    assert (await page.state(Refunds)).faults == {}, "an earlier sheet: nothing happens"
    await page.calls(Refunds.ask, form_data=form | {"blatt": sheet})
    assert (await page.state(Refunds)).faults != {}


async def _sheet(page: OpenPage) -> str:
    state = await page.state(StaffCase)
    return f"{state.reference}:{state.fee_drawing}"
