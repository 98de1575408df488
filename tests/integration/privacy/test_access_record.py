""" "Wer hat meine Daten gesehen?": every look of staff is recorded, and the citizen reads it."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from portal.appointments import day_list
from portal.audit import Look, accesses_of, note_access
from portal.cases.queries import case_for_staff
from portal.cases.queue import QueueWish, work_queue
from portal.documents import sent_application_for_staff
from portal.errors import NotFound, PortalError
from portal.files.tables import StoredFile
from portal.identity import show_code
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from portal.workflow.counter_check import find_person_to_check
from portal.workflow.evidence import open_evidence
from tests.support.applications import Citizen, a_citizen
from tests.support.appointments import booked
from tests.support.cases import TownHall, somebody_at_the_desk


async def looks(database: Database, citizen: Citizen) -> list[tuple[str, str]]:
    """What the citizen reads: what was done, to which case; the first first."""
    async with database.transaction(citizen.scope) as session:
        found = await accesses_of(session, citizen.id)
    return [(look.look.value, look.reference) for look in reversed(found)]


async def test_each_way_of_looking_at_a_case_is_recorded(
    town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    database, case = town_hall.database, await town_hall.opened_case(citizen)
    async with database.transaction(desk) as session:
        await work_queue(session, desk)
    assert await looks(database, citizen) == [], "a list nobody searched is nobody's data"
    async with database.transaction(desk) as session:
        await work_queue(session, desk, QueueWish(text="Zoë"))
    async with database.transaction(desk) as session:
        await case_for_staff(session, desk, case.reference)
    async with database.transaction(desk) as session:
        await sent_application_for_staff(session, desk, case.reference)
    async with database.transaction(system_scope()) as session:
        file_id = (await session.scalars(select(col(StoredFile.id)))).one()
    await open_evidence(town_hall.services, desk, file_id)
    ways = [Look.FOUND, Look.CASE, Look.COPY, Look.FILE]
    assert await looks(database, citizen) == [(way.value, case.reference) for way in ways]
    assert await looks(database, await a_citizen(database)) == []


async def test_looks_at_counter_and_appointments_are_recorded(
    town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    database = town_hall.database
    clerk = await somebody_at_the_desk(database, role="counter_clerk", name="Wiebke Kramer")
    async with database.transaction(system_scope()) as session:
        code = (await show_code(session, citizen.id)).code
    await find_person_to_check(town_hall.services, clerk, code)
    appointment = await booked(town_hall, citizen)
    day = appointment.starts_at.astimezone(clock.BERLIN).date()
    for _time in range(2):
        async with database.transaction(clerk) as session:
            await day_list(session, clerk, day)
    assert await looks(database, citizen) == [("code", ""), ("appointment", "")]


async def test_the_same_again_within_ten_minutes_is_one_look(
    town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    case = await town_hall.opened_case(citizen)
    for minutes in (0, 3, 9, 11):
        with clock.pretend(clock.now() + timedelta(minutes=minutes)):
            await town_hall.seen_by(desk, case.reference)
    colleague = await somebody_at_the_desk(town_hall.database, name="Tjark Poppinga")
    await town_hall.seen_by(colleague, case.reference)
    assert await looks(town_hall.database, citizen) == [("case", case.reference)] * 3


async def test_who_may_not_see_a_case_leaves_no_entry_and_what_fails_shows_nothing(
    town_hall: TownHall, citizen: Citizen
) -> None:
    case = await town_hall.opened_case(citizen)
    stranger = await somebody_at_the_desk(town_hall.database, "leer")
    with pytest.raises(NotFound):
        await town_hall.seen_by(stranger, case.reference)
    assert await looks(town_hall.database, citizen) == []


async def test_only_in_ones_own_name_and_nobody_takes_an_entry_back(
    town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    database = town_hall.database
    await town_hall.seen_by(desk, (await town_hall.opened_case(citizen)).reference)
    with pytest.raises(PortalError):
        async with database.transaction(citizen.scope) as session:
            await note_access(session, citizen.scope, Look.CASE, [])
    for statement in ("DELETE FROM data_access", "UPDATE data_access SET action = ''"):
        for scope in (desk, system_scope()):
            with pytest.raises(DBAPIError, match="permission denied"):
                async with database.transaction(scope) as session:
                    await session.execute(text(statement))
    assert len(await looks(database, citizen)) == 1


async def test_two_looks_at_once_disturb_nobody(
    town_hall: TownHall, citizen: Citizen, desk: Scope
) -> None:
    reference = (await town_hall.opened_case(citizen)).reference
    await asyncio.gather(*(town_hall.seen_by(desk, reference) for _ in range(3)))
    assert set(await looks(town_hall.database, citizen)) == {("case", reference)}
