"""A citizen fetches the copy of an application and the receipt; the town hall reads the copy."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from portal.audit.tables import AuditEntry, DataAccess
from portal.cases.notes import write_note
from portal.cases.queries import cases_of_citizen
from portal.cases.status import CaseAction
from portal.cases.views import CaseView
from portal.payments.provider import ProviderState
from portal.payments.queries import latest_attempt
from portal.payments.refunds import note_outside_refund
from portal.payments.service import Attempt, PayableItem, apply_state, begin_payment
from portal.persistence.database import Database, system_scope
from portal.web.citizen.cases.state import own_papers, receipt_of, story_of
from tests.support.applications import (
    Citizen,
    a_certificate_in_the_basket,
    a_citizen,
    a_visitor,
)
from tests.support.cases import TownHall, somebody_at_the_desk
from tests.support.documents import text_of
from tests.support.payments import FollowUpsByHand
from tests.support.site import Browser, Site


@pytest.fixture
async def zoe(database: Database) -> Citizen:
    return await a_citizen(database)


@pytest.fixture
async def eske(database: Database) -> Citizen:
    """Who uses Leer's portal, where the neighbouring towns' services are offered too."""
    return await a_citizen(database, host="leer")


@pytest.fixture
async def town_hall(database: Database) -> TownHall:
    return TownHall(database)


@pytest.fixture
async def case(town_hall: TownHall, zoe: Citizen) -> CaseView:
    """A birth certificate that was sent; how it was paid plays no role."""
    return await town_hall.opened_case(zoe)


async def pays_for_everything(town_hall: TownHall, eske: Citizen) -> dict[str, str]:
    """Eske pays two copies in Leer and one in Weener at once; the references by municipality."""
    basket = [
        await a_certificate_in_the_basket(town_hall.database, eske, copies, municipality)
        for copies, municipality in ((2, "leer"), (1, "weener"))
    ]
    items = tuple(
        PayableItem(s.application_id, s.id, s.municipality, s.total_cents) for s in basket
    )
    attempt = Attempt(eske.id, eske.host, "paypal", "demo-bank", items, "page-1")
    async with town_hall.database.transaction(eske.scope) as session:
        payment = await begin_payment(session, attempt, town_hall.follow_ups)
    async with town_hall.database.transaction(system_scope()) as session:
        state = ProviderState("paid", attempt.amount_cents, 0)
        await apply_state(session, payment.id, state, town_hall.follow_ups)
    await town_hall.follow_ups.run_waiting(town_hall.services)
    async with town_hall.database.transaction(eske.scope) as session:
        return {c.municipality: c.reference for c in await cases_of_citizen(session, eske.id)}


async def test_the_citizen_reads_what_was_sent(portal: Site, zoe: Citizen, case: CaseView) -> None:
    browser = await portal.browser_of(zoe.scope)
    fetched = await browser.get(f"/vorgaenge/{case.reference}/antrag.pdf")
    assert fetched.status_code == 200
    assert fetched.headers["content-type"] == "application/pdf"
    assert fetched.headers["content-disposition"] == (
        f'inline; filename="Antrag {case.reference}.pdf"'
    )
    assert fetched.headers["cache-control"] == "private, no-store"
    assert fetched.headers["x-robots-tag"] == "noindex"
    text = text_of(fetched.content)
    for section in case.review:
        assert section["title"] in text
        for row in section["rows"]:
            assert row["text"].split("\n")[0] in text
    assert "Ausweis.jpg" in text
    assert case.reference in text
    again = await browser.get(f"/vorgaenge/{case.reference.lower()}/antrag.pdf")
    assert again.content == fetched.content


async def test_the_town_hall_it_was_sent_to_reads_it_and_that_is_recorded(
    portal: Site, database: Database, case: CaseView
) -> None:
    desk = await somebody_at_the_desk(database)
    path = f"/verwaltung/vorgaenge/{case.reference}/antrag.pdf"
    fetched = await (await portal.browser_of(desk)).get(path)
    assert fetched.status_code == 200
    assert case.reference in text_of(fetched.content)
    async with database.transaction(system_scope()) as session:
        seen = (await session.scalars(select(AuditEntry))).all()
    assert [(entry.action, entry.subject, entry.actor_id) for entry in seen] == [
        ("application_copy.viewed", f"case:{case.id}", desk.actor_id)
    ]
    assert fetched.headers["x-frame-options"] == "DENY"
    framed = await (await portal.browser_of(desk)).get(f"{path}?ansehen")
    assert framed.headers["x-frame-options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in framed.headers["content-security-policy"]


async def test_who_sent_it_has_no_copy_that_can_be_framed(
    portal: Site, case: CaseView, zoe: Citizen
) -> None:
    path = f"/vorgaenge/{case.reference}/antrag.pdf?ansehen"
    own = await (await portal.browser_of(zoe.scope)).get(path)
    assert own.status_code == 200
    assert own.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in own.headers["content-security-policy"]


async def test_a_payment_for_two_town_halls_has_one_receipt(
    portal: Site, town_hall: TownHall, eske: Citizen
) -> None:
    references = await pays_for_everything(town_hall, eske)
    browser = await portal.browser_of(eske.scope)
    fetched = {
        place: await browser.get(f"/vorgaenge/{reference}/quittung.pdf")
        for place, reference in references.items()
    }
    assert fetched["weener"].content == fetched["leer"].content
    assert fetched["leer"].headers["content-disposition"] == (
        f'inline; filename="Quittung {references["leer"]}.pdf"'
    )
    text = text_of(fetched["leer"].content).replace("\u00a0", " ")
    for expected in (
        f"Geburtsurkunde, 1 Ausfertigung ({references['weener']})",
        f"Geburtsurkunde, 2 Ausfertigungen ({references['leer']})",
        "Bezahlt von\nZoë Łuczak-Ørsted",
        "Zahlungsart\nPayPal",
        "Bezahlt: 37,50 €",
    ):
        assert expected in text
    assert text.index("Stadt Leer") < text.index("Summe 22,50 €") < text.index("Summe 15,00 €")


async def test_right_after_paying_the_citizen_and_nobody_else_gets_it(
    portal: Site, town_hall: TownHall, eske: Citizen
) -> None:
    references = await pays_for_everything(town_hall, eske)
    async with town_hall.database.transaction(eske.scope) as session:
        payment = await latest_attempt(session, eske.id, "page-1")
    assert payment is not None
    path = f"/kasse/quittung/{payment.id}.pdf"
    browser = await portal.browser_of(eske.scope)
    after_paying = await browser.get(path)
    of_the_case = await browser.get(f"/vorgaenge/{references['leer']}/quittung.pdf")
    assert after_paying.content == of_the_case.content
    assert text_of(after_paying.content).count("Kassenzeichen: RF") == 2
    stranger = (await a_citizen(town_hall.database, host="leer")).scope
    assert await status(await portal.browser_of(stranger), path) == 404
    assert await status(await portal.browser_of(a_visitor("leer")), path) == 404
    assert await status(portal.visit("leer"), path) == 404
    for wrong in ("x", "%00", "0198c7a0-0000-7000-8000-00000000abcd"):
        assert await status(browser, f"/kasse/quittung/{wrong}.pdf") in (400, 404)


async def test_what_was_given_back_later_stands_on_the_receipt(
    portal: Site, town_hall: TownHall, eske: Citizen
) -> None:
    references = await pays_for_everything(town_hall, eske)
    browser = await portal.browser_of(eske.scope)
    async with town_hall.database.transaction(eske.scope) as session:
        payment = await latest_attempt(session, eske.id, "page-1")
    assert payment is not None
    async with town_hall.database.transaction(system_scope()) as session:
        await note_outside_refund(session, payment.id, 1500, FollowUpsByHand())
    fetched = await browser.get(f"/vorgaenge/{references['weener']}/quittung.pdf")
    assert "Davon später erstattet: 15,00 €" in text_of(fetched.content).replace("\u00a0", " ")


async def test_where_nothing_was_paid_there_is_no_receipt(
    portal: Site, zoe: Citizen, case: CaseView
) -> None:
    browser = await portal.browser_of(zoe.scope)
    assert (await browser.get(f"/vorgaenge/{case.reference}/quittung.pdf")).status_code == 404
    assert [paper.name for paper in own_papers(case)][:1] == ["Ihr Antrag (PDF)"]
    assert receipt_of(case) == ""


async def test_the_case_page_leads_to_both(
    portal: Site, town_hall: TownHall, eske: Citizen
) -> None:
    references = await pays_for_everything(town_hall, eske)
    case = await town_hall.seen_by(eske.scope, references["leer"])
    browser = await portal.browser_of(eske.scope)
    papers = own_papers(case)[:2]
    assert [paper.name for paper in papers] == ["Ihr Antrag (PDF)", "Quittung (PDF)"]
    for paper in papers:
        assert (await browser.get(paper.href)).status_code == 200
    linked = [entry.title for entry in story_of(case, receipt_of(case)) if entry.link]
    assert [title.replace("\u00a0", " ") for title in linked] == ["22,50 € mit PayPal bezahlt"]


async def test_nobody_else_gets_them(portal: Site, town_hall: TownHall, eske: Citizen) -> None:
    reference = (await pays_for_everything(town_hall, eske))["leer"]
    database = town_hall.database
    elsewhere = await somebody_at_the_desk(database, "weener")
    strangers = {
        "another citizen": await portal.browser_of((await a_citizen(database, host="leer")).scope),
        "a visitor": await portal.browser_of(a_visitor("leer")),
        "nobody": portal.visit("leer"),
        "Weener's staff": await portal.browser_of(elsewhere),
        "Weener's staff at Leer's portal": await portal.browser_of(elsewhere.within("leer")),
        "Leer's counter": await portal.browser_of(
            await somebody_at_the_desk(database, "leer", role="counter_clerk")
        ),
    }
    own, paid, for_staff = paths = [
        f"/vorgaenge/{reference}/antrag.pdf",
        f"/vorgaenge/{reference}/quittung.pdf",
        f"/verwaltung/vorgaenge/{reference}/antrag.pdf",
    ]
    for who, browser in strangers.items():
        for path in paths:
            assert await status(browser, path) == 404, (who, path)
    citizen = await portal.browser_of(eske.scope)
    assert [await status(citizen, path) for path in paths] == [200, 200, 404]
    desk = await portal.browser_of(await somebody_at_the_desk(database, "leer"))
    assert [await status(desk, path) for path in (own, paid, for_staff)] == [404, 404, 200]


@pytest.mark.parametrize("reference", ["PAP-2026-999999", "x", "%00", "..%2f..", "ß", "*" * 200])
async def test_an_address_that_leads_to_no_case(portal: Site, zoe: Citizen, reference: str) -> None:
    browser = await portal.browser_of(zoe.scope)
    for paper in ("antrag", "quittung"):
        assert await status(browser, f"/vorgaenge/{reference}/{paper}.pdf") in (400, 404)


async def status(browser: Browser, path: str) -> int:
    return (await browser.get(path)).status_code


async def test_a_case_is_printed_with_notes_only_on_wish_and_markup_stays_text(
    portal: Site, database: Database, town_hall: TownHall, zoe: Citizen, case: CaseView
) -> None:
    desk = await somebody_at_the_desk(database)
    await town_hall.write(zoe.scope, case.reference, "<script>alert(1)</script> {leistung}")
    async with database.transaction(desk) as session:
        await write_note(session, desk, case.reference, "Rückruf <b>morgen</b>")
    seen = case.revision
    await town_hall.act(desk, case.reference, CaseAction.TAKE_ON, revision=seen)
    await town_hall.act(zoe.scope, case.reference, CaseAction.WITHDRAW)
    browser = await portal.browser_of(desk)
    path = f"/verwaltung/vorgaenge/{case.reference}/druck/"
    plain = await browser.get(path)
    assert "Imke Brand: In Bearbeitung" in plain.text
    assert f"{zoe.display_name}: Antrag zurückgezogen" in plain.text
    assert plain.status_code == 200
    assert "Angaben" in plain.text and "Antrag eingegangen" in plain.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {leistung}" in plain.text
    assert "<script>alert" not in plain.text and "Rückruf" not in plain.text
    assert "Rückruf &lt;b&gt;morgen" in (await browser.get(path + "?vermerke")).text
    async with database.transaction(system_scope()) as session:
        looks = select(DataAccess.action).where(col(DataAccess.actor_id) == desk.actor_id)
        assert list(await session.scalars(looks)) == ["case"]

    elsewhere = await portal.browser_of(await somebody_at_the_desk(database, "leer"))
    for other in (elsewhere, await portal.browser_of(zoe.scope), portal.visit()):
        answer = await other.get(path)
        assert answer.status_code in (303, 307, 404) and "Angaben" not in answer.text
    odd = await browser.get("/verwaltung/vorgaenge/%00/druck/")
    assert odd.status_code in (400, 404)
