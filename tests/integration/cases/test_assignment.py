"""A case is given to somebody, taken over and given back; the citizen's story stays as it was."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from portal.audit.tables import AuditEntry
from portal.cases.assignment import WaysToAssign, give_back, take_over, ways_to_assign
from portal.cases.duty.absences import enter_absence
from portal.cases.queries import cases_of_citizen
from portal.cases.status import CaseAction
from portal.cases.tables import CaseEvent
from portal.errors import Conflict, NotAllowed, NotFound
from portal.identity.tables import StaffRole
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from portal.workflow.assignment import colleagues_of_case, hand_over
from portal.workflow.bulk_plan import colleagues_of_desk
from tests.support.applications import PAPENBURG, Citizen
from tests.support.cases import TownHall, somebody_at_the_desk


async def test_the_lead_gives_a_case_to_a_colleague_who_gives_it_back(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    lead = await _lead(database)
    await _assign(town_hall, lead, reference, _id(desk))
    theirs = await town_hall.at_the_desk_of(desk, reference)
    assert theirs.assigned_to_me and theirs.case.status_words == "Eingegangen"
    async with database.transaction(desk) as session:
        await give_back(session, desk, reference, revision=theirs.case.revision)
    seen = await town_hall.seen_by(lead, reference)
    assert seen.assignee_name == ""
    within = [entry for entry in seen.timeline if entry.detail == "Imke Brand"]
    assert [(entry.words, entry.detail) for entry in within] == [
        ("Zugewiesen an", "Imke Brand"),
        ("Zurückgegeben von", "Imke Brand"),
    ]
    async with database.transaction(system_scope()) as session:
        audited = set(await session.scalars(select(col(AuditEntry.action))))
    assert {"case.assigned", "case.given_back"} <= audited


async def test_the_citizen_reads_nothing_of_it_and_gets_no_mail(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    before = await town_hall.seen_by(citizen.scope, reference)
    async with database.transaction(citizen.scope) as session:
        listed = await cases_of_citizen(session, citizen.id)
    mails = await town_hall.subjects()
    await _assign(town_hall, desk, reference, _id(desk))
    assert (await town_hall.seen_by(citizen.scope, reference)).timeline == before.timeline
    async with database.transaction(citizen.scope) as session:
        assert await cases_of_citizen(session, citizen.id) == listed
        kinds = set(await session.scalars(select(col(CaseEvent.kind))))
    assert kinds == {"opened"}, "nor does the database show it to a citizen"
    assert await town_hall.subjects() == mails


async def test_case_workers_take_over_for_themselves_and_leave_the_rest_to_the_lead(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    other = await somebody_at_the_desk(database, name="Ole Hinrichs")
    with pytest.raises(NotAllowed, match="Teamleitung"):
        await _assign(town_hall, desk, reference, _id(other))
    await _assign(town_hall, desk, reference, _id(desk))
    revision = (await town_hall.seen_by(other, reference)).revision
    async with database.transaction(other) as session:
        with pytest.raises(NotAllowed, match="Teamleitung"):
            await give_back(session, other, reference, revision=revision)
    await _assign(town_hall, other, reference, _id(other))
    assert (await town_hall.seen_by(desk, reference)).assignee_name == "Ole Hinrichs"


async def test_only_who_has_a_desk_for_the_case_gets_it(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    lead = await _lead(database)
    elsewhere = await somebody_at_the_desk(database, "leer")
    clerk = await somebody_at_the_desk(database, role="counter_clerk")
    dogs = await somebody_at_the_desk(database, name="Hauke Dog")
    await _limit(database, dogs, "hundesteuer-anmelden")
    for nobody in (elsewhere, clerk, dogs):
        with pytest.raises(NotAllowed, match="bearbeitet solche Vorgänge nicht"):
            await _assign(town_hall, lead, reference, _id(nobody))
    offered = await colleagues_of_case(town_hall.services, lead, reference)
    assert [one.name for one in offered] == ["Imke Brand", "Tomke Lead"]
    await _assign(town_hall, lead, reference, _id(desk))
    offered = await colleagues_of_case(town_hall.services, lead, reference)
    assert [one.name for one in offered] == ["Tomke Lead"], "and not who has it already"
    assert await colleagues_of_case(town_hall.services, desk, reference) == ()
    with pytest.raises(NotFound):
        await _assign(town_hall, dogs, reference, _id(dogs), revision=0)


async def test_who_is_away_today_is_marked_in_the_list_with_the_last_day(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    """Who goes on holiday next week is there today."""
    reference = (await town_hall.opened_case(citizen)).reference
    lead = await _lead(database)
    later = await somebody_at_the_desk(database, name="Ole Wessels")
    friday = date(2026, 11, 27)
    with clock.pretend(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        async with database.transaction(system_scope()) as session:
            for who, since, until in (
                (desk, date(2026, 11, 23), date(2026, 12, 4)),
                (later, friday, friday),
            ):
                await enter_absence(
                    session, lead, _id(who), substitute=None, since=since, until=until
                )
        offered = await colleagues_of_case(town_hall.services, lead, reference)
        at_once = await colleagues_of_desk(town_hall.services, lead)
    words = ["Imke Brand (abwesend bis Freitag, 4. Dezember)", "Ole Wessels", "Tomke Lead"]
    assert [one.words for one in offered] == [one.words for one in at_once] == words
    with clock.pretend(datetime(2026, 12, 5, 9, tzinfo=UTC)):
        offered = await colleagues_of_case(town_hall.services, lead, reference)
    assert [one.words for one in offered] == ["Imke Brand", "Ole Wessels", "Tomke Lead"]
    await _assign(town_hall, lead, reference, _id(desk))
    assert (await town_hall.seen_by(lead, reference)).assignee_name == "Imke Brand"


async def test_a_lead_of_other_services_decides_nothing_here(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    """Who leads the dogs and only works on certificates is a case worker for certificates."""
    reference = (await town_hall.opened_case(citizen)).reference
    service = (await town_hall.seen_by(desk, reference)).service
    both = await _lead(database)
    await _limit(database, both, "hundesteuer-anmelden")
    async with database.transaction(system_scope()) as session:
        session.add(
            StaffRole(
                account_id=_id(both), municipality=PAPENBURG, role="case_worker", services=[service]
            )
        )
    with pytest.raises(NotAllowed, match="Teamleitung"):
        await _assign(town_hall, both, reference, _id(desk))


async def test_somebody_was_faster(
    database: Database, town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    seen = (await town_hall.seen_by(desk, reference)).revision
    lead = await _lead(database)
    await _assign(town_hall, lead, reference, _id(lead))
    with pytest.raises(Conflict, match="inzwischen geändert"):
        await _assign(town_hall, desk, reference, _id(desk), revision=seen)
    with pytest.raises(Conflict, match="inzwischen geändert"):
        await town_hall.act(desk, reference, CaseAction.TAKE_ON, revision=seen)
    assert (await town_hall.seen_by(lead, reference)).assignee_name == "Tomke Lead"


async def test_given_twice_is_given_once_and_a_finished_case_stays(
    town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    await _assign(town_hall, desk, reference, _id(desk))
    once = await town_hall.seen_by(desk, reference)
    await _assign(town_hall, desk, reference, _id(desk))
    assert await town_hall.seen_by(desk, reference) == once
    await town_hall.act(citizen.scope, reference, CaseAction.WITHDRAW)
    assert await _ways(town_hall, desk, reference) == WaysToAssign()
    with pytest.raises(NotAllowed, match="beendet"):
        await _assign(town_hall, desk, reference, _id(desk))


async def _lead(database: Database) -> Scope:
    return await somebody_at_the_desk(database, role="team_lead", name="Tomke Lead")


async def _assign(
    town_hall: TownHall, who: Scope, reference: str, to: UUID, revision: int | None = None
) -> None:
    if revision is None:
        revision = (await town_hall.seen_by(who, reference)).revision
    if to != who.actor_id:
        await hand_over(town_hall.services, who, reference, to, revision=revision)
        return
    async with town_hall.database.transaction(who) as session:
        await take_over(session, who, reference, revision=revision)


async def _ways(town_hall: TownHall, who: Scope, reference: str) -> WaysToAssign:
    async with town_hall.database.transaction(who) as session:
        return await ways_to_assign(session, who, reference)


async def _limit(database: Database, who: Scope, service: str) -> None:
    async with database.transaction(system_scope()) as session:
        await session.execute(
            update(StaffRole)
            .where(col(StaffRole.account_id) == _id(who))
            .values(services=[service])
        )


def _id(who: Scope) -> UUID:
    assert who.actor_id is not None
    return who.actor_id
