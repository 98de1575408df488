"""Deadlines that pass: said in words on the desk, and brought before the team lead."""

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col

from portal.cases.queue import work_queue
from portal.cases.status import CaseAction
from portal.cases.tables import Case
from portal.identity.tables import StaffRole
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from portal.workflow.escalation import escalate_overdue
from tests.support.applications import Citizen
from tests.support.cases import TownHall, somebody_at_the_desk


async def _due_in(database: Database, reference: str, days: int) -> None:
    async with database.transaction(system_scope()) as session:
        due = update(Case).where(col(Case.reference) == reference)
        await session.execute(due.values(due_on=clock.today() + timedelta(days=days)))


async def test_the_desk_reads_in_words_how_a_case_stands_to_its_deadline(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    for days, urgency, words in (
        (-3, "overdue", "überfällig seit 3 Tagen"),
        (-1, "overdue", "überfällig seit gestern"),
        (0, "overdue", "heute fällig"),
        (1, "soon", "morgen fällig"),
        (2, "soon", "bald fällig"),
        (9, "later", "im Plan"),
    ):
        await _due_in(database, reference, days)
        seen = await town_hall.at_the_desk_of(desk, reference)
        assert (seen.urgency, seen.urgency_words) == (urgency, words)
        async with database.transaction(desk) as session:
            row = (await work_queue(session, desk)).rows[0]
        assert row.urgency == urgency
        assert row.due_words.startswith("bis " if urgency == "later" else words)


async def test_team_leads_hear_once_of_each_deadline_that_passed(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    first, second, asked, fine = [
        (await town_hall.opened_case(citizen)).reference for _ in range(4)
    ]
    await somebody_at_the_desk(database, role="team_lead", name="Tomke Lead")
    elsewhere = await somebody_at_the_desk(database, role="team_lead", name="Ole Dogs")
    async with database.transaction(system_scope()) as session:
        dogs = update(StaffRole).where(col(StaffRole.account_id) == elsewhere.actor_id)
        await session.execute(dogs.values(services=["hund-anmelden"]))
    await town_hall.act(desk, asked, CaseAction.TAKE_ON)
    await town_hall.act(desk, asked, CaseAction.ASK, "Welche?")
    for reference in (first, second, asked):
        await _due_in(database, reference, -7)
    await _due_in(database, fine, 0)

    told = ["Mehrere Vorgänge sind überfällig"]
    for _ in range(2):
        await escalate_overdue(town_hall.services)
        await town_hall.follow_ups.run_waiting(town_hall.services)
        assert [s for s in await town_hall.subjects() if "überfällig" in s] == told
    words = [one.words for one in (await town_hall.seen_by(desk, first)).timeline]
    assert words.count("Frist überschritten, der Teamleitung gemeldet") == 1
    mine = [one.words for one in (await town_hall.seen_by(citizen.scope, first)).timeline]
    assert not any("Teamleitung" in one for one in mine)

    await _due_in(database, second, -8)
    await escalate_overdue(town_hall.services)
    await town_hall.follow_ups.run_waiting(town_hall.services)
    told.append("Ein Vorgang ist überfällig")
    assert [s for s in await town_hall.subjects() if "überfällig" in s] == told
