"""The treasury's pages take whatever a program sends: a fault is told, nothing else happens."""

from typing import Any
from uuid import uuid4

from sqlalchemy import text

from portal.persistence.database import system_scope
from portal.web.backoffice.arrivals import Arrivals
from portal.web.backoffice.bookings import BookingList
from portal.web.backoffice.reconciliation import Reconciliation
from portal.web.backoffice.refunds import Refunds
from tests.support.cases import somebody_at_the_desk
from tests.support.open_page import REFUSED, OpenPage
from tests.support.site import Site

NONSENSE: tuple[Any, ...] = (
    "", "\x00", "\ud800", "' OR 1=1 --", "x" * 19_000, "-1", "0", "99999999999999999999", "1e9",
    ["a", "b"], {"a": 1}, None, True, 7, "RF18539007547034\x00", "٣", "9999-99-99", "0001-01-01",
)  # fmt: skip
GOOD = {
    "kassenzeichen": "unbekannt", "betrag": "15,00", "tag": "2026-11-02", "referenz": "BANK-1",
    "grund": "Ein Irrtum der Bank", "von": "2026-11-01", "bis": "2026-11-02",
}  # fmt: skip
FORMS = {
    Arrivals.enter: ("kassenzeichen", "betrag", "tag", "referenz"),
    Arrivals.assign: ("eingang", "zuordnen"),
    Refunds.ask: ("kassenzeichen", "betrag", "grund", "blatt"),
    BookingList.search: ("von", "bis", "stand", "zahlungsart", "leistung", "suche"),
    Reconciliation.clear: ("abweichung", "grund"),
}
KEYED = (
    Arrivals.send_back, Arrivals.return_rest, Arrivals.transferred, Refunds.agree, Refunds.decline,
)  # fmt: skip


async def test_nothing_of_it_fails_or_is_booked(demo: Site) -> None:
    lead = await somebody_at_the_desk(demo.database, role="team_lead")
    page = await OpenPage.of(demo.database, lead, "/verwaltung/zahlungen/eingaenge/")
    for load in (Arrivals.load, Refunds.load, BookingList.load, Reconciliation.load):
        await page.calls(load)
    for value in NONSENSE:
        for handler, fields in FORMS.items():
            for field in fields:
                sheet = {"blatt": str((await page.state(Refunds)).drawing)}
                await page.calls(handler, form_data=GOOD | sheet | {field: value})
        for handler in KEYED:
            await page.calls(handler, key=value)
        await page.calls(BookingList.turn, by=value)
    for handler in KEYED:
        await page.calls(handler, key=str(uuid4()))
    query = text(
        "SELECT count(*) FILTER (WHERE amount_cents <> 1500 OR municipality <> 'papenburg'),"
        " (SELECT count(*) FROM refund), (SELECT count(*) FROM transfer_refund) FROM bank_booking"
    )
    async with demo.database.transaction(system_scope()) as session:
        assert tuple((await session.execute(query)).one()) == (0, 0, 0)


async def test_nobody_else_is_let_near_it(demo: Site) -> None:
    worker = await somebody_at_the_desk(demo.database)
    page = await OpenPage.of(demo.database, worker, "/verwaltung/zahlungen/eingaenge/")
    for load in (Arrivals.load, Refunds.load, BookingList.load, Reconciliation.load):
        await page.calls(load)
    for handler in FORMS:
        await page.calls(handler, form_data=GOOD | {"blatt": "1"})
    for handler in KEYED:
        await page.calls(handler, key=str(uuid4()))
    assert not (await page.state(Arrivals)).allowed
    assert (await page.state(BookingList)).lines == []
    async with demo.database.transaction(system_scope()) as session:
        assert await session.scalar(text("SELECT count(*) FROM bank_booking")) == 0
    page = OpenPage("papenburg.localhost:3000", "")
    assert await page.calls(Arrivals.enter, form_data=GOOD) == REFUSED


async def test_what_no_database_holds_is_taken_out_of_every_form(demo: Site) -> None:
    lead = await somebody_at_the_desk(demo.database, role="team_lead")
    page = await OpenPage.of(demo.database, lead, "/verwaltung/zahlungen/")
    await page.calls(BookingList.load)
    form = GOOD | {"suche": "PAP\x00-20\ud80026", "\x00": "\x00"}
    await page.calls(BookingList.search, form_data=form)
    assert (await page.state(BookingList)).text == "PAP-2026"
